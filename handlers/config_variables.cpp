#include "handlers/config_variables.h"

#include <algorithm>
#include <array>
#include <vector>

#include "handlers/events/bucket_name.h"
#include "runtime/number.h"

namespace shrike {
namespace {

/// Leaves three quarters of S3's 1,024 bytes to the key.
constexpr std::size_t kLongestPrefix = 256;

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// Letters, digits and what `others` holds.
bool is_name(std::string_view text, std::size_t shortest, std::size_t longest,
             std::string_view others) {
  return text.size() >= shortest && text.size() <= longest &&
         std::all_of(text.begin(), text.end(), [others](char c) {
           return is_letter_or_digit(c) || others.find(c) != std::string_view::npos;
         });
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  std::size_t start = 0;
  for (auto end = text.find(separator); end != std::string_view::npos;
       end = text.find(separator, start)) {
    parts.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  parts.push_back(text.substr(start));
  return parts;
}

/// `arn:<partition>:<service>:<region>:<account>`, then at least one part of the resource.
bool begins_like_an_arn(const std::vector<std::string_view>& parts, std::string_view service) {
  return parts.size() > 5 && parts[0] == "arn" && parts[1].starts_with("aws") &&
         is_name(parts[1], 3, 32, "-") && parts[2] == service && is_name(parts[3], 1, 32, "-") &&
         parts[4].size() == 12 &&
         parts[4].find_first_not_of("0123456789") == std::string_view::npos;
}

template <class Number>
bool store_number(Number& target, std::string_view text, Number smallest, Number largest) {
  const auto value = parse_number<Number>(text);
  if (!value || *value < smallest || *value > largest) return false;
  target = *value;
  return true;
}

bool store_bucket(BucketName& target, const std::string& value) {
  target = BucketName(value);
  return value.empty() || is_bucket_name(value);
}

bool set_output_bucket(Config& config, const std::string& value) {
  return store_bucket(config.output_bucket, value);
}

bool set_output_prefix(Config& config, const std::string& value) {
  config.output_prefix = value;
  return value.empty() ||
         (value.size() <= kLongestPrefix && value.ends_with('/') && !value.starts_with('/'));
}

bool set_image_bucket(Config& config, const std::string& value) {
  return store_bucket(config.image_bucket, value);
}

bool set_renditions(Config& config, const std::string& value) {
  config.renditions = value.empty() ? std::vector<RenditionSpec>{} : parse_renditions(value);
  return true;
}

bool set_detectors(Config& config, const std::string& value) {
  config.detectors.clear();
  if (value.empty()) return true;
  for (const std::string_view name : split(value, ',')) {
    const auto detector = detector_named(name);
    if (!detector || config.detects(*detector)) return false;
    config.detectors.push_back(*detector);
  }
  return true;
}

bool set_max_labels(Config& config, const std::string& value) {
  return store_number(config.max_labels, value, 1, 1000);
}

bool set_min_confidence(Config& config, const std::string& value) {
  return store_number(config.min_confidence, value, 0.0, 100.0);
}

bool set_reference_bucket(Config& config, const std::string& value) {
  return store_bucket(config.reference_bucket, value);
}

bool set_reference_prefix(Config& config, const std::string& value) {
  config.reference_prefix = value;
  return value.size() <= kLongestPrefix;
}

bool set_similarity_threshold(Config& config, const std::string& value) {
  return store_number(config.similarity_threshold, value, 0.0, 100.0);
}

/// A FIFO topic's name ends with `.fifo`; it has no e-mail subscribers, and wants a group.
bool set_topic(Config& config, const std::string& value) {
  config.topic_arn = value;
  if (value.empty()) return true;
  const auto parts = split(value, ':');
  return begins_like_an_arn(parts, "sns") && parts.size() == 6 && is_name(parts[5], 1, 256, "_-");
}

/// The last part, which may be absent, is a version or an alias.
bool set_state_machine(Config& config, const std::string& value) {
  config.state_machine_arn = value;
  const auto parts = split(value, ':');
  return begins_like_an_arn(parts, "states") && (parts.size() == 7 || parts.size() == 8) &&
         parts[5] == "stateMachine" && is_name(parts[6], 1, 80, "_-") &&
         is_name(parts.back(), 1, 80, "_-.");
}

bool set_results_bucket(Config& config, const std::string& value) {
  return store_bucket(config.results_bucket, value);
}

bool set_tasks_table(Config& config, const std::string& value) {
  config.tasks_table = value;
  return value.empty() || is_name(value, 3, 255, "_-.");
}

bool set_tasks_table_keys(Config& config, const std::string& value) {
  const auto names = split(value, ',');
  if (names.size() != 2 || names[0] == names[1]) return false;
  config.tasks_table_keys = {std::string(names[0]), std::string(names[1])};
  return is_name(names[0], 1, 255, "_-.") && is_name(names[1], 1, 255, "_-.");
}

bool set_max_image_mb(Config& config, const std::string& value) {
  return store_number<std::uint64_t>(config.max_image_mb, value, 1, 5120);
}

bool set_memory_mb(Config& config, const std::string& value) {
  return store_number<std::uint64_t>(config.memory_mb, value, 128, 131'072);
}

using enum Entry;

constexpr EntrySet kNone{};

constexpr std::array kVariables{
    ConfigVariable{"OUTPUT_BUCKET",
                   {Process},
                   {CompareFaces},
                   "",
                   "a bucket's name",
                   "Bucket that renditions and metadata objects, or results of comparisons, go to",
                   set_output_bucket},
    ConfigVariable{"OUTPUT_PREFIX",
                   kNone,
                   {Process, CompareFaces, StoreResults},
                   "",
                   "at most 256 bytes ending (not beginning) with /",
                   "Put before every output key",
                   set_output_prefix},
    ConfigVariable{"IMAGE_BUCKET",
                   kNone,
                   {Process},
                   "",
                   "a bucket's name",
                   "When set, events of other buckets are refused",
                   set_image_bucket},
    ConfigVariable{"RENDITIONS",
                   kNone,
                   {Process},
                   "thumb:320x320,webp,q80;preview:1600x1600",
                   "empty, or name:WxH[,format][,qN][,animated] joined by ;",
                   "The smaller versions to make of every image",
                   set_renditions},
    ConfigVariable{"DETECT",
                   kNone,
                   {Process},
                   "labels",
                   "empty, or some of labels,faces,text,moderation",
                   "What every image is looked at for",
                   set_detectors},
    ConfigVariable{"DETECT",
                   kNone,
                   {Recognize},
                   "labels,faces",
                   "empty, or some of labels,faces,text,moderation",
                   "What every image is looked at for",
                   set_detectors},
    ConfigVariable{"MAX_LABELS",
                   kNone,
                   {Process, Recognize, TrackTask},
                   "10",
                   "1 to 1000",
                   "At most so many labels an image",
                   set_max_labels},
    ConfigVariable{"MIN_CONFIDENCE",
                   kNone,
                   {Process, Recognize, TrackTask},
                   "75",
                   "0 to 100",
                   "Labels, moderation labels too, of less confidence, in percent, are left out",
                   set_min_confidence},
    ConfigVariable{"BUCKET_NAME",
                   {CompareFaces},
                   kNone,
                   "",
                   "a bucket's name",
                   "Bucket of the reference images",
                   set_reference_bucket},
    ConfigVariable{"REFERENCE_PREFIX",
                   kNone,
                   {CompareFaces},
                   "",
                   "at most 256 bytes",
                   "Only objects whose keys begin with it are references",
                   set_reference_prefix},
    ConfigVariable{"SIMILARITY_THRESHOLD",
                   kNone,
                   {CompareFaces},
                   "80",
                   "0 to 100",
                   "Faces match from this similarity on, in percent",
                   set_similarity_threshold},
    ConfigVariable{"SNS_TOPIC_ARN",
                   {CompareFaces},
                   {Process, StoreResults},
                   "",
                   "the ARN of an SNS topic that is not FIFO",
                   "Topic that is told of every result",
                   set_topic},
    ConfigVariable{"STATE_MACHINE_ARN",
                   {StartWorkflow},
                   kNone,
                   "",
                   "the ARN of a standard state machine, of a version or of an alias",
                   "What is started for every image",
                   set_state_machine},
    ConfigVariable{"RESULTS_BUCKET",
                   {StoreResults},
                   kNone,
                   "",
                   "a bucket's name",
                   "Bucket that what was recognised goes to",
                   set_results_bucket},
    ConfigVariable{"TASKS_TABLE",
                   {TrackTask},
                   {Process},
                   "",
                   "3 to 255 of letters, digits, _ - and .",
                   "Table of the items user#U, task#T",
                   set_tasks_table},
    ConfigVariable{"TASKS_TABLE_KEYS",
                   kNone,
                   {TrackTask, Process},
                   "PK,SK",
                   "two names of letters, digits, _ - and . joined by ,",
                   "The table's partition and sort key",
                   set_tasks_table_keys},
    ConfigVariable{"MAX_IMAGE_MB",
                   kNone,
                   {Process, CompareFaces, Recognize, TrackTask},
                   "50",
                   "1 to 5120",
                   "Larger objects are refused; also a quarter of the function's memory",
                   set_max_image_mb},
    ConfigVariable{"AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                   kNone,
                   {Process, CompareFaces, StartWorkflow, Recognize, StoreResults, TrackTask},
                   "512",
                   "128 to 131072",
                   "Set by Lambda: the memory that decoding is budgeted by",
                   set_memory_mb},
};

}  // namespace

std::span<const ConfigVariable> config_variables() noexcept { return kVariables; }

}  // namespace shrike
