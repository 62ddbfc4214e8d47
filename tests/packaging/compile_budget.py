"""What an include costs its user, counted and not timed: lines that reach the compiler proper, by
both compilers, and templates that clang instantiates and functions that it generates code for.

The numbers belong to g++ 12, clang 14, the standard library of the former, Boost 1.74 and Eigen
3.4; elsewhere nothing is checked. They are the same in every run. What an update of Debian 12
touches moves a count by a few lines in a thousand, an include of <regex> or of a room of Boost by
more than a tenth: 5 % is between the two. `--update` writes the numbers of now.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

from support import eigen, here, include, run

committed = here / "compile_budget.txt"
tolerance = 1.05
queue = "{krarup::contacts(100) / std::chrono::minutes(30), std::chrono::minutes(3)%s}"
target = "{.service_level = 0.80, .answer_within = std::chrono::seconds(20)}"
erlang_c = "krarup::erlang_c" + queue % ""
erlang_a = "krarup::erlang_a" + queue % ", std::chrono::minutes(5)"
plan_day = (
    "krarup::plan_day(std::vector<krarup::plan_interval<krarup::erlang_c>>(48, "
    f"{{{erlang_c}, std::chrono::minutes(30), {target}, 0.3}}), krarup::rounding::up_at_end)"
)
programs = {
    "units": (
        "units.hpp",
        "krarup::offered_load(krarup::rate::per_second(1), krarup::duration(3))",
    ),
    "erlang_c": (
        "queues/erlang_c.hpp",
        f"krarup::service_level({erlang_c}, 14, krarup::duration(20))",
    ),
    "erlang_a": (
        "queues/erlang_a.hpp",
        f"krarup::service_level({erlang_a}, 14, krarup::duration(20))",
    ),
    "sensitivity": (
        "queues/sensitivity.hpp",
        f"krarup::sensitivity_of_service_level({erlang_a}, 14, krarup::duration(20))",
    ),
    "agents_required": (
        "queues/erlang_c.hpp staffing/requirement.hpp",
        f"krarup::agents_required({erlang_c}, {target})",
    ),
    "plan_day": ("queues/erlang_c.hpp staffing/day_plan.hpp", plan_day),
    "plan_day_by_umbrella": ("krarup.hpp", plan_day),
    "batch": (
        "batch/requirement.hpp",
        "krarup::batch::agents_required({1.0, 180.0}, "
        "{.service_level = 0.80, .answer_within = 20.0}, {std::span<double>()})",
    ),
    "umbrella": ("krarup.hpp", "0"),
}


def counts(folder, name, flags):
    headers, question = programs[name]
    unit = folder / f"{name}.cpp"
    includes = "".join(f"#include <krarup/{header}>\n" for header in headers.split())
    unit.write_text(f"#include <vector>\n{includes}auto answer() {{ return {question}; }}\n")
    common = ["-std=c++20", f"-I{include}", *eigen, *flags, unit]
    for compiler in ("g++", "clang++"):
        text = run(compiler, "-E", "-P", *common)
        yield sum(1 for line in text.splitlines() if line.strip())
    run(
        "clang++",
        "-O0",
        "-c",
        "-emit-llvm",
        "-ftime-trace",
        "-ftime-trace-granularity=0",
        *common,
        "-o",
        folder / f"{name}.o",
    )
    events = json.loads((folder / f"{name}.json").read_text())["traceEvents"]
    for kinds in (("InstantiateFunction", "InstantiateClass"), ("CodeGen Function",)):
        yield sum(1 for event in events if event["name"] in kinds)


def main():
    versions = [
        run(name, "-dumpfullversion" if name == "g++" else "-dumpversion").split(".")[0]
        for name in ("g++", "clang++")
    ]
    boost = re.search(
        r"BOOST_LIB_VERSION \"(\w+)\"",
        pathlib.Path("/usr/include/boost/version.hpp").read_text()
        if pathlib.Path("/usr/include/boost/version.hpp").exists()
        else "",
    )
    here_is = (*versions, boost.group(1) if boost else "none")
    if here_is != ("12", "14", "1_74"):
        print("compile budget: not checked with g++, clang, Boost", *here_is)
        return 77
    lines = ["# program                    variant   g++ lines  clang lines  templates  functions"]
    with tempfile.TemporaryDirectory() as folder:
        for name in programs:
            for variant, flags in (("headers", []), ("compiled", ["-DKRARUP_COMPILED"])):
                now = counts(pathlib.Path(folder), name, flags)
                lines.append("{:<28} {:<9} {:>9} {:>12} {:>10} {:>10}".format(name, variant, *now))
    print("\n".join(lines))
    if "--update" in sys.argv:
        committed.write_text("\n".join(lines) + "\n")
        return 0
    before = {
        tuple(line.split()[:2]): line.split()[2:] for line in committed.read_text().splitlines()[1:]
    }
    failed = False
    for line in lines[1:]:
        name, variant, *now = line.split()
        for what, count, budget in zip(
            ("lines of g++", "lines of clang", "templates", "functions"),
            now,
            before.get((name, variant), ["0"] * 4),
            strict=True,
        ):
            if int(count) > tolerance * int(budget) + 2:
                print(f"{name}, {variant}: {count} {what}, {budget} committed", file=sys.stderr)
                failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as error:
        sys.exit(str(error))
