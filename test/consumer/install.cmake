# Installs the build BUILD into PREFIX, of which nothing of an earlier time is left.
# Fails if what lies there beside the libraries is not all there.

file(REMOVE_RECURSE ${PREFIX})
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${PREFIX}
  COMMAND_ERROR_IS_FATAL ANY)
foreach(file IN ITEMS bin/sm share/doc/sm/LICENSE share/doc/sm/THIRD_PARTY_NOTICES.md)
  if(NOT EXISTS ${PREFIX}/${file})
    message(FATAL_ERROR "${file} is not installed")
  endif()
endforeach()
