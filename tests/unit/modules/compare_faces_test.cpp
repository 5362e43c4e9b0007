#include "handlers/modules/compare_faces.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/error.h"
#include "tests/unit/modules/face_world.h"

namespace shrike {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class CompareFaces : public testing::Test {
 protected:
  CompareFaces() {
    world.show("anna", {"anna"});
    world.show("bert", {"bert"});
    world.show("nobody", {});
    world.show("webp of carl", {"carl"});
    world.show("party", {"dora", "anna", "bert"});
  }

  FaceReport compare(const std::string& bytes, const std::string& key = "new.jpg") {
    store.add("uploads", key, bytes);
    SourceImage image;
    image.object = {BucketName("uploads"), ObjectKey(key), {}};
    image.bytes = bytes;
    // By content, as S3's.
    image.info.etag = '"' + bytes + '"';
    image.facts = images.facts;
    return comparer.compare(image, 80, {});
  }

  Error failure(const std::string& bytes) {
    try {
      (void)compare(bytes);
    } catch (const Error& error) {
      return error;
    }
    return {ErrorKind::Bug, "none", ""};
  }

  void add_reference(const std::string& key, const std::string& bytes) {
    store.add("people", key, bytes);
  }

  fakes::MemoryStore store;
  fakes::FaceWorld world{store};
  fakes::ScriptedImages images;
  fakes::StoppedClock clock;
  fakes::Lines lines;
  Logger logger{LogOptions{}, clock, lines.sink()};
  FaceReferences references{{BucketName("people"), "", 50'000'000, 512}, store, images, logger};
  FaceComparer comparer{references, world, images};
};

std::vector<std::string> names(const ImageFace& face) {
  std::vector<std::string> keys;
  for (const Likeness& likeness : face.likeness) keys.push_back(likeness.reference.str());
  return keys;
}

TEST_F(CompareFaces, FindsWhoIsInThePicture) {
  add_reference("anna.jpg", "anna");
  add_reference("bert.jpg", "bert");
  const FaceReport report = compare("bert");
  EXPECT_EQ(report.outcome, FaceOutcome::Match);
  EXPECT_EQ(report.compared, 2U);
  ASSERT_NE(report.best(), nullptr);
  EXPECT_THAT(names(*report.best()), ElementsAre("bert.jpg", "anna.jpg"));
}

TEST_F(CompareFaces, TellsEveryFaceOfThePictureBestReferenceFirst) {
  add_reference("anna.jpg", "anna");
  add_reference("bert.jpg", "bert");
  const FaceReport report = compare("party");
  ASSERT_EQ(report.faces.size(), 3U);
  EXPECT_THAT(names(report.faces[1]), ElementsAre("anna.jpg", "bert.jpg"));
  EXPECT_THAT(names(report.faces[2]), ElementsAre("bert.jpg", "anna.jpg"));
  EXPECT_EQ(report.best(), &report.faces[1]);
}

TEST_F(CompareFaces, TurnsThePagesOfTheListing) {
  for (const char* key : {"1.jpg", "2.jpg", "3.jpg", "4.jpg", "5.jpg"}) add_reference(key, "anna");
  EXPECT_EQ(compare("anna").compared, 5U);
}

TEST_F(CompareFaces, TellsHowNearTheClosestCame) {
  add_reference("anna.jpg", "anna");
  world.likeness[{"anna", "bert"}] = 63;
  const FaceReport report = compare("bert");
  EXPECT_EQ(report.outcome, FaceOutcome::BelowThreshold);
  ASSERT_NE(report.best(), nullptr);
  EXPECT_DOUBLE_EQ(report.best()->likeness.front().similarity, 63);
}

TEST_F(CompareFaces, TellsAPictureWithoutAFaceFromAReferenceWithoutOne) {
  add_reference("anna.jpg", "anna");
  add_reference("landscape.jpg", "nobody");
  EXPECT_EQ(compare("nobody").outcome, FaceOutcome::NoFace);

  const FaceReport report = compare("anna", "other.jpg");
  EXPECT_EQ(report.outcome, FaceOutcome::Match);
  ASSERT_EQ(report.skipped.size(), 1U);
  EXPECT_EQ(report.skipped[0].reference.str(), "landscape.jpg");
  EXPECT_EQ(report.skipped[0].type, "Image.NoFace");
}

TEST_F(CompareFaces, HasNoReferencesWhenNoneIsOfUse) {
  EXPECT_EQ(compare("anna").outcome, FaceOutcome::NoReferences);
  add_reference("landscape.jpg", "nobody");
  add_reference("holiday/", "");
  add_reference("empty.jpg", "");
  const FaceReport report = compare("anna");
  EXPECT_EQ(report.outcome, FaceOutcome::NoReferences);
  EXPECT_EQ(report.compared, 0U);
  EXPECT_THAT(lines.all(), testing::HasSubstr("folder's marker"));
}

TEST_F(CompareFaces, LeavesThePictureItselfOut) {
  world.show("self", {"anna"});
  FaceReferences same({BucketName("uploads"), "", 50'000'000, 512}, store, images, logger);
  FaceComparer among_uploads(same, world, images);
  store.add("uploads", "new.jpg", "self");
  SourceImage image;
  image.object = {BucketName("uploads"), ObjectKey("new.jpg"), {}};
  image.bytes = "self";
  image.facts = images.facts;
  EXPECT_EQ(among_uploads.compare(image, 80, {}).outcome, FaceOutcome::NoReferences);
}

TEST_F(CompareFaces, MakesAJpegOfWhatRekognitionCannotRead) {
  add_reference("carl.webp", "webp of carl");
  images.facts.format = Format::Webp;
  const FaceReport report = compare("webp of carl");
  EXPECT_EQ(report.outcome, FaceOutcome::Match);
  EXPECT_EQ(world.comparisons.back(),
            (std::pair<std::string, std::string>("jpeg of webp of carl", "jpeg of webp of carl")));
}

TEST_F(CompareFaces, RemembersWhatComparisonsSaid) {
  add_reference("anna.jpg", "anna");
  add_reference("bert.jpg", "bert");
  add_reference("landscape.jpg", "nobody");
  add_reference("readme.txt", "text");
  (void)compare("party");
  world.comparisons.clear();
  world.looks.clear();

  EXPECT_EQ(compare("party").outcome, FaceOutcome::Match);
  EXPECT_THAT(world.comparisons, IsEmpty());
  EXPECT_THAT(world.looks, IsEmpty());

  add_reference("anna.jpg", "bert");  // another ETag
  (void)compare("party");
  EXPECT_THAT(world.comparisons, ElementsAre(testing::Pair("anna.jpg", "new.jpg")));
}

TEST_F(CompareFaces, DownloadsAReferenceOnceThatRekognitionCannotRead) {
  add_reference("carl.webp", "webp of carl");
  (void)compare("anna");
  store.journal.clear();
  (void)compare("bert", "other.jpg");
  EXPECT_THAT(store.journal, testing::Not(testing::Contains("get carl.webp")));
  EXPECT_EQ(world.comparisons.back().first, "jpeg of webp of carl");
}

TEST_F(CompareFaces, LetsOneBadReferenceCostNothingElse) {
  add_reference("anna.jpg", "anna");
  add_reference("gone.webp", "webp of carl");
  add_reference("note.txt", "text");
  store.before = [](std::string_view operation, const std::string& key) {
    if (operation == "get" && key == "gone.webp") throw fakes::MemoryStore::missing();
  };
  const FaceReport report = compare("anna");
  EXPECT_EQ(report.outcome, FaceOutcome::Match);
  std::vector<std::string> types;
  for (const SkippedReference& skipped : report.skipped) types.push_back(skipped.type);
  EXPECT_THAT(types, UnorderedElementsAre("Object.NotFound", "Image.Unsupported"));
}

TEST_F(CompareFaces, LeavesOutAReferenceThatRekognitionDoesNotLookAt) {
  add_reference("anna.jpg", "anna");
  add_reference("tiny.jpg", "bert");
  world.refused.insert("tiny.jpg");
  const FaceReport report = compare("anna");
  EXPECT_EQ(report.outcome, FaceOutcome::Match);
  ASSERT_EQ(report.skipped.size(), 1U);
  EXPECT_EQ(report.skipped[0].type, "Rekognition.InvalidParameter");
}

TEST_F(CompareFaces, AsksAgainForAReferenceThatCouldNotBeHad) {
  add_reference("carl.webp", "webp of carl");
  store.before = [](std::string_view operation, const std::string&) {
    if (operation == "get") throw Error(ErrorKind::Reject, "Object.AccessDenied", "403");
  };
  EXPECT_EQ(compare("webp of carl").outcome, FaceOutcome::NoReferences);
  store.before = nullptr;
  EXPECT_EQ(compare("webp of carl").outcome, FaceOutcome::Match);
}

TEST_F(CompareFaces, FailsAsAWholeForWhatIsNotOfOneReference) {
  add_reference("anna.jpg", "anna");
  add_reference("bert.jpg", "bert");
  const Error rows[] = {{ErrorKind::Retry, "Service.Throttled", "slow down"},
                        {ErrorKind::Reject, "Rekognition.AccessDenied", "no permission"}};
  for (const Error& row : rows) {
    world.failures.insert_or_assign("bert.jpg", row);
    EXPECT_EQ(failure("anna").type(), row.type());
  }
  world.failures.clear();
  EXPECT_EQ(compare("anna").outcome, FaceOutcome::Match);
}

TEST_F(CompareFaces, RefusesAPictureThatIsTooSmall) {
  add_reference("anna.jpg", "anna");
  images.facts.width = images.facts.stored_width = 40;
  EXPECT_EQ(failure("anna").type(), "Image.TooSmall");
}

}  // namespace
}  // namespace shrike
