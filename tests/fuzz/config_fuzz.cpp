/// A byte that picks the entry, then environment variables, `NAME=value`, a line each.
#include <map>
#include <string>

#include "handlers/aws/endpoints.h"
#include "handlers/config.h"
#include "runtime/environment.h"
#include "runtime/log_options.h"
#include "tests/fuzz/fuzz_input.h"

namespace shrike {
namespace {

Environment environment_of(fuzz::Input& input) {
  std::map<std::string, std::string, std::less<>> variables;
  while (!input.empty()) {
    const auto line = input.line();
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    variables.emplace(line.substr(0, equals), line.substr(equals + 1));
  }
  return fixed_environment(std::move(variables));
}

template <class Reader>
void allow_config_error(const Reader& reader) {
  try {
    reader();
  } catch (const Error& error) {
    fuzz::require(error.type() == "Runtime.ConfigInvalid", "a bad variable is a bad configuration");
    fuzz::require(error.kind() == ErrorKind::Reject, "which trying again does not mend");
  }
}

void check(const Config& config) {
  using fuzz::require;
  require(config.max_labels >= 1 && config.max_labels <= 1000, "MAX_LABELS is in its range");
  require(config.min_confidence >= 0 && config.min_confidence <= 100,
          "MIN_CONFIDENCE is a percentage");
  require(config.similarity_threshold >= 0 && config.similarity_threshold <= 100,
          "SIMILARITY_THRESHOLD is a percentage");
  require(config.memory_mb >= 128 && config.max_image_mb >= 1, "sizes are in their ranges");
  require(config.output_prefix.empty() || config.output_prefix.ends_with('/'),
          "OUTPUT_PREFIX is a folder");
  require(config.output_bucket.empty() || config.output_bucket != config.image_bucket ||
              !config.output_prefix.empty(),
          "outputs do not land among the images");
}

}  // namespace
}  // namespace shrike

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  fuzz::Input input(data, size);
  const Entry entry = kEntries.at(input.byte() % kEntries.size());
  const Environment environment = environment_of(input);
  allow_config_error([&] { check(load_config(environment, entry)); });
  allow_config_error([&] {
    const Endpoint endpoint = endpoint_for(aws_service("s3"), "eu-west-1", environment);
    const std::string url = s3_target_at(endpoint, "/bucket/a%20key?versionId=1").url();
    fuzz::require(url.starts_with(endpoint.scheme + "://"), "an endpoint is a URL");
    fuzz::require(url.find_first_of(" \r\n") == std::string::npos, "and goes on one line");
  });
  const LogOptions options = LogOptions::from(environment);
  fuzz::require(options.sample_rate >= 0 && options.sample_rate <= 1, "a sample rate is a share");
  return 0;
}
