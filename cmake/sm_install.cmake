# What `cmake --install` lays down: the program, and the libraries so that another project finds them
# by find_package(sm) or by pkg-config.

include(CMakePackageConfigHelpers)

set(sm_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/sm)
get_property(sm_libraries GLOBAL PROPERTY sm_libraries)

install(DIRECTORY include/sm DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN *.hpp)
install(TARGETS ${sm_libraries} EXPORT sm_targets)
install(TARGETS sm_program)
install(FILES LICENSE THIRD_PARTY_NOTICES.md DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/doc/sm)
install(EXPORT sm_targets NAMESPACE sm:: FILE sm_targets.cmake DESTINATION ${sm_package_dir})

configure_package_config_file(cmake/sm_config.cmake.in ${PROJECT_BINARY_DIR}/sm-config.cmake
  INSTALL_DESTINATION ${sm_package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/sm-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/sm-config.cmake ${PROJECT_BINARY_DIR}/sm-config-version.cmake
  DESTINATION ${sm_package_dir})

include(sm_pkg_config)
