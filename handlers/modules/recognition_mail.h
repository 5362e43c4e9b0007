#pragma once

#include <string>

#include "handlers/aws/object_names.h"
#include "handlers/aws/sns.h"
#include "handlers/modules/recognition.h"

namespace shrike {

/// A stored recognition as a person reads it in a mailbox: the surest labels and the number of
/// faces in the subject, then where image and result are, and what was found or refused. Attributes
/// to filter by: `outcome` ("recognized" or "refused") and `bucket`.
[[nodiscard]] Notification recognition_mail(const RecognitionResult& result,
                                            const ObjectRef& stored, const std::string& topic_arn);

}  // namespace shrike
