#pragma once

#include <string>

#include "handlers/aws/sns.h"
#include "handlers/modules/metadata.h"
#include "runtime/clock.h"

namespace shrike {

/// Where the outputs that a report speaks of are.
struct ReportedOutputs {
  BucketName bucket;
  ObjectKey metadata;
};

/// An image's report as a person reads it in a mailbox: the subject says what became of which
/// image, the body what was found in it, what was made of it and where, what was not done and why.
///
/// Attributes to filter by: `status` ("processed", or "refused" when the image itself was),
/// `bucket`; for each detector that answered, what it found: `faces` (how many), `moderation`
/// ("clean" or "flagged"), and as lists `labels` and `moderationLabels` (names, the surest ten).
///
/// `time` is when it was processed. Texts too long for their place are cut in their middle; control
/// characters and bytes that are not UTF-8 are replaced.
[[nodiscard]] Notification notification_of(const ImageReport& report,
                                           const ReportedOutputs& outputs,
                                           const std::string& topic_arn, TimePoint time);

}  // namespace shrike
