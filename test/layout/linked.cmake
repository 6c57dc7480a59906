# Fails when a first test has code of rooms that it does not use, or needs their libraries.
# Needs NM, READELF and PROGRAM.

execute_process(COMMAND ${NM} -C --defined-only ${PROGRAM}
  OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${READELF} -d ${PROGRAM}
  OUTPUT_VARIABLE needed COMMAND_ERROR_IS_FATAL ANY)
if(NOT symbols MATCHES "sm::detail::[a-z]+::investigate")
  message(FATAL_ERROR "${PROGRAM} has no loop of the check: nothing was looked at")
endif()

# EDN and logs are read and written where files of others are; JSON lines need neither.
set(forbidden
  "Edn" "write_edn" "edn_notation" "sm::read_history" "sm::parse_history" "sm::parse_datum"
  "sm::checkers" "sm::detail::checkers" "sm::known_models" "sm::report" "sm::cluster"
  "sm::detail::cluster" "sm::fault::" "sm::detail::fault" "sm::detail::os" "sm::simulation"
  "sm::workload" "sm::detail::workload" "sm::proxy" "boost::asio" "boost::beast"
  "boost::filesystem" "boost::process")
set(found "")
foreach(pattern IN LISTS forbidden)
  if(symbols MATCHES "[^\n]*${pattern}[^\n]*")
    string(APPEND found "  ${pattern}: ${CMAKE_MATCH_0}\n")
  endif()
endforeach()
foreach(library boost_filesystem boost_thread ssl)
  if(needed MATCHES "NEEDED[^\n]*${library}")
    string(APPEND found "  needs the library ${library}\n")
  endif()
endforeach()
if(found)
  message(FATAL_ERROR "A first test links what it does not need:\n${found}")
endif()
