#pragma once

/// The Lambda runtime as a library, whole: `shrike::run_handler` and what it takes, JSON among it,
/// which a log line's fields are written in.
#include <nlohmann/json.hpp>

#include "runtime/error.h"
#include "runtime/init.h"
#include "runtime/invocation.h"
#include "runtime/json_handler.h"
#include "runtime/log.h"
#include "runtime/loop.h"
#include "runtime/metrics.h"
#include "runtime/middleware.h"
#include "runtime/response_stream.h"
#include "runtime/xray.h"
