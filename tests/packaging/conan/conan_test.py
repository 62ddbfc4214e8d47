"""Makes the Conan package from these sources and tries it, in a Conan home of its own: Boost and
Eigen are the system's, and no server is asked."""

import os
import pathlib
import platform
import re
import shutil
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))
import support

places = [
    os.path.dirname(sys.executable),
    str(support.source / ".venv" / "bin"),
    os.environ["PATH"],
]
conan = shutil.which("conan", path=os.pathsep.join(places))
if not conan:
    print("conan is not installed: pip install 'conan>=2'")
    sys.exit(77)


class package(support.case):
    def test_create(self):
        environment = {**os.environ, "CONAN_HOME": str(self.folder / "home")}
        version = support.run(support.compiler, "-dumpfullversion").split(".")[0]
        header = pathlib.Path("/usr/include/boost/version.hpp").read_text()
        boost = re.search(r'BOOST_LIB_VERSION "(\w+)"', header).group(1).replace("_", ".")
        profile = self.write(
            "profile",
            f"""
[settings]
os=Linux
arch={"armv8" if platform.machine() == "aarch64" else "x86_64"}
compiler=gcc
compiler.version={version}
compiler.libcxx=libstdc++11
compiler.cppstd=20
build_type=Release
[platform_requires]
boost/{boost if boost.count(".") > 1 else boost + ".0"}
eigen/{support.run("pkg-config", "--modversion", "eigen3").strip()}
[conf]
tools.cmake.cmaketoolchain:generator=Ninja
""",
        )
        # Copied, since Conan builds beside its sources. The static library is tried elsewhere.
        tried = shutil.copytree(support.here / "conan" / "test_package", self.folder / "tried")
        said = support.run(
            conan,
            "create",
            support.here / "conan",
            "--no-remote",
            "-pr:a",
            profile,
            "-o",
            "krarup/*:shared=True",
            "-tf",
            tried,
            env=environment,
        )
        self.assertIn("Testing the package: Executing test", said)


if __name__ == "__main__":
    support.unittest.main()
