"""The vcpkg port as far as it can be tried without vcpkg: its manifest, and its script on stand-ins
for vcpkg's functions."""

import json
import pathlib
import re
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))
import support


class port(support.case):
    def test_manifest(self):
        manifest = json.loads((support.here / "vcpkg" / "vcpkg.json").read_text())
        text = (support.source / "CMakeLists.txt").read_text()
        version = re.search(r"project\(krarup VERSION ([0-9.]+)", text).group(1)
        self.assertEqual(manifest["version"], version)
        self.assertEqual((manifest["name"], manifest["license"]), ("krarup", "MIT"))
        names = [one if isinstance(one, str) else one["name"] for one in manifest["dependencies"]]
        self.assertEqual(names, ["boost-math", "eigen3", "vcpkg-cmake", "vcpkg-cmake-config"])

    def test_script(self):
        script = support.here / "vcpkg" / "stubs.cmake"
        support.run("cmake", f"-DWORK={self.folder}", "-P", script)
        packages = self.folder / "packages"
        for name in (
            "include/krarup/krarup.hpp",
            "share/krarup/krarup-config.cmake",
            "share/krarup/LICENSE",
            "lib/pkgconfig/krarup.pc",
        ):
            self.assertTrue((packages / name).is_file(), name)


if __name__ == "__main__":
    unittest.main()
