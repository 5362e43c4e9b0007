// Counts how often each event came, in a table that is made once and kept for all invocations.
#include <map>
#include <memory>
#include <string>

#include <shrike/runtime.h>

namespace {

/// Stands for what takes time to make: a client, a model, configuration.
class Table {
 public:
  explicit Table(const std::string& name) {
    if (!name.empty()) return;
    throw shrike::Error(shrike::ErrorKind::Reject, "Runtime.ConfigInvalid", "TABLE is not set");
  }
  int count(const std::string& event) { return ++counts_[event]; }
  void flush() {}

 private:
  std::map<std::string, int> counts_;
};

}  // namespace

int main() {
  return shrike::run([](shrike::Init& init) {
    // Throws: reported to /init/error, exit 1.
    auto table = std::make_shared<Table>(init.environment("TABLE").value_or(""));
    // On SIGTERM, half a second before SIGKILL.
    init.on_shutdown([table] { table->flush(); });
    // A middleware, around every invocation.
    init.use([](shrike::Call&, const shrike::Proceed& proceed) { proceed(); });
    return [table, &log = init.log](const shrike::Invocation& event, const shrike::Context&) {
      log.info("asked", {{"bytes", event.payload.size()}});
      return shrike::Response{std::to_string(table->count(event.payload))};
    };
  });
}
