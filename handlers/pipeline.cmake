# shrike_handlers (events, modules, pipeline, config) and bootstrap
add_library(shrike_handlers STATIC
  config.cpp
  config_variables.cpp
  entry.cpp
  modules/compare_faces.cpp
  modules/compared_faces.cpp
  modules/detection.cpp
  modules/detection_input.cpp
  modules/detector.cpp
  modules/face_mail.cpp
  modules/face_references.cpp
  modules/face_report.cpp
  modules/faces.cpp
  modules/foreign_json.cpp
  modules/labels.cpp
  modules/mail_text.cpp
  modules/metadata.cpp
  modules/moderation.cpp
  modules/notify.cpp
  modules/output_marks.cpp
  modules/parallel.cpp
  modules/payload_limit.cpp
  modules/recognition.cpp
  modules/recognition_mail.cpp
  modules/remove_outputs.cpp
  modules/task_table.cpp
  modules/text.cpp
  modules/utf8.cpp
  pipeline/adapters.cpp
  pipeline/call_scope.cpp
  pipeline/compare_faces.cpp
  pipeline/entries.cpp
  pipeline/event_function.cpp
  pipeline/load_image.cpp
  pipeline/look.cpp
  pipeline/look_and_make.cpp
  pipeline/memory_gate.cpp
  pipeline/object_pipeline.cpp
  pipeline/output_keys.cpp
  pipeline/own_output.cpp
  pipeline/process.cpp
  pipeline/publish.cpp
  pipeline/recognize.cpp
  pipeline/record_batch.cpp
  pipeline/record_runner.cpp
  pipeline/record_summary.cpp
  pipeline/removal.cpp
  pipeline/start_workflow.cpp
  pipeline/store_results.cpp
  pipeline/tell_once.cpp
  pipeline/teller.cpp
  pipeline/track_task.cpp
  pipeline/tracked_task.cpp)
add_library(shrike::handlers ALIAS shrike_handlers)
target_link_libraries(shrike_handlers
  PUBLIC shrike_options shrike::events shrike::aws shrike::image nlohmann_json::nlohmann_json
  PRIVATE shrike_precompiled shrike::fmt)

add_executable(bootstrap main.cpp)
target_link_libraries(bootstrap PRIVATE shrike::handlers shrike::vips shrike_standard_library)
if(CMAKE_CROSSCOMPILING AND CMAKE_SYSTEM_PROCESSOR STREQUAL "aarch64")
  target_sources(bootstrap PRIVATE ${PROJECT_SOURCE_DIR}/packaging/stack_guard.cpp)
endif()
