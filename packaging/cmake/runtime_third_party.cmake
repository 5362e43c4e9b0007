# What the runtime library needs: headers of Debian's packages, nothing to be linked but threads.
find_package(Threads REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(fmt 9 REQUIRED)
find_package(Boost 1.74 REQUIRED)

# Lambda has no fmt: what is used of it goes into the program, and into the runtime library that is installed.
add_library(shrike_fmt_inside INTERFACE)
add_library(shrike::fmt_inside ALIAS shrike_fmt_inside)
target_link_libraries(shrike_fmt_inside INTERFACE fmt::fmt-header-only)

# A build with sanitizers stays on this machine, and to instrument fmt too, anew in each file that formats
# anything, would be much of the compiler's work.
add_library(shrike_fmt INTERFACE)
add_library(shrike::fmt ALIAS shrike_fmt)
if(SHRIKE_SANITIZE)
  target_link_libraries(shrike_fmt INTERFACE fmt::fmt)
else()
  target_link_libraries(shrike_fmt INTERFACE shrike_fmt_inside)
endif()
