/// A byte of options, request id, tenant, a message, and fields: JSON, or a text for one of them.
#include <string>

#include <nlohmann/json.hpp>

#include "runtime/log_format.h"
#include "runtime/signal_safe_text.h"
#include "tests/fuzz/fuzz_input.h"

namespace shrike {
namespace {

using fuzz::require;
using nlohmann::json;

json fields_of(std::string_view text) {
  auto fields = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (fields.is_object()) return fields;
  return {{std::string(text), std::string(text)}};
}

/// Nothing that ends a line or that a terminal obeys, but the tabs between a text line's columns.
void require_one_line(const std::string& line, bool tabs) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    const auto byte = static_cast<unsigned char>(line[i]);
    require((byte >= 0x20 && byte != 0x7F) || (tabs && byte == '\t'), "no control character");
    const bool is_c1 = byte == 0xC2 && i + 1 < line.size() &&
                       static_cast<unsigned char>(line[i + 1]) >= 0x80 &&
                       static_cast<unsigned char>(line[i + 1]) < 0xA0;
    require(!is_c1, "no control character of C1 either");
  }
}

void check_crash_line(std::string_view message) {
  std::string memory(message.size() * 6 + 16, '\0');
  SignalSafeText text({memory.data(), memory.size()});
  text.append("\"");
  text.append_escaped(message);
  text.append("\"");
  require(!text.overflowed(), "six bytes for each are enough");
  require(json::parse(text.view()).is_string(), "a crash's line is JSON too");
  require_one_line(std::string(text.view()), /*tabs=*/false);
}

}  // namespace
}  // namespace shrike

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  fuzz::Input input(data, size);
  const unsigned choice = input.byte();
  LogOptions options;
  options.format = (choice & 1U) != 0 ? LogFormat::Json : LogFormat::Text;
  options.keys = (choice & 2U) != 0 ? LogKeys::Powertools : LogKeys::Lambda;
  options.sample_rate = (choice & 4U) != 0 ? 0.5 : 0;
  LogInvocation invocation{.request_id = std::string(input.line()),
                           .tenant_id = std::string(input.line())};
  options.service = invocation.tenant_id;
  options.function_memory_size = invocation.tenant_id;
  invocation.function_arn = invocation.request_id;
  invocation.trace_id = "Root=" + invocation.request_id;
  const std::string message(input.line());
  const auto fields = fields_of(input.rest());

  const std::string line = format_line({.message = message, .fields = fields}, invocation, options);
  const bool is_json = options.format == LogFormat::Json;
  require_one_line(line, !is_json);
  if (is_json) fuzz::require(json::parse(line).is_object(), "a line of JSON is one object");
  check_crash_line(message);
  return 0;
}
