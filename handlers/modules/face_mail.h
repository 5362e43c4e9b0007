#pragma once

#include <string>

#include "handlers/aws/sns.h"
#include "handlers/modules/face_report.h"
#include "runtime/clock.h"

namespace shrike {

/// A comparison as a person reads it in a mailbox: the subject says what was found, the body how
/// similar, to which reference, which face and where, in what object and when, then who came next.
/// Attributes to filter by: `outcome` (to_string(FaceOutcome)) and `bucket`.
///
/// `time` is when the image was compared. Names longer than a subject holds are cut in their
/// middle; control characters and bytes that are not UTF-8 are replaced.
[[nodiscard]] Notification face_mail(const FaceReport& report, const std::string& topic_arn,
                                     TimePoint time);

}  // namespace shrike
