// decode_growth EVENTS SETTINGS FILE…: makes the default renditions of the files in turn, as a warm
// function would of its events, and prints JSON: resident bytes after each tenth of the events, the
// peak, and the CPU time an event takes.
//
// SETTINGS are "house", those that handlers/image chooses; or in place of them NAME=VALUE joined by
// commas: arena_max, mmap_threshold, trim_threshold, top_pad (mallopt(3)), and trim=1 for
// malloc_trim after each event; or "none".
#include <cstdint>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <dlfcn.h>
#include <malloc.h>
#include <nlohmann/json.hpp>

#include "bench/process_cost.h"
#include "handlers/image/inspect.h"
#include "handlers/image/renditions.h"
#include "handlers/image/vips_library.h"

namespace {

using namespace shrike;

constexpr std::string_view kRenditions = "thumb:320x320,webp,q80;preview:1600x1600";

bool house_settings = false;

int set_for_real(int parameter, int value) {
  const auto original = reinterpret_cast<int (*)(int, int)>(dlsym(RTLD_NEXT, "mallopt"));
  return original(parameter, value);
}

}  // namespace

// In place of the C library's, so that what handlers/image sets can be left out.
extern "C" int mallopt(int parameter, int value) noexcept {
  return house_settings ? set_for_real(parameter, value) : 1;
}

namespace {

/// Makes the settings; returns whether to trim after each event.
bool apply(const std::string& settings) {
  house_settings = settings == "house";
  if (house_settings || settings == "none") return false;
  const std::map<std::string, int, std::less<>> parameters{{"arena_max", M_ARENA_MAX},
                                                           {"mmap_threshold", M_MMAP_THRESHOLD},
                                                           {"trim_threshold", M_TRIM_THRESHOLD},
                                                           {"top_pad", M_TOP_PAD}};
  bool trim = false;
  for (std::size_t at = 0; at < settings.size();) {
    const std::size_t end = std::min(settings.find(',', at), settings.size());
    const std::size_t equals = settings.find('=', at);
    const std::string name = settings.substr(at, equals - at);
    const int value = std::stoi(settings.substr(equals + 1, end - equals - 1));
    if (name == "trim") {
      trim = value != 0;
    } else if (set_for_real(parameters.at(name), value) != 1) {
      throw std::runtime_error("mallopt refuses " + name);
    }
    at = end + 1;
  }
  return trim;
}

nlohmann::json run(int events, bool trim, const std::vector<std::string>& files) {
  const auto specs = parse_renditions(kRenditions);
  nlohmann::json result{{"resident_bytes", nlohmann::json::array()}};
  const double start = bench::cpu_milliseconds();
  for (int event = 0; event < events; ++event) {
    const std::string& bytes = files[static_cast<std::size_t>(event) % files.size()];
    static_cast<void>(make_renditions(bytes, inspect(bytes), specs));
    if (trim) malloc_trim(0);
    if ((event + 1) % (events / 10) == 0) {
      result["resident_bytes"].push_back(bench::status_bytes("VmRSS:"));
    }
  }
  result["cpu_ms_an_event"] = (bench::cpu_milliseconds() - start) / events;
  result["peak_bytes"] = bench::status_bytes("VmHWM:");
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  constexpr int kFewestEvents = 10;
  if (argc < 4 || std::stoi(argv[1]) < kFewestEvents) {
    std::cerr << "decode_growth EVENTS house|none|NAME=VALUE,… FILE…\n";
    return 2;
  }
  try {
    const bool trim = apply(argv[2]);
    std::vector<std::string> files;
    for (int i = 3; i < argc; ++i) files.push_back(bench::contents(argv[i]));
    std::cout << run(std::stoi(argv[1]), trim, files) << '\n';
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
  return 0;
}
