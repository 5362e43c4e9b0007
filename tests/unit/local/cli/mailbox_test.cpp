#include "infra/local/cli/mailbox.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "infra/local/cli/printable.h"

namespace shrike::local {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class MailboxTest : public testing::Test {
 protected:
  ~MailboxTest() override { std::filesystem::remove_all(folder_); }

  void leave(const std::string& name, const std::string& text) {
    std::filesystem::create_directories(folder_);
    std::ofstream(folder_ / name) << text;
  }

  std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) / "mailbox_test";
  Mailbox mailbox_{folder_};
};

TEST_F(MailboxTest, IsEmptyWhileThereIsNoFolder) { EXPECT_THAT(mailbox_.take_new(), IsEmpty()); }

TEST_F(MailboxTest, GivesEachLetterOnceInOrder) {
  leave("2-b.eml", "b");
  leave("1-a.eml", "a");
  leave(".3-arriving.eml.part", "not yet");
  EXPECT_THAT(mailbox_.take_new(), ElementsAre("a", "b"));
  EXPECT_THAT(mailbox_.take_new(), IsEmpty());
  leave("3-c.eml", "c");
  EXPECT_THAT(mailbox_.take_new(), ElementsAre("c"));
}

TEST(ShownLetter, HasTheHeadersThatAReaderShowsAndTheText) {
  EXPECT_EQ(shown_letter("From: A <a@b>\r\nTo: c@d\r\nSubject: Long\r\n subject\r\n"
                         "Message-ID: <1>\r\n folded\r\n\r\nHello\r\n\r\nyou\r\n"),
            "From: A <a@b>\nTo: c@d\nSubject: Long subject\n\nHello\r\n\r\nyou\r\n");
}

TEST(ShownLetter, OfWhatIsNoLetterIsWhatThereIs) {
  EXPECT_EQ(shown_letter(""), "\n");
  EXPECT_EQ(shown_letter("no header at all"), "\n");
  EXPECT_EQ(shown_letter("Subject: cut"), "Subject: cut\n\n");
  EXPECT_EQ(shown_letter(" goes on from nothing\n\nx"), "\nx");
}

TEST(PrintableBlock, IndentsLinesAndLeavesNoControlCharacter) {
  EXPECT_EQ(printable_block("a\r\n\nb\x1b[2J\tc", "| "), "| a\n| \n| b?[2J c\n");
}

}  // namespace
}  // namespace shrike::local
