"""The code blocks of Markdown documents, and what runs them.

A block runs by its language. Directly above it, `<!-- not run: the reason -->` says why one is not.

- python: a doctest session, which the blocks of one document share
- cpp with `int main`: a program; a text block after it is what it prints
- other cpp: statements, which see the blocks above them; `expression;  // value` is checked
- console: shell commands after `$ ` and what they print
- bash: shell commands that must succeed
"""

import contextlib
import doctest
import itertools
import os
import pathlib
import re
import shutil
import subprocess
from dataclasses import dataclass

PROJECT = pathlib.Path(__file__).resolve().parents[2]

PREAMBLE = """
#include <cstdio>
#include <vector>
#include <krarup/batch/day_plan.hpp>
#include <krarup/batch/erlang.hpp>
#include <krarup/batch/requirement.hpp>
#include <krarup/krarup.hpp>
using namespace krarup;
using namespace std::chrono_literals;
void say(double value) { std::printf("%.4g\\n", value); }
void say(bool value) { std::puts(value ? "true" : "false"); }
void say(erlangs value) { say(value.value()); }
void say(proportion value) { say(value.value()); }
void say(agents value) { say(value.count()); }
void say(contacts value) { say(value.count()); }
void say(duration value) { say(value.count()); }
template <class Value>
void say(const outcome<Value>& value) {
  if (value) return say(*value);
  std::printf("none: %s\\n", explain(value.why()));
}
"""

FENCE = re.compile(r"^( *)```(\S*)[^\n]*\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
NOT_RUN = re.compile(r"<!-- not run: \S.*-->\n *\Z")
SHOWN = re.compile(r"^(\S.*);  +// (.*)$", re.MULTILINE)
RUN = {"python", "cpp", "console", "bash"}
PROGRAM = re.compile(r"^int main\(", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    language: str
    code: str
    line: int  # of its first line of code, from 0
    runs: bool


@dataclass(frozen=True)
class Document:
    name: str
    blocks: tuple[Block, ...]

    def runnable(self, language):
        return [block for block in self.blocks if block.runs and block.language == language]

    @property
    def programs(self):
        """The C++ programs, each with what the text block after it says."""
        for block, following in itertools.pairwise([*self.blocks, None]):
            if block.runs and block.language == "cpp" and PROGRAM.search(block.code):
                shown = following is not None and following.language == "text"
                yield block.code, following.code if shown else None

    @property
    def statements(self):
        return [block for block in self.runnable("cpp") if not PROGRAM.search(block.code)]


def read(path):
    return parse(str(path.relative_to(PROJECT)), path.read_text(encoding="utf-8"))


def parse(name, text):
    blocks = tuple(
        Block(
            found[2],
            re.sub(rf"^{found[1]}", "", found[3], flags=re.MULTILINE),
            text.count("\n", 0, found.start(3)),
            NOT_RUN.search(text, 0, found.start()) is None,
        )
        for found in FENCE.finditer(text)
    )
    return Document(name, blocks)


def never_run(document):
    """Where a block stands that nothing runs, that says no reason, and that no program prints.

    Directives of the page builder, such as {toctree}, are no code.
    """
    printed = [shown for _, shown in document.programs if shown is not None]
    for block in document.blocks:
        if not block.runs or block.language in RUN or re.fullmatch(r"\{\w+\}", block.language):
            continue
        if block.language != "text" or block.code not in printed:
            yield f"{document.name}:{block.line}: {block.language or 'no language'}"


def run_python(document):
    """Runs the document's Python in the project's folder as one session; the number of examples."""
    session = ""
    for block in document.runnable("python"):
        assert ">>> " in block.code, f"{document.name}:{block.line}: a Python block without >>>"
        session += "\n" * (block.line - session.count("\n")) + block.code
    test = doctest.DocTestParser().get_doctest(session, {}, document.name, document.name, 0)
    with contextlib.chdir(PROJECT):
        assert doctest.DocTestRunner().run(test).failed == 0
    return len(test.examples)


def run_cpp(documents, folder):
    """Compiles the C++ statements of all documents into one program and compares what it prints."""
    body, expected = "", []
    for number, document in enumerate(documents):
        body += f"void document_{number}() {{\n"
        for block in document.statements:
            said = SHOWN.findall(block.code)
            place = f"{document.name}:{block.line}"
            assert said, f"{place}: a C++ block that shows no result:\n{block.code}"
            body += f'{{\n#line {block.line + 1} "{document.name}"\n'
            body += SHOWN.sub(r"say(\1);", block.code)
            expected += [(place, expression, result) for expression, result in said]
        body += "}" * len(document.statements) + "\n}\n"
    calls = "".join(f"document_{number}();" for number in range(len(documents)))
    lines = compile_and_run(PREAMBLE + body + f"int main() {{ {calls} }}\n", folder).splitlines()
    assert [(*where, line) for (*where, _), line in zip(expected, lines, strict=True)] == expected


def compile_and_run(code, folder):
    source, program = folder / "code.cpp", folder / "code"
    source.write_text(code)
    compiler = shutil.which("g++") or shutil.which("clang++")
    assert compiler, "C++ blocks need g++ or clang++"
    subprocess.run(
        [compiler, "-std=c++20", f"-I{PROJECT / 'include'}", source, "-o", program], check=True
    )
    return subprocess.run([program], check=True, capture_output=True, text=True).stdout


def command_line_program():
    """The folder of the built program, or None."""
    named = os.environ.get("KRARUP_PROGRAM")
    places = [PROJECT / "build" / preset / "krarup" for preset in ("dev", "release")]
    for place in [pathlib.Path(named)] if named else places:
        if place.is_file():
            return place.parent
    return None


def run_shell(document, folder):
    """Runs the document's shell blocks in a folder that has the project's files to read."""
    for name in ("benchmarks", "examples"):
        (folder / name).symlink_to(PROJECT / name)
    path = f"{command_line_program()}{os.pathsep}{os.environ['PATH']}"
    for block in document.blocks:
        if not block.runs or block.language not in {"bash", "console"}:
            continue
        commands, printed = block.code, None
        if block.language == "console":
            commands, printed = split_console(block.code)
        run = subprocess.run(
            ["bash", "-e" if printed is None else "-s"], input=commands, text=True, cwd=folder,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, "PATH": path},
            check=printed is None, timeout=60,
        )  # fmt: skip
        if printed is not None:
            assert run.stdout.split("\x1e")[:-1] == printed, f"{document.name}:{block.line}"


def split_console(code):
    """The commands as a script that ends each one's output with a mark, and the outputs shown."""
    script, printed = "", []
    lines = iter(code.splitlines(keepends=True))
    for line in lines:
        if line.startswith("$ "):
            command = line[2:]
            while command.endswith("\\\n"):
                command += next(lines)
            script += f"{command}status=$?; printf '\\036'; (exit $status)\n"
            printed.append("")
        else:
            printed[-1] += line
    return script, printed
