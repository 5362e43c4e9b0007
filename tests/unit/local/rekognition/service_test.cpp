#include "infra/local/rekognition/service.h"

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <type_traits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <openssl/evp.h>

#include "handlers/image/inspect.h"
#include "handlers/image/renditions.h"
#include "infra/local/aws_fault.h"
#include "infra/local/rekognition/faces_in_picture.h"

namespace shrike::local {
namespace {

using nlohmann::json;
// It refers to itself.
static_assert(!std::is_copy_constructible_v<FacesInPicture>);
static_assert(!std::is_move_constructible_v<FacesInPicture>);

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

std::string photograph(const std::string& name) {
  std::ifstream file(std::filesystem::path(SHRIKE_TEST_PHOTOGRAPHS) / name, std::ios::binary);
  EXPECT_TRUE(file.good()) << name;
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string base64(const std::string& bytes) {
  std::string encoded((bytes.size() + 2) / 3 * 4 + 1, '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                  reinterpret_cast<const unsigned char*>(bytes.data()),
                  static_cast<int>(bytes.size()));
  encoded.pop_back();
  return encoded;
}

std::string rendition(const std::string& bytes, Format format, int width, int height) {
  return make_renditions(bytes, inspect(bytes),
                         {{.name = "r", .width = width, .height = height, .format = format}})
      .front()
      .bytes;
}

std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8)
    bytes += static_cast<char>((value >> static_cast<unsigned>(shift)) & 0xFFU);
  return bytes;
}

/// A JPEG whose frame header says it has this size; what follows it does not matter to those who
/// look at the header alone.
std::string jpeg_of_size(const std::string& jpeg, std::uint32_t width, std::uint32_t height) {
  auto changed = jpeg;
  const auto frame = changed.find(std::string("\xFF\xC0\x00\x11\x08", 5));
  EXPECT_NE(frame, std::string::npos);
  changed.replace(frame + 5, 2, big_endian(height).substr(2));
  changed.replace(frame + 7, 2, big_endian(width).substr(2));
  return changed;
}

/// The TIFF within EXIF, which says nothing but the orientation.
std::string tiff_of(char orientation) {
  std::string tiff("II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x01\0\0\0\0\0\0\0", 26);
  tiff[18] = orientation;
  return tiff;
}

/// The JPEG with an EXIF segment.
std::string with_orientation(const std::string& jpeg, char orientation) {
  const std::string exif = std::string("Exif\0\0", 6) + tiff_of(orientation);
  return jpeg.substr(0, 2) + "\xFF\xE1" +
         big_endian(static_cast<std::uint32_t>(exif.size() + 2)).substr(2) + exif + jpeg.substr(2);
}

/// Of PNG (ISO/IEC 15948, annex D).
std::uint32_t crc_of(const std::string& bytes) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char byte : bytes) {
    crc ^= static_cast<std::uint8_t>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0);
  }
  return ~crc;
}

/// The PNG with a chunk eXIf behind its header.
std::string png_with_orientation(const std::string& png, char orientation) {
  constexpr std::size_t kSignatureAndHeader = 33;
  const std::string tiff = tiff_of(orientation);
  const std::string chunk = "eXIf" + tiff;
  return png.substr(0, kSignatureAndHeader) + big_endian(static_cast<std::uint32_t>(tiff.size())) +
         chunk + big_endian(crc_of(chunk)) + png.substr(kSignatureAndHeader);
}

struct Answer {
  int status = 0;
  json document;
  HttpHeaders headers;

  [[nodiscard]] std::string code() const { return document.value("__type", ""); }
  [[nodiscard]] std::string message() const { return document.value("Message", ""); }
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> list;
    for (const auto& label : document.at("Labels")) list.push_back(label.at("Name"));
    return list;
  }
};

std::string no_object(const ObjectRef& object) {
  throw AwsFault(404, "NoSuchKey", "The specified key does not exist: " + object.key.str());
}

class Rekognition : public testing::Test {
 protected:
  /// One service for all tests that read no object: its model is loaded once.
  static void SetUpTestSuite() { shared_service = std::make_unique<RekognitionService>(options()); }
  static void TearDownTestSuite() { shared_service.reset(); }

  static RekognitionOptions options() {
    return {
        .models = SHRIKE_TEST_MODELS, .onnxruntime_library = SHRIKE_TEST_ONNXRUNTIME, .threads = 1};
  }

