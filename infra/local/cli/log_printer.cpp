#include "infra/local/cli/log_printer.h"

#include <fmt/format.h>

#include "runtime/log_format.h"

namespace shrike::local {

void print_log_line(std::FILE* out, const std::string& function, std::string_view line) {
  fmt::print(out, "[{}] {}\n", function, without_hidden_text(line));
  std::fflush(out);
}

}  // namespace shrike::local
