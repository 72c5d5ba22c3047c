# Language, warnings, hardening and sanitizers: the same for every target of the project.
option(SPOOR_WERROR "Warnings are errors" OFF)
option(SPOOR_COVERAGE "Instrument for gcov" OFF)
option(SPOOR_FUZZ "Build the fuzz targets (needs clang)" OFF)
set(SPOOR_SANITIZE "" CACHE STRING "Sanitizers, as given to -fsanitize=")

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Debug CACHE STRING "Build type" FORCE)
endif()

set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_C_FLAGS_DEBUG "-Og -g")
set(CMAKE_C_FLAGS_RELEASE "-O2 -g")

add_compile_definitions(_GNU_SOURCE)
add_compile_options(
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wswitch-enum -Wformat=2 -Wvla
  -Wstrict-prototypes -Wmissing-prototypes -fno-common)
if(SPOOR_WERROR)
  add_compile_options(-Werror)
endif()

# Across files: the layers call each other for every event. A sixth of the fold's CPU time (docs/performance.md).
include(CheckIPOSupported)
check_ipo_supported(RESULT SPOOR_CAN_IPO OUTPUT SPOOR_WHY_NO_IPO LANGUAGES C)
set(CMAKE_INTERPROCEDURAL_OPTIMIZATION_RELEASE ${SPOOR_CAN_IPO})

if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT SPOOR_SANITIZE)
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong
    "-ffile-prefix-map=${PROJECT_SOURCE_DIR}=.")
  add_link_options(-pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
endif()
if(SPOOR_SANITIZE)
  add_compile_options(-fsanitize=${SPOOR_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${SPOOR_SANITIZE})
  if(SPOOR_SANITIZE MATCHES "address")
    add_compile_definitions(SPOOR_ARENA_GUARDED)
  endif()
endif()
if(SPOOR_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(SPOOR_COVERAGE)
  add_compile_options(--coverage -O0)
  add_link_options(--coverage)
endif()

# schemas/ and migrations/ are looked for where they are installed, else in the source tree of this build.
add_compile_definitions(
  SPOOR_VERSION="${PROJECT_VERSION}"
  SPOOR_INSTALL_DATA_DIR="${CMAKE_INSTALL_FULL_DATADIR}/spoor"
  SPOOR_SOURCE_DATA_DIR="${PROJECT_SOURCE_DIR}")
