#include "runtime/xray.h"

#include <array>
#include <stdexcept>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <nlohmann/json.hpp>
#include <sys/socket.h>
#include <unistd.h>

#include "runtime/error.h"
#include "tests/unit/runtime/fakes.h"

namespace shrike {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kRoot = "1-5759e988-bd862e3fe1be46a994272793";
constexpr const char* kSampled =
    "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
constexpr const char* kUnsampled =
    "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0";
constexpr std::string_view kHeader = "{\"format\":\"json\",\"version\":1}\n";

Json document(std::string_view datagram) {
  EXPECT_TRUE(datagram.starts_with(kHeader)) << datagram.substr(0, 100);
  return Json::parse(datagram.substr(kHeader.size()));
}

TEST(XrayTrace, TakesRootParentAndSampling) {
  const auto trace = parse_xray_trace(kSampled);
  ASSERT_TRUE(trace);
  EXPECT_EQ(trace->root, kRoot);
  EXPECT_EQ(trace->parent, "53995c3f42cd8ad8");
  EXPECT_TRUE(trace->sampled);
  EXPECT_FALSE(parse_xray_trace(kUnsampled)->sampled);
}

TEST(XrayTrace, PassesOverWhatItDoesNotKnow) {
  const std::string text = std::string(";;Lineage=a:1;") + kSampled + ";Self=1;x";
  EXPECT_TRUE(parse_xray_trace(text)->sampled);
}

TEST(XrayTrace, IsNothingWhenItIsMalformed) {
  const std::string root = std::string("Root=") + kRoot;
  for (const std::string& text :
       {std::string(), std::string("garbage"), root, root + ";Parent=;Sampled=1",
        root + ";Parent=53995c3f42cd8ad;Sampled=1", root + ";Parent=53995c3f42cd8adg;Sampled=1",
        std::string("Root=1-5759e988-bd862e3fe1be46a99427279;Parent=53995c3f42cd8ad8"),
        std::string("Root=2-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8"),
        std::string("Root=1-5759e988xbd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8"),
        std::string("Root=1-\"},{\"x\":\"1\"-e46a994272793aaaa;Parent=53995c3f42cd8ad8"),
        std::string(100'000, ';'), std::string(100'000, '=')}) {
    EXPECT_FALSE(parse_xray_trace(text)) << text.substr(0, 100);
  }
}

TEST(XrayDaemon, TakesBothFormsOfItsAddress) {
  struct Case {
    std::string text;
    std::string host;
    std::string port;
  };
  for (const Case& row : {
           Case{"127.0.0.1:2000", "127.0.0.1", "2000"},
           Case{"169.254.79.129:2000", "169.254.79.129", "2000"},
           Case{"tcp:127.0.0.1:2000 udp:127.0.0.2:2001", "127.0.0.2", "2001"},
           Case{"udp:127.0.0.2:2001 tcp:127.0.0.1:2000", "127.0.0.2", "2001"},
           Case{"[::1]:2000", "::1", "2000"},
       }) {
    const auto address = parse_xray_daemon(row.text);
    ASSERT_TRUE(address) << row.text;
    EXPECT_EQ(address->host, row.host);
    EXPECT_EQ(address->port, row.port);
  }
}

TEST(XrayDaemon, IsNothingForWhatIsNoAddress) {
  for (const char* text :
       {"", ":", ":2000", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536",
        "127.0.0.1:+1", "127.0.0.1:2000x", "localhost:2000", "example.invalid:2000",
        "tcp:127.0.0.1:2000", "xudp:127.0.0.1:2000", "udp:", "udp:127.0.0.1:2000:1", "999.1.1.1:1",
        "127.0.0.1:99999999999999999999"}) {
    EXPECT_FALSE(parse_xray_daemon(text)) << text;
  }
}

/// A daemon on loopback.
class XrayDaemonFixture : public testing::Test {
 protected:
  XrayDaemonFixture() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    const timeval patience{10, 0};
    if (bind(socket_, generic, size) != 0 || getsockname(socket_, generic, &size) != 0 ||
        setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) != 0) {
      throw std::runtime_error("no socket");
    }
    port_ = std::to_string(ntohs(address.sin_port));
  }
  ~XrayDaemonFixture() override { close(socket_); }

  [[nodiscard]] std::string receive() const {
    std::string datagram(70'000, '\0');
    const ssize_t size = recv(socket_, datagram.data(), datagram.size(), 0);
    datagram.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    return datagram;
  }

  int socket_ = socket(AF_INET, SOCK_DGRAM, 0);
  std::string port_;
};

