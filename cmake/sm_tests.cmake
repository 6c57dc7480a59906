# What the programs of tests, here and in the examples, are made with.

include(GoogleTest)

# Most of what a test's compiler reads is the same in all of them: it is read once. A compiler cache
# does better still, and cannot do with this.
if(NOT CMAKE_CXX_COMPILER_LAUNCHER)
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/precompiled.cpp CONTENT "")
  add_library(sm_precompiled OBJECT ${PROJECT_BINARY_DIR}/precompiled.cpp)
  target_link_libraries(sm_precompiled PRIVATE sm::gtest GTest::gmock sm_warnings)
  target_compile_options(sm_precompiled PRIVATE $<$<CONFIG:Debug>:-O0>)
  target_precompile_headers(sm_precompiled PRIVATE
    <gmock/gmock.h> <gtest/gtest.h> <functional> <map> <sm/sm.hpp> <string> <variant> <vector>)
endif()

# sm_compile_quickly(<target>): what optimising a test costs, no run of it wins back.
function(sm_compile_quickly target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Debug>:-O0>)
  if(TARGET sm_precompiled)
    target_precompile_headers(${target} REUSE_FROM sm_precompiled)
  endif()
endfunction()

# sm_discover(<target> <label>): registers each test of a program with ctest, with one label:
# gtest_discover_tests breaks a list apart, and what comes after it is lost.
#
# Tests on real nodes have a label with a suffix, so that `ctest -L` and `-LE` choose them, and run one
# at a time. `.docker`: suites with `Docker` in their name, which need an engine. `.process`: suites with
# `Process` in their name, of programs that link sm::cluster; elsewhere the word is a client's.
function(sm_discover target label)
  get_target_property(libraries ${target} LINK_LIBRARIES)
  set(others "-*Docker*.*")
  if("sm::cluster" IN_LIST libraries)
    string(APPEND others ":*Process*.*")
    gtest_discover_tests(${target} TEST_FILTER "*Process*.*-*Docker*.*" DISCOVERY_TIMEOUT 60
      PROPERTIES TIMEOUT 600 LABELS ${label}.process RESOURCE_LOCK process)
  endif()
  gtest_discover_tests(${target} TEST_FILTER ${others} DISCOVERY_TIMEOUT 60
    PROPERTIES TIMEOUT 600 LABELS ${label})
  gtest_discover_tests(${target} TEST_FILTER "*Docker*.*" DISCOVERY_TIMEOUT 60
    PROPERTIES TIMEOUT 900 LABELS ${label}.docker RESOURCE_LOCK docker)
endfunction()
