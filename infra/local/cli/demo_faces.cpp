#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "infra/local/cli/demo.h"
#include "infra/local/cli/mailbox.h"
#include "infra/local/cli/printable.h"
#include "infra/local/cli/session.h"
#include "infra/local/load_file.h"

namespace shrike::local {
namespace {

using nlohmann::json;

/// What the function's environment calls the bucket.
constexpr const char* kReferences = "BUCKET_NAME";
constexpr const char* kOutputBucket = "OUTPUT_BUCKET";

std::string verdict(const json& report) {
  auto text = report.value("outcome", "");
  if (report.contains("best")) {
    text += fmt::format(", {} {:.1f} %", report["best"].value("reference", ""),
                        report["best"].value("similarity", 0.0));
  }
  return text;
}

/// Compares one image; true when all went as it should.
bool compare(Session& session, Mailbox& mailbox, const std::filesystem::path& image,
             const std::string& expected) {
  const auto key = image.filename().string();
  const auto done = session.put_and_wait(watched_bucket(session.stack()), key, load_file(image));
  if (done.result.function_error) {
    fmt::print("{}\n  failed      {}\n\n", printable(key), printable(done.result.payload));
    return false;
  }
  const auto& results = function_with(session.stack(), kOutputBucket).environment.at(kOutputBucket);
  const auto report = json::parse(session.objects().get(results, key + "/face-match.json"));
  const auto letters = mailbox.take_new();
  fmt::print("{}\n  compared    {}\n  {}\n", printable(key), printable(verdict(report)),
             printable(done.result.report));
  for (const auto& letter : letters) {
    fmt::print("  mail\n{}\n", printable_block(shown_letter(letter), "    │ "));
  }
  const bool as_expected = expected.empty() || report.value("outcome", "") == expected;
  if (!as_expected) fmt::print("  expected    {}\n\n", expected);
  return as_expected && letters.size() == 1;
}

}  // namespace

int demo_faces(const DemoOptions& options) {
  Session session(options.command);
  const auto& known = function_with(session.stack(), kReferences).environment.at(kReferences);
  for (const auto& reference : options.references) {
    const auto key = reference.filename().string();
    session.objects().put(known, key, load_file(reference));
    fmt::print("stored      {}\n", printable(key));
  }
  fmt::print("\n");

  Mailbox mailbox(options.command.data / "mail");
  std::size_t told = 0;
  const auto& images = options.command.images;
  for (std::size_t i = 0; i < images.size(); ++i) {
    const auto expected = i < options.expected.size() ? options.expected[i] : "";
    if (compare(session, mailbox, images[i], expected)) ++told;
  }
  fmt::print("{} of {} images compared and told; mails in {}\n", told, images.size(),
             (options.command.data / "mail").string());
  return told == images.size() ? 0 : 1;
}

}  // namespace shrike::local
