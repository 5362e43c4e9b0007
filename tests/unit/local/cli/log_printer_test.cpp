#include "infra/local/cli/log_printer.h"

#include <cstdlib>

#include <gtest/gtest.h>

namespace shrike::local {
namespace {

std::string printed(std::string_view line) {
  char* text = nullptr;
  std::size_t size = 0;
  std::FILE* out = open_memstream(&text, &size);
  print_log_line(out, "process", line);
  std::string result(text, size);
  std::fclose(out);
  std::free(text);  // NOLINT: as open_memstream() has it
  return result;
}

TEST(LogPrinter, PutsTheFunctionBeforeItsLineAndKeepsTheColumns) {
  EXPECT_EQ(printed("REPORT\tDuration: 1 ms"), "[process] REPORT\tDuration: 1 ms\n");
}

TEST(LogPrinter, LetsNoLineCommandTheTerminal) {
  const auto line = printed("key \x1b[2J\xc2\x9b.jpg");
  EXPECT_EQ(line.find('\x1b'), std::string::npos);
  EXPECT_EQ(line.find('\x9b'), std::string::npos);
}

}  // namespace
}  // namespace shrike::local
