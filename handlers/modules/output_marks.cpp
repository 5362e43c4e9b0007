#include "handlers/modules/output_marks.h"

#include "handlers/aws/etag.h"
#include "handlers/events/sequencer.h"

namespace shrike {

std::string mark_of(const ObjectInfo& output, const char* mark) {
  const auto found = output.metadata.find(mark);
  return found == output.metadata.end() ? std::string() : found->second;
}

std::string sequencer_of(const ObjectInfo& output) {
  std::string sequencer = mark_of(output, kSequencerMark);
  return is_sequencer(sequencer) ? sequencer : std::string();
}

std::string source_mark_for(const ObjectInfo& source) {
  if (!source.version.empty()) return source.version.str();
  return without_quotes(source.etag);
}

}  // namespace shrike
