#include "infra/local/lambda/function_manager.h"

#include <utility>

#include <fmt/format.h>

#include "infra/local/aws_fault.h"
#include "infra/local/lambda/invoke_api.h"
#include "infra/local/zip_archive.h"
#include "runtime/base64.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

AwsFault invalid(std::string message) {
  return {400, "InvalidParameterValueException", std::move(message)};
}

/// What CreateFunction and UpdateFunctionConfiguration say of a function; members that mean nothing
/// here are passed over.
void apply(FunctionConfiguration& configuration, const ApiInput& input) {
  // Lambda's quotas: 128 to 10,240 MB, 1 to 900 s.
  if (const auto timeout = input.whole("Timeout", 1, 900)) {
    configuration.timeout = std::chrono::seconds(*timeout);
  }
  if (const auto memory = input.whole("MemorySize", 128, 10'240)) {
    configuration.memory_mb = static_cast<int>(*memory);
  }
  if (auto handler = input.text("Handler")) configuration.handler = std::move(*handler);
  if (const auto environment = input.object("Environment")) {
    const auto variables = environment->object("Variables");
    configuration.environment =
        variables ? variables->texts() : std::map<std::string, std::string>{};
  }
  if (const auto logging = input.object("LoggingConfig")) {
    configuration.log_format =
        logging->text("LogFormat") == "JSON" ? LogFormat::Json : LogFormat::Text;
    configuration.log_level = logging->text("ApplicationLogLevel").value_or("");
    if (auto group = logging->text("LogGroup")) configuration.log_group = std::move(*group);
  }
  if (const auto dead_letters = input.object("DeadLetterConfig")) {
    auto target = dead_letters->text("TargetArn").value_or("");
    check_destination(target, false, "");
    configuration.dead_letter_target = std::move(target);
  }
}

FunctionReference named(const std::string& name) {
  return {.name = name, .qualifier = {}, .scope = {}};
}

}  // namespace

std::shared_ptr<Function> FunctionManager::create(std::string_view body) {
  const auto input = ApiInput::parse(body);
  const auto reference = parse_function_reference(input.text("FunctionName").value_or(""));
  if (!reference) {
    throw validation_fault(input.text("FunctionName").value_or("null"), "functionName",
                           "Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+");
  }
  const auto& name = reference->name;
  const std::lock_guard lock(changing_);
  if (registry_.has(name)) {
    throw AwsFault(409, "ResourceConflictException", "Function already exist: " + name);
  }
  FunctionConfiguration configuration;
  configuration.name = name;
  configuration.handler.clear();
  configuration.memory_mb = 128;
  configuration.timeout = std::chrono::seconds(3);
  apply(configuration, input);
  if (configuration.handler.empty()) {
    throw invalid(
        "Runtime and Handler are mandatory parameters for functions created with deployment "
        "packages.");
  }
  const auto code = input.object("Code");
  if (!code) throw validation_fault("null", "code", "Member must not be null");
  unpack(archive_of(*code), configuration);
  return put(std::move(configuration));
}

std::shared_ptr<Function> FunctionManager::change_configuration(const FunctionReference& function,
                                                                std::string_view body) {
  const auto input = ApiInput::parse(body);
  const std::lock_guard lock(changing_);
  auto configuration = registry_.find(function)->configuration();
  apply(configuration, input);
  return put(std::move(configuration));
}

std::shared_ptr<Function> FunctionManager::change_code(const FunctionReference& function,
                                                       std::string_view body) {
  const auto input = ApiInput::parse(body);
  const std::lock_guard lock(changing_);
  auto configuration = registry_.find(function)->configuration();
  unpack(archive_of(input), configuration);
  return put(std::move(configuration));
}

void FunctionManager::remove(const FunctionReference& function) {
  const std::lock_guard lock(changing_);
  registry_.remove(function);
  concurrency_.unreserve(function.name);
}

std::string FunctionManager::archive_of(const ApiInput& code) const {
  const auto encoded = code.text("ZipFile");
  if (!encoded) return fetch(code);
  if (code.text("S3Bucket") || code.text("S3Key")) {
    throw invalid("Please do not provide other FunctionCode parameters when providing a ZipFile.");
  }
  auto archive = base64_decode(*encoded);
  if (!archive) throw AwsFault(400, "SerializationException", "ZipFile is not base64");
  return std::move(*archive);
}

std::string FunctionManager::fetch(const ApiInput& code) const {
  const auto bucket = code.text("S3Bucket");
  const auto key = code.text("S3Key");
  if (!bucket || !key || !get_object_) {
    throw invalid("Please provide a source for function code.");
  }
  try {
    return get_object_(*bucket, *key, code.text("S3ObjectVersion").value_or(""));
  } catch (const Error& error) {
    throw invalid(fmt::format("Error occurred while GetObject. {}", error.message()));
  }
}

void FunctionManager::unpack(std::string_view archive, FunctionConfiguration& function) const {
  if (code_folder_.empty()) throw invalid("There is no folder for uploaded code here.");
  auto uploaded = std::make_shared<const UploadedCode>(std::filesystem::absolute(code_folder_) /
                                                       function.name / uuid(random_));
  try {
    unpack_zip(archive, uploaded->folder(), kMaxUnzipped);
  } catch (const Error& error) {
    throw invalid(
        fmt::format("Could not unzip uploaded file. Please check your file, then try to "
                    "upload again. ({})",
                    error.message()));
  }
  function.code = uploaded->folder();
  function.uploaded = std::move(uploaded);
}

std::shared_ptr<Function> FunctionManager::put(FunctionConfiguration configuration) {
  const auto name = configuration.name;
  // Set and changed by calls of their own.
  configuration.event_invoke.reset();
  configuration.reserved_concurrency.reset();
  registry_.add(std::move(configuration));
  return registry_.find(named(name));
}

}  // namespace shrike::local
