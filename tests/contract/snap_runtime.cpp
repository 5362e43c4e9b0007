// A runtime for SnapStart over a bare socket: _HANDLER says what it does once it is restored.

#include <cstdlib>
#include <iostream>
#include <string>

#include <unistd.h>

#include "runtime/environment.h"
#include "tests/contract/raw_runtime.h"

int main() {
  using namespace shrike::contract;
  const auto environment = shrike::process_environment();
  const auto handler = environment("_HANDLER").value_or("");
  std::cout << "initialised as " << environment("AWS_LAMBDA_INITIALIZATION_TYPE").value_or("")
            << ", process " << getpid() << std::endl;
  const auto restored = exchange(request("GET /2018-06-01/runtime/restore/next"));
  tell("restored", restored);
  if (handler == "exit") std::_Exit(65);
  if (handler == "fail") {
    post("restore error", "restore/error",
         R"({"errorType":"Runtime.NoConnection","errorMessage":"no database"})",
         "Lambda-Runtime-Function-Error-Type: Runtime.NoConnection\r\n");
    std::_Exit(1);
  }
  while (true) {
    const auto id = id_of(next());
    tell("restore again", exchange(request("GET /2018-06-01/runtime/restore/next")));
    respond("response", id);
  }
}
