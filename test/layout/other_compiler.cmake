# Compiles SOURCE with CXX, a compiler that this build does not use. Needs CXX, INCLUDE and SOURCE.

if(NOT CXX)
  message(STATUS "no other compiler is on PATH; Debian: apt-get install clang-16")
  return()
endif()
execute_process(
  COMMAND ${CXX} -std=c++20 -Wall -Wextra -Werror -fsyntax-only -I${INCLUDE} ${SOURCE}
  RESULT_VARIABLE result ERROR_VARIABLE errors)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${CXX} refuses all public headers together:\n${errors}")
endif()
