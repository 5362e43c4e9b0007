# For Amazon Linux 2023 of either architecture, on either: Clang and libc++ as Zig brings them, against a glibc
# older than Lambda's (write-zig-drivers.sh). libc++ goes into the program.
# The presets package-x86_64 and package-arm64 name the target: SHRIKE_TARGET.
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES SHRIKE_TARGET)
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR ${SHRIKE_TARGET})
set(CMAKE_LIBRARY_ARCHITECTURE ${SHRIKE_TARGET}-linux-gnu)

set(third_party ${CMAKE_CURRENT_LIST_DIR}/../../build/third-party)
cmake_path(NORMAL_PATH third_party)
foreach(language C CXX)
  set(CMAKE_${language}_LIBRARY_ARCHITECTURE ${CMAKE_LIBRARY_ARCHITECTURE})
endforeach()
set(CMAKE_C_COMPILER ${third_party}/zig/bin/${CMAKE_LIBRARY_ARCHITECTURE}-clang)
set(CMAKE_CXX_COMPILER ${third_party}/zig/bin/${CMAKE_LIBRARY_ARCHITECTURE}-clang++)
set(CMAKE_AR ${third_party}/zig/bin/zig-ar CACHE FILEPATH "")
set(CMAKE_RANLIB ${third_party}/zig/bin/zig-ranlib CACHE FILEPATH "")

# Debian's packages of that architecture, unpacked by build-target.sh; nothing of this machine's.
set(SHRIKE_TARGET_ROOT ${third_party}/package-${SHRIKE_TARGET})
set(CMAKE_FIND_ROOT_PATH ${SHRIKE_TARGET_ROOT})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)

# Debian's headers that differ by architecture have a folder of their own, which its compilers know.
set(CMAKE_C_STANDARD_INCLUDE_DIRECTORIES ${SHRIKE_TARGET_ROOT}/usr/include/${CMAKE_LIBRARY_ARCHITECTURE})
set(CMAKE_CXX_STANDARD_INCLUDE_DIRECTORIES ${CMAKE_C_STANDARD_INCLUDE_DIRECTORIES})

# The same bytes from any folder; what is stripped could not be traced back to it either.
cmake_path(SET source NORMALIZE ${CMAKE_CURRENT_LIST_DIR}/../..)
foreach(language C CXX)
  set(CMAKE_${language}_FLAGS_INIT "-O2 -ffile-prefix-map=\"${source}=\" -ffunction-sections -fdata-sections")
endforeach()
set(CMAKE_EXE_LINKER_FLAGS_INIT "-pie -s -Wl,--gc-sections,-z,noexecstack")
# Boost 1.74 asks for std::result_of, which C++20 took away.
string(APPEND CMAKE_CXX_FLAGS_INIT " -D_LIBCPP_ENABLE_CXX20_REMOVED_TYPE_TRAITS")
