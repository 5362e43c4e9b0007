#include "infra/local/zip_archive.h"

#include <algorithm>
#include <fstream>
#include <new>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <zlib.h>

#include "handlers/aws/crc.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

// The records of an archive, from PKWARE's description ("APPNOTE.TXT"), 4.3.7, 4.3.12 and 4.3.16.
constexpr std::string_view kLocalMark("PK\3\4", 4);
constexpr std::string_view kCentralMark("PK\1\2", 4);
constexpr std::string_view kEndMark("PK\5\6", 4);
constexpr std::size_t kLocalSize = 30;
constexpr std::size_t kCentralSize = 46;
constexpr std::size_t kEndSize = 22;
constexpr std::uint32_t kZip64 = 0xFFFFFFFF;

constexpr std::uint32_t kStored = 0;
constexpr std::uint32_t kDeflated = 8;
constexpr std::uint32_t kTypeMask = 0170000;
constexpr std::uint32_t kLink = 0120000;

[[noreturn]] void refuse(const char* type, const std::string& message) {
  throw Error(ErrorKind::Reject, type, message);
}

std::string_view part(std::string_view bytes, std::size_t at, std::size_t size) {
  if (at > bytes.size() || size > bytes.size() - at) {
    refuse("Zip.Invalid", "The archive is cut short");
  }
  return bytes.substr(at, size);
}

/// Little-endian.
std::uint32_t number(std::string_view record, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = size; i-- > 0;) {
    value = value << 8U | static_cast<unsigned char>(record[at + i]);
  }
  return value;
}

struct Entry {
  std::string name;
  std::uint32_t method = kStored;
  std::uint32_t crc = 0;
  std::uint32_t size = 0;
  std::uint32_t mode = 0;  ///< as Unix has it; 0 where the archive does not say
  std::string_view packed;
};

/// Where the record of the end is: the last of its kind that a comment of its length follows.
std::size_t end_of_directory(std::string_view archive) {
  auto at = archive.rfind(kEndMark);
  while (at != std::string_view::npos) {
    if (archive.size() - at >= kEndSize &&
        number(archive, at + 20, 2) == archive.size() - at - kEndSize) {
      return at;
    }
    if (at == 0) break;
    at = archive.rfind(kEndMark, at - 1);
  }
  refuse("Zip.Invalid", "It is no ZIP archive");
}

Entry read_entry(std::string_view archive, std::string_view central) {
  const auto flags = number(central, 8, 2);
  const auto packed_size = number(central, 20, 4);
  const auto size = number(central, 24, 4);
  const auto at = number(central, 42, 4);
  if ((flags & 1U) != 0) refuse("Zip.Unsupported", "The archive is encrypted");
  if (packed_size == kZip64 || size == kZip64 || at == kZip64) {
    refuse("Zip.Unsupported", "ZIP64 is not understood here");
  }
  const auto local = part(archive, at, kLocalSize);
  if (!local.starts_with(kLocalMark)) refuse("Zip.Invalid", "A file's record is missing");
  const auto data = at + kLocalSize + number(local, 26, 2) + number(local, 28, 2);
  const bool from_unix = number(central, 5, 1) == 3;
  return {.name = std::string(part(central, kCentralSize, number(central, 28, 2))),
          .method = number(central, 10, 2),
          .crc = number(central, 16, 4),
          .size = size,
          .mode = from_unix ? number(central, 38, 4) >> 16U : 0,
          .packed = part(archive, data, packed_size)};
}

std::vector<Entry> read_directory(std::string_view archive) {
  const auto end = part(archive, end_of_directory(archive), kEndSize);
  auto rest = part(archive, number(end, 16, 4), number(end, 12, 4));
  std::vector<Entry> entries;
  for (auto left = number(end, 10, 2); left > 0; --left) {
    const auto head = part(rest, 0, kCentralSize);
    if (!head.starts_with(kCentralMark)) refuse("Zip.Invalid", "The directory is damaged");
    const auto size =
        kCentralSize + number(head, 28, 2) + number(head, 30, 2) + number(head, 32, 2);
    entries.push_back(read_entry(archive, part(rest, 0, size)));
    rest.remove_prefix(size);
  }
  return entries;
}

std::string inflated(const Entry& entry) {
  std::string bytes(entry.size, '\0');
  z_stream stream{};
  stream.next_in = reinterpret_cast<const Bytef*>(entry.packed.data());
  stream.avail_in = static_cast<uInt>(entry.packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_out = static_cast<uInt>(bytes.size());
  if (::inflateInit2(&stream, -MAX_WBITS) != Z_OK) throw std::bad_alloc();
  const int outcome = ::inflate(&stream, Z_FINISH);
  const bool whole = outcome == Z_STREAM_END && stream.avail_out == 0;
  ::inflateEnd(&stream);
  if (!whole) refuse("Zip.Invalid", fmt::format("{} is damaged", entry.name));
  return bytes;
}

std::string content_of(const Entry& entry) {
  if (entry.method != kStored && entry.method != kDeflated) {
    refuse("Zip.Unsupported", fmt::format("{} is neither stored nor deflated", entry.name));
  }
  auto bytes = entry.method == kStored ? std::string(entry.packed) : inflated(entry);
  Crc32 crc;
  crc.update(bytes);
  if (bytes.size() != entry.size || crc.value() != entry.crc) {
    refuse("Zip.Invalid", fmt::format("{} is damaged", entry.name));
  }
  return bytes;
}

/// Within the folder: relative, without `..`, and nothing that a file system takes for something
/// else.
std::filesystem::path path_of(const Entry& entry) {
  std::filesystem::path path(entry.name);
  const bool leads_out = path.empty() || path.is_absolute() ||
                         entry.name.find('\\') != std::string::npos ||
                         entry.name.find('\0') != std::string::npos ||
                         std::find(path.begin(), path.end(), "..") != path.end();
  if (leads_out) refuse("Zip.Invalid", "A file's name leads out of the archive");
  return path;
}

void write(const Entry& entry, const std::filesystem::path& path) {
  const auto bytes = content_of(entry);
  std::filesystem::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!file.flush()) refuse("Zip.Invalid", fmt::format("{} cannot be written", entry.name));
  constexpr std::uint32_t kPermissions = 0777;
  const auto permissions = entry.mode & kPermissions;
  std::filesystem::permissions(
      path, static_cast<std::filesystem::perms>(permissions == 0 ? 0755 : permissions));
}

}  // namespace

void unpack_zip(std::string_view archive, const std::filesystem::path& folder,
                std::uint64_t limit) {
  const auto entries = read_directory(archive);
  // Known before anything is unpacked: no file is larger than its record says.
  std::uint64_t total = 0;
  for (const auto& entry : entries) total += entry.size;
  if (total > limit) {
    refuse("Zip.TooLarge", fmt::format("Unzipped size must be smaller than {} bytes", limit));
  }
  std::filesystem::create_directories(folder);
  for (const auto& entry : entries) {
    const auto path = folder / path_of(entry);
    if ((entry.mode & kTypeMask) == kLink) {
      refuse("Zip.Unsupported", fmt::format("{} is a link", entry.name));
    }
    try {
      if (entry.name.ends_with('/')) {
        std::filesystem::create_directories(path);
      } else {
        write(entry, path);
      }
    } catch (const std::filesystem::filesystem_error&) {
      // Its own words name the folder, which is none of the archive's business.
      refuse("Zip.Invalid", fmt::format("{} cannot be written", entry.name));
    }
  }
}

}  // namespace shrike::local
