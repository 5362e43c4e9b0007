#include "infra/local/cli/results_file.h"

#include <utility>

#include <fmt/format.h>

#include "infra/local/s3/key_path.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

void require(const std::ofstream& file, const std::filesystem::path& path) {
  if (!file) {
    throw Error(ErrorKind::Reject, "File.Unwritable",
                fmt::format("{} cannot be written", path.string()));
  }
}

}  // namespace

ResultsFile::ResultsFile(const std::filesystem::path& path, std::filesystem::path results)
    : path_(path), results_(std::move(results)), file_(path, std::ios::binary) {
  require(file_, path_);
}

void ResultsFile::add(const ImageOutcome& outcome) {
  const auto metadata = outcome.metadata_key.empty() ? std::filesystem::path()
                                                     : results_ / path_of_key(outcome.metadata_key);
  file_ << results_line(outcome, metadata.string()) << '\n';
  // Whole lines, also for who reads along or ends the run.
  file_.flush();
  require(file_, path_);
}

}  // namespace shrike::local
