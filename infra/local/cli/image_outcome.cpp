#include "infra/local/cli/image_outcome.h"

#include <utility>

namespace shrike::local {
namespace {

using nlohmann::json;

/// A member that should be text; empty where it is none.
std::string text(const json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

/// The first element of a member that should be a list of objects.
json first(const json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  return found != object.end() && found->is_array() && !found->empty() ? found->front() : json();
}

OutcomeKind kind_of(const std::string& status) {
  if (status == "processed") return OutcomeKind::Result;
  const bool told_why = status == "refused" || status == "ignored";
  return told_why ? OutcomeKind::Refused : OutcomeKind::Failed;
}

std::vector<std::string> names_of(const json& labels) {
  std::vector<std::string> names;
  for (const auto& label : labels) names.push_back(text(label, "Name"));
  return names;
}

}  // namespace

std::string_view to_string(OutcomeKind kind) noexcept {
  switch (kind) {
    case OutcomeKind::Result:
      return "result";
    case OutcomeKind::Refused:
      return "refused";
    case OutcomeKind::Failed:
      return "failed";
    case OutcomeKind::NotImage:
      return "no image";
    case OutcomeKind::Present:
      return "present";
  }
  return "";
}

ImageOutcome outcome_of(ObjectKey key, std::string_view answer) {
  const auto document = json::parse(answer, nullptr, false);
  const auto record = first(document, "records");
  ImageOutcome outcome{.key = std::move(key),
                       .kind = kind_of(text(record, "status")),
                       .metadata_key = text(record, "metadataKey")};
  if (outcome.kind == OutcomeKind::Refused) {
    // Of an image there is a list of what was refused; of an event, the one reason.
    const auto refused = first(record, "refused");
    const auto& told = refused.is_null() ? record : refused;
    outcome.type = text(told, "type");
    outcome.reason = text(told, "reason");
  } else if (outcome.kind == OutcomeKind::Failed) {
    outcome.type = text(document, "errorType");
    outcome.reason = text(document, "errorMessage");
    if (outcome.type.empty()) outcome.type = "Function.AnswerUnknown";
  }
  return outcome;
}

std::string results_line(const ImageOutcome& outcome, const std::string& metadata_path) {
  json line{{"key", outcome.key.str()}, {"outcome", to_string(outcome.kind)}};
  if (outcome.metadata.is_object() && outcome.metadata.contains("labels")) {
    line["labels"] = names_of(outcome.metadata["labels"]);
  }
  if (!outcome.type.empty()) line["type"] = outcome.type;
  if (!outcome.reason.empty()) line["reason"] = outcome.reason;
  if (!outcome.metadata_key.empty()) line["metadata"] = metadata_path;
  return line.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace shrike::local
