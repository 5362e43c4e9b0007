#include "infra/local/lambda/telemetry_frames.h"

#include <gmock/gmock.h>

namespace shrike::local {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::uint32_t kText = 0xA55A0003;
constexpr std::uint32_t kJson = 0xA55A0002;

std::string big_endian(std::uint64_t number, int bytes) {
  std::string result;
  for (int i = bytes - 1; i >= 0; --i) {
    result += static_cast<char>((number >> (8U * static_cast<unsigned>(i))) & 0xFFU);
  }
  return result;
}

std::string frame(std::uint32_t type, std::string_view message, std::uint64_t time = 0) {
  return big_endian(type, 4) + big_endian(message.size(), 4) + big_endian(time, 8) +
         std::string(message);
}

class TelemetryFrames : public testing::Test {
 protected:
  void feed(std::string_view bytes) {
    decoder_.feed(
        bytes, [this](const TelemetryRecord& record) { records_.push_back(record); },
        [this](std::string_view text) { text_ += text; });
  }
  void finish() {
    decoder_.finish([this](std::string_view text) { text_ += text; });
  }
  std::vector<std::string> messages() const {
    std::vector<std::string> result;
    for (const auto& record : records_) result.push_back(record.message);
    return result;
  }

  TelemetryDecoder decoder_;
  std::vector<TelemetryRecord> records_;
  std::string text_;
};

TEST_F(TelemetryFrames, AFrameIsARecord) {
  feed(frame(kText, "one\ntwo\n", 1'700'000'000'123'456));
  ASSERT_EQ(records_.size(), 1U);
  EXPECT_EQ(records_[0].format, TelemetryRecord::Format::Text);
  EXPECT_EQ(records_[0].level, "");
  EXPECT_EQ(records_[0].time.time_since_epoch().count(), 1'700'000'000'123'456);
  EXPECT_EQ(records_[0].message, "one\ntwo\n");
  EXPECT_EQ(text_, "");
}

TEST_F(TelemetryFrames, TheTypeSaysFormatAndLevel) {
  const struct {
    std::uint32_t type;
    TelemetryRecord::Format format;
    const char* level;
  } cases[] = {
      {kText, TelemetryRecord::Format::Text, ""},
      {kJson, TelemetryRecord::Format::Json, ""},
      {kText | 0x04U, TelemetryRecord::Format::Text, "TRACE"},
      {kJson | 0x08U, TelemetryRecord::Format::Json, "DEBUG"},
      {kText | 0x0CU, TelemetryRecord::Format::Text, "INFO"},
      {kText | 0x10U, TelemetryRecord::Format::Text, "WARN"},
      {kText | 0x14U, TelemetryRecord::Format::Text, "ERROR"},
      {kJson | 0x18U, TelemetryRecord::Format::Json, "FATAL"},
  };
  for (const auto& [type, format, level] : cases) {
    records_.clear();
    feed(frame(type, "x"));
    ASSERT_EQ(records_.size(), 1U) << type;
    EXPECT_EQ(records_[0].format, format) << type;
    EXPECT_EQ(records_[0].level, level) << type;
  }
}

TEST_F(TelemetryFrames, FramesMayComeByteByByteOrAllAtOnce) {
  const auto bytes = frame(kText, "first") + frame(kJson, "") + frame(kText, "third");
  for (const char byte : bytes) feed({&byte, 1});
  feed(bytes);
  EXPECT_THAT(messages(), ElementsAre("first", "", "third", "first", "", "third"));
  EXPECT_EQ(text_, "");
}

TEST_F(TelemetryFrames, AMessageMayHoldWhatLooksLikeAFrame) {
  const auto inner = frame(kText, "inner");
  feed(frame(kText, inner) + frame(kText, "next"));
  EXPECT_THAT(messages(), ElementsAre(inner, "next"));
}

TEST_F(TelemetryFrames, BytesWithoutAFrameAreTextUpToTheNext) {
  feed("plain text\n" + frame(kText, "framed") + "more\n" + frame(kText, "again"));
  EXPECT_THAT(messages(), ElementsAre("framed", "again"));
  EXPECT_EQ(text_, "plain text\nmore\n");
}

TEST_F(TelemetryFrames, ATypeThatIsNoneIsText) {
  for (const std::uint32_t type : {0xA55A0000U, 0xA55A0001U, 0xA55A001EU, 0xA55A0023U, 0xA55A00FFU,
                                   0xA55B0003U, 0x00000000U, 0x03005AA5U}) {
    text_.clear();
    feed(frame(type, "message") + frame(kText, "framed"));
    EXPECT_EQ(text_, frame(type, "message")) << type;
  }
  EXPECT_EQ(messages().size(), 8U);
}

TEST_F(TelemetryFrames, AHugeLengthIsNotWaitedFor) {
  feed(big_endian(kText, 4) + big_endian(0xFFFFFFFF, 4) + big_endian(0, 8) + "rest" +
       frame(kText, "framed"));
  EXPECT_THAT(messages(), ElementsAre("framed"));
  EXPECT_EQ(text_.size(), 20U);
}

TEST_F(TelemetryFrames, TheLongestMessageIsTakenAndNoLongerOne) {
  feed(frame(kText, std::string(TelemetryDecoder::kMaxMessage, 'm')));
  EXPECT_EQ(records_.size(), 1U);
  feed(frame(kText, std::string(TelemetryDecoder::kMaxMessage + 1, 'm')));
  EXPECT_EQ(records_.size(), 1U);
  EXPECT_EQ(text_.size(), TelemetryDecoder::kMaxMessage + 1 + 16);
}

TEST_F(TelemetryFrames, WhatIsCutOffAtTheEndIsText) {
  const auto whole = frame(kText, "message");
  for (std::size_t length = 1; length < whole.size(); ++length) {
    text_.clear();
    feed(whole.substr(0, length));
    EXPECT_THAT(records_, IsEmpty());
    finish();
    EXPECT_EQ(text_, whole.substr(0, length));
  }
}

TEST_F(TelemetryFrames, NoBytesAreEverLost) {
  // Every byte comes out once, as text or in a record, whatever comes in.
  std::uint64_t state = 1;
  std::string bytes;
  constexpr std::string_view alphabet("\xA5\x5A\x00\x03\x02\x0F\x01x", 8);
  for (int i = 0; i < 20'000; ++i) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    bytes += alphabet[(state >> 33U) % alphabet.size()];
  }
  for (std::size_t at = 0; at < bytes.size(); at += 37) feed(bytes.substr(at, 37));
  finish();
  std::size_t total = text_.size();
  for (const auto& record : records_) total += 16 + record.message.size();
  EXPECT_EQ(total, bytes.size());
}

TEST_F(TelemetryFrames, ATimeOutOfRangeIsClamped) {
  feed(frame(kText, "x", 0xFFFFFFFFFFFFFFFFU));
  ASSERT_EQ(records_.size(), 1U);
  EXPECT_EQ(records_[0].time.time_since_epoch().count(), 253'402'300'799'999'999);
}

}  // namespace
}  // namespace shrike::local
