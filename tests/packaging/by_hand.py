"""Strangers who call the compiler themselves: -I, pkg-config, several files linked together."""

import os
import unittest

import support
from support import compiler, here, include, installed, run


class plain_include(support.case):
    def test_the_folders_of_headers_are_all_it_takes(self):
        program = self.folder / "consumer"
        run(
            compiler,
            "-std=c++20",
            *support.warnings,
            f"-I{include}",
            *support.eigen,
            here / "consumer.cpp",
            "-o",
            program,
        )
        run(program)


class pkg_config(support.case):
    def flags(self, *what):
        folders = list(installed.rglob("pkgconfig"))
        self.assertEqual(len(folders), 1)
        environment = {**os.environ, "PKG_CONFIG_PATH": str(folders[0])}
        return run("pkg-config", *what, env=environment).split()

    def test_headers(self):
        program = self.folder / "consumer"
        flags = self.flags("--cflags", "krarup")
        self.assertFalse([flag for flag in flags if not flag.startswith("-I")], flags)
        run(compiler, "-std=c++20", here / "consumer.cpp", *flags, "-o", program)
        run(program)

    def test_compiled_without_boost_and_eigen(self):
        program = self.folder / "consumer"
        flags = self.flags("--static", "--cflags", "--libs", "krarup-compiled")
        self.assertIn("-DKRARUP_COMPILED", flags)
        run(
            compiler,
            "-std=c++20",
            *support.warnings,
            *hide_dependencies(self),
            here / "consumer.cpp",
            *flags,
            "-o",
            program,
        )
        run(program)

    def test_versions(self):
        version = self.flags("--modversion", "krarup")[0]
        self.flags("--exists", f"krarup = {version}")
        with self.assertRaises(AssertionError):
            self.flags("--exists", f"krarup > {version}")


def hide_dependencies(test):
    """Flags with which whoever includes a header of Boost or Eigen is told that he should not."""
    for header in (
        "boost/math/special_functions/gamma.hpp",
        "boost/math/tools/toms748_solve.hpp",
        "boost/math/policies/policy.hpp",
        "Eigen/Cholesky",
        "Eigen/Core",
        "unsupported/Eigen/NonLinearOptimization",
    ):
        test.write(f"hidden/{header}", "#error it is not here\n")
    return [f"-I{test.folder / 'hidden'}"]


class two_units(support.case):
    """Everything twice in one program: no function is there twice, and none is missing."""

    def link(self, first, second):
        everything = "".join(f"#include <{header}>\n" for header in support.all_headers)
        question = (
            "double answer() { return krarup::probability_of_wait(\n"
            "    krarup::erlang_a{krarup::rate::per_second(1), krarup::duration(180),\n"
            "                     krarup::duration(60)}, 170); }\n"
        )
        objects = []
        for name, unit_flags in (("first", first), ("second", second)):
            text = f"{everything}namespace {name} {{ {question} }}\n"
            if name == "first":
                text += "namespace second { double answer(); }\n"
                text += "int main() { return first::answer() == second::answer() ? 0 : 1; }\n"
            objects.append(self.folder / f"{name}.o")
            run(
                compiler,
                "-std=c++20",
                *support.warnings,
                f"-I{include}",
                *support.eigen,
                *unit_flags,
                "-c",
                self.write(f"{name}.cpp", text),
                "-o",
                objects[-1],
            )
        program = self.folder / "program"
        libraries = [next(installed.rglob("libkrarup.a"))] if first or second else []
        run(compiler, *objects, *libraries, "-o", program)
        run(program)

    def test_headers_alone(self):
        self.link([], [])

    def test_headers_alone_beside_compiled(self):
        self.link([], ["-DKRARUP_COMPILED"])


if __name__ == "__main__":
    unittest.main()
