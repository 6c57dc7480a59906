# Compiles CASE with CXX, and fails unless the compiler's first error has the text that the first
# line of CASE expects. If its second line is `// only`, there must be no other error. Needs CXX, CASE and ROOT, the repository.

# CMake would fold the lines of a FATAL_ERROR.
function(fail text)
  message(NOTICE "${text}")
  message(FATAL_ERROR "not the error expected")
endfunction()

file(STRINGS ${CASE} lines LIMIT_COUNT 2)
list(GET lines 0 first)
list(GET lines 1 second)
if(NOT first MATCHES "^// expect: (.+)$")
  fail("${CASE}:1: needs `// expect: <text of the first error>`")
endif()
set(expected "${CMAKE_MATCH_1}")

set(ENV{LC_ALL} C)
execute_process(
  COMMAND ${CXX} -std=c++20 -I${ROOT}/include -fsyntax-only -fdiagnostics-color=never ${CASE}
  RESULT_VARIABLE result ERROR_VARIABLE errors OUTPUT_QUIET)
if(result EQUAL 0)
  fail("${CASE} compiles, though it is wrong: expected `${expected}`")
endif()
if(NOT errors MATCHES "[^\n]*error:[^\n]*")
  fail("${CASE}: the compiler failed without an error:\n${errors}")
endif()
set(error "${CMAKE_MATCH_0}")

string(FIND "${error}" "${expected}" at)
if(at EQUAL -1)
  fail("${CASE}: the first error is not the one expected\n"
    "  expected: ${expected}\n  first:    ${error}\nall:\n${errors}")
endif()
string(REGEX MATCHALL " error: " all "${errors}")
list(LENGTH all count)
if(second STREQUAL "// only" AND count GREATER 1)
  fail("${CASE}: ${count} errors, expected one:\n${errors}")
endif()
message(STATUS "${error}")
