# cmake -DWAY=find_package|add_subdirectory … -P build_outside.cmake
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${ARGN}\n${output}")
  endif()
endfunction()

file(REMOVE_RECURSE ${WORK})
set(where -DSHRIKE_SOURCE=${SOURCE})
if(WAY STREQUAL "find_package")
  # As runtime/README.md says, with the system's own compiler.
  run(${CMAKE_COMMAND} -S ${SOURCE} -B ${WORK}/library -DSHRIKE_RUNTIME_ONLY=ON -DCMAKE_BUILD_TYPE=Release)
  run(${CMAKE_COMMAND} --build ${WORK}/library -j 4)
  run(${CMAKE_COMMAND} --install ${WORK}/library --prefix ${WORK}/installed)
  set(where -DCMAKE_PREFIX_PATH=${WORK}/installed)
endif()
run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR}/outside -B ${WORK}/build -G Ninja
  -DCMAKE_BUILD_TYPE=${TYPE} -DCMAKE_CXX_COMPILER=${COMPILER}
  -DEXAMPLES=${SOURCE}/runtime/examples ${where})
run(${CMAKE_COMMAND} --build ${WORK}/build --target plain factory s3 streaming)

set(serve python3 ${CMAKE_CURRENT_LIST_DIR}/serve_once.py ${WORK}/build)
run(${serve}/plain {"a":1} {"a":1})
run(${CMAKE_COMMAND} -E env TABLE=visits ${serve}/factory {"a":1} 1)
run(${serve}/s3 [=[{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"photos"},"object":{"key":"my+cat%2B1.jpg","sequencer":"01","size":1,"eTag":"x"}}}]}]=]
  [=[["my cat+1.jpg"]]=])
run(${serve}/streaming {} "one two three id-1")
