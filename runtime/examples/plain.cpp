// Answers with what came.
#include <shrike/runtime.h>

int main() {
  return shrike::run_handler([](const shrike::Invocation& event, const shrike::Context&) {
    return shrike::Response{event.payload};
  });
}
