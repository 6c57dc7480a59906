# Builds programs of project/ with what pkg-config tells and nothing else, and runs them; then links
# all of each archive, to see that its module names whatever it uses.
# Needs CXX, FLAGS (of the compiler), MODULES (the folder of the .pc files), PROJECT and WORK, a
# directory to write into.

find_program(pkg_config pkg-config)
if(NOT pkg_config)
  message(NOTICE "pkg-config: Skipped\nthere is no pkg-config on PATH")
  return()
endif()
set(ENV{PKG_CONFIG_PATH} ${MODULES})
separate_arguments(flags UNIX_COMMAND "${FLAGS}")
file(MAKE_DIRECTORY ${WORK})

# told(<variable> <argument of pkg-config>...): its words, as a list.
function(told result)
  execute_process(COMMAND ${pkg_config} ${ARGN} OUTPUT_VARIABLE words
    OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  separate_arguments(words UNIX_COMMAND "${words}")
  set(${result} "${words}" PARENT_SCOPE)
endfunction()

# builds_and_runs(<program> <module>...)
function(builds_and_runs program)
  told(words --cflags --libs ${ARGN})
  execute_process(
    COMMAND ${CXX} ${flags} -std=c++20 ${PROJECT}/${program}.cpp ${words} -o ${WORK}/${program}
    COMMAND_ECHO STDOUT COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND ${WORK}/${program} WORKING_DIRECTORY ${WORK} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

# links_whole(<module>): an undefined symbol in any object of the archive fails it.
function(links_whole module)
  told(words --cflags --libs ${module})
  string(REPLACE - _ library ${module})
  string(REGEX REPLACE "^sm$" "sm_sm" library ${library})
  list(TRANSFORM words REPLACE "^(-l${library})$"
    "-Wl,--whole-archive;\\1;-Wl,--no-whole-archive")
  file(WRITE ${WORK}/empty.cpp "int main() {}\n")
  execute_process(COMMAND ${CXX} ${flags} -std=c++20 ${WORK}/empty.cpp ${words} -o ${WORK}/whole
    COMMAND_ECHO STDOUT COMMAND_ERROR_IS_FATAL ANY)
endfunction()

builds_and_runs(store_test sm-gtest gtest_main)
builds_and_runs(cluster_links sm-cluster)
builds_and_runs(clients sm-cluster)
file(GLOB modules ${MODULES}/*.pc)
if(NOT modules)
  message(FATAL_ERROR "there is no .pc file in ${MODULES}")
endif()
foreach(module IN LISTS modules)
  cmake_path(GET module STEM module)
  links_whole(${module})
endforeach()
