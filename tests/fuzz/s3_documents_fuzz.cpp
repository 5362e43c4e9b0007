/// A document of an S3 request, read as each of those that there are.
#include <string>

#include "infra/local/s3/notifications.h"
#include "infra/local/s3/request_documents.h"
#include "tests/fuzz/fuzz_local.h"

namespace shrike::local {
namespace {

using fuzz::require;

void check_notifications_document(std::string_view xml) {
  const NotificationConfiguration read = read_notifications_xml(xml);
  const std::string written = write_notifications_xml(read);
  const NotificationConfiguration again = read_notifications_xml(written);
  require(write_notifications_xml(again) == written, "a configuration is read as it was written");
  require(again.targets.size() == read.targets.size() && again.event_bridge == read.event_bridge,
          "with all of its targets");
  check_notifications(read);
  ObjectEvent event;
  event.name = "ObjectCreated:Put";
  event.key = "in/photo.jpg";
  for (const auto& target : read.targets) static_cast<void>(wants(target, event));
}

}  // namespace
}  // namespace shrike::local

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  using namespace shrike::local;
  const auto xml = fuzz::text(data, size);
  fuzz::allow_fault([&] {
    int last = 0;
    bool first = true;
    for (const ListedPart& part : read_part_list(xml, "crc32", "upload")) {
      fuzz::require(first || part.number > last, "parts ascend");
      fuzz::require(part.etag.find('"') == std::string::npos, "ETags come without their quotes");
      first = false;
      last = part.number;
    }
    fuzz::require(!first, "an upload has parts");
  });
  fuzz::allow_fault([&] {
    const Deletion deletion = read_deletion(xml);
    fuzz::require(!deletion.objects.empty() && deletion.objects.size() <= 1000,
                  "a deletion names up to a thousand objects");
    for (const auto& doomed : deletion.objects) {
      fuzz::require(!doomed.key.empty(), "each by its key");
    }
  });
  fuzz::allow_fault(
      [&] { fuzz::require(read_tagging(xml).size() <= 10, "an object has at most ten tags"); });
  return fuzz::allow_fault([&] { check_notifications_document(xml); });
}
