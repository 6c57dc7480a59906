# Compiles each public header on its own, so that one that leans on its includer breaks the build.

file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/include
  ${PROJECT_SOURCE_DIR}/include/sm/*.hpp)
set(units "")
foreach(header IN LISTS headers)
  set(unit ${PROJECT_BINARY_DIR}/headers_alone/${header}.cpp)
  file(CONFIGURE OUTPUT ${unit} CONTENT "#include <${header}>\n")
  list(APPEND units ${unit})
endforeach()
if(units)
  add_library(sm_headers_alone OBJECT ${units})
  target_link_libraries(sm_headers_alone
    PRIVATE sm::sm sm::gtest sm::cluster sm::report Boost::filesystem sm_warnings)
  target_compile_options(sm_headers_alone PRIVATE -O0 -g0)
endif()
