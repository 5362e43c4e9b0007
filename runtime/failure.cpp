#include "runtime/failure.h"

#include <exception>

#include <nlohmann/json.hpp>

#include "runtime/error.h"
#include "runtime/stack_trace.h"
#include "runtime/wire.h"

namespace shrike {

Failure current_failure() {
  try {
    throw;
  } catch (const Error& error) {
    return {error.type(), error.message(), stack_of_current_exception()};
  } catch (const std::exception& exception) {
    return {wire::error_type::kUnhandledException, exception.what(), stack_of_current_exception()};
  } catch (...) {
    return {wire::error_type::kUnknownException, "Something was thrown that is not an exception",
            stack_of_current_exception()};
  }
}

void log_failure(Logger& log, LogLevel level, std::string_view what, const Failure& failure) {
  log.log(level, what,
          {{"errorType", failure.type},
           {"errorMessage", failure.message},
           {"stackTrace", wire::stack_trace(failure)}});
}

}  // namespace shrike
