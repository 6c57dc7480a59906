# Compiles each program of bench/ with CXX, without making anything of it: those programs are built only
# when something is measured, and a renamed function must not wait for that. Needs CXX and ROOT.

file(GLOB_RECURSE sources ${ROOT}/bench/*.cpp)
if(NOT sources)
  message(FATAL_ERROR "there is no program in ${ROOT}/bench")
endif()
foreach(source IN LISTS sources)
  execute_process(
    COMMAND ${CXX} -std=c++20 -Wall -Wextra -Werror -fsyntax-only
      -I${ROOT}/include -I${ROOT}/test -I${ROOT}/bench -I${ROOT}/examples ${source}
    RESULT_VARIABLE result ERROR_VARIABLE errors)
  if(NOT result EQUAL 0)
    message(SEND_ERROR "${source} does not compile:\n${errors}")
  endif()
endforeach()
