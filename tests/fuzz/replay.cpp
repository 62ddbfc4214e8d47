// Runs a target over the inputs of corpus files, a line of hexadecimal digits each, without libFuzzer:
//
//   fuzz_replay_erlang_b tests/fuzz/corpus/erlang_b.txt
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int argc, char** argv) {
  std::size_t inputs = 0;
  for (int i = 1; i < argc; ++i) {
    std::ifstream file(argv[i]);
    if (!file) {
      std::cerr << argv[i] << ": cannot be read\n";
      return 2;
    }
    std::size_t number = 0;
    for (std::string line; std::getline(file, line);) {
      ++number;
      if (line.empty() || line.front() == '#') continue;
      std::vector<std::uint8_t> input;
      for (std::size_t at = 0; at + 1 < line.size(); at += 2) {
        input.push_back(static_cast<std::uint8_t>(std::stoi(line.substr(at, 2), nullptr, 16)));
      }
      // Said before, since a finding ends the program.
      std::fprintf(stderr, "\r%s:%zu", argv[i], number);
      LLVMFuzzerTestOneInput(input.data(), input.size());
      ++inputs;
    }
  }
  std::cerr << '\r';
  std::cout << inputs << " inputs, nothing broken\n";
  return inputs > 0 ? 0 : 2;
}
