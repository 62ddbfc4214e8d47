// What all targets share: their entry, findings, and the counter behind `within`. Compiled without the
// instrumentation that calls the counter.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <map>
#include <string>

#include "fuzz/bytes.hpp"
#include "fuzz/expect.hpp"

namespace krarup::fuzz {

namespace {

/// Of one input, outside `within` too, where what it asks is allowed less. The most seen is 1e8.
constexpr std::uint64_t most_of_an_input = 2'000'000'000;

thread_local std::uint64_t steps_of_input = 0;
thread_local std::uint64_t steps_left = 0;  // 0 where nothing is counted
thread_local std::uint64_t steps_allowed = 0;
thread_local const char* asked = "";

/// With KRARUP_FUZZ_STEPS in the environment, what each question took at most, printed at the end.
class report {
 public:
  report() : wanted_(std::getenv("KRARUP_FUZZ_STEPS") != nullptr) {}
  report(const report&) = delete;
  report& operator=(const report&) = delete;
  ~report() {
    for (const auto& [what, most] : most_) {
      std::fprintf(stderr, "steps: %-40s %9llu of %9llu\n", what.c_str(),
                   static_cast<unsigned long long>(most.taken),
                   static_cast<unsigned long long>(most.allowed));
    }
  }
  void add(const char* what, std::uint64_t taken, std::uint64_t allowed) {
    if (!wanted_) return;
    worst& most = most_[what];
    if (taken >= most.taken) most = {taken, allowed};
  }

 private:
  struct worst {
    std::uint64_t taken = 0;
    std::uint64_t allowed = 0;
  };
  bool wanted_;
  std::map<std::string, worst> most_;
};

report& reported() {
  static report all;
  return all;
}

}  // namespace

void print(double value) {
  std::fprintf(stderr, "  %.17g (%a)\n", value, value);
}

void broken(const char* what, std::initializer_list<double> values) {
  std::fprintf(stderr, "broken: %s\n", what);
  for (const double value : values) print(value);
  std::abort();
}

void allow_steps(const char* what, std::uint64_t most) {
  asked = what;
  steps_allowed = most;
  steps_left = most + 1;
}

void forget_steps() {
  const std::uint64_t left = steps_left;
  steps_left = 0;
  reported().add(asked, steps_allowed + 1 - left, steps_allowed);
}

}  // namespace krarup::fuzz

// The linker's --wrap leads the calls of instrumented code here; libFuzzer has a function of its own
// for them.
// NOLINTNEXTLINE(clang-diagnostic-reserved-identifier, readability-identifier-naming): the linker's
extern "C" void __wrap___sanitizer_cov_trace_pc() {
  using namespace krarup::fuzz;
  if (++steps_of_input > most_of_an_input) {
    steps_of_input = 0;
    std::fprintf(stderr, "more than %llu steps: an input\n",
                 static_cast<unsigned long long>(most_of_an_input));
    std::abort();
  }
  if (steps_left == 0) return;
  if (--steps_left == 0) {
    std::fprintf(stderr, "more than %llu steps: %s\n",
                 static_cast<unsigned long long>(steps_allowed), asked);
    std::abort();
  }
}

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  krarup::fuzz::bytes in(data, size);
  krarup::fuzz::steps_of_input = 0;
  krarup::fuzz::run(in);
  return 0;
}
