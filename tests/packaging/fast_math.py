"""-ffast-math and its parts: refused in one sentence by every public header, unless insisted on."""

import unittest

import support
from support import both_compilers, include, run

fast = ("-ffast-math", "-Ofast", "-ffinite-math-only")
#: Which g++ lets a header see, and clang does not.
parts = (
    "-funsafe-math-optimizations",
    "-freciprocal-math",
    "-fassociative-math -fno-signed-zeros -fno-trapping-math",
    "-ffast-math -fno-finite-math-only",
)
program = """
#include <cmath>
#include <cstdio>
#include <krarup/krarup.hpp>
using namespace std::chrono_literals;
int main() {
  const krarup::erlang_c billing{.arrival_rate = krarup::contacts(100) / 30min,
                                 .average_handle_time = 3min};
  const double level = krarup::service_level(billing, 14, 20s);
  const auto agents =
      krarup::agents_required(billing, {.service_level = 0.8, .answer_within = 20s});
  std::printf("%.12f %g\\n", level, agents->count());
}
"""


class fast_math(support.case):
    def test_every_public_header_refuses(self):
        self.assertGreater(len(support.public_headers), 20)
        for compiler in both_compilers:
            for header in support.public_headers:
                with self.subTest(compiler=compiler, header=header):
                    # Each flag on one header in turn, all of them on the umbrella.
                    flags = fast[:1]
                    if header == "krarup/krarup.hpp":
                        flags = fast + (parts if compiler == "g++" else ())
                    for flag in flags:
                        said = run(
                            compiler,
                            "-std=c++20",
                            f"-I{include}",
                            *flag.split(),
                            "-E",
                            "-Wfatal-errors",
                            "-x",
                            "c++",
                            include / header,
                            "-o",
                            "/dev/null",
                            ok=False,
                        )
                        errors = [line for line in said.splitlines() if "error:" in line]
                        self.assertEqual(len(errors), 1, said)
                        self.assertIn(
                            "krarup answers overload with infinities and counts on the order "
                            "of sums: compile without -ffast-math and its parts "
                            "(-ffinite-math-only, -funsafe-math-optimizations), or define "
                            "KRARUP_ALLOW_FAST_MATH and do without them.",
                            errors[0],
                        )

    def test_who_insists_gets_a_program_that_works(self):
        unit = self.write("insists.cpp", program)
        for compiler in both_compilers:
            said = set()
            for flags in ([], ["-ffast-math", "-DKRARUP_ALLOW_FAST_MATH"]):
                run(
                    compiler,
                    "-std=c++20",
                    "-O1",
                    f"-I{include}",
                    *support.eigen,
                    *flags,
                    unit,
                    "-o",
                    self.folder / "insists",
                )
                said.add(run(self.folder / "insists"))
            self.assertEqual(said, {"0.888350019179 14\n"}, compiler)

    def test_others_are_not_bothered(self):
        unit = self.write("slow.cpp", "#include <krarup/units.hpp>\n")
        for compiler in both_compilers:
            for flags in (["-O3"], ["-ffast-math", "-fno-fast-math"]):
                run(compiler, "-std=c++20", f"-I{include}", *flags, "-fsyntax-only", unit)


if __name__ == "__main__":
    unittest.main()
