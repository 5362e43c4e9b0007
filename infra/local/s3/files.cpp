#include "infra/local/s3/files.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "runtime/error.h"

namespace shrike::local {
namespace {

constexpr std::size_t kPieceSize = 1024UL * 1024;

[[noreturn]] void write_failed(const std::error_code& code) {
  throw Error(ErrorKind::Retry, "Store.WriteFailed",
              "The store cannot write to its folder: " + code.message());
}

[[noreturn]] void write_failed() { write_failed({errno, std::generic_category()}); }

}  // namespace

TemporaryFile::TemporaryFile(const std::filesystem::path& folder) {
  std::error_code code;
  std::filesystem::create_directories(folder, code);
  if (code) write_failed(code);
  std::string name = (folder / "XXXXXX").string();
  const int descriptor = ::mkostemp(name.data(), O_CLOEXEC);
  if (descriptor < 0) write_failed();
  path_ = name;
  file_.reset(::fdopen(descriptor, "wb"));
  if (!file_) write_failed();
}

TemporaryFile::~TemporaryFile() {
  if (path_.empty()) return;
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

TemporaryFile::TemporaryFile(TemporaryFile&& other) noexcept
    : path_(std::exchange(other.path_, {})), file_(std::move(other.file_)) {}

void TemporaryFile::write(std::string_view bytes) {
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size()) write_failed();
}

void TemporaryFile::move_to(const std::filesystem::path& place) {
  if (std::fclose(file_.release()) != 0) write_failed();
  std::error_code code;
  std::filesystem::create_directories(place.parent_path(), code);
  if (code) write_failed(code);
  std::filesystem::permissions(path_, std::filesystem::perms(0644), code);
  std::filesystem::rename(path_, place, code);
  if (code) write_failed(code);
  path_.clear();
}

std::shared_ptr<std::FILE> open_file(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (descriptor < 0) return nullptr;
  std::FILE* file = ::fdopen(descriptor, "rb");
  if (file == nullptr) ::close(descriptor);
  return file == nullptr ? nullptr : std::shared_ptr<std::FILE>(file, std::fclose);
}

std::string_view read_piece(std::FILE& file, std::uint64_t offset, std::uint64_t length,
                            std::string& buffer) {
  buffer.resize(std::min<std::uint64_t>(length, kPieceSize));
  const ssize_t got =
      ::pread(::fileno(&file), buffer.data(), buffer.size(), static_cast<off_t>(offset));
  if (got <= 0) {
    throw Error(ErrorKind::Retry, "Store.ReadFailed", "A file of the store is shorter than known");
  }
  return std::string_view(buffer).substr(0, static_cast<std::size_t>(got));
}

std::string read_file(const std::filesystem::path& path) {
  const std::shared_ptr<std::FILE> file = open_file(path);
  std::error_code code;
  const std::uint64_t size = std::filesystem::file_size(path, code);
  if (!file || code) {
    throw Error(ErrorKind::Retry, "Store.ReadFailed", "Cannot read " + path.string());
  }
  std::string text;
  read_pieces(*file, 0, size, [&](std::string_view piece) { text += piece; });
  return text;
}

}  // namespace shrike::local
