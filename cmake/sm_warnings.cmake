# The warnings that every target of ours is built with; all of them are errors.

add_library(sm_warnings INTERFACE)
target_compile_options(sm_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
