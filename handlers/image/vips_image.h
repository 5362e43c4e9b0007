#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include "handlers/image/vips_library.h"
#include "runtime/error.h"

namespace shrike {

/// A VipsImage, which is a step of a pipeline until it is evaluated; copies share it, and the last
/// one gives it back.
class Image {
 public:
  explicit Image(VipsImage* owned)
      : image_(owned, [](VipsImage* image) { vips().g_object_unref(image); }) {}

  [[nodiscard]] VipsImage* get() const noexcept { return image_.get(); }
  [[nodiscard]] int width() const;
  [[nodiscard]] int height() const;       ///< of all frames, one above the other
  [[nodiscard]] int page_height() const;  ///< of one frame
  [[nodiscard]] int frames() const { return height() / page_height(); }
  [[nodiscard]] bool has_alpha() const;

  [[nodiscard]] bool has(const char* field) const;
  [[nodiscard]] int integer(const char* field, int otherwise) const;
  [[nodiscard]] std::string text(const char* field) const;  ///< empty where there is none

 private:
  std::shared_ptr<VipsImage> image_;
};

/// As long as it lives, a `stop` makes libvips give up the evaluation of `image` at the next row of
/// tiles, as a failure. It does not reach into a decoder that decodes the whole in one call.
[[nodiscard]] inline auto stopping(const std::stop_token& stop, const Image& image) {
  return std::stop_callback(stop, [image] { vips().vips_image_set_kill(image.get(), TRUE); });
}

/// What libvips says of its last failure, or of another thread's: see VipsSession.
class VipsError : public Error {
 public:
  using Error::Error;
};

/// Throws it, and clears libvips' text: "Image.Corrupt" or, of what says_unsupported(),
/// "Image.Unsupported" (Reject), or "Runtime.OutOfMemory" (Retry). `doing` is what failed, such as
/// "decode the image".
[[noreturn]] void throw_vips_error(std::string_view doing);

/// Runs a libvips operation of the shape (in, &out, arguments…, NULL).
template <typename Operation, typename... Arguments>
[[nodiscard]] Image apply(std::string_view doing, Operation operation, const Image& in,
                          Arguments... arguments) {
  VipsImage* out = nullptr;
  if (operation(in.get(), &out, arguments..., static_cast<void*>(nullptr)) != 0) {
    throw_vips_error(doing);
  }
  return Image(out);
}

}  // namespace shrike