TEST_F(XrayDaemonFixture, ReceivesTheSubsegmentsOfAnInvocation) {
  test::LogBook book;
  Tracer tracer(TracerOptions::from(fixed_environment({
                    {"AWS_XRAY_DAEMON_ADDRESS", "tcp:127.0.0.1:1 udp:127.0.0.1:" + port_},
                    {"POWERTOOLS_SERVICE_NAME", "images"},
                    {"_HANDLER", "process"},
                })),
                book.clock, book.logger);
  const Invocation invocation;
  const Context context{.trace_id = kSampled};
  Call call{.invocation = invocation, .context = context, .log = book.logger, .cold_start = true};
  tracing_middleware(tracer)(call, [&] {
    Subsegment decode = tracer.subsegment("decode");
    decode.annotate("format", "JPEG");
  });

  const Json decode = document(receive());
  EXPECT_EQ(decode["name"], "decode");
  EXPECT_EQ(decode["type"], "subsegment");
  EXPECT_EQ(decode["trace_id"], kRoot);
  EXPECT_EQ(decode["annotations"]["format"], "JPEG");
  const Json whole = document(receive());
  EXPECT_EQ(whole["name"], "## process");
  EXPECT_EQ(whole["parent_id"], "53995c3f42cd8ad8");
  EXPECT_EQ(whole["annotations"], Json::parse(R"({"ColdStart":true,"Service":"images"})"));
  EXPECT_EQ(whole["start_time"], 1795231800.007);
  EXPECT_EQ(whole["end_time"], 1795231800.007);
  EXPECT_THAT(whole["id"].get<std::string>(), testing::MatchesRegex("[0-9a-f]+"));
  EXPECT_THAT(whole["id"].get<std::string>(), SizeIs(16));
  EXPECT_NE(whole["id"], decode["id"]);
}