  static Answer call(RekognitionService& called, const std::string& body,
                     const std::string& target = "RekognitionService.DetectLabels",
                     const ReadObject& read_object = no_object) {
    const auto response = called.handle({{"X-Amz-Target", target}}, body, read_object);
    return {response.status, json::parse(std::get<std::string>(response.body)), response.headers};
  }

  static Answer call(const std::string& body,
                     const std::string& target = "RekognitionService.DetectLabels") {
    return call(*shared_service, body, target);
  }

  static Answer look(const std::string& bytes, json request = json::object()) {
    request["Image"]["Bytes"] = base64(bytes);
    return call(request.dump());
  }

  static Answer look_at_object(const ReadObject& read_object,
                               const json& object = {{"Bucket", "uploads"},
                                                     {"Name", "a b+c.jpg"}}) {
    const json request{{"Image", {{"S3Object", object}}}, {"MinConfidence", 75}};
    return call(*shared_service, request.dump(), "RekognitionService.DetectLabels", read_object);
  }

 private:
  static inline std::unique_ptr<RekognitionService> shared_service;
};

TEST_F(Rekognition, NamesWhatAPersonSees) {
  const std::pair<const char*, const char*> photographs[] = {{"chelsea.png", "Cat"},
                                                             {"coffee.png", "Cup"},
                                                             {"motorcycle_left.png", "Motorcycle"},
                                                             {"astronaut.png", "Person"}};
  for (const auto& [name, label] : photographs) {
    const auto answer = look(photograph(name), {{"MinConfidence", 75}});
    ASSERT_EQ(answer.status, 200) << answer.message();
    ASSERT_FALSE(answer.names().empty()) << name;
    EXPECT_EQ(answer.names().front(), label);
    EXPECT_EQ(answer.headers.find("Content-Type"), "application/x-amz-json-1.1");
    EXPECT_EQ(answer.headers.find("x-amzn-RequestId")->size(), 36U);
  }
  EXPECT_THAT(look(photograph("rocket.jpg"), {{"MinConfidence", 75}}).names(), IsEmpty());
}

TEST_F(Rekognition, AppliesLimitsAndFilters) {
  const auto cat = photograph("chelsea.png");
  EXPECT_THAT(look(cat, {{"MinConfidence", 75}, {"MaxLabels", 2}}).names(),
              ElementsAre("Cat", "Animal"));
  const json filters = {{"LabelInclusionFilters", {"Pet", "Cat"}},
                        {"LabelExclusionFilters", {"Cat"}}};
  EXPECT_THAT(look(cat, {{"Settings", {{"GeneralLabels", filters}}}}).names(), ElementsAre("Pet"));
}

TEST_F(Rekognition, LooksAtAJpegAsAViewerShowsIt) {
  const auto upright = rendition(photograph("motorcycle_left.png"), Format::Jpeg, 640, 640);
  // Orientation 3 turns by half: the picture that a viewer shows is upside down, and so is the box.
  const auto box_of = [](const Answer& answer) {
    return answer.document.at("Labels").at(0).at("Instances").at(0).at("BoundingBox");
  };
  const auto width_to_height = [&](const std::string& bytes) {
    const auto facts = inspect(bytes);
    const auto box = box_of(look(bytes, {{"MinConfidence", 0}, {"MaxLabels", 1}}));
    return box.at("Width").get<double>() * facts.width /
           (box.at("Height").get<double>() * facts.height);
  };
  EXPECT_GT(width_to_height(upright), 1.1);
  EXPECT_EQ(inspect(with_orientation(upright, '\x06')).orientation, 6);
  EXPECT_LT(width_to_height(with_orientation(upright, '\x06')), 1.0);
}

TEST_F(Rekognition, LooksAtAPngAsItIsStored) {
  const auto plain = rendition(photograph("chelsea.png"), Format::Png, 320, 320);
  const auto turned = png_with_orientation(plain, '\x06');
  ASSERT_EQ(inspect(turned).orientation, 6);
  const json request = {{"MinConfidence", 75}};
  EXPECT_EQ(look(turned, request).document, look(plain, request).document);
}

TEST_F(Rekognition, ReadsTheObjectItIsToldOf) {
  ObjectRef asked;
  const auto answer = look_at_object(
      [&](const ObjectRef& object) {
        asked = object;
        return photograph("coffee.png");
      },
      {{"Bucket", "uploads"}, {"Name", "a b+c.jpg"}, {"Version", "v7"}});
  EXPECT_EQ(asked, (ObjectRef{BucketName("uploads"), ObjectKey("a b+c.jpg"), VersionId("v7")}));
  EXPECT_EQ(answer.names().front(), "Cup");
}

