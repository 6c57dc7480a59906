# The warnings that every target of ours is built with; all of them are errors.

add_library(sm_warnings INTERFACE)
target_compile_options(sm_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)

# g++ 12 sees an overlap in `"text" + std::string` that is not there (GCC bug 105651, mended in 13).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(sm_warnings INTERFACE -Wno-restrict)
endif()

# g++ 12 with AddressSanitizer takes members of std::regex for uninitialized (GCC bug 105562).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_FLAGS MATCHES "sanitize=address")
  target_compile_options(sm_warnings INTERFACE -Wno-maybe-uninitialized)
endif()
