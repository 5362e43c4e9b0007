#include "handlers/image/camera_raw.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/unit/image/pictures.h"
#include "tests/unit/image/tiff_writer.h"

namespace shrike {
namespace {

using namespace testing;

const TiffField kReduced{254, 4, {1}};
const TiffField kWhole{254, 4, {0}};
const TiffField kSubIfds{330, 4, {8}};
const TiffField kDngVersion{50'706, 1, {1, 4, 0, 0}};

TEST(CameraRaw, IsKnownByWhatItsFirstDirectoryHas) {
  for (const bool big_endian : {false, true}) {
    const TiffKind kind{.big_endian = big_endian};
    EXPECT_TRUE(is_camera_raw(tiff("pixels", {kReduced, kSubIfds}, kind))) << "NEF, ARW";
    EXPECT_TRUE(is_camera_raw(tiff("pixels", {kDngVersion}, kind))) << "DNG";
  }
  std::string cr2 = tiff("pixels of a preview", {});
  cr2.replace(8, 4, std::string("CR\x02\0", 4));
  EXPECT_TRUE(is_camera_raw(cr2));
}

TEST(CameraRaw, IsNoOtherTiff) {
  EXPECT_FALSE(is_camera_raw(encoded(busy(64, 48), ".tif")));
  EXPECT_FALSE(is_camera_raw(encoded(busy(600, 400), ".tif[pyramid,subifd,tile]")));
  EXPECT_FALSE(is_camera_raw(tiff("pixels", {kWhole, kSubIfds}))) << "smaller copies within it";
  EXPECT_FALSE(is_camera_raw(tiff("pixels", {kReduced})));
  EXPECT_FALSE(is_camera_raw(tiff("CR, as pixels", {})));
  EXPECT_FALSE(is_camera_raw(""));
}

}  // namespace
}  // namespace shrike
