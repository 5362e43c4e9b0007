# One interface target carries how every target of the house is compiled.
add_library(shrike_options INTERFACE)
target_include_directories(shrike_options INTERFACE ${PROJECT_SOURCE_DIR})

target_compile_options(shrike_options INTERFACE
  -Wall -Wextra -Wpedantic -Werror
  -Wshadow                # a name that hides another has been a bug before
  -Wconversion            # sizes and offsets of foreign bytes: every narrowing is written down
  -Wsign-conversion
  -Wnon-virtual-dtor
  -Wold-style-cast
  -Woverloaded-virtual
  -Wdouble-promotion
  -Wformat=2
  -Wimplicit-fallthrough
  -Wswitch-enum           # policies are exhaustive switches
  $<$<CXX_COMPILER_ID:GNU>:-Wmisleading-indentation -Wduplicated-cond -Wlogical-op>
  -fvisibility=hidden
  -fstack-protector-strong)

if(SHRIKE_SANITIZE)
  target_compile_options(shrike_options INTERFACE
    -fsanitize=${SHRIKE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(shrike_options INTERFACE -fsanitize=${SHRIKE_SANITIZE})
  target_compile_definitions(shrike_options INTERFACE _GLIBCXX_ASSERTIONS)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND NOT SHRIKE_FUZZ)
    # Inside the program, as Clang links it by itself, the sanitizer's __cxa_throw would stand before
    # ours (throw_recorder.cpp). GCC's is a library anyway.
    execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-runtime-dir
      OUTPUT_VARIABLE sanitizers OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
    target_link_options(shrike_options INTERFACE -shared-libasan LINKER:-rpath,${sanitizers})
  endif()
else()
  target_compile_definitions(shrike_options INTERFACE $<$<CONFIG:Release>:_FORTIFY_SOURCE=3>)
endif()

# Most of the compiler's work is what the files include: for targets of more than a few files, what most of them have
# in common is read once. `make lint` does without, and finds a file that does not include what it uses. Whole files
# compiled together (CMAKE_UNITY_BUILD) would take less time still, but there one file's own function answers another's
# call where it fits better, and nothing says so.
add_library(shrike_precompiled INTERFACE)
target_precompile_headers(shrike_precompiled INTERFACE
  <algorithm> <array> <chrono> <condition_variable> <cstdint> <filesystem> <fstream> <functional> <map> <memory>
  <mutex> <optional> <span> <string> <string_view> <thread> <utility> <vector>
  <fmt/format.h> <nlohmann/json.hpp>)
# What ccache needs to know one again.
target_compile_options(shrike_options INTERFACE
  "$<$<CXX_COMPILER_ID:Clang>:SHELL:-Xclang -fno-pch-timestamp>" $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)

# The standard library inside the program halves what the dynamic loader does at start. Debian's needs a
# newer glibc than Amazon Linux 2023 has: the zip has the one of its own compiler (zig.cmake), which is
# never shared.
add_library(shrike_standard_library INTERFACE)
if(NOT CMAKE_CROSSCOMPILING AND NOT SHRIKE_SANITIZE)
  target_link_options(shrike_standard_library INTERFACE -static-libstdc++ -static-libgcc)
endif()

set(CMAKE_POSITION_INDEPENDENT_CODE ON)
target_link_options(shrike_options INTERFACE -Wl,-z,relro,-z,now -Wl,--as-needed)

if(SHRIKE_LTO)
  include(CheckIPOSupported)
  check_ipo_supported(LANGUAGES CXX)
  set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ON)
  target_compile_options(shrike_options INTERFACE -ffunction-sections -fdata-sections)
  target_link_options(shrike_options INTERFACE -Wl,--gc-sections)
endif()
