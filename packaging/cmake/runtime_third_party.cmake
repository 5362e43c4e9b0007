# What the runtime library needs: headers of Debian's packages, nothing to be linked but threads.
find_package(Threads REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(fmt 9 REQUIRED)
find_package(Boost 1.74 REQUIRED)

# Lambda has no fmt: what is used of it goes into the program.
add_library(shrike_fmt INTERFACE)
add_library(shrike::fmt ALIAS shrike_fmt)
target_link_libraries(shrike_fmt INTERFACE fmt::fmt-header-only)
