// A local Lambda that invokes one function, says its process id and then waits to be killed.
// CODE names the folder with the function's `bootstrap`.

#include <iostream>

#include <nlohmann/json.hpp>
#include <unistd.h>

#include "infra/local/lambda/service.h"
#include "runtime/environment.h"

int main() {
  shrike::SystemClock clock;
  shrike::local::LambdaService service({}, clock);
  shrike::local::FunctionConfiguration function;
  function.name = "f";
  function.handler = "describe";
  function.code = shrike::process_environment()("CODE").value_or("");
  service.add_function(std::move(function));
  const auto result = service.invoke("f", "{}");
  std::cout << nlohmann::json::parse(result.payload).at("pid").get<int>() << std::endl;
  pause();
}
