#include "runtime/crash_line.h"

#include <exception>
#include <string>

#include "runtime/stack_trace.h"
#include "runtime/symbols.h"

namespace shrike {
namespace {

constexpr std::size_t kMaxMessage = 1024;
constexpr std::size_t kMaxName = 512;
constexpr std::string_view kEnd = "]}";

void append_name(SignalSafeText& text, const char* name, bool demangle) noexcept {
  if (demangle) {
    try {
      text.append_escaped(std::string_view(demangled(name)).substr(0, kMaxName));
      return;
    } catch (const std::exception&) {  // no memory: the name as it is will do
    }
  }
  text.append_escaped(std::string_view(name).substr(0, kMaxName));
}

/// `label (path:line)`, the form of every stack in the log.
void append_symbol(SignalSafeText& text, const Symbol& symbol, bool demangle) noexcept {
  const std::string_view module = symbol.module == nullptr ? "?" : symbol.module;
  if (symbol.name != nullptr) {
    append_name(text, symbol.name, demangle);
  } else {
    text.append_escaped(module.substr(module.rfind('/') + 1));
    text.append("+0x");
    text.append(symbol.offset, 16);
  }
  text.append(" (");
  text.append_escaped(symbol.path == nullptr ? module : symbol.path);
  text.append(":");
  text.append(static_cast<std::uint64_t>(symbol.line), 10);
  text.append(")");
}

}  // namespace

void CrashLine::add_field(std::string_view key, std::string_view value) noexcept {
  text_.append(format_ == LogFormat::Json ? ",\"" : "\t");
  text_.append(key);
  text_.append(format_ == LogFormat::Json ? "\":\"" : "=\"");
  text_.append_escaped(value.substr(0, kMaxMessage));
  text_.append("\"");
}

void CrashLine::begin(const Crash& crash, LogFormat format, LogKeys keys,
                      std::string_view service) noexcept {
  format_ = format;
  const bool powertools = format == LogFormat::Json && keys == LogKeys::Powertools;
  text_.cut(0);
  if (format == LogFormat::Json) {
    text_.append(R"({"timestamp":")");
    text_.append(crash.time);
    text_.append(R"(","level":"FATAL","message":")");
    text_.append_escaped(crash.message);
    text_.append("\"");
    if (powertools) add_field("service", service);
    if (!crash.request_id.empty()) {
      add_field(powertools ? "function_request_id" : "requestId", crash.request_id);
    }
  } else {
    text_.append(crash.time);
    text_.append("\t");
    text_.append_escaped(crash.request_id);
    text_.append("\tFATAL\t");
    text_.append_escaped(crash.message);
  }
  add_field(powertools ? "exception" : "errorMessage", crash.error_message);
  add_field(powertools ? "exception_name" : "errorType", crash.error_type);
  const std::string_view stack = powertools ? "stack_trace" : "stackTrace";
  text_.append(format == LogFormat::Json ? ",\"" : "\t");
  text_.append(stack);
  text_.append(format == LogFormat::Json ? "\":[" : "=[");
  whole_ = text_.size();
}

void CrashLine::add_stack(const StackAddresses& stack, bool demangle) noexcept {
  struct Adding {
    CrashLine& line;
    bool demangle;
  } adding{*this, demangle};
  for (const std::uintptr_t address : stack.view()) {
    look_up_symbol(
        address,
        [](void* argument, const Symbol& symbol) {
          const auto& to = *static_cast<Adding*>(argument);
          to.line.add_frame(symbol, to.demangle);
        },
        &adding);
  }
}

void CrashLine::add_frame(const Symbol& symbol, bool demangle) noexcept {
  text_.append(frames_ == 0 ? "\"" : ",\"");
  append_symbol(text_, symbol, demangle);
  text_.append("\"");
  if (text_.overflowed() || text_.room() < kEnd.size()) return;
  whole_ = text_.size();
  ++frames_;
}

std::string_view CrashLine::end() noexcept {
  if (whole_ == 0) return {};
  text_.cut(whole_);
  text_.append(format_ == LogFormat::Json ? kEnd : kEnd.substr(0, 1));
  return text_.view();
}

}  // namespace shrike
