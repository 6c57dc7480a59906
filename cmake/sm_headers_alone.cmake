# Compiles each public header on its own, so that one that leans on its includer breaks the build:
# here those that no file of src/ includes first, which shows the same.

set(included_first "")
file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/*.cpp)
foreach(source IN LISTS sources)
  file(STRINGS ${source} include REGEX "^#include" LIMIT_COUNT 1)
  string(REGEX REPLACE "^#include [<\"](.*)[>\"]$" "\\1" include "${include}")
  list(APPEND included_first ${include})
endforeach()

file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/include
  ${PROJECT_SOURCE_DIR}/include/sm/*.hpp)
list(REMOVE_ITEM headers ${included_first})
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
