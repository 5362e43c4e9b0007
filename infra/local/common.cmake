# What every service of the local cloud stands on: the HTTP server, faults, authentication.
find_package(ZLIB REQUIRED GLOBAL)
add_library(shrike_local_common STATIC
  auth.cpp
  fault_list.cpp
  foreign_page.cpp
  http_connection.cpp
  http_server.cpp
  load_file.cpp
  lower_case.cpp
  paced_writer.cpp
  pause.cpp
  private_folder.cpp
  query.cpp
  resource_arn.cpp
  server_responses.cpp
  service_client.cpp
  socket_address.cpp
  socket_stream.cpp
  utc_time.cpp
  uuid.cpp
  zip_archive.cpp)
add_library(shrike::local_common ALIAS shrike_local_common)
target_link_libraries(shrike_local_common
  PUBLIC shrike_options shrike::aws shrike::runtime Threads::Threads
  PRIVATE shrike_precompiled nlohmann_json::nlohmann_json shrike::fmt shrike::crypto ZLIB::ZLIB)
# zlib then takes what it reads for constant.
target_compile_definitions(shrike_local_common PRIVATE ZLIB_CONST)
