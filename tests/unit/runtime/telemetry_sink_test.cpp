#include "runtime/telemetry_sink.h"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/unit/runtime/fakes.h"

namespace shrike {
namespace {

using testing::ElementsAre;

class FileDescriptor {
 public:
  explicit FileDescriptor(int number) : number_(number) {}
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~FileDescriptor() { reset(); }

  void reset() {
    if (number_ >= 0) close(std::exchange(number_, -1));
  }
  [[nodiscard]] int get() const { return number_; }

 private:
  int number_;
};

struct Pipe {
  FileDescriptor out{-1};
  FileDescriptor in{-1};

  Pipe() {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) throw std::runtime_error("pipe");
    out = FileDescriptor(ends[0]);
    in = FileDescriptor(ends[1]);
  }
};

std::string read_to_the_end(const FileDescriptor& from) {
  std::string received;
  std::array<char, 4096> bytes{};
  for (ssize_t n = 0; (n = read(from.get(), bytes.data(), bytes.size())) > 0;) {
    received.append(bytes.data(), static_cast<std::size_t>(n));
  }
  return received;
}

LogSink frames_to(int descriptor) { return log_sink_to({descriptor, /*framed=*/true}); }

struct Frame {
  std::uint64_t type = 0;
  std::uint64_t microseconds = 0;
  std::string text;
};

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8U | static_cast<unsigned char>(byte);
  return value;
}

/// The other side of the protocol: any byte that is out of place shows.
std::vector<Frame> decode(std::string_view bytes) {
  std::vector<Frame> frames;
  while (!bytes.empty()) {
    if (bytes.size() < 16) throw std::runtime_error("a frame is cut in its header");
    const auto length = big_endian(bytes.substr(4, 4));
    if (bytes.size() < 16 + length) throw std::runtime_error("a frame is cut in its text");
    frames.push_back({big_endian(bytes.substr(0, 4)), big_endian(bytes.substr(8, 8)),
                      std::string(bytes.substr(16, length))});
    bytes.remove_prefix(16 + length);
  }
  return frames;
}

TEST(TelemetrySink, WritesTypeLengthTimeAndTextBigEndian) {
  Pipe pipe;
  frames_to(pipe.in.get())({"ä!", LogLevel::Info, LogFormat::Text, test::kNow});
  pipe.in.reset();
  using std::string_literals::operator""s;
  // 1795231800007000 µs
  EXPECT_EQ(read_to_the_end(pipe.out),
            "\xA5\x5A\x00\x0F"
            "\x00\x00\x00\x03"
            "\x00\x06\x60\xC0\xF9\xBA\x99\x58"
            "\xC3\xA4!"s);
}

TEST(TelemetrySink, TellsFormatAndLevelInTheType) {
  struct Case {
    LogLevel level;
    std::uint64_t text;
    std::uint64_t json;
  };
  for (const Case& row :
       {Case{LogLevel::Trace, 0xA55A0007, 0xA55A0006},
        Case{LogLevel::Debug, 0xA55A000B, 0xA55A000A}, Case{LogLevel::Info, 0xA55A000F, 0xA55A000E},
        Case{LogLevel::Warn, 0xA55A0013, 0xA55A0012}, Case{LogLevel::Error, 0xA55A0017, 0xA55A0016},
        Case{LogLevel::Fatal, 0xA55A001B, 0xA55A001A}}) {
    Pipe pipe;
    const LogSink sink = frames_to(pipe.in.get());
    sink({"", row.level, LogFormat::Text, {}});
    sink({"", row.level, LogFormat::Json, {}});
    pipe.in.reset();
    const auto frames = decode(read_to_the_end(pipe.out));
    ASSERT_EQ(frames.size(), 2U);
    EXPECT_EQ(frames[0].type, row.text);
    EXPECT_EQ(frames[1].type, row.json);
  }
}

TEST(TelemetrySink, KeepsTextOfSeveralLinesOneRecord) {
  Pipe pipe;
  frames_to(pipe.in.get())({"one\ntwo\r\n\n", LogLevel::Info, LogFormat::Text, {}});
  pipe.in.reset();
  const auto frames = decode(read_to_the_end(pipe.out));
  ASSERT_EQ(frames.size(), 1U);
  EXPECT_EQ(frames[0].text, "one\ntwo\r\n\n");
}

