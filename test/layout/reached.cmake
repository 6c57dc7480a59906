# Fails when a header of the core rooms, or sm.hpp, reaches a library that costs compile time;
# tells by which way. -H has the compiler print each file it opens, a dot for each level.
# Needs CXX, ROOT, ROOMS (a list) and WORK, a directory to write into.

set(forbidden
  "/nlohmann/" "/fmt/[a-z]+\\.h" "/rapidcheck\\.h" "/rapidcheck/state\\.h" "/rapidcheck/Check\\.h"
  "/gtest/" "/gmock/" "/boost/process" "/boost/asio" "/boost/filesystem")
list(JOIN forbidden "|" forbidden)

set(headers "")
foreach(room IN LISTS ROOMS)
  file(GLOB_RECURSE found RELATIVE ${ROOT}/include ${ROOT}/include/sm/${room}/*.hpp)
  list(APPEND headers ${found})
endforeach()
if(EXISTS ${ROOT}/include/sm/sm.hpp)
  list(APPEND headers sm/sm.hpp)
endif()
if(NOT headers)
  message(FATAL_ERROR "there are no headers under ${ROOT}/include/sm: nothing was checked")
endif()

set(failed "")
foreach(header IN LISTS headers)
  file(WRITE ${WORK}/reached.cpp "#include <${header}>\n")
  execute_process(
    COMMAND ${CXX} -std=c++20 -I${ROOT}/include -E -H -o /dev/null ${WORK}/reached.cpp
    RESULT_VARIABLE result ERROR_VARIABLE opened)
  if(NOT result EQUAL 0)
    string(REGEX REPLACE "(^|\n)\\.+ [^\n]*" "" errors "${opened}")
    string(APPEND failed "${header} does not compile:${errors}\n")
    continue()
  endif()
  string(REPLACE "\n" ";" opened "${opened}")
  foreach(line IN LISTS opened)
    if(NOT line MATCHES "^(\\.+) (.*)$")
      continue()
    endif()
    string(LENGTH "${CMAKE_MATCH_1}" depth)
    set(way_${depth} "${CMAKE_MATCH_2}")
    if(CMAKE_MATCH_2 MATCHES "${forbidden}")
      set(way "${header}")
      foreach(level RANGE 2 ${depth})
        if(level LESS_EQUAL depth)
          string(APPEND way "\n    includes ${way_${level}}")
        endif()
      endforeach()
      string(APPEND failed "${way}\n")
      break()
    endif()
  endforeach()
endforeach()

if(failed)
  message(NOTICE "${failed}")
  message(FATAL_ERROR "a slow library is reached, or a header does not compile")
endif()
list(LENGTH headers count)
message(STATUS "${count} headers reach none of: ${forbidden}")
