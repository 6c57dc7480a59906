# Fails when two archives define the same function or object: whoever links both gets one of them
# for the other. Needs NM and ARCHIVES (a list).

set(all "")
foreach(archive IN LISTS ARCHIVES)
  execute_process(COMMAND ${NM} --defined-only --extern-only ${archive}
    OUTPUT_VARIABLE symbols ERROR_QUIET COMMAND_ERROR_IS_FATAL ANY)
  # Strong ones: what is weak is meant to be in several objects.
  string(REGEX MATCHALL "[0-9a-f]+ [TDBRS] [^\n]+" symbols "${symbols}")
  list(TRANSFORM symbols REPLACE "^[0-9a-f]+ . " "")
  list(APPEND all ${symbols})
endforeach()
list(LENGTH all count)
if(count LESS 1000)
  message(FATAL_ERROR "only ${count} symbols were found in ${ARCHIVES}")
endif()

list(SORT all)
set(last "")
set(twice "")
foreach(symbol IN LISTS all)
  if(symbol STREQUAL last)
    list(APPEND twice ${symbol})
  endif()
  set(last ${symbol})
endforeach()
if(twice)
  list(JOIN twice "\n  " twice)
  message(FATAL_ERROR "defined more than once in the archives (c++filt shows the names):\n  ${twice}")
endif()
message(STATUS "${count} symbols, each defined once")
