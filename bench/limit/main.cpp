// Prints what no thumbnail function can go below, as JSON: libjpeg-turbo alone, and the image's
// bytes over the loopback.
#include <algorithm>
#include <chrono>
#include <ctime>
#include <exception>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "bench/limit/jpeg_limit.h"
#include "bench/limit/loopback.h"
#include "bench/process_cost.h"

namespace {

using nlohmann::ordered_json;
using shrike::bench::JpegLimit;
using shrike::bench::Loopback;
using shrike::bench::PixelSize;

struct Cost {
  double cpu_ms = 0;
  double wall_ms = 0;
};

double thread_cpu_milliseconds() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

Cost cost_of(const std::function<void()>& work) {
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  const double cpu = thread_cpu_milliseconds();
  work();
  return {.cpu_ms = thread_cpu_milliseconds() - cpu,
          .wall_ms = std::chrono::duration<double, std::milli>(Clock::now() - begin).count()};
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// The median of each over the rounds, after one round that does not count.
ordered_json median_cost(int rounds, const std::function<void()>& work) {
  work();
  std::vector<double> cpu;
  std::vector<double> wall;
  for (int round = 0; round < rounds; ++round) {
    const auto cost = cost_of(work);
    cpu.push_back(cost.cpu_ms);
    wall.push_back(cost.wall_ms);
  }
  return {{"cpu_ms", median(cpu)}, {"wall_ms", median(wall)}};
}

double median_loopback(Loopback& loopback, int rounds, const std::string& bytes) {
  std::vector<double> milliseconds;
  for (int round = 0; round <= rounds; ++round) {
    milliseconds.push_back(loopback.milliseconds_for(bytes));
  }
  milliseconds.erase(milliseconds.begin());
  return median(milliseconds);
}

/// One decode for all of the widths, and an encode for each.
ordered_json limit_of(const std::string& path, const std::vector<int>& widths, int rounds,
                      Loopback& loopback) {
  const auto bytes = shrike::bench::contents(path);
  JpegLimit limit(bytes);
  std::vector<PixelSize> thumbnails;
  for (const int width : widths) thumbnails.push_back(fit_within(limit.size(), width));
  const auto widest =
      *std::max_element(thumbnails.begin(), thumbnails.end(),
                        [](const PixelSize& a, const PixelSize& b) { return a.width < b.width; });
  const int reduction = limit.reduction_for(widest);

  ordered_json encodes = ordered_json::array();
  const auto decode = median_cost(rounds, [&] { limit.decode(reduction); });
  for (const auto& thumbnail : thumbnails) {
    ordered_json encode = median_cost(rounds, [&] { limit.encode(thumbnail); });
    encode.update({{"width", thumbnail.width},
                   {"height", thumbnail.height},
                   {"bytes", limit.encode(thumbnail)}});
    encodes.push_back(std::move(encode));
  }
  return {{"image", path},
          {"bytes", bytes.size()},
          {"width", limit.size().width},
          {"height", limit.size().height},
          {"scale_denom", reduction},
          {"whole", median_cost(rounds,
                                [&] {
                                  limit.decode(reduction);
                                  for (const auto& thumbnail : thumbnails) limit.encode(thumbnail);
                                })},
          {"decode", decode},
          {"encodes", encodes},
          {"loopback_ms", median_loopback(loopback, rounds, bytes)}};
}

int execute(int argc, char** argv) {
  CLI::App app{"What libjpeg-turbo alone and the loopback need for thumbnails, as JSON"};
  std::vector<std::string> images;
  std::vector<int> widths{320};
  int rounds = 11;
  app.add_option("images", images, "JPEG files")->required()->check(CLI::ExistingFile);
  app.add_option("--widths", widths, "Widths of the thumbnails of each, which share one decode")
      ->delimiter(',')
      ->check(CLI::Range(1, 65'535))
      ->capture_default_str();
  app.add_option("--rounds", rounds, "Rounds to take the median of")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);

  Loopback loopback;
  ordered_json result{{"library", "libjpeg-turbo " SHRIKE_TURBOJPEG_VERSION},
                      {"rounds", rounds},
                      {"widths", widths},
                      {"images", ordered_json::array()}};
  for (const auto& image : images) {
    result["images"].push_back(limit_of(image, widths, rounds, loopback));
  }
  std::cout << result.dump(2) << "\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return execute(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "limit: " << error.what() << "\n";
    return 1;
  }
}
