#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace shrike::local {

/// Prints a line of a function's log after its name, at once. The line's own columns stay; what it
/// has of elsewhere does not command the terminal. Any thread may call it: lines are printed whole.
void print_log_line(std::FILE* out, const std::string& function, std::string_view line);

}  // namespace shrike::local
