#include "handlers/vision/object_detector.h"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "handlers/vision/confidence.h"
#include "handlers/vision/label_vocabulary.h"
#include "runtime/error.h"
#include "tests/unit/vision/files.h"

namespace shrike::vision {
namespace {

class Detector : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    shared_detector = std::make_unique<ObjectDetector>(ModelFiles{kPackages, kEngine, 1});
  }
  static void TearDownTestSuite() { shared_detector.reset(); }

  static std::vector<Detection> detect(const RgbImage& image) {
    return shared_detector->detect(image);
  }

 private:
  static inline std::unique_ptr<ObjectDetector> shared_detector;
};

struct Expected {
  const char* photograph;
  std::string_view label;
  Box box;  ///< drawn by eye
};

double overlap(const Box& a, const Box& b) {
  const double width = std::min(a.left + a.width, b.left + b.width) - std::max(a.left, b.left);
  const double height = std::min(a.top + a.height, b.top + b.height) - std::max(a.top, b.top);
  const double shared = std::max(width, 0.0) * std::max(height, 0.0);
  return shared / (a.width * a.height + b.width * b.height - shared);
}

TEST_F(Detector, FindsWhatAPersonSeesWithItsPlace) {
  const Expected photographs[] = {
      {"chelsea.png", "Cat", {0.1, 0.0, 0.85, 1.0}},
      {"coffee.png", "Cup", {0.29, 0.1, 0.38, 0.6}},
      {"motorcycle_left.png", "Motorcycle", {0.1, 0.1, 0.8, 0.8}},
      {"astronaut.png", "Person", {0.03, 0.0, 0.7, 1.0}},
  };
  for (const auto& expected : photographs) {
    const auto detections = detect(photograph(expected.photograph));
    ASSERT_FALSE(detections.empty()) << expected.photograph;
    const auto& best = detections.front();
    EXPECT_EQ(label_of_coco_class(best.class_index).name, expected.label);
    EXPECT_GE(calibrated_confidence(best.score), 75) << expected.photograph;
    EXPECT_GT(overlap(best.box, expected.box), 0.5)
        << expected.photograph << ' ' << best.box.left << ' ' << best.box.top << ' '
        << best.box.width << ' ' << best.box.height;
  }
}

TEST_F(Detector, IsSureOfNothingWhereThereIsNothingItKnows) {
  const auto photographed = detect(photograph("rocket.jpg"));
  EXPECT_TRUE(std::none_of(photographed.begin(), photographed.end(), [](const Detection& found) {
    return calibrated_confidence(found.score) >= 75;
  }));
  const auto grey = detect({100, 100, std::string(30'000, '\x80')});
  EXPECT_TRUE(std::none_of(grey.begin(), grey.end(), [](const Detection& found) {
    return calibrated_confidence(found.score) >= 55;
  }));
}

TEST_F(Detector, KeepsBoxesWithinThePicture) {
  for (const char* name : {"chelsea.png", "coffee.png", "motorcycle_left.png", "astronaut.png"}) {
    double before = 1;
    for (const auto& [class_index, score, box] : detect(photograph(name))) {
      EXPECT_LT(class_index, 80U);
      EXPECT_LE(score, before);
      before = score;
      EXPECT_GE(box.left, 0);
      EXPECT_GE(box.top, 0);
      EXPECT_GT(box.width, 0);
      EXPECT_GT(box.height, 0);
      EXPECT_LE(box.left + box.width, 1 + 1e-9);
      EXPECT_LE(box.top + box.height, 1 + 1e-9);
    }
  }
}

TEST_F(Detector, TakesPicturesOfEveryShape) {
  EXPECT_TRUE(detect({}).empty());
  for (const auto& [width, height] : {std::pair{1, 1}, {1, 3000}, {3000, 1}, {512, 511}})
    EXPECT_NO_THROW((void)detect(
        {width, height,
         std::string(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3,
                     '\x55')}));
}

TEST_F(Detector, SaysWhatIsMissing) {
  try {
    const ObjectDetector missing({"/nonexistent", kEngine, 1});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.type(), "Model.Missing");
    EXPECT_EQ(error.kind(), ErrorKind::Reject);
    EXPECT_NE(error.message().find("/nonexistent/@vladmandic/human/models/centernet"),
              std::string::npos);
  }
}

}  // namespace
}  // namespace shrike::vision
