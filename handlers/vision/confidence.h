#pragma once

namespace shrike::vision {

/// How sure the network is, in percent, for its score (0 … 1): 75 means that about three in four
/// things of that score are what they are called. Monotone; measured as the source says.
[[nodiscard]] double calibrated_confidence(double score);

}  // namespace shrike::vision
