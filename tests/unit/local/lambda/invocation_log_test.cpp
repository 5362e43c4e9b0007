#include "infra/local/lambda/invocation_log.h"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shrike::local {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

class Lines {
 public:
  [[nodiscard]] LineSink sink() {
    return [this](std::string_view line) { lines_.emplace_back(line); };
  }
  [[nodiscard]] const std::vector<std::string>& all() const { return lines_; }

 private:
  std::vector<std::string> lines_;
};

TEST(LineSplitter, CutsLinesWhereverThePiecesEnd) {
  const std::string text = "one\n\ntwo\nthree";
  for (std::size_t size = 1; size <= text.size(); ++size) {
    Lines lines;
    LineSplitter splitter;
    for (std::size_t at = 0; at < text.size(); at += size) {
      splitter.feed(std::string_view(text).substr(at, size), lines.sink());
    }
    EXPECT_THAT(lines.all(), ElementsAre("one", "", "two")) << size;
    splitter.flush(lines.sink());
    EXPECT_THAT(lines.all(), ElementsAre("one", "", "two", "three")) << size;
  }
}

TEST(LineSplitter, FlushesNothingTwice) {
  Lines lines;
  LineSplitter splitter;
  splitter.feed("x", lines.sink());
  splitter.flush(lines.sink());
  splitter.flush(lines.sink());
  EXPECT_THAT(lines.all(), ElementsAre("x"));
}

TEST(LineSplitter, CutsALineThatNeverEnds) {
  Lines lines;
  LineSplitter splitter;
  constexpr std::size_t kLimit = 256 * 1024;
  splitter.feed(std::string(2 * kLimit + 1, 'x'), lines.sink());
  ASSERT_THAT(lines.all(), SizeIs(2));
  EXPECT_THAT(lines.all()[0], SizeIs(kLimit));
  EXPECT_THAT(lines.all()[1], SizeIs(kLimit));
  splitter.feed("\n", lines.sink());
  EXPECT_EQ(lines.all().back(), "x");
}

TEST(LineSplitter, TakesALineOfExactlyTheLimitWhole) {
  Lines lines;
  LineSplitter splitter;
  splitter.feed(std::string(256 * 1024, 'x') + "\n", lines.sink());
  EXPECT_THAT(lines.all(), ElementsAre(SizeIs(256 * 1024)));
}

TEST(InvocationLog, KeepsTheLastFourKilobytes) {
  InvocationLog log({});
  for (int i = 0; i < 1000; ++i) log.write("line " + std::to_string(i));
  const auto tail = log.tail();
  EXPECT_THAT(tail, SizeIs(4096));
  EXPECT_TRUE(tail.ends_with("line 998\nline 999\n"));
}

TEST(InvocationLog, ForgetsTheInvocationBefore) {
  Lines lines;
  InvocationLog log(lines.sink());
  log.write("before");
  log.forget_tail();
  log.write("after");
  EXPECT_EQ(log.tail(), "after\n");
  EXPECT_THAT(lines.all(), ElementsAre("before", "after"));
}

}  // namespace
}  // namespace shrike::local
