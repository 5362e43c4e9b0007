#pragma once

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

namespace shrike::local {

/// A named pipe at which a function waits until open() lets it pass.
class Gate {
 public:
  Gate()
      : path_(std::filesystem::path(testing::TempDir()) / ("gate-" + std::to_string(::getpid()))) {
    std::filesystem::remove(path_);
    if (::mkfifo(path_.c_str(), 0600) != 0) throw std::runtime_error("no named pipe");
  }
  ~Gate() { std::filesystem::remove(path_); }
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;
  Gate(Gate&&) = delete;
  Gate& operator=(Gate&&) = delete;

  [[nodiscard]] std::string event() const {
    return nlohmann::json{{"gate", path_.string()}}.dump();
  }
  /// Waits until the function is there.
  void open() const { std::ofstream{path_}; }

 private:
  std::filesystem::path path_;
};

}  // namespace shrike::local
