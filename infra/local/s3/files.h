#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace shrike::local {

/// A new file of a name nobody else has, which goes away with this unless it is moved to its place.
/// Throws Error "Store.WriteFailed" (Retry) when the disk is full or the folder not writable.
class TemporaryFile {
 public:
  /// `folder` is made where it is missing, and must be on the file system of the later place.
  explicit TemporaryFile(const std::filesystem::path& folder);
  ~TemporaryFile();
  TemporaryFile(TemporaryFile&& other) noexcept;
  TemporaryFile& operator=(TemporaryFile&&) = delete;
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  void write(std::string_view bytes);
  /// Takes the place of whatever is at `place`, at once and whole.
  void move_to(const std::filesystem::path& place);

 private:
  struct Close {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };
  std::filesystem::path path_;
  std::unique_ptr<std::FILE, Close> file_;
};

/// Null where there is no such file, or a symbolic link in its place.
[[nodiscard]] std::shared_ptr<std::FILE> open_file(const std::filesystem::path& path);

/// Throws Error "Store.ReadFailed" (Retry).
[[nodiscard]] std::string read_file(const std::filesystem::path& path);

/// As many bytes as are wanted, in pieces. Throws Error "Store.ReadFailed" where they are not
/// there.
template <class Sink>
void read_pieces(std::FILE& file, std::uint64_t offset, std::uint64_t length, const Sink& sink);

/// One piece of at most `length` bytes, for read_pieces().
[[nodiscard]] std::string_view read_piece(std::FILE& file, std::uint64_t offset,
                                          std::uint64_t length, std::string& buffer);

template <class Sink>
void read_pieces(std::FILE& file, std::uint64_t offset, std::uint64_t length, const Sink& sink) {
  std::string buffer;
  while (length > 0) {
    const std::string_view piece = read_piece(file, offset, length, buffer);
    sink(piece);
    offset += piece.size();
    length -= piece.size();
  }
}

}  // namespace shrike::local
