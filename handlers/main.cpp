#include "handlers/pipeline/entries.h"
#include "runtime/loop.h"

int main() {
  return shrike::run([](shrike::Init& init) {
    return shrike::make_entry(init.environment("_HANDLER").value_or(""),
                              {init.environment, init.clock, init.log}, init.renew);
  });
}
