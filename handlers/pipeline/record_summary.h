#pragma once

#include <string_view>

#include <nlohmann/json.hpp>

#include "handlers/events/event.h"
#include "runtime/error.h"

namespace shrike {

/// How records are named in logs and in answers that list them: `{"bucket","key"[,"versionId"]}`.
[[nodiscard]] nlohmann::json described(const ObjectRef& object);

/// With "status", and why: "type", "reason".
[[nodiscard]] nlohmann::json with_error(nlohmann::json description, std::string_view status,
                                        const Error& error);

/// Of a record that there is nothing to do for: its object, "event" and "status".
[[nodiscard]] nlohmann::json acknowledgement(const S3Record& record, std::string_view status);

}  // namespace shrike