TEST(TelemetrySink, TakesLevelAndTimeOfALogger) {
  Pipe pipe;
  const test::FixedClock clock;
  Logger log({LogFormat::Json, LogLevel::Info}, clock, frames_to(pipe.in.get()));
  log.error("broken");
  pipe.in.reset();
  const auto frames = decode(read_to_the_end(pipe.out));
  ASSERT_EQ(frames.size(), 1U);
  EXPECT_EQ(frames[0].type, 0xA55A0016U);
  EXPECT_EQ(frames[0].microseconds, 1'795'231'800'007'000U);
  EXPECT_EQ(nlohmann::json::parse(frames[0].text)["message"], "broken");
}

// A pipe takes 64 KiB at once at most, so that these writes are short ones and, where the
// descriptor does not block, refused ones.
TEST(TelemetrySink, MixesNoFramesOfSeveralThreadsThatFillTheirPipe) {
  for (const bool blocking : {true, false}) {
    Pipe pipe;
    ASSERT_EQ(fcntl(pipe.in.get(), F_SETFL, blocking ? 0 : O_NONBLOCK), 0);
    std::string received;
    std::thread reader([&] { received = read_to_the_end(pipe.out); });
    const LogSink sink = frames_to(pipe.in.get());
    std::vector<std::thread> writers;
    for (const char letter : {'a', 'b', 'c', 'd'}) {
      writers.emplace_back([sink, letter] {
        for (const std::size_t size : {0U, 1U, 5000U, 200'000U, 300U}) {
          const std::string text(size, letter);
          sink({text, LogLevel::Info, LogFormat::Text, {}});
        }
      });
    }
    for (auto& writer : writers) writer.join();
    pipe.in.reset();
    reader.join();
    const auto frames = decode(received);
    EXPECT_EQ(frames.size(), 20U);
    for (const Frame& frame : frames) {
      EXPECT_EQ(frame.text.find_first_not_of(frame.text.empty() ? 'a' : frame.text[0]),
                std::string::npos);
    }
  }
}

TEST(TelemetrySink, GivesUpOnADescriptorThatCannotBeWritten) {
  frames_to(-1)({"nobody reads this"});
}

class DefaultLogSink : public testing::Test {
 protected:
  ~DefaultLogSink() override { unsetenv("_LAMBDA_TELEMETRY_LOG_FD"); }

  static LogSink default_log_sink(const Environment& environment) {
    return log_sink_to(default_log_destination(environment));
  }

  /// What `action` writes to standard output.
  template <typename Action>
  static std::string output_of(const Action& action) {
    testing::internal::CaptureStdout();
    action();
    return testing::internal::GetCapturedStdout();
  }
};

TEST_F(DefaultLogSink, WritesFramesToTheDescriptorThatLambdaNames) {
  Pipe pipe;
  setenv("_LAMBDA_TELEMETRY_LOG_FD", std::to_string(pipe.in.get()).c_str(), 1);
  const LogSink sink = default_log_sink(process_environment());
  EXPECT_EQ(getenv("_LAMBDA_TELEMETRY_LOG_FD"), nullptr) << "children are not to use it";
  EXPECT_EQ(fcntl(pipe.in.get(), F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
  sink({"hello"});
  pipe.in.reset();
  const auto frames = decode(read_to_the_end(pipe.out));
  ASSERT_EQ(frames.size(), 1U);
  EXPECT_EQ(frames[0].text, "hello");
}

TEST_F(DefaultLogSink, WritesLinesToStandardOutputWithoutADescriptorThatIsOpen) {
  for (const char* value : {"", "-1", "1000000", "99999999999999999999", "1x", " 1", "stdout"}) {
    const auto environment = fixed_environment(
        {{"_LAMBDA_TELEMETRY_LOG_FD", value}, {"_LAMBDA_TELEMETRY_LOG_FD_PROVIDER_SOCKET", ""}});
    EXPECT_EQ(output_of([&] { default_log_sink(environment)({"hello"}); }), "hello\n") << value;
  }
  EXPECT_EQ(output_of([] { default_log_sink(fixed_environment({}))({"hello"}); }), "hello\n");
}

TEST_F(DefaultLogSink, WritesLinesToTheSocketOfTheProvider) {
  const std::string path = testing::TempDir() + "log-" + std::to_string(getpid()) + ".sock";
  const FileDescriptor listener(socket(AF_UNIX, SOCK_STREAM, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  ASSERT_LT(path.size(), sizeof address.sun_path);
  path.copy(address.sun_path, path.size());
  std::filesystem::remove(path);
  ASSERT_EQ(bind(listener.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(listen(listener.get(), 1), 0);

  const auto environment = fixed_environment({{"_LAMBDA_TELEMETRY_LOG_FD_PROVIDER_SOCKET", path}});
  default_log_sink(environment)({"hello"});
  const FileDescriptor peer(accept(listener.get(), nullptr, nullptr));
  std::array<char, 64> bytes{};
  EXPECT_EQ(read(peer.get(), bytes.data(), bytes.size()), 6);
  EXPECT_STREQ(bytes.data(), "hello\n");
  std::filesystem::remove(path);
}

TEST_F(DefaultLogSink, WritesLinesToStandardOutputWhereNoProviderListens) {
  for (const std::string& path : {std::string("/nowhere/at/all"), std::string(200, 'x')}) {
    const auto environment =
        fixed_environment({{"_LAMBDA_TELEMETRY_LOG_FD_PROVIDER_SOCKET", path}});
    EXPECT_EQ(output_of([&] { default_log_sink(environment)({"hello"}); }), "hello\n");
  }
}

}  // namespace
}  // namespace shrike
