# Everything that is not ours, as imported targets. packaging/third-party/install.sh puts it there.
set(SHRIKE_THIRD_PARTY ${PROJECT_SOURCE_DIR}/build/third-party CACHE PATH "Where install.sh put its things")

# What is compiled for one architecture, and npm's packages: of the zip's, or of this machine.
if(CMAKE_CROSSCOMPILING)
  set(own ${SHRIKE_TARGET_ROOT})
  set(npm ${SHRIKE_THIRD_PARTY}/package-vips)
else()
  set(own ${SHRIKE_THIRD_PARTY})
  set(npm ${SHRIKE_THIRD_PARTY}/node/node_modules)
endif()

find_package(OpenSSL 3 REQUIRED)
find_package(pugixml REQUIRED)

# Lambda has no pugixml: what `bootstrap` uses of it goes into it.
find_library(SHRIKE_PUGIXML_STATIC libpugixml.a REQUIRED)
add_library(shrike_pugixml INTERFACE)
add_library(shrike::pugixml ALIAS shrike_pugixml)
target_link_libraries(shrike_pugixml INTERFACE ${SHRIKE_PUGIXML_STATIC})

# npm's word for the architecture.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
  set(SHRIKE_NODE_ARCH arm64)
else()
  set(SHRIKE_NODE_ARCH x64)
endif()

add_library(shrike_curl INTERFACE)
add_library(shrike::curl ALIAS shrike_curl)
if(SHRIKE_CURL STREQUAL lean)
  # Static OpenSSL too: the function then loads neither, and neither is Amazon Linux's to break.
  find_library(SHRIKE_CURL_LIBRARY libcurl.a
    PATHS ${own}/curl/lib NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH REQUIRED)
  find_library(SHRIKE_SSL_STATIC libssl.a REQUIRED)
  find_library(SHRIKE_CRYPTO_STATIC libcrypto.a REQUIRED)
  target_include_directories(shrike_curl SYSTEM INTERFACE ${own}/curl/include)
  target_compile_definitions(shrike_curl INTERFACE CURL_STATICLIB)
  target_link_libraries(shrike_curl INTERFACE
    ${SHRIKE_CURL_LIBRARY} ${SHRIKE_SSL_STATIC} ${SHRIKE_CRYPTO_STATIC} Threads::Threads ${CMAKE_DL_LIBS})
  add_library(shrike_crypto INTERFACE)
  target_link_libraries(shrike_crypto INTERFACE ${SHRIKE_CRYPTO_STATIC} Threads::Threads ${CMAKE_DL_LIBS})
else()
  find_package(CURL 7.75 REQUIRED)
  target_link_libraries(shrike_curl INTERFACE CURL::libcurl)
  add_library(shrike_crypto INTERFACE)
  target_link_libraries(shrike_crypto INTERFACE OpenSSL::Crypto)
endif()
add_library(shrike::crypto ALIAS shrike_crypto)

# libvips is loaded when the first image comes, not linked: a cold start does not pay for it. Its C
# headers serve to declare what is looked up by name.
add_library(shrike_vips INTERFACE)
add_library(shrike::vips ALIAS shrike_vips)
if(SHRIKE_VIPS STREQUAL lean)
  file(GLOB SHRIKE_VIPS_LIBRARY ${npm}/@img/sharp-libvips-linux-${SHRIKE_NODE_ARCH}/lib/libvips-cpp.so.*)
  if(NOT SHRIKE_VIPS_LIBRARY)
    message(FATAL_ERROR "No libvips under ${npm}; run packaging/third-party/install.sh build")
  endif()
  target_include_directories(shrike_vips SYSTEM INTERFACE
    ${npm}/@img/sharp-libvips-dev/include
    ${npm}/@img/sharp-libvips-dev/include/glib-2.0
    ${npm}/@img/sharp-libvips-linux-${SHRIKE_NODE_ARCH}/lib/glib-2.0/include)
else()
  find_package(PkgConfig REQUIRED)
  pkg_check_modules(VIPS REQUIRED vips>=8.14)
  target_include_directories(shrike_vips SYSTEM INTERFACE ${VIPS_INCLUDE_DIRS})
  find_library(SHRIKE_VIPS_LIBRARY vips HINTS ${VIPS_LIBRARY_DIRS} REQUIRED)
  file(REAL_PATH ${SHRIKE_VIPS_LIBRARY} SHRIKE_VIPS_LIBRARY)
endif()
get_filename_component(SHRIKE_VIPS_FILE ${SHRIKE_VIPS_LIBRARY} NAME)
get_filename_component(SHRIKE_VIPS_FOLDER ${SHRIKE_VIPS_LIBRARY} DIRECTORY)
target_compile_definitions(shrike_vips INTERFACE SHRIKE_VIPS_FILE="${SHRIKE_VIPS_FILE}")
# DT_RPATH, not RUNPATH: Lambda's LD_LIBRARY_PATH names /lib64 before /var/task/lib, and dlopen by
# name follows the same order. lib/ beside the program is the zip's layout.
set(CMAKE_BUILD_RPATH "$ORIGIN/lib")
if(NOT CMAKE_CROSSCOMPILING)
  list(APPEND CMAKE_BUILD_RPATH ${SHRIKE_VIPS_FOLDER})
endif()
target_link_options(shrike_vips INTERFACE LINKER:--disable-new-dtags)

# ONNX Runtime serves the local cloud alone, and is loaded at the first picture.
add_library(shrike_onnxruntime INTERFACE)
add_library(shrike::onnxruntime ALIAS shrike_onnxruntime)
target_include_directories(shrike_onnxruntime SYSTEM INTERFACE ${SHRIKE_THIRD_PARTY}/onnxruntime/include)
