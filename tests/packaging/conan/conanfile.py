"""Conan 2: conan create tests/packaging/conan"""

import os
import re

from conan import ConanFile
from conan.tools.cmake import CMake, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load

root = os.path.join("..", "..", "..")


class krarup(ConanFile):
    name = "krarup"
    description = "Workforce planning for contact centers: Erlang B, C and A, staffing, day plans"
    license = "MIT"
    package_type = "library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"shared": [True, False], "fPIC": [True, False]}
    default_options = {"shared": False, "fPIC": True}
    implements = ["auto_shared_fpic"]

    def set_version(self):
        text = load(self, os.path.join(self.recipe_folder, root, "CMakeLists.txt"))
        self.version = re.search(r"project\(krarup VERSION ([0-9.]+)", text).group(1)

    def export_sources(self):
        project = os.path.join(self.recipe_folder, root)
        for pattern in (
            "CMakeLists.txt",
            "LICENSE",
            "include/*",
            "src/compiled.cpp",
            "src/install/*",
        ):
            copy(self, pattern, project, self.export_sources_folder)

    def requirements(self):
        self.requires("boost/[>=1.74]", options={"header_only": True}, transitive_headers=True)
        self.requires("eigen/[>=3.4]", transitive_headers=True)

    def layout(self):
        cmake_layout(self)

    def generate(self):
        toolchain = CMakeToolchain(self)
        for switched_off in ("TESTS", "CLI", "C", "EXAMPLES"):
            toolchain.cache_variables[f"KRARUP_{switched_off}"] = False
        toolchain.generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        CMake(self).install()
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))

    def package_info(self):
        # The package's own CMake files say everything, its components too.
        self.cpp_info.set_property("cmake_find_mode", "none")
        self.cpp_info.builddirs = [os.path.join("lib", "cmake", "krarup")]
        self.cpp_info.libs = ["krarup"]
        self.cpp_info.defines = ["KRARUP_COMPILED"]
        if self.options.shared:
            self.cpp_info.defines.append("KRARUP_COMPILED_SHARED")
