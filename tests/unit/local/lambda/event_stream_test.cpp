#include "infra/local/lambda/event_stream.h"

#include <gtest/gtest.h>

#include "runtime/error.h"

namespace shrike::local {
namespace {

std::string hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char byte : bytes) {
    text += kDigits[static_cast<unsigned char>(byte) >> 4U];
    text += kDigits[static_cast<unsigned char>(byte) & 15U];
  }
  return text;
}

// The first three are the vectors that every decoder of the format is tested with.
TEST(EventStreamMessage, IsWrittenAsThePublishedVectors) {
  EXPECT_EQ(hex(event_stream_message({}, "")), "000000100000000005c248eb7d98c8ff");
  EXPECT_EQ(hex(event_stream_message({}, "{'foo':'bar'}")),
            "0000001d00000000fd528c5a7b27666f6f273a27626172277dc3653936");
  EXPECT_EQ(hex(event_stream_message({{"content-type", "application/json"}}, "{'foo':'bar'}")),
            "0000003d0000002007fd83960c636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f"
            "6e7b27666f6f273a27626172277d8d9c08b1");
}

// Decoded by botocore's EventStreamBuffer to what the call says.
TEST(EventMessage, CarriesItsTypeAndAnyBytes) {
  EXPECT_EQ(hex(event_message("PayloadChunk", "application/octet-stream",
                              std::string_view("one\0\xFF", 5))),
            "0000006f0000005af5fe871f0b3a6576656e742d7479706507000c5061796c6f61644368756e6b0d3a636f"
            "6e74656e742d747970650700186170706c69636174696f6e2f6f637465742d73747265616d0d3a6d657373"
            "6167652d747970650700056576656e746f6e6500ff7a50c511");
}

std::string error_of(const EventHeaders& headers, std::string_view payload) {
  try {
    static_cast<void>(event_stream_message(headers, payload));
  } catch (const Error& error) {
    return error.type();
  }
  return "nothing";
}

TEST(EventStreamMessage, HoldsWhatTheFormatAllowsAndNoMore) {
  const std::string name(255, 'n');
  const std::string value(32'767, 'v');
  EXPECT_EQ(error_of({{name, value}}, ""), "nothing");
  EXPECT_EQ(error_of({{name + "n", ""}}, ""), "EventStream.TooLarge");
  EXPECT_EQ(error_of({{"", ""}}, ""), "EventStream.TooLarge");
  EXPECT_EQ(error_of({{"n", value + "v"}}, ""), "EventStream.TooLarge");
  EXPECT_EQ(error_of(EventHeaders(4, {"n", value}), ""), "EventStream.TooLarge");
  const std::string payload(24 * 1024 * 1024, 'p');
  EXPECT_EQ(error_of({}, payload), "nothing");
  EXPECT_EQ(error_of({}, payload + "p"), "EventStream.TooLarge");
}

}  // namespace
}  // namespace shrike::local
