// A runtime that logs through the telemetry descriptor. _HANDLER names the way it does so.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

#include <unistd.h>

#include "runtime/environment.h"
#include "tests/contract/raw_runtime.h"

namespace {

std::string big_endian(std::uint64_t number, unsigned bytes) {
  std::string result;
  while (bytes-- > 0) result += static_cast<char>((number >> (8U * bytes)) & 0xFFU);
  return result;
}

std::string frame(std::string_view message) {
  return big_endian(0xA55A000F, 4) + big_endian(message.size(), 4) + big_endian(1, 8) +
         std::string(message);
}

void write_all(int descriptor, std::string_view bytes, std::size_t at_once) {
  while (!bytes.empty()) {
    const auto written = write(descriptor, bytes.data(), std::min(at_once, bytes.size()));
    if (written <= 0) std::_Exit(1);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

int main() {
  using namespace shrike::contract;
  const auto environment = shrike::process_environment();
  const auto handler = environment("_HANDLER").value_or("");
  const auto descriptor = environment("_LAMBDA_TELEMETRY_LOG_FD");
  std::cout << "descriptor " << (descriptor ? "given" : "missing") << std::endl;
  while (true) {
    const auto id = id_of(next());
    if (descriptor) {
      const int log = std::stoi(*descriptor);
      if (handler == "frames") write_all(log, frame("one\ntwo") + frame("three"), 1000);
      if (handler == "bytewise") write_all(log, frame("slow\nbut whole"), 1);
      if (handler == "plain") write_all(log, "no frame\nat all\n", 1000);
      if (handler == "broken") write_all(log, big_endian(0xA55A0003, 4) + "\xFF\xFF\xFF\xFF", 1000);
    }
    respond("response", id);
    if (handler == "broken") std::_Exit(1);
  }
}
