#include "handlers/vision/rotated_box.h"

#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

namespace shrike::vision {
namespace {

void expect_point(Point found, Point expected) {
  EXPECT_NEAR(found.x, expected.x, 1e-9);
  EXPECT_NEAR(found.y, expected.y, 1e-9);
}

/// A grid of points of a rectangle of 40 by 10 around (50, 50), turned clockwise.
std::vector<Point> turned_grid(double degrees) {
  const double angle = degrees * std::numbers::pi / 180;
  std::vector<Point> points;
  for (int x = -20; x <= 20; x += 4)
    for (int y = -5; y <= 5; y += 5)
      points.push_back({50 + x * std::cos(angle) - y * std::sin(angle),
                        50 + x * std::sin(angle) + y * std::cos(angle)});
  return points;
}

TEST(ConvexHull, KeepsTheCornersAlone) {
  EXPECT_EQ(convex_hull(turned_grid(0)).size(), 4U);
  EXPECT_EQ(convex_hull({{0, 0}, {4, 0}, {2, 1}, {4, 4}, {0, 4}, {2, 4}}).size(), 4U);
}

TEST(ConvexHull, OfPointsThatSpanNothingHasNoArea) {
  EXPECT_TRUE(convex_hull({}).empty());
  EXPECT_LT(convex_hull({{1, 1}}).size(), 3U);
  EXPECT_LT(convex_hull({{0, 0}, {1, 1}, {2, 2}, {1, 1}}).size(), 3U);
}

TEST(MinimumAreaBox, LiesAsItsPointsDo) {
  for (const double degrees : {0.0, 10.0, 44.0, 60.0, -30.0, -80.0}) {
    const auto box = minimum_area_box(turned_grid(degrees));
    EXPECT_NEAR(box.length, 40, 1e-9) << degrees;
    EXPECT_NEAR(box.thickness, 10, 1e-9) << degrees;
    expect_point(box.center, {50, 50});
    const double angle = std::atan2(box.along.y, box.along.x) * 180 / std::numbers::pi;
    EXPECT_NEAR(angle, degrees, 1e-9);
  }
}

TEST(MinimumAreaBox, ReadsDownwardsWhatIsUpright) {
  expect_point(minimum_area_box(turned_grid(90)).along, {0, 1});
  expect_point(minimum_area_box(turned_grid(-90)).along, {0, 1});
}

TEST(MinimumAreaBox, OfPointsThatSpanNothingIsEmpty) {
  EXPECT_EQ(minimum_area_box({}).length, 0);
  const std::vector<Point> line = {{0, 0}, {3, 3}, {9, 9}};
  EXPECT_EQ(minimum_area_box(line).length, 0);
}

TEST(RotatedBox, HasItsCornersClockwiseFromTheUpperLeft) {
  const auto corners = RotatedBox{{10, 20}, {1, 0}, 6, 4}.corners();
  expect_point(corners[0], {7, 18});
  expect_point(corners[1], {13, 18});
  expect_point(corners[2], {13, 22});
  expect_point(corners[3], {7, 22});
  // Read downwards: its upper left is the upper right of the picture.
  expect_point(RotatedBox{{10, 20}, {0, 1}, 6, 4}.corners()[0], {12, 17});
}

TEST(RotatedBox, IsCutGrownAndTurned) {
  const RotatedBox box{{10, 20}, {1, 0}, 6, 4};
  const auto part = box.part(0, 2);
  expect_point(part.center, {8, 20});
  EXPECT_EQ(part.length, 2);
  EXPECT_EQ(part.thickness, 4);
  EXPECT_EQ(box.grown(1.5).length, 9);
  EXPECT_EQ(box.grown(1.5).thickness, 7);
  expect_point(box.turned().along, {0, 1});
  EXPECT_EQ(box.turned().length, 4);
}

TEST(RotatedBox, FollowsThePictureThatIsStretched) {
  const auto upright = RotatedBox{{10, 20}, {1, 0}, 6, 4}.scaled(2, 3);
  expect_point(upright.center, {20, 60});
  EXPECT_NEAR(upright.length, 12, 1e-9);
  EXPECT_NEAR(upright.thickness, 12, 1e-9);
  const auto slanted = RotatedBox{{0, 0}, {0.6, 0.8}, 10, 4}.scaled(2, 2);
  expect_point(slanted.along, {0.6, 0.8});
  EXPECT_NEAR(slanted.length, 20, 1e-9);
}

}  // namespace
}  // namespace shrike::vision
