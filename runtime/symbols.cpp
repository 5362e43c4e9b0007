#include "runtime/symbols.h"

#include <dlfcn.h>

#if SHRIKE_LIBBACKTRACE
#include <atomic>

#include <backtrace.h>
#endif

namespace shrike {
namespace {

struct Query {
  Symbol symbol;  // what the module itself says
  SymbolCallback found = nullptr;
  void* argument = nullptr;
  bool answered = false;
};

#if SHRIKE_LIBBACKTRACE

void ignore_error(void* /*query*/, const char* /*message*/, int /*number*/) {}

/// Made when first asked for: it maps the program's own file. Not a function's static, whose guard
/// a signal handler must not wait for; of two that are made at once, one is kept and one is idle.
backtrace_state* state() noexcept {
  constinit static std::atomic<backtrace_state*> kept{nullptr};
  if (backtrace_state* known = kept.load()) return known;
  backtrace_state* made = backtrace_create_state(nullptr, /*threaded=*/1, ignore_error, nullptr);
  backtrace_state* other = nullptr;
  return kept.compare_exchange_strong(other, made) ? made : other;
}

void add_symbol_name(void* argument, std::uintptr_t /*address*/, const char* name,
                     std::uintptr_t /*value*/, std::uintptr_t /*size*/) {
  if (name != nullptr) static_cast<Query*>(argument)->symbol.name = name;
}

int add_line(void* argument, std::uintptr_t /*address*/, const char* path, int line,
             const char* name) {
  auto& query = *static_cast<Query*>(argument);
  if (path == nullptr && name == nullptr) return 0;
  Symbol symbol = query.symbol;
  symbol.path = path;
  symbol.line = line;
  if (name != nullptr) symbol.name = name;
  query.found(query.argument, symbol);
  query.answered = true;
  return 0;
}

void ask_build(std::uintptr_t address, Query& query) noexcept {
  backtrace_state* const backtrace = state();
  if (backtrace == nullptr) return;
  backtrace_syminfo(backtrace, address, add_symbol_name, ignore_error, &query);
  backtrace_pcinfo(backtrace, address, add_line, ignore_error, &query);
}

#else

void ask_build(std::uintptr_t /*address*/, Query& /*query*/) noexcept {}

#endif

}  // namespace

void look_up_symbol(std::uintptr_t address, SymbolCallback found, void* argument) noexcept {
  Query query{{}, found, argument};
  query.symbol.offset = address;
  Dl_info info{};
  // NOLINTNEXTLINE(performance-no-int-to-ptr): a code address is a number until it is asked about
  if (dladdr(reinterpret_cast<const void*>(address), &info) != 0) {
    query.symbol.module = info.dli_fname;
    query.symbol.offset = address - reinterpret_cast<std::uintptr_t>(info.dli_fbase);
    query.symbol.name = info.dli_sname;
  }
  ask_build(address, query);
  if (!query.answered) found(argument, query.symbol);
}

}  // namespace shrike
