/// A request of Rekognition's JSON protocol, read as each operation reads it.
#include "infra/local/rekognition/compare_faces_request.h"
#include "infra/local/rekognition/detect_faces_request.h"
#include "infra/local/rekognition/detect_labels_request.h"
#include "infra/local/rekognition/detect_text_request.h"
#include "tests/fuzz/fuzz_local.h"

namespace shrike::local {
namespace {

using fuzz::require;

void require_percent(double value) {
  require(value >= 0 && value <= 100, "a confidence is a percentage");
}

void require_image(const ImageSource& image) {
  if (const auto* bytes = std::get_if<std::string>(&image)) {
    require(!bytes->empty(), "a picture has bytes");
    return;
  }
  const auto& object = std::get<ObjectRef>(image);
  require(!object.bucket.empty() && !object.key.empty(), "or lies somewhere");
}

}  // namespace
}  // namespace shrike::local

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  using namespace shrike::local;
  const auto body = fuzz::text(data, size);
  fuzz::allow_fault([&] {
    const auto request = parse_detect_labels(body);
    require_image(request.image);
    require_percent(request.min_confidence);
    fuzz::require(request.max_labels <= 1000, "an answer has at most a thousand labels");
    static_cast<void>(request.filters.pass("Dog", "Animals and Pets"));
  });
  fuzz::allow_fault([&] { require_image(parse_detect_faces(body).image); });
  fuzz::allow_fault([&] {
    const auto request = parse_detect_text(body);
    require_image(request.image);
    require_percent(request.filters.min_confidence);
    static_cast<void>(request.filters.in_a_region({0.5, 0.5}));
  });
  return fuzz::allow_fault([&] {
    const auto request = parse_compare_faces(body);
    require_image(request.source);
    require_image(request.target);
    require_percent(request.similarity_threshold);
  });
}
