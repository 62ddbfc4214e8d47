"""What is installed: headers that keep their macros apart, a library of what they declare, and no
trace of the machine that made it."""

import re
import subprocess
import unittest

import support
from support import compiler, include, installed, run


class tree(support.case):
    def test_it_holds_no_folder_of_this_machine(self):
        files = [path for path in installed.rglob("*") if path.is_file() or path.is_symlink()]
        self.assertGreater(len(files), 50)
        for path in files:
            content = path.read_bytes()
            for folder in (support.source, support.build):
                self.assertNotIn(str(folder).encode(), content, f"{path} names {folder}")

    def test_it_holds_every_header_and_nothing_beside_its_own(self):
        headers = sorted(
            path.relative_to(installed / "include").as_posix()
            for path in (installed / "include").rglob("*")
            if path.is_file()
        )
        self.assertEqual([h for h in headers if h.startswith("krarup/")], support.all_headers)
        for header in headers:  # a C header of ours may lie beside the folder
            self.assertRegex(header, r"^krarup(/|[._])")

    def test_the_library_has_what_the_headers_declare(self):
        declared = set()
        for header in support.all_headers:
            text = (include / header).read_text()
            for match in re.finditer(
                r"KRARUP_FUNCTION (?!inline|__attribute)[^;{(]*?(\w+)\(", text
            ):
                declared.add(match.group(1))
        self.assertGreater(len(declared), 15)
        library = next(installed.rglob("libkrarup.a"))
        symbols = run("nm", "-C", "--defined-only", library)
        defined = set(re.findall(r" T (?:.*::)?(\w+)\(", symbols))
        self.assertFalse(declared - defined, "declared, and not in the library")
        umbrella = (include / "krarup/krarup.hpp").read_text()
        templates = set(re.findall(r"KRARUP_INSTANTIATION [^;(]*?(\w+)\(", umbrella))
        self.assertGreater(len(templates), 5)
        for queue in ("erlang_a", "erlang_c"):
            made = set(re.findall(rf" W .*krarup::(\w+)<krarup::{queue}>\(", symbols))
            self.assertFalse(templates - made, f"declared for {queue}, and not in the library")
        beyond = [
            line for line in symbols.splitlines() if " T " in line and " T krarup::" not in line
        ]
        self.assertFalse(beyond, "in the library without our name")


class headers(support.case):
    def test_every_macro_carries_our_name(self):
        everything = "".join(f"#include <{header}>\n" for header in support.all_headers)
        said = subprocess.run(
            [compiler, "-std=c++20", f"-I{include}", *support.eigen, "-E", "-dD", "-x", "c++", "-"],
            input=everything,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        ours, macros = False, set()
        for line in said.splitlines():
            if marker := re.match(r'# \d+ "([^"]*)"', line):
                ours = marker.group(1).startswith(str(include))
            elif ours and (macro := re.match(r"#define (\w+)", line)):
                macros.add(macro.group(1))
        self.assertIn("KRARUP_FUNCTION", macros)
        self.assertFalse([name for name in macros if not name.startswith("KRARUP_")])

    def test_every_one_is_compiled_alone_with_all_warnings(self):
        """`all_verify_interface_header_sets` of this build, for both libraries."""
        if not (support.build / "build.ninja").exists():
            self.skipTest("the commands of a build are only known of Ninja")
        commands = run(
            "ninja", "-C", support.build, "-t", "commands", "all_verify_interface_header_sets"
        ).splitlines()
        for target in ("krarup", "krarup_compiled"):
            folder = f"/{target}_verify_interface_header_sets.dir/"
            lines = [line for line in commands if folder in line and " -c " in line]
            for header in support.all_headers:
                stem = f"/{header.removesuffix('.hpp')}.hpp.cxx"
                mine = [line for line in lines if line.endswith(stem)]
                self.assertEqual(len(mine), 1, f"{header} is not compiled alone for {target}")
                for flag in support.warnings:
                    self.assertIn(f" {flag} ", mine[0], f"{header} of {target}")


if __name__ == "__main__":
    unittest.main()
