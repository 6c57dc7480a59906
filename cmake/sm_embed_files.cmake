# Writes ${MADE}.hpp and ${MADE}.cpp, which hold the texts of FILES.

set(declarations "")
set(definitions "")
foreach(file IN LISTS FILES)
  get_filename_component(name ${file} NAME)
  string(MAKE_C_IDENTIFIER ${name} name)
  file(READ ${file} text)
  string(APPEND declarations "extern const std::string_view ${name};\n")
  string(APPEND definitions "const std::string_view ${name} = R\"sm_text(${text})sm_text\";\n")
endforeach()
file(WRITE ${MADE}.hpp "#pragma once\n/// The texts that are compiled in.\n\n"
  "#include <string_view>\n\nnamespace sm::embedded {\n\n${declarations}\n}  // namespace sm::embedded\n")
file(WRITE ${MADE}.cpp
  "#include \"${HEADER}\"\n\nnamespace sm::embedded {\n\n${definitions}\n}  // namespace sm::embedded\n")
