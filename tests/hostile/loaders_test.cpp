#include <set>
#include <string>

#include <gtest/gtest.h>
#include <vips/vips.h>

#include "handlers/image/vips_library.h"

namespace shrike {
namespace {

void* note_if_enabled(GType type, void* names) {
  if (G_TYPE_IS_ABSTRACT(type)) return nullptr;
  auto* operation = static_cast<VipsOperationClass*>(g_type_class_ref(type));
  if ((operation->flags & VIPS_OPERATION_BLOCKED) == 0) {
    static_cast<std::set<std::string>*>(names)->insert(VIPS_OBJECT_CLASS(operation)->nickname);
  }
  g_type_class_unref(operation);
  return nullptr;
}

TEST(Loaders, OnlyThoseOfPhotographsAreEnabled) {
  static_cast<void>(vips());
  std::set<std::string> enabled;
  vips_type_map_all(g_type_from_name("VipsForeignLoad"), note_if_enabled, &enabled);
  std::set<std::string> photographs;
  for (const std::string format : {"jpeg", "png", "webp", "gif", "tiff", "heif"}) {
    for (const std::string source : {"load", "load_buffer", "load_source"}) {
      photographs.insert(format + source);
    }
  }
  EXPECT_EQ(enabled, photographs);
}

}  // namespace
}  // namespace shrike
