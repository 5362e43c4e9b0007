#pragma once

#include <string_view>

#include "handlers/aws/object_names.h"

namespace shrike {

/// Throws Error "Event.OwnOutput" (Reject) for an object that is where outputs go, beneath the
/// prefix: what is made of it would be the next event, for ever. Nothing is where no bucket is
/// configured.
void require_not_own_output(const ObjectRef& object, const BucketName& outputs,
                            std::string_view prefix);

}  // namespace shrike
