"""The README's code blocks run, and print what they say."""

import doctest
import pathlib
import re
import shutil
import subprocess

PROJECT = pathlib.Path(__file__).resolve().parents[2]
README = (PROJECT / "README.md").read_text()

PREAMBLE = """
#include <cstdio>
#include <vector>
#include <krarup/batch/requirement.hpp>
#include <krarup/krarup.hpp>
using namespace krarup;
using namespace std::chrono_literals;
void say(double value) { std::printf("%.4g\\n", value); }
void say(erlangs value) { say(value.value()); }
void say(agents value) { say(value.count()); }
void say(contacts value) { say(value.count()); }
template <class Value>
void say(const outcome<Value>& value) {
  if (value) return say(*value);
  std::printf("none: %s\\n", explain(value.why()));
}
int main() {
"""


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_cpp_blocks_print_what_they_say(tmp_path):
    body, expected = "", []
    for block in blocks("cpp"):
        said = re.findall(r"^(\S.*);  +// (.*)$", block, re.MULTILINE)
        assert said, f"a C++ block of the README shows no result:\n{block}"
        body += "{\n" + re.sub(r"^(\S.*);  +// .*$", r"say(\1);", block, flags=re.MULTILINE) + "}\n"
        expected += [result for _, result in said]
    source, program = tmp_path / "readme.cpp", tmp_path / "readme"
    source.write_text(PREAMBLE + body + "}\n")
    compiler = shutil.which("g++") or shutil.which("clang++")
    assert compiler, "the README's C++ needs g++ or clang++"
    subprocess.run(
        [compiler, "-std=c++20", f"-I{PROJECT / 'include'}", source, "-o", program], check=True
    )
    printed = subprocess.run([program], check=True, capture_output=True, text=True).stdout
    assert printed.splitlines() == expected


def test_python_blocks_print_what_they_say():
    session = "\n".join(blocks("python"))
    test = doctest.DocTestParser().get_doctest(session, {}, "README.md", "README.md", 0)
    assert test.examples
    assert doctest.DocTestRunner().run(test).failed == 0


def test_paths_exist():
    paths = re.findall(r"\]\(([^)#:]+)\)", README) + re.findall(
        r"^((?:examples|tests)/\S+\.sh)$", README, re.MULTILINE
    )
    assert len(paths) >= 5
    for path in paths:
        assert (PROJECT / path).exists(), f"the README names {path}"