TEST_F(XrayDaemonFixture, TakesTheLargestDatagram) {
  const auto sender = udp_sender({"127.0.0.1", port_});
  XraySubsegment big{.id = "0000000000000001", .name = "big", .metadata = {{"m", "\"\""}}};
  big.metadata["m"] = '"' + std::string(65'000, 'x') + '"';
  sender(xray_datagram(big, ""));
  EXPECT_THAT(document(receive())["metadata"]["default"]["m"].get<std::string>(), SizeIs(65'000));
}

TEST(XraySender, DoesNotMindADaemonThatIsAway) {
  for (const char* host : {"127.0.0.1", "::1", "255.255.255.255", "no address"}) {
    const auto sender = udp_sender({host, "1"});
    for (int i = 0; i < 3; ++i) sender("datagram");
  }
}

class TracerTest : public testing::Test {
 protected:
  TracerOptions options() {
    TracerOptions options;
    options.service = "images";
    options.handler = "process";
    options.working_directory = "/var/task";
    options.send = [this](std::string_view datagram) { sent_.push_back(document(datagram)); };
    options.random = [this] { return ++ids_; };
    return options;
  }

  void invoke(Tracer& tracer, const std::string& trace_id, const Proceed& handler) {
    const Invocation invocation;
    const Context context{.trace_id = trace_id};
    Call call{.invocation = invocation, .context = context, .log = book_.logger};
    tracing_middleware(tracer)(call, handler);
  }

  test::LogBook book_;
  std::vector<Json> sent_;
  std::uint64_t ids_ = 0;
};

TEST_F(TracerTest, SendsNothingOfWhatIsNotSampledOrNotTraced) {
  Tracer tracer(options(), book_.clock, book_.logger);
  for (const char* trace : {kUnsampled, "", "garbage"}) {
    invoke(tracer, trace, [] {});
  }
  EXPECT_THAT(sent_, IsEmpty());
  EXPECT_THAT(book_.lines, IsEmpty());
}

TEST_F(TracerTest, TellsWhatTheHandlerThrewAndLetsItPass) {
  struct Case {
    std::function<void()> handler;
    const char* type;
    const char* member;
  };
  for (const Case& row : {
           Case{[] { throw Error(ErrorKind::Reject, "Image.Unsupported", "no"); },
                "Image.Unsupported", "error"},
           Case{[] { throw Error(ErrorKind::Retry, "Service.Throttled", "no"); },
                "Service.Throttled", "throttle"},
           Case{[] { throw Error(ErrorKind::Bug, "Image.Lost", "no"); }, "Image.Lost", "fault"},
           Case{[] { throw std::runtime_error("no"); }, "Function.UnhandledException", "fault"},
       }) {
    sent_.clear();
    Tracer tracer(options(), book_.clock, book_.logger);
    EXPECT_THROW(invoke(tracer, kSampled, row.handler), std::exception);
    ASSERT_THAT(sent_, SizeIs(1));
    EXPECT_EQ(sent_[0][row.member], true) << row.type;
    const Json& cause = sent_[0]["cause"];
    EXPECT_EQ(cause["working_directory"], "/var/task");
    EXPECT_EQ(cause["exceptions"][0]["type"], row.type);
    EXPECT_EQ(cause["exceptions"][0]["message"], "no");
    EXPECT_TRUE(cause["exceptions"][0]["stack"][0].contains("label"));
  }
}

TEST_F(TracerTest, MarksAPartThatAnExceptionEnded) {
  Tracer tracer(options(), book_.clock, book_.logger);
  tracer.set_invocation(kSampled);
  try {
    const Subsegment part = tracer.subsegment("part");
    throw std::runtime_error("no");
  } catch (const std::exception&) {
    const Subsegment other = tracer.subsegment("other");
  }
  ASSERT_THAT(sent_, SizeIs(2));
  EXPECT_EQ(sent_[0]["fault"], true);
  EXPECT_FALSE(sent_[1].contains("fault"));
}

TEST_F(TracerTest, NestsPartsAndTellsThoseInProgress) {
  Tracer tracer(options(), book_.clock, book_.logger);
  tracer.set_invocation(kSampled);
  {
    Subsegment outer = tracer.subsegment("outer");
    outer.send_in_progress();
    book_.clock.sleep_for(std::chrono::milliseconds(5));
    const Subsegment inner = outer.subsegment("inner");
    Subsegment moved = std::move(outer);
    moved.add_metadata("facts", {{"width", 3}});
  }
  ASSERT_THAT(sent_, SizeIs(3));
  EXPECT_EQ(sent_[0]["in_progress"], true);
  EXPECT_FALSE(sent_[0].contains("end_time"));
  EXPECT_EQ(sent_[1]["name"], "outer");
  EXPECT_EQ(sent_[1]["id"], sent_[0]["id"]);
  EXPECT_EQ(sent_[1]["metadata"]["default"]["facts"]["width"], 3);
  EXPECT_EQ(sent_[1]["end_time"], 1795231800.012);
  EXPECT_EQ(sent_[2]["parent_id"], sent_[1]["id"]);
}

TEST_F(TracerTest, DoesAsItIsToldWhereNoTraceIsUnderWay) {
  using enum TracerOptions::ContextMissing;
  for (const auto strategy : {IgnoreError, LogError, RuntimeError}) {
    book_.lines.clear();
    TracerOptions chosen = options();
    chosen.context_missing = strategy;
    Tracer tracer(chosen, book_.clock, book_.logger);
    if (strategy == RuntimeError) {
      EXPECT_THROW(static_cast<void>(tracer.subsegment("part")), Error);
    } else {
      Subsegment part = tracer.subsegment("part");
      part.annotate("a", true);
      part.fail({"A.B", "no"});
    }
    EXPECT_EQ(book_.lines.size(), strategy == LogError ? 1U : 0U);
  }
  EXPECT_THAT(sent_, IsEmpty());
}

TEST_F(TracerTest, IsSwitchedOffByPowertoolsVariablesAndWithoutADaemon) {
  struct Case {
    std::map<std::string, std::string, std::less<>> variables;
    bool on;
  };
  for (const Case& row : {
           Case{{{"AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1:2000"}}, true},
           Case{{{"AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1:2000"},
                 {"POWERTOOLS_TRACE_ENABLED", "TRUE"},
                 {"POWERTOOLS_TRACE_DISABLED", "0"}},
                true},
           Case{{{"AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1:2000"},
                 {"POWERTOOLS_TRACE_ENABLED", "false"}},
                false},
           Case{{{"AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1:2000"},
                 {"POWERTOOLS_TRACE_DISABLED", "true"}},
                false},
           Case{{{"AWS_XRAY_DAEMON_ADDRESS", "nonsense"}}, false},
           Case{{}, false},
       }) {
    EXPECT_EQ(static_cast<bool>(TracerOptions::from(fixed_environment(row.variables)).send),
              row.on);
  }
  using enum TracerOptions::ContextMissing;
  for (const auto& [text, strategy] : std::map<std::string, TracerOptions::ContextMissing>{
           {"IGNORE_ERROR", IgnoreError}, {"RUNTIME_ERROR", RuntimeError}, {"x", LogError}}) {
    EXPECT_EQ(TracerOptions::from(fixed_environment({{"AWS_XRAY_CONTEXT_MISSING", text}}))
                  .context_missing,
              strategy);
  }
}

TEST(XrayDatagram, KeepsNamesAndKeysToWhatXRayTakes) {
  const XraySubsegment data{.id = "0000000000000001",
                            .name = "## a\n\"{}\x80 b" + std::string(300, 'x'),
                            .annotations = {{"user id-1", std::string(5000, 'v')}, {"n", 1.5}}};
  const Json sent = document(xray_datagram(data, ""));
  EXPECT_THAT(sent["name"].get<std::string>(), testing::StartsWith("## a_____ bxxx"));
  EXPECT_THAT(sent["name"].get<std::string>(), SizeIs(200));
  EXPECT_THAT(sent["annotations"]["user_id_1"].get<std::string>(), SizeIs(1000));
  EXPECT_EQ(sent["annotations"]["n"], 1.5);
}

TEST(XrayDatagram, TakesFiftyAnnotations) {
  XraySubsegment data{.id = "1", .name = "many"};
  for (int i = 0; i < 100; ++i) data.annotations["k" + std::to_string(i)] = true;
  EXPECT_THAT(document(xray_datagram(data, ""))["annotations"], SizeIs(50));
}

TEST(XrayDatagram, FitsIntoOneDatagramWhateverItTells) {
  XraySubsegment data{.id = "1", .name = "big", .blame = XrayBlame::Fault};
  const std::string huge(70'000, '\x01');
  data.metadata["m"] = '"' + std::string(70'000, 'x') + '"';
  EXPECT_FALSE(document(xray_datagram(data, "")).contains("metadata"));

  data.failure = {"A.B", "why", std::vector<StackFrame>(10, {huge, 1, huge})};
  Json sent = document(xray_datagram(data, huge));
  EXPECT_EQ(sent["cause"]["exceptions"][0]["message"], "why");
  EXPECT_THAT(sent["cause"]["exceptions"][0]["stack"], IsEmpty());

  data.failure->message = "because " + huge;
  data.failure->type = huge;
  for (int i = 0; i < 5; ++i) data.annotations["k" + std::to_string(i)] = huge;
  const std::string datagram = xray_datagram(data, huge);
  EXPECT_LE(datagram.size(), 65'507U);
  sent = document(datagram);
  EXPECT_THAT(sent["cause"]["exceptions"][0]["message"].get<std::string>(), HasSubstr("because"));
  EXPECT_EQ(sent["fault"], true);
}

TEST(XrayDatagram, IsJsonWhateverBytesItTells) {
  const std::string bytes = "\xFF\xC3\"\n\x7F";
  const XraySubsegment data{.id = "1",
                            .name = bytes,
                            .annotations = {{bytes, bytes}},
                            .metadata = {{bytes, bytes}, {"nested", std::string(100'000, '[')}},
                            .failure = Failure{bytes, bytes, {{bytes, 1, bytes}}}};
  EXPECT_TRUE(document(xray_datagram(data, bytes)).is_object());
}

}  // namespace
}  // namespace shrike
