/// An output prefix, a line break, an object's key as S3 stores it.
#include <string>

#include "handlers/events/object_key.h"
#include "handlers/pipeline/output_keys.h"
#include "infra/local/s3/formats.h"
#include "runtime/percent.h"
#include "tests/fuzz/fuzz_input.h"

namespace shrike {
namespace {

constexpr std::size_t kLongestKey = 1024;

void check_spelling(const std::string& key) {
  using fuzz::require;
  require(decode(EncodedKey(key)).str().size() <= key.size(), "decoding adds nothing");
  require(decode(EncodedKey(local::form_encode_key(key))).str() == key,
          "a key as notifications spell it is the key again");
  for (const char* safe : {"", "/", "/~!*'()"}) {
    require(percent_decode(percent_encode(key, safe)) == key, "percent-decoding undoes encoding");
  }
}

void check_outputs(std::string_view prefix, const std::string& key) {
  using fuzz::require;
  const OutputKeys outputs(prefix, ObjectKey(key));
  const std::string folder = std::string(prefix) + key + "/";
  const std::string rendition =
      outputs.rendition("abcdefghijklmnopqrstuvwxyz-01234", Format::Webp).str();
  for (const std::string& output : {rendition, outputs.metadata().str()}) {
    require(output.size() <= kLongestKey, "S3 can hold an output key");
    require(output.starts_with(folder), "an output lies below its input's key");
    require(output.find('/', folder.size()) == std::string::npos,
            "no slash follows the input's key, so that two keys share no output");
  }
}

}  // namespace
}  // namespace shrike

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  shrike::fuzz::Input input(data, size);
  const auto prefix = input.line();
  const std::string key(input.rest());
  shrike::check_spelling(key);
  return shrike::fuzz::allow_refusal([&] { shrike::check_outputs(prefix, key); });
}
