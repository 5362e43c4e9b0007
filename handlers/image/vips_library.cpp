#include "handlers/image/vips_library.h"

#include <array>
#include <string>

#include <dlfcn.h>
#include <fmt/format.h>
#include <malloc.h>

#include "runtime/error.h"

namespace shrike {
namespace {

constexpr std::array kAllowedLoaders{"VipsForeignLoadJpeg", "VipsForeignLoadPng",
                                     "VipsForeignLoadWebp", "VipsForeignLoadNsgif",
                                     "VipsForeignLoadTiff", "VipsForeignLoadHeif"};

[[noreturn]] void throw_missing(std::string_view what) {
  const char* reason = dlerror();
  throw Error(ErrorKind::Bug, "Runtime.LibraryMissing",
              fmt::format("{} cannot be loaded: {}", what, reason ? reason : "no reason given"));
}

void discard_log(const gchar* /*domain*/, GLogLevelFlags /*level*/, const gchar* /*message*/,
                 gpointer /*data*/) {}

/// Each image's buffers go back to the system. glibc would keep an arena a thread and, having seen
/// large blocks freed, take the next ones from those arenas: ten previews of a 24-megapixel JPEG
/// one after another then peak at 90 MB instead of 58.
void limit_allocator() {
#ifdef __GLIBC__
  constexpr int kArenas = 2;
  constexpr int kLargestPooledBlock = 128 * 1024;
  mallopt(M_ARENA_MAX, kArenas);
  mallopt(M_MMAP_THRESHOLD, kLargestPooledBlock);
#endif
}

class VipsLibrary {
 public:
  VipsLibrary() : handle_(dlopen(SHRIKE_VIPS_FILE, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE)) {
    if (handle_ == nullptr) throw_missing(SHRIKE_VIPS_FILE);
#define SHRIKE_LOOK_UP(name) look_up(functions_.name, #name);
    SHRIKE_VIPS_FUNCTIONS(SHRIKE_LOOK_UP)
#undef SHRIKE_LOOK_UP
    start();
  }

  [[nodiscard]] const VipsFunctions& functions() const noexcept { return functions_; }

 private:
  template <typename Function>
  void look_up(Function& function, const char* name) {
    function = reinterpret_cast<Function>(dlsym(handle_, name));
    if (function == nullptr) throw_missing(fmt::format("{} of {}", name, SHRIKE_VIPS_FILE));
  }

  void start() {
    limit_allocator();
    // The message of a failure goes into the Error; a decoder's warnings are not the log's
    // business.
    functions_.g_log_set_handler("VIPS", G_LOG_LEVEL_MASK, discard_log, nullptr);
    if (functions_.vips_init("shrike") != 0) {
      throw Error(ErrorKind::Bug, "Runtime.LibraryMissing",
                  fmt::format("{} does not start", SHRIKE_VIPS_FILE));
    }
    // Every image is another one: a cache would only hold memory.
    functions_.vips_cache_set_max(0);
    functions_.vips_block_untrusted_set(TRUE);
    functions_.vips_operation_block_set("VipsForeignLoad", TRUE);
    for (const char* loader : kAllowedLoaders) functions_.vips_operation_block_set(loader, FALSE);
    // libvips' own number of threads, one a core, stays: a Lambda environment handles one event at
    // a time, and VIPS_CONCURRENCY can still lower it.
  }

  void* handle_;  // never closed: GLib cannot be unloaded
  VipsFunctions functions_;
};

}  // namespace

const VipsFunctions& vips() {
  static const VipsLibrary library;
  return library.functions();
}

VipsSession::VipsSession() { static_cast<void>(vips()); }

VipsSession::~VipsSession() {
  vips().vips_error_clear();
  vips().vips_thread_shutdown();
}

}  // namespace shrike
