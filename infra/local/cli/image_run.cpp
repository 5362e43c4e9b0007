#include "infra/local/cli/image_run.h"

#include <exception>
#include <fstream>
#include <utility>

#include <fmt/format.h>

#include "handlers/image/format.h"
#include "infra/local/load_file.h"
#include "infra/local/s3/digest.h"
#include "infra/local/s3/notifications.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

using nlohmann::json;

constexpr std::size_t kSniffedBytes = 32;

/// A file that cannot be read is not taken for one that is no image: load_file() will say why.
bool may_be_image(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return true;
  std::string bytes(kSniffedBytes, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  return sniff(bytes).has_value();
}

std::string md5_of(std::string_view bytes) {
  Digest digest(Digest::Kind::Md5);
  digest.update(bytes);
  return to_hex(digest.finish());
}

FinishedImage failed(const ObjectKey& key, const std::string& type, const std::string& reason) {
  return {ImageOutcome{.key = key, .kind = OutcomeKind::Failed, .type = type, .reason = reason}};
}

}  // namespace

std::optional<FinishedImage> ImageRun::process(const RunItem& item,
                                               const std::stop_token& give_up) {
  try {
    if (item.file.empty()) return invoke(item);
    return put(item, give_up);
  } catch (const Error& error) {
    return failed(item.key, error.type(), error.message());
  } catch (const std::exception& error) {
    return failed(item.key, "Run.Unforeseen", error.what());
  }
}

std::optional<FinishedImage> ImageRun::put(const RunItem& item, const std::stop_token& give_up) {
  if (item.found && !may_be_image(item.file)) {
    return FinishedImage{ImageOutcome{.key = item.key, .kind = OutcomeKind::NotImage}};
  }
  if (!places_.tell_of(item.key.str())) {
    return failed(item.key, "Notification.Filtered",
                  "the stack's notification leaves such keys out");
  }
  const auto bytes = load_file(item.file);
  if (resume_ && has_result(item.key, md5_of(bytes))) {
    return FinishedImage{ImageOutcome{.key = item.key, .kind = OutcomeKind::Present}};
  }
  auto done = session_.put_and_wait(client_, places_.bucket, item.key.str(), bytes, give_up);
  if (!done) return std::nullopt;
  auto outcome = read_outcome(item.key, done->result.payload);
  return FinishedImage{std::move(outcome), std::move(done->result)};
}

FinishedImage ImageRun::invoke(const RunItem& item) {
  if (resume_ && has_result(item.key, item.etag)) {
    return {ImageOutcome{.key = item.key, .kind = OutcomeKind::Present}};
  }
  ObjectEvent event;
  event.name = "ObjectCreated:Put";
  event.bucket = places_.bucket;
  event.key = item.key.str();
  event.size = item.size;
  event.etag = item.etag;
  const auto answer = session_.services().invoke(
      places_.function, event_json(event, session_.region(), "shrike-local-run"));
  return {read_outcome(item.key, answer)};
}

ImageOutcome ImageRun::read_outcome(const ObjectKey& key, std::string_view answer) {
  auto outcome = outcome_of(key, answer);
  if (!outcome.metadata_key.empty()) {
    outcome.metadata = json::parse(client_.get(places_.results, outcome.metadata_key));
  }
  return outcome;
}

bool ImageRun::has_result(const ObjectKey& key, const std::string& etag) {
  const auto name = fmt::format("{}{}/metadata.json", places_.output_prefix, key.str());
  try {
    const auto metadata = json::parse(client_.get(places_.results, name), nullptr, false);
    return metadata.is_object() && metadata.value("/source/etag"_json_pointer, "") == etag;
  } catch (const Error& error) {
    if (error.type() == "Object.NotFound") return false;
    throw;
  }
}

}  // namespace shrike::local
