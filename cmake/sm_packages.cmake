# Finds every package, and names the Debian package of each that is missing.

set(sm_missing "")

macro(sm_need name debian)
  find_package(${name} QUIET ${ARGN})
  if(NOT ${name}_FOUND)
    list(APPEND sm_missing "${name}: apt-get install ${debian}")
  endif()
endmacro()

set(Boost_NO_WARN_NEW_VERSIONS ON)
sm_need(Threads libc6-dev)
sm_need(Boost "libboost1.81-dev libboost-context1.81-dev libboost-filesystem1.81-dev" 1.81
  COMPONENTS context filesystem)
sm_need(rapidcheck librapidcheck-dev)
sm_need(nlohmann_json nlohmann-json3-dev)
sm_need(fmt libfmt-dev)
sm_need(CLI11 libcli11-dev)
sm_need(GTest "libgtest-dev libgmock-dev")

if(sm_missing)
  list(JOIN sm_missing "\n  " lines)
  message(FATAL_ERROR "sm needs packages that are not installed:\n  ${lines}\n"
    "On Debian, tools/test installs them all.")
endif()
