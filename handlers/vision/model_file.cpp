#include "handlers/vision/model_file.h"

#include <fstream>
#include <sstream>

#include "runtime/error.h"

namespace shrike::vision {

std::string read_model_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file)
    throw Error(ErrorKind::Reject, "Model.Missing",
                "The model's file " + path.string() + " cannot be read.");
  return (std::ostringstream() << file.rdbuf()).str();
}

}  // namespace shrike::vision
