# An overlay port: vcpkg install krarup --overlay-ports=tests/packaging/vcpkg. It builds the sources
# that it lies in.
get_filename_component(SOURCE_PATH "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

vcpkg_cmake_configure(
  SOURCE_PATH "${SOURCE_PATH}"
  OPTIONS
    -DKRARUP_TESTS=OFF
    -DKRARUP_CLI=OFF
    -DKRARUP_C=OFF
    -DKRARUP_EXAMPLES=OFF
    -DKRARUP_INSTALL=ON
)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(PACKAGE_NAME krarup CONFIG_PATH lib/cmake/krarup)
vcpkg_fixup_pkgconfig()
file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/debug/include")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
