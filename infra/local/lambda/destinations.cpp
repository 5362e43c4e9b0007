#include "infra/local/lambda/destinations.h"

#include <fstream>
#include <stdexcept>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "infra/local/resource_arn.h"
#include "infra/local/utc_time.h"

namespace shrike::local {
namespace {

std::string function_name(const AsyncEnd& end) {
  return end.function_arn.substr(end.function_arn.rfind(':') + 1);
}

/// `aws/lambda/async/<function>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<uuid>`, as Lambda names the
/// objects.
std::string object_key(const AsyncEnd& end, TimePoint now, const RandomBits& random) {
  return fmt::format("aws/lambda/async/{}/{:%Y/%m/%d/%Y-%m-%dT%H.%M.%S}-{}", function_name(end),
                     utc(now), uuid(random));
}

std::string dumped(const nlohmann::ordered_json& record) {
  return record.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace

void Destinations::send_record(const std::string& arn, const AsyncEnd& end, TimePoint now) const {
  send(Letter::Record, arn, end, now);
}

void Destinations::send_dead_letter(const std::string& arn, const AsyncEnd& end,
                                    TimePoint now) const {
  send(Letter::DeadEvent, arn, end, now);
}

void Destinations::send(Letter letter, const std::string& arn, const AsyncEnd& end,
                        TimePoint now) const {
  try {
    if (targets_.permit) targets_.permit(function_name(end), arn);
    const auto text =
        dumped(letter == Letter::Record ? destination_record(end, now) : dead_letter(end));
    const auto parsed = parse_resource_arn(arn);
    if (!parsed) throw std::runtime_error("it is no ARN");
    if (parsed->service == "lambda") return targets_.invoke(arn, text);
    if (parsed->service == "s3") {
      return targets_.put_object(parsed->name(), object_key(end, now, random_), text);
    }
    if (letter == Letter::Record ? sends(arn, text, {}) : sends_letter(arn, text)) return;
    write_file(targets_.folder / parsed->service / parsed->name(), end, text, now);
  } catch (const std::exception& error) {
    if (targets_.on_failed) targets_.on_failed(function_name(end), arn, error.what());
  }
}

bool Destinations::sends(const std::string& arn, const std::string& message,
                         const nlohmann::ordered_json& attributes) const {
  return targets_.send_message && targets_.send_message(arn, message, attributes);
}

bool Destinations::sends_letter(const std::string& arn, const std::string& text) const {
  const auto letter = nlohmann::ordered_json::parse(text);
  return sends(arn, letter.at("MessageBody"), letter.at("MessageAttributes"));
}

void Destinations::write_file(const std::filesystem::path& folder, const AsyncEnd& end,
                              const std::string& text, TimePoint now) const {
  if (targets_.folder.empty()) throw std::runtime_error("there is no folder for it");
  std::filesystem::create_directories(folder);
  const auto name = fmt::format("{:%Y-%m-%dT%H.%M.%S}-{}.json", utc(now), end.request_id);
  // Whole under its name, or not there: who waits for the file may read it at once.
  const auto arriving = folder / ("." + name);
  {
    std::ofstream file(arriving, std::ios::binary);
    file << text << '\n';
    if (!file.flush()) throw std::runtime_error("it could not be written");
  }
  std::filesystem::rename(arriving, folder / name);
}

}  // namespace shrike::local
