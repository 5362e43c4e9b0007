// Streams an HTTP answer, line by line, through a function URL.
#include <shrike/runtime.h>

int main() {
  return shrike::run_streaming_handler(
      [](const shrike::Invocation&, const shrike::Context& context, shrike::ResponseStream& out) {
        out.set_http({.status_code = 200, .headers = {{"content-type", "text/plain"}}});
        for (const char* line : {"one\n", "two\n", "three\n"}) out.write(line);
        out.write(context.request_id);
      });
}
