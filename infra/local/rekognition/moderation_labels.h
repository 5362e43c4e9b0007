#pragma once

#include <nlohmann/json_fwd.hpp>

#include "handlers/vision/moderation_classifier.h"

namespace shrike::local {

/// The answer of DetectModerationLabels: the classifier's five classes in the taxonomy of
/// Rekognition's moderation model 7, as far as they tell its labels apart.
///
/// - Porn and Hentai are "Explicit"; whether nudity, an act or a toy they do not say, so no label
///   of the second level is given.
/// - Sexy, by its makers "sexually explicit images, not pornography", is "Non-Explicit Nudity of
///   Intimate parts and Kissing"; swimwear falls under it too, and is not told apart.
/// - Drawing would be content of the type "Illustrated", but the network takes some photographs for
///   drawings (see ACCURACY.md): no content type is given.
/// - Violence, drugs, gambling and the rest of the taxonomy have no class and are never given.
///
/// `min_confidence` is in percent.
[[nodiscard]] nlohmann::json moderation_answer(const vision::ModerationScores& scores,
                                               double min_confidence);

}  // namespace shrike::local
