#pragma once

#include <functional>
#include <string>

#include "infra/local/s3/notifications.h"
#include "infra/local/s3/request.h"
#include "infra/local/s3/service.h"
#include "infra/local/s3/store.h"
#include "infra/local/s3/uploads.h"
#include "runtime/clock.h"

namespace shrike::local {

/// What the operations work with.
struct S3Context {
  const S3Options& options;
  Store& store;
  Uploads& uploads;
  const Clock& clock;
};

/// Tells the functions that want to know. `name` as in `eventName`; nothing happens for a change
/// that was none.
void notify(const S3Context& context, const S3Request& request, const std::string& name,
            const std::string& key, const Change& change);

}  // namespace shrike::local
