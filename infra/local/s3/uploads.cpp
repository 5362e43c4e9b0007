#include "infra/local/s3/uploads.h"

#include <algorithm>
#include <cctype>
#include <random>
#include <tuple>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "infra/local/s3/faults.h"
#include "infra/local/s3/records.h"
#include "runtime/number.h"

namespace shrike::local {
namespace fs = std::filesystem;
namespace {

using Json = nlohmann::json;

/// In the order of the uploads' starts, so that a listing can go on behind one that has ended
/// since.
std::string new_upload_id(TimePoint start) {
  std::random_device random;
  return fmt::format("{:016x}{:08x}{:08x}{:08x}{:08x}", start.time_since_epoch().count(), random(),
                     random(), random(), random());
}

/// An id names a folder: nothing else may come through.
bool could_be_upload_id(const std::string& id) {
  return !id.empty() && id.size() <= 64 &&
         std::all_of(id.begin(), id.end(),
                     [](unsigned char character) { return std::isxdigit(character) != 0; });
}

void write_text(const fs::path& place, const std::string& text) {
  TemporaryFile file(place.parent_path());
  file.write(text);
  file.move_to(place);
}

std::string upload_json(const Upload& upload) {
  return Json{{"key", upload.key},
              {"draft", write_object_version(upload.draft)},
              {"algorithm", upload.algorithm},
              {"algorithm_stated", upload.algorithm_stated},
              {"composite", upload.composite},
              {"key_sequencer", upload.key_sequencer}}
      .dump();
}

Upload read_upload(const fs::path& folder) {
  const Json json = Json::parse(read_file(folder / "upload.json"));
  return {.id = folder.filename().string(),
          .key = json.at("key").get<std::string>(),
          .draft = read_object_version(json.at("draft").get<std::string>()),
          .algorithm = json.at("algorithm").get<std::string>(),
          .algorithm_stated = json.at("algorithm_stated").get<bool>(),
          .composite = json.at("composite").get<bool>(),
          .key_sequencer = json.at("key_sequencer").get<std::string>()};
}

std::string part_json(const UploadPart& part) {
  return Json{{"size", part.size},
              {"md5", part.md5},
              {"last_modified", part.last_modified.time_since_epoch().count()},
              {"algorithm", part.checksum.algorithm},
              {"checksum", part.checksum.base64}}
      .dump();
}

UploadPart read_part(const fs::path& path) {
  const Json json = Json::parse(read_file(path));
  return {.size = json.at("size").get<std::uint64_t>(),
          .md5 = json.at("md5").get<std::string>(),
          .last_modified =
              TimePoint(std::chrono::milliseconds(json.at("last_modified").get<std::int64_t>())),
          .checksum = {.algorithm = json.at("algorithm").get<std::string>(),
                       .base64 = json.at("checksum").get<std::string>()}};
}

}  // namespace

fs::path Uploads::folder(const std::string& bucket, const std::string& id) const {
  return store_.files(bucket).uploads() / id;
}

Upload Uploads::create(const std::string& bucket, Upload upload) {
  upload.id = new_upload_id(upload.draft.last_modified);
  const fs::path path = folder(bucket, upload.id);
  fs::create_directories(path);
  write_text(path / "upload.json", upload_json(upload));
  return upload;
}

Upload Uploads::find(const std::string& bucket, const std::string& key,
                     const std::string& id) const {
  const fs::path path = folder(bucket, could_be_upload_id(id) ? id : "none");
  const std::lock_guard lock(mutex_);
  if (!fs::exists(path / "upload.json")) throw faults::no_such_upload(id);
  Upload upload = read_upload(path);
  if (upload.key != key) throw faults::no_such_upload(id);
  return upload;
}

std::vector<Upload> Uploads::list(const std::string& bucket) const {
  std::vector<Upload> uploads;
  const fs::path path = store_.files(bucket).uploads();
  const std::lock_guard lock(mutex_);
  if (!fs::exists(path)) return uploads;
  for (const fs::directory_entry& entry : fs::directory_iterator(path)) {
    if (fs::exists(entry.path() / "upload.json")) uploads.push_back(read_upload(entry.path()));
  }
  std::sort(uploads.begin(), uploads.end(), [](const Upload& left, const Upload& right) {
    return std::tie(left.key, left.id) < std::tie(right.key, right.id);
  });
  return uploads;
}

fs::path Uploads::part_path(const std::string& bucket, const Upload& upload, int number) const {
  return folder(bucket, upload.id) / fmt::format("{:05}", number);
}

void Uploads::put_part(const std::string& bucket, const Upload& upload, int number,
                       const UploadPart& part, TemporaryFile data) {
  const fs::path path = part_path(bucket, upload, number);
  const std::lock_guard lock(mutex_);
  if (!fs::exists(path.parent_path() / "upload.json") || claimed_.contains(upload.id)) {
    throw faults::no_such_upload(upload.id);
  }
  data.move_to(path);
  write_text(fs::path(path) += ".json", part_json(part));
}

std::map<int, UploadPart> Uploads::parts(const std::string& bucket, const Upload& upload) const {
  std::map<int, UploadPart> parts;
  const std::lock_guard lock(mutex_);
  const fs::path path = folder(bucket, upload.id);
  if (!fs::exists(path)) throw faults::no_such_upload(upload.id);
  for (const fs::directory_entry& entry : fs::directory_iterator(path)) {
    const auto number = parse_number<int>(entry.path().stem().string());
    if (entry.path().extension() != ".json" || !number) continue;
    parts.emplace(*number, read_part(entry.path()));
  }
  return parts;
}

void Uploads::discard(const std::string& bucket, const Upload& upload) {
  const std::lock_guard lock(mutex_);
  fs::remove_all(folder(bucket, upload.id));
}

Uploads::Claim::Claim(Uploads& uploads, const std::string& id) : uploads_(uploads), id_(id) {
  const std::lock_guard lock(uploads_.mutex_);
  if (!uploads_.claimed_.insert(id_).second) throw faults::no_such_upload(id_);
}

Uploads::Claim::~Claim() {
  const std::lock_guard lock(uploads_.mutex_);
  uploads_.claimed_.erase(id_);
}

}  // namespace shrike::local
