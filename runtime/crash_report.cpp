#include "runtime/crash_report.h"

#include <array>
#include <atomic>
#include <cstdlib>
#include <exception>
#include <new>
#include <string>
#include <typeinfo>

#include <cxxabi.h>
#include <sys/mman.h>
#include <unistd.h>

#include "runtime/crash_line.h"
#include "runtime/crash_request_id.h"
#include "runtime/error.h"
#include "runtime/registers.h"
#include "runtime/stack_trace.h"
#include "runtime/throw_recorder.h"

namespace shrike {
namespace {

struct Signal {
  int number;
  const char* text;  // in Lambda's words
};
constexpr std::array<Signal, 5> kSignals{{{SIGSEGV, "signal: segmentation fault"},
                                          {SIGABRT, "signal: aborted"},
                                          {SIGBUS, "signal: bus error"},
                                          {SIGILL, "signal: illegal instruction"},
                                          {SIGFPE, "signal: floating point exception"}}};
constexpr std::size_t kAborted = 1;
constexpr const char* kErrorType = "Runtime.Crash";
constexpr std::size_t kStackSize = 128UL * 1024;  // libbacktrace reads DWARF on it
constexpr std::uintptr_t kNearTheStack = 64UL * 1024;
constexpr pid_t kNobody = 0;

// Apart, so that it takes no place in the program's file.
constinit std::array<char, 32UL * 1024> crash_memory{};

/// All that a handler may use, laid out before. A signal handler has no argument of ours.
struct Reporter {
  LogDestination destination{};
  LogFormat format = LogFormat::Text;
  LogKeys keys = LogKeys::Lambda;
  std::array<char, 256> service{};
  std::array<struct sigaction, kSignals.size()> previous{};

  std::atomic<pid_t> teller{kNobody};  ///< the thread whose crash is told
  std::atomic<bool> told{false};
  std::size_t signal = 0;  ///< of kSignals, as it came first
  CrashLine line{crash_memory};
  TimePoint time{};

  CrashRequestIds under_way;
};

constinit Reporter reporter;
constinit thread_local CrashRequestId served_here;

TimePoint now() noexcept {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::string_view request_id(std::array<char, CrashRequestId::kCapacity>& memory) noexcept {
  if (!served_here.empty()) return served_here.read(memory);
  return reporter.under_way.only(memory);
}

void write_report() noexcept {
  const std::string_view line = reporter.line.end();
  if (line.empty() || reporter.told.exchange(true)) return;
  write_line(reporter.destination, {line, LogLevel::Fatal, reporter.format, reporter.time});
}

void begin_report(std::string_view message, std::string_view type,
                  std::string_view error_message) noexcept {
  std::array<char, CrashRequestId::kCapacity> memory{};
  reporter.time = now();
  reporter.line.begin({reporter.time, message, type, error_message, request_id(memory)},
                      reporter.format, reporter.keys, reporter.service.data());
}

/// True for the thread that is to tell the crash: the first one. Others wait for the end.
bool becomes_teller() noexcept {
  pid_t teller = kNobody;
  if (reporter.teller.compare_exchange_strong(teller, gettid())) return true;
  while (teller != gettid()) pause();  // until the process is dead
  return false;
}

void append_detail(SignalSafeText& text, const siginfo_t& info, const Registers& at) noexcept {
  if (info.si_signo == SIGABRT) return;
  if (info.si_code <= 0) {
    text.append(", sent by process ");
    text.append(static_cast<std::uint64_t>(info.si_pid), 10);
    return;
  }
  if (info.si_signo == SIGFPE && info.si_code == FPE_INTDIV) {
    text.append(", integer division by zero");
    return;
  }
  const auto address = reinterpret_cast<std::uintptr_t>(info.si_addr);
  const bool near_the_stack =
      at.stack - address < kNearTheStack || address - at.stack < kNearTheStack;
  text.append(info.si_signo == SIGSEGV && at.stack != 0 && near_the_stack ? ", stack overflow at 0x"
                                                                          : ", at 0x");
  text.append(address, 16);
}

void die() noexcept {
  sigaction(kSignals[reporter.signal].number, &reporter.previous[reporter.signal], nullptr);
  raise(kSignals[reporter.signal].number);
}

void on_signal(int number, siginfo_t* info, void* context) {
  // A crash of the telling itself comes here again: what has been found until then must do.
  if (becomes_teller()) {
    while (kSignals[reporter.signal].number != number) ++reporter.signal;
    const Registers at = registers_of(context);
    std::array<char, 128> memory{};
    SignalSafeText error_message(memory);
    error_message.append(kSignals[reporter.signal].text);
    append_detail(error_message, *info, at);
    begin_report("The process crashed", kErrorType, error_message.view());
    reporter.line.add_stack(walk_stack(at.instruction), /*demangle=*/false);
  }
  write_report();
  die();
}

void tell_exception(const std::type_info& type) {
  constexpr std::string_view kMessage = "An exception that nobody caught ended the process";
  try {
    throw;
  } catch (const Error& error) {
    begin_report(kMessage, error.type(), error.message());
  } catch (const std::exception& exception) {
    begin_report(kMessage, demangled(type.name()), exception.what());
  } catch (...) {
    begin_report(kMessage, demangled(type.name()), "It is not a std::exception");
  }
  reporter.line.add_stack(addresses_of_current_exception(), /*demangle=*/true);
}

[[noreturn]] void on_terminate() {
  if (becomes_teller()) {
    reporter.signal = kAborted;
    try {
      if (const std::type_info* type = abi::__cxa_current_exception_type()) {
        tell_exception(*type);
      } else {
        begin_report("std::terminate was called", kErrorType, kSignals[kAborted].text);
        reporter.line.add_stack(
            walk_stack(reinterpret_cast<std::uintptr_t>(__builtin_return_address(0))),
            /*demangle=*/true);
      }
    } catch (...) {  // no memory: what has been found until then must do
    }
    write_report();
  }
  std::abort();
}

}  // namespace

void install_crash_report(const LogDestination& destination, const LogOptions& options) {
  reporter.destination = destination;
  reporter.format = options.format;
  reporter.keys = options.keys;
  reporter.service = {};
  options.service.copy(reporter.service.data(), reporter.service.size() - 1);
  static const CrashStack stack_of_this_thread;
  std::set_terminate(on_terminate);

  struct sigaction action {};
  action.sa_sigaction = on_signal;
  // A crash of the telling is told in part; without NODEFER it would end the process untold.
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    struct sigaction previous {};
    sigaction(kSignals[i].number, &action, &previous);
    if (previous.sa_sigaction != on_signal) reporter.previous[i] = previous;
  }
}

void set_crash_invocation(std::string_view request_id) noexcept {
  std::array<char, CrashRequestId::kCapacity> memory{};
  if (!served_here.empty()) reporter.under_way.remove(served_here.read(memory));
  served_here.set(request_id);
  if (!served_here.empty()) reporter.under_way.add(served_here.read(memory));
}

CrashStack::CrashStack() {
  void* memory = mmap(nullptr, kStackSize, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  if (memory == MAP_FAILED) return;
  own_.ss_sp = memory;
  own_.ss_size = kStackSize;
  sigaltstack(&own_, &previous_);
}

CrashStack::~CrashStack() {
  if (own_.ss_sp == nullptr) return;
  sigaltstack(&previous_, nullptr);
  munmap(own_.ss_sp, own_.ss_size);
}

}  // namespace shrike
