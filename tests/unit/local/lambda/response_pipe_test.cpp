#include "infra/local/lambda/response_pipe.h"

#include <future>

#include <gtest/gtest.h>

namespace shrike::local {
namespace {

std::string read_to_end(ResponsePipe& pipe) {
  std::string whole;
  for (auto piece = pipe.read(); !piece.empty(); piece = pipe.read()) whole += piece;
  return whole;
}

TEST(ResponsePipe, HandsPiecesOnBeforeItsEnd) {
  ResponsePipe pipe;
  pipe.write("one");
  EXPECT_EQ(pipe.read(), "one");
  pipe.write("two");
  pipe.write("three");
  EXPECT_EQ(pipe.read(), "twothree");
  pipe.close();
  EXPECT_EQ(pipe.read(), "");
}

TEST(ResponsePipe, GivesWhatWasWrittenBeforeItWasClosed) {
  ResponsePipe pipe;
  pipe.write("rest");
  pipe.close();
  pipe.write("too late");
  EXPECT_EQ(read_to_end(pipe), "rest");
}

TEST(ResponsePipe, KeepsTheOrderOfMoreThanItHolds) {
  ResponsePipe pipe;
  std::string sent;
  for (int i = 0; sent.size() < 5 * ResponsePipe::kCapacity; ++i) sent += std::to_string(i) + ",";
  const auto writer = std::async(std::launch::async, [&] {
    pipe.write(sent);
    pipe.close();
  });
  EXPECT_EQ(read_to_end(pipe), sent);
}

TEST(ResponsePipe, NeverHoldsMoreThanItsCapacity) {
  ResponsePipe pipe;
  const auto writer = std::async(std::launch::async, [&] {
    pipe.write(std::string(3 * ResponsePipe::kCapacity, 'x'));
    pipe.close();
  });
  for (auto piece = pipe.read(); !piece.empty(); piece = pipe.read()) {
    EXPECT_LE(piece.size(), ResponsePipe::kCapacity);
  }
}

TEST(ResponsePipe, LetsAWriterGoOnWhenNobodyReads) {
  ResponsePipe abandoned;
  abandoned.abandon();
  abandoned.write(std::string(2 * ResponsePipe::kCapacity, 'x'));

  ResponsePipe pipe;
  pipe.write(std::string(ResponsePipe::kCapacity, 'x'));
  const auto writer = std::async(std::launch::async, [&] { pipe.write("does not fit"); });
  pipe.abandon();
}

TEST(ResponsePipe, LetsAWaitingWriterGoWhenItIsClosed) {
  ResponsePipe pipe;
  pipe.write(std::string(ResponsePipe::kCapacity, 'x'));
  {
    const auto writer = std::async(std::launch::async, [&] { pipe.write("does not fit"); });
    pipe.close();
  }
  EXPECT_EQ(read_to_end(pipe).size(), ResponsePipe::kCapacity);
}

}  // namespace
}  // namespace shrike::local
