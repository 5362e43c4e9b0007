// Dies in the way that its first argument names, with a crash report on standard output.
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "runtime/crash_report.h"
#include "runtime/environment.h"
#include "runtime/error.h"

namespace {

const volatile bool kAlways = true;
// What keeps each of these functions a call of its own in the trace.
void keep_frame() { asm volatile(""); }

[[gnu::noinline]] void write_to_a_wild_address() {
  // NOLINTNEXTLINE(performance-no-int-to-ptr)
  *reinterpret_cast<volatile int*>(std::uintptr_t{0x10}) = 1;
  keep_frame();
}

[[gnu::noinline]] std::size_t recurse_without_end(std::size_t depth) {
  volatile char frame[4096] = {};
  frame[depth % sizeof frame] = 1;
  const std::size_t deeper = kAlways ? recurse_without_end(depth + 1) : 0;
  return deeper + static_cast<std::size_t>(frame[depth % sizeof frame]);
}

[[gnu::noinline]] void divide_by_zero() {
  volatile int zero = 0;
  zero = 7 / zero;
  keep_frame();
}

[[gnu::noinline]] void read_beyond_the_file() {
  char name[] = "/tmp/crash-program-XXXXXX";
  const int file = mkstemp(name);
  unlink(name);
  const auto* page =
      static_cast<volatile char*>(mmap(nullptr, 4096, PROT_READ, MAP_SHARED, file, 0));
  std::exit(*page);
}

[[gnu::noinline]] void throw_from_the_depth() {
  if (kAlways) throw std::runtime_error("Café\n\"quoted\"");
  keep_frame();
}

void in_a_thread(void (*action)()) { std::thread(action).join(); }

void leave(int /*number*/) { _exit(42); }

void crash(const std::string& way) {
  static const std::map<std::string, std::function<void()>> ways = {
      {"segmentation-fault", write_to_a_wild_address},
      {"abort", [] { std::abort(); }},
      {"division", divide_by_zero},
      {"bus-error", read_beyond_the_file},
      {"illegal-instruction", [] { __builtin_trap(); }},
      {"sent", [] { kill(getpid(), SIGSEGV); }},
      {"stack-overflow", [] { recurse_without_end(0); }},
      {"stack-overflow-in-a-thread",
       [] {
         in_a_thread([] {
           const shrike::CrashStack stack;
           recurse_without_end(0);
         });
       }},
      {"segmentation-fault-in-a-thread", [] { in_a_thread(write_to_a_wild_address); }},
      {"beside-one-that-ended",
       [] {
         std::thread([] {
           shrike::set_crash_invocation("another-id-that-is-longer");
           shrike::set_crash_invocation({});
         }).join();
         in_a_thread(write_to_a_wild_address);
       }},
      {"beside-another",
       [] {
         std::thread([] {
           shrike::set_crash_invocation("id-2");
           in_a_thread(write_to_a_wild_address);
         }).join();
       }},
      {"two-at-once",
       [] {
         std::thread other(write_to_a_wild_address);
         write_to_a_wild_address();
         other.join();
       }},
      {"exception", throw_from_the_depth},
      {"exception-in-a-thread", [] { in_a_thread(throw_from_the_depth); }},
      {"error", [] { throw shrike::Error(shrike::ErrorKind::Bug, "Image.Lost", "It is lost"); }},
      {"no-exception", [] { throw 7; }},
      {"noexcept", []() noexcept { throw_from_the_depth(); }},
      {"terminate", [] { std::terminate(); }},
      {"handled-before", write_to_a_wild_address},
  };
  ways.at(way)();
}

}  // namespace

int main(int count, char** arguments) {
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  const auto environment = shrike::process_environment();
  const std::string way = count > 1 ? arguments[1] : "";
  if (way == "handled-before") std::signal(SIGSEGV, leave);

  const auto destination = shrike::default_log_destination(environment);
  shrike::install_crash_report(destination, shrike::LogOptions::from(environment));
  shrike::install_crash_report(destination, shrike::LogOptions::from(environment));
  shrike::set_crash_invocation(environment("REQUEST_ID").value_or(""));
  crash(way);
  return 0;
}
