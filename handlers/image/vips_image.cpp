#include "handlers/image/vips_image.h"

#include <algorithm>

#include <fmt/format.h>

#include "handlers/image/unsupported_texts.h"

namespace shrike {
namespace {

constexpr std::size_t kLongestReason = 200;

/// libvips' first line, of printable characters only: a decoder may quote the file.
std::string first_reason(std::string_view errors) {
  std::string reason(errors.substr(0, std::min(errors.find('\n'), kLongestReason)));
  std::replace_if(
      reason.begin(), reason.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return reason.empty() ? "no reason given" : reason;
}

}  // namespace

int Image::width() const { return vips().vips_image_get_width(get()); }
int Image::height() const { return vips().vips_image_get_height(get()); }
int Image::page_height() const { return vips().vips_image_get_page_height(get()); }
bool Image::has_alpha() const { return vips().vips_image_hasalpha(get()) != 0; }

bool Image::has(const char* field) const { return vips().vips_image_get_typeof(get(), field) != 0; }

int Image::integer(const char* field, int otherwise) const {
  int value = otherwise;
  if (!has(field) || vips().vips_image_get_int(get(), field, &value) != 0) return otherwise;
  return value;
}

std::string Image::text(const char* field) const {
  const char* value = nullptr;
  if (!has(field) || vips().vips_image_get_string(get(), field, &value) != 0) return {};
  return value == nullptr ? "" : value;
}

void throw_vips_error(std::string_view doing) {
  const std::unique_ptr<char, decltype(&g_free)> errors(vips().vips_error_buffer_copy(),
                                                        vips().g_free);
  vips().vips_error_clear();
  const std::string reason = first_reason(errors ? errors.get() : "");
  if (reason.find("out of memory") != std::string::npos) {
    throw VipsError(ErrorKind::Retry, "Runtime.OutOfMemory",
                    fmt::format("Not enough memory to {}: {}", doing, reason));
  }
  throw VipsError(ErrorKind::Reject,
                  says_unsupported(reason) ? "Image.Unsupported" : "Image.Corrupt",
                  fmt::format("Cannot {}: {}", doing, reason));
}

}  // namespace shrike
