#include "handlers/config.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "handlers/config_variables.h"
#include "runtime/error.h"

namespace shrike {
namespace {

Error invalid(const ConfigVariable& variable, const std::optional<std::string>& value,
              std::string_view reason) {
  const std::string found = value ? fmt::format("is \"{}\"", *value) : "is not set";
  return {ErrorKind::Reject, "Runtime.ConfigInvalid",
          fmt::format("{} {}; allowed: {}{}{}", variable.name, found, variable.allowed,
                      reason.empty() ? "" : ". ", reason)};
}

void apply(Config& config, const ConfigVariable& variable, bool required,
           const Environment& environment) {
  const auto set = environment(variable.name);
  const std::string value = set.value_or(std::string(variable.default_value));
  if (required && value.empty()) throw invalid(variable, set, "It must be set");
  std::string reason;
  try {
    if (variable.apply(config, value)) return;
  } catch (const Error& error) {
    reason = error.message();
  }
  throw invalid(variable, set, reason);
}

Error lands_in(const Config& config, std::string_view variable, std::string_view consequence) {
  return {ErrorKind::Reject, "Runtime.ConfigInvalid",
          fmt::format("OUTPUT_BUCKET is \"{}\", which {} names too: {}; allowed: another bucket, "
                      "or an OUTPUT_PREFIX of its own",
                      config.output_bucket.str(), variable, consequence)};
}

void require_separate_output(const Config& config) {
  if (config.output_bucket.empty()) return;
  if (config.output_bucket == config.image_bucket && config.output_prefix.empty()) {
    throw lands_in(config, "IMAGE_BUCKET",
                   "the function would be called for its own output for ever");
  }
  if (config.output_bucket == config.reference_bucket &&
      config.output_prefix.starts_with(config.reference_prefix)) {
    throw lands_in(config, "BUCKET_NAME", "results would be taken for references");
  }
}

/// Every emulator tells its functions where its services are, or that it is one; Lambda neither.
bool cpu_follows_memory(const Environment& environment) {
  return environment("AWS_LAMBDA_RUNTIME_API") && !environment("AWS_ENDPOINT_URL") &&
         !environment("AWS_SAM_LOCAL");
}

}  // namespace

bool Config::detects(Detector detector) const noexcept {
  return std::find(detectors.begin(), detectors.end(), detector) != detectors.end();
}

Config load_config(const Environment& environment, Entry entry) {
  Config config;
  for (const ConfigVariable& variable : config_variables()) {
    if (!variable.is_read_by(entry)) continue;
    apply(config, variable, variable.required_by.contains(entry), environment);
  }
  require_separate_output(config);
  config.cpu_follows_memory = cpu_follows_memory(environment);
  return config;
}

}  // namespace shrike
