#include "infra/local/lambda/uploaded_code.h"

#include <system_error>

namespace shrike::local {

UploadedCode::~UploadedCode() {
  std::error_code ignored;  // a stray folder is no reason to fail
  std::filesystem::remove_all(folder_, ignored);
}

}  // namespace shrike::local
