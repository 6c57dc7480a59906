# sm_embed(<library> <folder>): compiles the files of the folder src/<folder> into the library, each
# as the text `sm::embedded::<name>_<suffix>`, declared in the header "<folder>.hpp" that is made.

set(sm_embed_dir ${CMAKE_CURRENT_LIST_DIR})

function(sm_embed library folder)
  file(GLOB files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${folder}/*)
  set(made ${PROJECT_BINARY_DIR}/embedded/${folder})
  add_custom_command(OUTPUT ${made}.hpp ${made}.cpp
    COMMAND ${CMAKE_COMMAND} "-DFILES=${files}" -DHEADER=${folder}.hpp -DMADE=${made}
      -P ${sm_embed_dir}/sm_embed_files.cmake
    DEPENDS ${files} ${sm_embed_dir}/sm_embed_files.cmake VERBATIM)
  target_sources(${library} PRIVATE ${made}.cpp ${made}.hpp)
  target_include_directories(${library} PRIVATE ${PROJECT_BINARY_DIR}/embedded)
endfunction()
