# The runtime as an installed library: find_package(shrike) gives shrike::runtime and shrike::events.
# The functions themselves are not installed but packaged (make package).
include(CMakePackageConfigHelpers)

set(config ${CMAKE_INSTALL_LIBDIR}/cmake/shrike)
set_target_properties(shrike_runtime PROPERTIES EXPORT_NAME runtime)
set_target_properties(shrike_events PROPERTIES EXPORT_NAME events)
install(TARGETS shrike_runtime shrike_events
  EXPORT shrike
  ARCHIVE COMPONENT runtime
  FILE_SET HEADERS COMPONENT runtime DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/shrike
  FILE_SET umbrella COMPONENT runtime DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT shrike COMPONENT runtime NAMESPACE shrike:: FILE shrikeTargets.cmake DESTINATION ${config})
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/shrikeConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_SOURCE_DIR}/packaging/cmake/shrikeConfig.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/shrikeConfigVersion.cmake
  COMPONENT runtime DESTINATION ${config})
