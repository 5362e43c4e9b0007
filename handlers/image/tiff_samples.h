#pragma once

#include <optional>
#include <string_view>

namespace shrike {

/// Which of the samples behind a pixel's colours is its opacity, counted from 0: the first that
/// ExtraSamples (TIFF 6.0, section 18) calls associated or unassociated alpha. Nothing where none
/// is: the others are saved selections and spot colours, which a viewer does not show. Without the
/// field it is the first, which is what those mean who leave it out.
[[nodiscard]] std::optional<int> tiff_alpha_sample(std::string_view bytes);

}  // namespace shrike
