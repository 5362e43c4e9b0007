// The least that a function can be: the event is the answer. What the runtime itself costs.
#include "runtime/loop.h"

int main() {
  return shrike::run_handler([](const shrike::Invocation& invocation, const shrike::Context&) {
    return shrike::Response{.body = invocation.payload, .content_type = "application/json"};
  });
}
