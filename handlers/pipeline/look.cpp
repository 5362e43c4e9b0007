#include "handlers/pipeline/look.h"

#include <exception>
#include <string>
#include <utility>

#include "handlers/modules/parallel.h"
#include "runtime/error.h"

namespace shrike {

Look::~Look() {
  if (!begun() || given_) return;
  arriving_.set_exception(std::make_exception_ptr(
      Error(ErrorKind::Retry, "Object.Incomplete", "The image was not read to its end")));
}

void Look::begin(DetectionSubject subject, bool at_once) {
  sight_ = begin_aside([this, subject = std::move(subject), at_once] {
    const DetectionInput input(subject, [this] { return jpeg(); });
    return detect(input, {config_.detectors, config_.max_labels, config_.min_confidence}, at_once,
                  services_.recognition, services_.clock, run_.scope);
  });
}

void Look::give(const SourceImage& image, std::string jpeg) {
  given_ = true;
  arriving_.set_value({&image, std::move(jpeg)});
}

std::string Look::jpeg() {
  Given given = image_.get();
  const SourceImage& image = *given.image;
  const bool fits = !given.jpeg.empty() && given.jpeg.size() <= kMaxInlineBytesForDetection;
  if (fits) return std::move(given.jpeg);
  decoding_ = run_.task.memory.for_decoding(
      detection_memory(image.facts, config_.detectors.size(), services_.images));
  return make_jpeg_for_detection(image, services_.images);
}

}  // namespace shrike
