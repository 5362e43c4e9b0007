#include "handlers/pipeline/own_output.h"

#include "runtime/error.h"

namespace shrike {

void require_not_own_output(const ObjectRef& object, const BucketName& outputs,
                            std::string_view prefix) {
  if (outputs.empty() || object.bucket != outputs || !object.key.str().starts_with(prefix)) return;
  throw Error(ErrorKind::Reject, "Event.OwnOutput",
              "The object is where this function writes: processing it would never end");
}

}  // namespace shrike
