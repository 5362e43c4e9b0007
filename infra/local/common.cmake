# What every service of the local cloud stands on: the HTTP server, faults, authentication.
add_library(shrike_local_common STATIC
  auth.cpp
  base64.cpp
  http_connection.cpp
  http_server.cpp
  query.cpp)
add_library(shrike::local_common ALIAS shrike_local_common)
target_link_libraries(shrike_local_common
  PUBLIC shrike_options shrike::runtime shrike::aws Threads::Threads
  PRIVATE shrike::fmt shrike::crypto)
