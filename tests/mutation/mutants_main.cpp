// Runs the tests of one executable mutant by mutant: a server, from which each mutant is a fork.
//
//   record PATH         writes for each test its time and the sites it reaches
//   serve               reads lines "site variant milliseconds_factor test:test:..." and answers each
//                       with what became of the mutant
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "mutated.hpp"

namespace {

enum verdict { survived = 0, killed = 10, survived_same = 11, impossible = 12 };

double seconds_used() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  const auto of = [](const timeval& t) { return double(t.tv_sec) + 1e-6 * double(t.tv_usec); };
  return of(usage.ru_utime) + of(usage.ru_stime);
}

bool passes(const std::string& test) {
  GTEST_FLAG_SET(filter, test);
  return RUN_ALL_TESTS() == 0;
}

/// Ends the process with the first failure: the rest of a test tells nothing more.
class first_failure : public testing::EmptyTestEventListener {
  void OnTestPartResult(const testing::TestPartResult& result) override {
    if (result.failed()) std::_Exit(killed);
  }
};

std::vector<std::string> all_tests() {
  std::vector<std::string> names;
  const auto& unit = *testing::UnitTest::GetInstance();
  for (int i = 0; i < unit.total_test_suite_count(); ++i) {
    const auto& suite = *unit.GetTestSuite(i);
    for (int k = 0; k < suite.total_test_count(); ++k)
      names.push_back(std::string(suite.name()) + "." + suite.GetTestInfo(k)->name());
  }
  return names;
}

// Each test in a process of its own, so that what one has read already is read again by the next.
int record(const char* path) {
  std::remove(path);
  bool all_passed = true;
  for (const std::string& test : all_tests()) {
    for (const bool recording : {false, true}) {
      const pid_t child = fork();
      if (child == 0) {
        if (recording) std::memset(mutated::armed, 1, sizeof mutated::armed);
        const double start = seconds_used();
        const bool passed = passes(test);
        std::ofstream out(path, std::ios::app);
        if (!recording) {
          out << test << ' ' << (passed ? "passed" : "failed") << ' ' << seconds_used() - start;
        } else {
          for (int site = 0; site < mutated::most_sites; ++site)
            if (mutated::touched[site]) out << ' ' << site;
          out << '\n';
        }
        out.close();
        std::_Exit(passed ? 0 : 1);
      }
      int status = 0;
      waitpid(child, &status, 0);
      if (status != 0) {
        std::cerr << "without a mutant " << test << " fails\n";
        all_passed = false;
      }
    }
  }
  return all_passed ? 0 : 1;
}

void be(int site, int variant) {
  for (int i = 0; i < mutated::table_entries; ++i) {
    if (mutated::tables[i].site != site) continue;
    double& number = *mutated::tables[i].number;
    number += 1e-12;
    mutated::possible = mutated::differed = true;
  }
  mutated::armed[site] = 1;
  mutated::variant = variant;
}

int serve() {
  std::string line;
  std::cout << "ready" << std::endl;
  while (std::getline(std::cin, line)) {
    std::istringstream words(line);
    int site = 0;
    int variant = 0;
    std::vector<std::pair<std::string, double>> tests;
    words >> site >> variant;
    std::string test;
    double limit = 0.0;
    while (words >> test >> limit) tests.emplace_back(test, limit);
    int pipe_ends[2];
    if (pipe(pipe_ends) != 0) return 1;
    const double before = [] {
      rusage usage;
      getrusage(RUSAGE_CHILDREN, &usage);
      return double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
             1e-6 * double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
    }();
    const pid_t child = fork();
    if (child == 0) {
      close(pipe_ends[0]);
      const rlimit memory{4ul << 30, 4ul << 30};
      setrlimit(RLIMIT_AS, &memory);
      const rlimit no_core{0, 0};
      setrlimit(RLIMIT_CORE, &no_core);
      const int nowhere = open("/dev/null", O_WRONLY);  // what tests print is not for the asker
      dup2(nowhere, STDOUT_FILENO);
      dup2(nowhere, STDERR_FILENO);
      testing::UnitTest::GetInstance()->listeners().Append(new first_failure);
      be(site, variant);
      for (std::size_t i = 0; i < tests.size(); ++i) {
        const auto count = static_cast<std::uint32_t>(i);
        if (write(pipe_ends[1], &count, sizeof count) < 0) std::_Exit(1);
        const double limit = tests[i].second;
        const auto whole = static_cast<time_t>(limit);
        const itimerval timer{{0, 0},
                              {whole, static_cast<suseconds_t>(1e6 * (limit - double(whole)))}};
        setitimer(ITIMER_PROF, &timer, nullptr);
        alarm(5 + static_cast<unsigned>(10.0 * limit));  // threads that wait for each other
        if (!passes(tests[i].first)) std::_Exit(killed);
      }
      std::_Exit(!mutated::possible ? impossible : mutated::differed ? survived : survived_same);
    }
    close(pipe_ends[1]);
    std::uint32_t last = 0;
    std::uint32_t count = 0;
    while (read(pipe_ends[0], &count, sizeof count) == sizeof count) last = count;
    close(pipe_ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    const char* what = "survived";
    if (WIFSIGNALED(status)) {
      what = WTERMSIG(status) == SIGPROF || WTERMSIG(status) == SIGALRM ? "timeout" : "crashed";
    } else if (WEXITSTATUS(status) == impossible) {
      what = "impossible";
    } else if (WEXITSTATUS(status) == survived_same) {
      what = "same";
    } else if (WEXITSTATUS(status) != survived) {
      what = "killed";
    }
    rusage usage;
    getrusage(RUSAGE_CHILDREN, &usage);
    const double after = double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                         1e-6 * double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
    std::cout << what << ' ' << (tests.empty() ? "-" : tests[last].first) << ' ' << after - before
              << std::endl;
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  delete testing::UnitTest::GetInstance()->listeners().Release(
      testing::UnitTest::GetInstance()->listeners().default_result_printer());
  GTEST_FLAG_SET(fail_fast, true);
  // What the tests remember of the truth, the forks need not compute.
  const int asker = dup(STDOUT_FILENO);
  const int nowhere = open("/dev/null", O_WRONLY);
  dup2(nowhere, STDOUT_FILENO);
  passes("*");
  std::cout.flush();
  std::fflush(stdout);
  dup2(asker, STDOUT_FILENO);
  if (argc == 3 && std::strcmp(argv[1], "record") == 0) return record(argv[2]);
  if (argc == 2 && std::strcmp(argv[1], "serve") == 0) return serve();
  std::cerr << "usage: record PATH | serve\n";
  return 2;
}
