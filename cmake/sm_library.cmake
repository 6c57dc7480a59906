# sm_library(<name> ROOMS <room>... [PUBLIC <target>...] [PRIVATE <target>...])
#
# Makes the library sm::<name> of the .cpp files under src/<room>; a new file is picked up by its
# folder. Rooms that are all templates make a library of headers alone.

function(sm_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "ROOMS;PUBLIC;PRIVATE")
  set(sources "")
  foreach(room IN LISTS arg_ROOMS)
    file(GLOB_RECURSE found CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${room}/*.cpp)
    list(APPEND sources ${found})
  endforeach()
  if(sources)
    set(scope PUBLIC)
    add_library(sm_${name} STATIC ${sources})
    target_include_directories(sm_${name} PRIVATE ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(sm_${name} PRIVATE ${arg_PRIVATE} $<BUILD_INTERFACE:sm_warnings>)
  else()
    set(scope INTERFACE)
    add_library(sm_${name} INTERFACE)
  endif()
  add_library(sm::${name} ALIAS sm_${name})
  set_target_properties(sm_${name} PROPERTIES EXPORT_NAME ${name})
  target_compile_features(sm_${name} ${scope} cxx_std_20)
  target_include_directories(sm_${name} ${scope}
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_link_libraries(sm_${name} ${scope} ${arg_PUBLIC})
  set_property(GLOBAL APPEND PROPERTY sm_libraries sm_${name})
endfunction()
