#include "runtime/json_limits.h"

#include <string>

#include <nlohmann/json.hpp>

namespace shrike {
namespace {

using nlohmann::json;

/// Reads without building. (A callback of json::parse could look at the depth as well, but then
/// each object's end is looked for among all its elder siblings.)
class Surveyor final : public json::json_sax_t {
 public:
  explicit Surveyor(const JsonLimits& limits) : limits_(limits) {}

  bool null() override { return count(); }
  bool boolean(bool /*value*/) override { return count(); }
  bool number_integer(number_integer_t /*value*/) override { return count(); }
  bool number_unsigned(number_unsigned_t /*value*/) override { return count(); }
  bool number_float(number_float_t /*value*/, const string_t& /*text*/) override { return count(); }
  bool string(string_t& /*value*/) override { return count(); }
  bool binary(binary_t& /*value*/) override { return count(); }
  bool key(string_t& /*name*/) override { return true; }
  bool start_object(std::size_t /*elements*/) override { return descend(); }
  bool end_object() override { return ascend(); }
  bool start_array(std::size_t /*elements*/) override { return descend(); }
  bool end_array() override { return ascend(); }

  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const json::exception& failure) override {
    constexpr int kNumberOverflow = 406;  // nlohmann-json's documentation, "Exceptions"
    throw JsonRefused(failure.id == kNumberOverflow ? JsonRefused::Flaw::NumberTooLarge
                                                    : JsonRefused::Flaw::NotJson,
                      position);
  }

 private:
  bool count() {
    if (++values_ > limits_.values) throw JsonRefused(JsonRefused::Flaw::TooManyValues, 0);
    return true;
  }
  bool descend() {
    if (++depth_ > limits_.depth) throw JsonRefused(JsonRefused::Flaw::TooDeep, 0);
    return count();
  }
  bool ascend() {
    --depth_;
    return true;
  }

  JsonLimits limits_;
  int depth_ = 0;
  std::size_t values_ = 0;
};

}  // namespace

json parse_json(std::string_view text, const JsonLimits& limits) {
  Surveyor surveyor(limits);
  json::sax_parse(text, &surveyor);
  return json::parse(text);
}

}  // namespace shrike
