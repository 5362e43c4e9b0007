#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "infra/local/cli/folder.h"
#include "infra/local/cli/run_item.h"
#include "infra/local/cli/s3_uri.h"
#include "infra/local/object_client.h"

namespace shrike::local {

/// What a run has before it, and what was passed over on the way there.
struct ImageList {
  std::vector<RunItem> items = {};
  std::vector<PassedOver> passed_over = {};
  std::vector<PassedOver> unreadable = {};
};

/// The files named, and those of the folders named: each by its path in its folder, and a file by
/// its name. A key that two would share gets `2/`, `3/`, … before it. `except` as walk_folder()
/// takes it. Throws Error "File.Unreadable" (Reject) for a name that is neither.
[[nodiscard]] ImageList list_files(const std::vector<std::filesystem::path>& names,
                                   const std::filesystem::path& except);

/// The objects of a bucket, without folder markers. Throws what ObjectClient::list() throws.
[[nodiscard]] ImageList list_objects(const S3Uri& place, ObjectClient& client);

}  // namespace shrike::local
