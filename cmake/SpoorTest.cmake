# Tests are ctest entries with one label each: style unit component contract e2e fault.

if(NOT CMOCKA_FOUND)
  message(FATAL_ERROR "The tests need cmocka (Debian: libcmocka-dev); -DBUILD_TESTING=OFF builds without tests.")
endif()

# spoor_add_test(NAME <layer_topic> SOURCES <file>... [LIBS <layer|library>...] [LABELS <label>] [TIMEOUT <s>])
# A cmocka program that links only what it names.
function(spoor_add_test)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;TIMEOUT" "SOURCES;LIBS;LABELS")
  if(NOT arg_LABELS)
    set(arg_LABELS unit)
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  spoor_link_items(links ${arg_LIBS})
  spoor_existing_sources(sources ${arg_SOURCES} ${arg_UNPARSED_ARGUMENTS})
  if(NOT sources)
    return()
  endif()
  if(SPOOR_SANITIZE STREQUAL "thread")
    list(APPEND sources "${PROJECT_SOURCE_DIR}/test/support/tsan_threads.c")
  endif()
  add_executable(test_${arg_NAME} ${sources})
  target_include_directories(test_${arg_NAME} PRIVATE "${PROJECT_SOURCE_DIR}/include")
  target_compile_definitions(test_${arg_NAME} PRIVATE
    SPOOR_TEST_SOURCE_DIR="${PROJECT_SOURCE_DIR}/test" SPOOR_TEST_BINARY_DIR="${CMAKE_CURRENT_BINARY_DIR}")
  target_link_libraries(test_${arg_NAME} PRIVATE ${links} PkgConfig::CMOCKA)
  set_target_properties(test_${arg_NAME} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/test/bin")
  add_test(NAME ${arg_NAME} COMMAND test_${arg_NAME})
  set_tests_properties(${arg_NAME} PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT})
endfunction()

# spoor_add_python_test(NAME <name> FILE <test_x.py> LABELS <label> [TIMEOUT <s>])
# A unittest module, with Debian's python3 (that has confluent_kafka and psycopg2) and test/support on its path.
# For ctest it is skipped when it skips itself with a reason that begins with "cannot run here: ".
function(spoor_add_python_test)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;FILE;TIMEOUT" "LABELS")
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 600)
  endif()
  get_filename_component(folder "${arg_FILE}" DIRECTORY)
  get_filename_component(module "${arg_FILE}" NAME_WE)
  add_test(NAME ${arg_NAME} COMMAND /usr/bin/python3 -m unittest -v ${module} WORKING_DIRECTORY "${folder}")
  set_tests_properties(${arg_NAME} PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT}
    SKIP_REGULAR_EXPRESSION "skipped .cannot run here: "
    ENVIRONMENT "PYTHONPATH=${PROJECT_SOURCE_DIR}/test/support;PYTHONDONTWRITEBYTECODE=1;SPOOR_SOURCE_DIR=${PROJECT_SOURCE_DIR};SPOOR_BUILD_DIR=${PROJECT_BINARY_DIR}")
endfunction()
