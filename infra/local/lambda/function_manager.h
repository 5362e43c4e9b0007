#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "infra/local/lambda/api_input.h"
#include "infra/local/lambda/concurrency.h"
#include "infra/local/lambda/function_registry.h"
#include "infra/local/lambda/ids.h"

namespace shrike::local {

/// The largest request with code in it: 50 MB zipped, in base64.
inline constexpr std::uint64_t kMaxCodeRequest = 70UL * 1024 * 1024;
/// The most that a function's code may be unpacked.
inline constexpr std::uint64_t kMaxUnzipped = 262'144'000;

/// Makes, changes and forgets functions as Lambda's API asks for it. Thread-safe.
class FunctionManager {
 public:
  /// Takes code as `options` say.
  FunctionManager(FunctionRegistry& registry, Concurrency& concurrency,
                  const LambdaOptions& options, RandomBits random)
      : registry_(registry),
        concurrency_(concurrency),
        code_folder_(options.code_folder),
        get_object_(options.get_object),
        random_(std::move(random)) {}

  // Each takes the body of the request and gives the function as it is then. They throw AwsFault as
  // Lambda words it: ResourceConflictException (409), ResourceNotFoundException (404),
  // ValidationException, SerializationException, InvalidParameterValueException (400).
  [[nodiscard]] std::shared_ptr<Function> create(std::string_view body);
  [[nodiscard]] std::shared_ptr<Function> change_configuration(const FunctionReference& function,
                                                               std::string_view body);
  [[nodiscard]] std::shared_ptr<Function> change_code(const FunctionReference& function,
                                                      std::string_view body);
  void remove(const FunctionReference& function);

 private:
  /// From the request itself, or the object that it names.
  [[nodiscard]] std::string archive_of(const ApiInput& code) const;
  [[nodiscard]] std::string fetch(const ApiInput& code) const;
  /// Puts it where the function's code lies.
  void unpack(std::string_view archive, FunctionConfiguration& function) const;
  [[nodiscard]] std::shared_ptr<Function> put(FunctionConfiguration configuration);

  FunctionRegistry& registry_;
  Concurrency& concurrency_;
  const std::filesystem::path code_folder_;
  const decltype(LambdaOptions::get_object) get_object_;
  RandomBits random_;
  std::mutex changing_;  ///< one change after the other: each starts from what is there
};

}  // namespace shrike::local
