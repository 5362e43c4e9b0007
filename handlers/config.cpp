#include "handlers/config.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "handlers/events/bucket_name.h"
#include "runtime/error.h"

namespace shrike {
namespace {

/// Leaves three quarters of S3's 1,024 bytes to the key.
constexpr std::size_t kLongestPrefix = 256;

template <class Number>
bool store_number(Number& target, std::string_view text, Number smallest, Number largest) {
  Number value{};
  const char* end = text.data() + text.size();
  const auto [stopped, failure] = std::from_chars(text.data(), end, value);
  // Written so that a NaN is refused too.
  if (failure != std::errc{} || stopped != end || !(value >= smallest && value <= largest)) {
    return false;
  }
  target = value;
  return true;
}

bool set_output_bucket(Config& config, const std::string& value) {
  config.output_bucket = BucketName(value);
  return is_bucket_name(value);
}

bool set_output_prefix(Config& config, const std::string& value) {
  config.output_prefix = value;
  return value.empty() ||
         (value.size() <= kLongestPrefix && value.ends_with('/') && !value.starts_with('/'));
}

bool set_image_bucket(Config& config, const std::string& value) {
  config.image_bucket = BucketName(value);
  return value.empty() || is_bucket_name(value);
}

bool set_renditions(Config& config, const std::string& value) {
  config.renditions = value.empty() ? std::vector<RenditionSpec>{} : parse_renditions(value);
  return true;
}

bool set_detectors(Config& config, const std::string& value) {
  config.detectors.clear();
  if (value.empty()) return true;
  for (std::size_t start = 0; start != std::string::npos;) {
    const std::size_t comma = value.find(',', start);
    const auto detector = detector_named(std::string_view(value).substr(start, comma - start));
    if (!detector || config.detects(*detector)) return false;
    config.detectors.push_back(*detector);
    start = comma == std::string::npos ? comma : comma + 1;
  }
  return true;
}

bool set_max_labels(Config& config, const std::string& value) {
  return store_number(config.max_labels, value, 1, 1000);
}

bool set_min_confidence(Config& config, const std::string& value) {
  return store_number(config.min_confidence, value, 0.0, 100.0);
}

bool set_max_image_mb(Config& config, const std::string& value) {
  return store_number<std::uint64_t>(config.max_image_mb, value, 1, 5120);
}

bool set_memory_mb(Config& config, const std::string& value) {
  return store_number<std::uint64_t>(config.memory_mb, value, 128, 131'072);
}

constexpr std::array kVariables{
    ConfigVariable{"OUTPUT_BUCKET", "", "a bucket's name; must be set",
                   "Bucket that renditions and metadata objects go to", set_output_bucket},
    ConfigVariable{"OUTPUT_PREFIX", "", "empty, or at most 256 bytes ending (not beginning) with /",
                   "Put before every output key", set_output_prefix},
    ConfigVariable{"IMAGE_BUCKET", "", "empty, or a bucket's name",
                   "When set, events of other buckets are refused", set_image_bucket},
    ConfigVariable{"RENDITIONS", "thumb:320x320,webp,q80;preview:1600x1600",
                   "empty, or name:WxH[,format][,qN][,animated] joined by ;",
                   "The smaller versions to make of every image", set_renditions},
    ConfigVariable{"DETECT", "labels", "empty, or some of labels,faces,text,moderation",
                   "What every image is looked at for", set_detectors},
    ConfigVariable{"MAX_LABELS", "10", "1 to 1000", "At most so many labels an image",
                   set_max_labels},
    ConfigVariable{"MIN_CONFIDENCE", "75", "0 to 100",
                   "Labels, moderation labels too, of less confidence, in percent, are left out",
                   set_min_confidence},
    ConfigVariable{"MAX_IMAGE_MB", "50", "1 to 5120",
                   "Larger objects are refused; also a quarter of the function's memory",
                   set_max_image_mb},
    ConfigVariable{"AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512", "128 to 131072",
                   "Set by Lambda: the memory that decoding is budgeted by", set_memory_mb},
};

Error invalid(const ConfigVariable& variable, const std::optional<std::string>& value,
              std::string_view reason) {
  const std::string found = value ? fmt::format("is \"{}\"", *value) : "is not set";
  return {ErrorKind::Reject, "Runtime.ConfigInvalid",
          fmt::format("{} {}; allowed: {}{}{}", variable.name, found, variable.allowed,
                      reason.empty() ? "" : ". ", reason)};
}

void apply(Config& config, const ConfigVariable& variable, const Environment& environment) {
  const auto set = environment(variable.name);
  const std::string value = set.value_or(std::string(variable.default_value));
  std::string reason;
  try {
    if (variable.apply(config, value)) return;
  } catch (const Error& error) {
    reason = error.message();
  }
  throw invalid(variable, set, reason);
}

void require_separate_output(const Config& config) {
  if (config.image_bucket == config.output_bucket && config.output_prefix.empty()) {
    throw Error(ErrorKind::Reject, "Runtime.ConfigInvalid",
                fmt::format("OUTPUT_BUCKET is \"{}\", which IMAGE_BUCKET names too: the function "
                            "would be called for its own output for ever; allowed: another bucket, "
                            "or an OUTPUT_PREFIX",
                            config.output_bucket.str()));
  }
}

}  // namespace

bool Config::detects(Detector detector) const noexcept {
  return std::find(detectors.begin(), detectors.end(), detector) != detectors.end();
}

std::span<const ConfigVariable> config_variables() noexcept { return kVariables; }

Config load_config(const Environment& environment) {
  Config config;
  for (const ConfigVariable& variable : kVariables) apply(config, variable, environment);
  require_separate_output(config);
  return config;
}

}  // namespace shrike
