# spoor_add_layer(<layer> <source>... [LINK <layer|library>...])
#
# One layer = one static library spoor_<layer>, with the headers of include/ public. LINK takes names of other layers
# (base, codec, …), of libraries (rdkafka libpq jansson libmicrohttpd libcrypto expat zlib libsystemd threads m …) or of
# CMake targets. Also written as spoor_add_layer(NAME <layer> SOURCES <source>... LINK ...).

set(SPOOR_LAYERS base config crypto domain codec store stream http processor importer simulator ops cli)

# Sets <out> to the link items that <names> stand for.
function(spoor_link_items out)
  set(items "")
  foreach(name IN LISTS ARGN)
    if(name IN_LIST SPOOR_LAYERS)
      list(APPEND items "$<TARGET_NAME_IF_EXISTS:spoor_${name}>")
    elseif(name MATCHES "^spoor_")
      list(APPEND items "$<TARGET_NAME_IF_EXISTS:${name}>")
    elseif(DEFINED SPOOR_EXTERNAL_${name})
      list(APPEND items ${SPOOR_EXTERNAL_${name}})
    else()
      list(APPEND items ${name})
    endif()
  endforeach()
  set(${out} "${items}" PARENT_SCOPE)
endfunction()

# Sets <out> to the <sources> that exist. A build whose warnings are no errors (not one of the presets for CI) goes on
# without the others, so that one layer can be built while another one is being written.
function(spoor_existing_sources out)
  set(existing "")
  foreach(source IN LISTS ARGN)
    if(SPOOR_WERROR OR IS_ABSOLUTE "${source}" OR EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/${source}")
      list(APPEND existing "${source}")
    else()
      message(WARNING "${CMAKE_CURRENT_SOURCE_DIR}/${source} does not exist (yet)")
    endif()
  endforeach()
  set(${out} "${existing}" PARENT_SCOPE)
endfunction()

function(spoor_add_layer)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME" "SOURCES;LINK")
  set(sources ${arg_SOURCES} ${arg_UNPARSED_ARGUMENTS})
  if(NOT arg_NAME)
    list(POP_FRONT sources arg_NAME)
  endif()
  spoor_link_items(links ${arg_LINK})
  spoor_existing_sources(sources ${sources})
  if(NOT sources)
    return()
  endif()
  add_library(spoor_${arg_NAME} STATIC ${sources})
  target_include_directories(spoor_${arg_NAME}
    PUBLIC "${PROJECT_SOURCE_DIR}/include"
    PRIVATE "${CMAKE_CURRENT_BINARY_DIR}")
  # For quoted includes only: a header named as one of libc's must not hide it.
  target_compile_options(spoor_${arg_NAME} PRIVATE "SHELL:-iquote \"${CMAKE_CURRENT_SOURCE_DIR}\"")
  target_link_libraries(spoor_${arg_NAME} PUBLIC ${links})
endfunction()
