// A runtime that keeps to the contract whatever the Runtime API does to it: it asks again when an
// invocation did not reach it whole. It logs what came over the wire. _HANDLER says what it does
// with an invocation: "respond", "fail", or "fail-init" before the first.

#include <iostream>
#include <string>

#include "runtime/environment.h"
#include "tests/contract/raw_runtime.h"

namespace {

using namespace shrike::contract;

const std::string kErrorType = "Lambda-Runtime-Function-Error-Type: Function.Custom\r\n";
const std::string kError = R"({"errorType":"Function.Custom","errorMessage":"no"})";

void describe(const Answer& invocation) {
  tell("next", invocation);
  if (invocation.status != 200) return;
  const auto second_line = invocation.head.find("\r\n") + 2;
  std::cout << "  id '" << id_of(invocation) << "' body " << invocation.body.size() << " of "
            << invocation.header("Content-Length") << ", head of "
            << (invocation.head.size() > 100'000 ? "many" : "few") << " bytes begins '"
            << invocation.head.substr(
                   second_line, std::min<std::size_t>(
                                    50, invocation.head.find("\r\n", second_line) - second_line))
            << "'" << std::endl;
}

bool whole(const Answer& invocation) {
  return invocation.status == 200 && !id_of(invocation).empty() &&
         std::to_string(invocation.body.size()) == invocation.header("Content-Length");
}

}  // namespace

int main() {
  const auto handler = shrike::process_environment()("_HANDLER").value_or("");
  if (handler == "fail-init") {
    for (int status = 0; status == 0;)
      status = post("init error", "init/error", kError, kErrorType).status;
    return 1;
  }
  while (true) {
    const auto invocation = next();
    describe(invocation);
    if (!whole(invocation)) continue;
    const auto echo = "Content-Type: application/json\r\nLambda-Runtime-Invocation-Id: " +
                      invocation.header("Lambda-Runtime-Invocation-Id") + "\r\n";
    if (handler == "fail") {
      post("error", "invocation/" + id_of(invocation) + "/error", kError, echo + kErrorType);
    } else {
      respond("response", id_of(invocation), invocation.body, echo);
    }
  }
}
