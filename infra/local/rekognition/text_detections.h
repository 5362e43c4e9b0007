#pragma once

#include <span>

#include <nlohmann/json_fwd.hpp>

#include "handlers/vision/text_layout.h"
#include "infra/local/rekognition/detect_text_request.h"

namespace shrike::local {

/// The answer of DetectText for lines in a picture of `width` by `height` pixels: the lines, then
/// their words, as far as they pass the filters, at most 100 words. A line consists of the words
/// that pass; its confidence is their mean.
[[nodiscard]] nlohmann::json detect_text_answer(std::span<const vision::TextLine> lines, int width,
                                                int height, const TextFilters& filters);

}  // namespace shrike::local
