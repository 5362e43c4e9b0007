#include "handlers/vision/onnx_session.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "runtime/error.h"
#include "tests/unit/vision/files.h"

namespace shrike::vision {
namespace {

std::string error_type(const std::filesystem::path& library, const std::string& model) {
  try {
    const OnnxSession session(library, model, 1);
  } catch (const Error& error) {
    return error.type();
  }
  return "none";
}

TEST(OnnxSession, RefusesBytesThatAreNoModel) {
  for (const auto& model :
       {std::string(), std::string("no model"), std::string(1000, '\xFF'), std::string(1000, '\0')})
    EXPECT_EQ(error_type(kEngine, model), "Model.Invalid");
}

}  // namespace
}  // namespace shrike::vision
