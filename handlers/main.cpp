#include <unistd.h>

#include "handlers/pipeline/entries.h"
#include "runtime/clock.h"
#include "runtime/environment.h"
#include "runtime/http_curl.h"
#include "runtime/log.h"
#include "runtime/loop.h"

int main() {
  const shrike::Environment environment = shrike::process_environment();
  shrike::SystemClock clock;
  shrike::Logger logger(shrike::LogOptions::from(environment), clock,
                        shrike::file_descriptor_sink(STDOUT_FILENO));
  shrike::CurlTransport transport;
  const auto make_handler = [&] {
    return shrike::make_entry(environment("_HANDLER").value_or(""), {environment, clock, logger});
  };
  return shrike::run(make_handler,
                     {environment, clock, transport, logger, shrike::export_trace_id});
}
