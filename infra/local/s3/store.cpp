#include "infra/local/s3/store.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <mutex>
#include <random>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include "infra/local/private_folder.h"
#include "infra/local/s3/faults.h"
#include "runtime/error.h"
#include "runtime/number.h"

namespace shrike::local {
namespace fs = std::filesystem;
namespace {

/// 32 characters, as S3's are.
std::string new_version_id(const std::string& sequencer) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";
  std::random_device random;
  std::string id = version_id_start(sequencer);
  while (id.size() < 32) id += kAlphabet[random() % kAlphabet.size()];
  return id;
}

std::uint64_t sequencer_value(const std::string& sequencer) {
  return parse_number<std::uint64_t>(sequencer, 16).value_or(0);
}

}  // namespace

/// Two processes over one folder would each believe its own memory.
class Store::FolderLock {
 public:
  explicit FolderLock(const fs::path& folder) {
    make_private_folder(folder);
    fs::create_directories(folder / ".shrike");
    // Beside the buckets' folders: no bucket's name begins with a dot.
    const fs::path file = folder / ".shrike" / ".lock";
    descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor_ >= 0 && ::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
    const int reason = errno;
    if (descriptor_ >= 0) ::close(descriptor_);
    if (reason == EWOULDBLOCK) {
      throw Error(ErrorKind::Reject, "Store.InUse",
                  "Another process serves the buckets of " + folder.string());
    }
    throw Error(ErrorKind::Reject, "Store.WriteFailed",
                "Cannot lock " + folder.string() + ": " +
                    std::error_code(reason, std::generic_category()).message());
  }
  ~FolderLock() { ::close(descriptor_); }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  FolderLock(FolderLock&&) = delete;
  FolderLock& operator=(FolderLock&&) = delete;

 private:
  int descriptor_ = -1;
};

Store::Store(fs::path folder, const Clock& clock)
    : folder_(std::move(folder)), clock_(clock), lock_(std::make_unique<FolderLock>(folder_)) {
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_ / ".shrike")) {
    auto state = std::make_unique<BucketState>(folder_, entry.path().filename().string());
    if (state->load()) buckets_.emplace(state->name(), std::move(state));
  }
}

Store::~Store() = default;

BucketState& Store::bucket(const std::string& name) const {
  const auto found = buckets_.find(name);
  if (found == buckets_.end()) throw faults::no_such_bucket(name);
  return *found->second;
}

/// The time in 1/2^32 seconds, as S3's own sequencers seem to be, in 18 hex digits; later than the
/// key's last one even when the clock stands still or was put back.
std::string Store::next_sequencer(const KeyRecord& record) {
  const auto since_epoch = static_cast<std::uint64_t>(clock_.now().time_since_epoch().count());
  const std::uint64_t now = since_epoch / 1000 << 32U | (since_epoch % 1000 << 32U) / 1000;
  last_sequencer_ = std::max({now, last_sequencer_ + 1, sequencer_value(record.sequencer) + 1});
  return fmt::format("{:018X}", last_sequencer_);
}

std::vector<std::pair<std::string, TimePoint>> Store::buckets() const {
  const std::shared_lock lock(mutex_);
  std::vector<std::pair<std::string, TimePoint>> result;
  for (const auto& [name, state] : buckets_) result.emplace_back(name, state->settings.created);
  return result;
}

bool Store::create_bucket(const std::string& name) {
  const std::unique_lock lock(mutex_);
  if (buckets_.contains(name)) return false;
  auto state = std::make_unique<BucketState>(folder_, name);
  state->settings.created = clock_.now();
  fs::create_directories(state->files().visible());
  state->save_settings();
  buckets_.emplace(name, std::move(state));
  return true;
}

void Store::delete_bucket(const std::string& name) {
  const std::unique_lock lock(mutex_);
  const BucketState& doomed = bucket(name);
  if (!doomed.empty()) {
    throw AwsFault(409, "BucketNotEmpty",
                   doomed.versioned() ? "The bucket you tried to delete is not empty. You must "
                                        "delete all versions in the bucket."
                                      : "The bucket you tried to delete is not empty",
                   {{"BucketName", name}});
  }
  fs::remove_all(doomed.files().sidecar());
  // Files that somebody put there by hand are not ours to delete.
  std::error_code ignored;
  fs::remove(doomed.files().visible(), ignored);
  buckets_.erase(name);
}

