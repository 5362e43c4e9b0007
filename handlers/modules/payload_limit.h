#pragma once

#include <cstddef>

#include <nlohmann/json_fwd.hpp>

namespace shrike {

/// What a state of Step Functions may be handed ("Quotas": 256 KiB), less what `lambda:invoke` puts
/// around it.
inline constexpr std::size_t kMaxStateBytes = 245'760;

/// Takes out of a document what matters least until its text has at most so many bytes: first
/// details of faces, labels and text, then the ends of the lists. What is missing is named in
/// "leftOut", a list such as `["faces.Landmarks","labels from number 65"]`; absent when nothing is.
void fit_into(nlohmann::json& document, std::size_t bytes);

}  // namespace shrike