TEST_F(Rekognition, RefusesAnObjectItCannotRead) {
  const auto answer = look_at_object(no_object);
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.code(), "InvalidS3ObjectException");
  EXPECT_EQ(answer.message(),
            "Unable to get object metadata from S3. Check object key, region and/or access "
            "permissions.");
  EXPECT_EQ(answer.headers.find("x-amzn-errortype"), "InvalidS3ObjectException");
  EXPECT_EQ(answer.headers.find("x-amzn-RequestId")->size(), 36U);
}

TEST_F(Rekognition, RefusesWhatIsNeitherJpegNorPng) {
  const auto coffee = photograph("coffee.png");
  const std::string others[] = {"x",
                                "this is text, not a picture, whatever its name may say",
                                "GIF89a" + std::string(100, '\0'),
                                std::string(1000, '\0'),
                                rendition(coffee, Format::Webp, 200, 200),
                                "\xFF\xD8\xFF",
                                coffee.substr(0, 40),
                                coffee.substr(0, coffee.size() / 2)};
  for (const auto& bytes : others) {
    const auto answer = look(bytes);
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(answer.code(), "InvalidImageFormatException");
    EXPECT_EQ(answer.message(), "Request has invalid image format");
  }
  EXPECT_EQ(look_at_object([](const ObjectRef&) { return std::string(); }).code(),
            "InvalidImageFormatException");
}

TEST_F(Rekognition, RefusesTooManyBytes) {
  const auto bytes = photograph("rocket.jpg");
  const auto padded = [&](std::size_t size) {
    return bytes + std::string(size - bytes.size(), '\0');
  };
  EXPECT_EQ(look(padded(5'242'880)).status, 200);
  EXPECT_EQ(look(padded(5'242'881)).code(), "ImageTooLargeException");

  constexpr std::size_t kObject = std::size_t{15} * 1024 * 1024;
  EXPECT_EQ(look_at_object([&](const ObjectRef&) { return padded(kObject); }).status, 200);
  EXPECT_EQ(look_at_object([&](const ObjectRef&) { return padded(kObject + 1); }).code(),
            "ImageTooLargeException");
  EXPECT_EQ(look_at_object([](const ObjectRef&) -> std::string {
              throw AwsFault(400, "EntityTooLarge", "not read at all");
            }).code(),
            "ImageTooLargeException");
}

TEST_F(Rekognition, RefusesSidesOutOfRange) {
  const auto coffee = photograph("coffee.png");
  const auto jpeg = rendition(coffee, Format::Jpeg, 300, 300);
  const auto large = look(jpeg_of_size(jpeg, 10'001, 200));
  EXPECT_EQ(large.code(), "ImageTooLargeException");
  EXPECT_EQ(large.message(),
            "Input image dimensions 10001 x 200 exceed maximum dimension size of 10000 pixels");
  EXPECT_EQ(look(jpeg_of_size(jpeg, 200, 65'000)).code(), "ImageTooLargeException");

  EXPECT_EQ(look(rendition(coffee, Format::Png, 120, 120)).status, 200);
  const auto small = look(rendition(coffee, Format::Png, 110, 110));
  EXPECT_EQ(small.code(), "InvalidParameterException");
  EXPECT_THAT(small.message(), StartsWith("Input image dimensions 110 x 73"));
}

TEST_F(Rekognition, SaysWhatIsWrongWithARequest) {
  EXPECT_EQ(call("{").code(), "SerializationException");
  EXPECT_EQ(call(R"({"Image": {"Bytes": "!"}})").code(), "InvalidParameterException");
  EXPECT_EQ(call("{}", "RekognitionService.SearchFaces").code(), "UnknownOperationException");
  EXPECT_EQ(call("{}", "DetectLabels").code(), "UnknownOperationException");
  EXPECT_EQ(call("{}", "").code(), "UnknownOperationException");
  EXPECT_EQ(call("{}", "RekognitionService.\xFF").status, 400);
}

TEST_F(Rekognition, AnswersWithoutAModelWithItsOwnFault) {
  auto without_model = options();
  without_model.models = "/nonexistent";
  RekognitionService service(without_model);
  const auto body = json{{"Image", {{"Bytes", base64(photograph("rocket.jpg"))}}}}.dump();
  for (int attempt = 0; attempt < 2; ++attempt) {
    const auto answer = call(service, body);
    EXPECT_EQ(answer.status, 500);
    EXPECT_EQ(answer.code(), "InternalServerError");
    EXPECT_THAT(answer.message(), testing::HasSubstr("/nonexistent"));
  }
}

}  // namespace
}  // namespace shrike::local