BucketSettings Store::settings(const std::string& name) const {
  const std::shared_lock lock(mutex_);
  return bucket(name).settings;
}

void Store::change_settings(const std::string& name,
                            const std::function<void(BucketSettings&)>& change) {
  const std::unique_lock lock(mutex_);
  BucketState& state = bucket(name);
  change(state.settings);
  state.save_settings();
}

BucketFiles Store::files(const std::string& name) const {
  const std::shared_lock lock(mutex_);
  return bucket(name).files();
}

Change Store::put(const std::string& name, const std::string& key, ObjectVersion draft,
                  TemporaryFile data, const Check& check) {
  const std::unique_lock lock(mutex_);
  BucketState& state = bucket(name);
  KeyRecord record = state.record(key);
  if (check) check(record);
  draft.last_modified = clock_.now();
  draft.sequencer = record.sequencer = next_sequencer(record);
  draft.version_id = state.settings.versioning == Versioning::Enabled
                         ? new_version_id(draft.sequencer)
                         : kNullVersion;
  state.put_on_top(key, std::move(record), draft, std::move(data));
  return {.version = std::move(draft), .versioned = state.versioned()};
}

Change Store::remove(const std::string& name, const std::string& key, const Check& check) {
  const std::unique_lock lock(mutex_);
  BucketState& state = bucket(name);
  KeyRecord record = state.record(key);
  if (check) check(record);
  if (!state.versioned()) {
    if (record.versions.empty()) return {.version = {}, .versioned = false, .happened = false};
    ObjectVersion removed = record.versions.front();
    removed.sequencer = record.sequencer = next_sequencer(record);
    state.remove_at(key, std::move(record), 0);
    return {.version = std::move(removed), .versioned = false};
  }
  ObjectVersion marker;
  marker.delete_marker = true;
  marker.last_modified = clock_.now();
  marker.sequencer = record.sequencer = next_sequencer(record);
  if (state.settings.versioning == Versioning::Enabled) {
    marker.version_id = new_version_id(marker.sequencer);
  }
  state.put_on_top(key, std::move(record), marker, std::nullopt);
  return {.version = std::move(marker), .versioned = true};
}

Change Store::remove_version(const std::string& name, const std::string& key,
                             const std::string& version_id, const Check& check) {
  const std::unique_lock lock(mutex_);
  BucketState& state = bucket(name);
  KeyRecord record = state.record(key);
  if (check) check(record);
  const std::size_t index = state.index_of(key, record, version_id);
  ObjectVersion removed = record.versions.at(index);
  removed.sequencer = record.sequencer = next_sequencer(record);
  state.remove_at(key, std::move(record), index);
  return {.version = std::move(removed), .versioned = state.versioned()};
}

Change Store::set_tags(const std::string& name, const std::string& key,
                       const std::string& version_id, std::map<std::string, std::string> tags) {
  const std::unique_lock lock(mutex_);
  BucketState& state = bucket(name);
  KeyRecord record = state.record(key);
  const std::size_t index = state.index_of(key, record, version_id);
  ObjectVersion& version = record.versions.at(index);
  if (version.delete_marker) throw faults::method_not_allowed("PUT", "DeleteMarker");
  version.tags = std::move(tags);
  Change change{.version = version, .versioned = state.versioned()};
  state.save(key, std::move(record));
  return change;
}

FoundObject Store::find(const std::string& name, const std::string& key,
                        const std::string& version_id) const {
  const std::shared_lock lock(mutex_);
  const BucketState& state = bucket(name);
  const KeyRecord record = state.record(key);
  const std::size_t index = state.index_of(key, record, version_id);
  FoundObject found{.version = record.versions.at(index),
                    .path = state.path(key, record, index),
                    .file = nullptr,
                    .versioned = state.versioned()};
  if (found.version.delete_marker) return found;
  found.file = open_file(found.path);
  if (!found.file) throw faults::no_such_key(key);
  return found;
}

KeyRecord Store::record(const std::string& name, const std::string& key) const {
  const std::shared_lock lock(mutex_);
  return bucket(name).record(key);
}

void Store::visit(const std::string& name, const std::function<void(const Keys&)>& visitor) const {
  const std::shared_lock lock(mutex_);
  visitor(bucket(name).keys());
}

}  // namespace shrike::local
