#include "handlers/image/vips_library.h"

#include <algorithm>
#include <array>
#include <memory>
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

constexpr int kMostThreads = 2;

[[noreturn]] void throw_missing(std::string_view what) {
  const char* reason = dlerror();
  throw Error(ErrorKind::Bug, "Runtime.LibraryMissing",
              fmt::format("{} cannot be loaded: {}", what, reason ? reason : "no reason given"));
}

void discard_log(const gchar* /*domain*/, GLogLevelFlags /*level*/, const gchar* /*message*/,
                 gpointer /*data*/) {}

/// Each image's buffers go back to the system. glibc would keep an arena a thread and, having seen
/// large blocks freed, take the next ones from those arenas: ten events of a 12-megapixel JPEG then
/// peak at 74 MB instead of 36, of a 24-megapixel PNG at 157 instead of 85. DECODE_BUDGET.md has
/// more of it.
void limit_allocator() {
#ifdef __GLIBC__
  constexpr int kArenas = 2;
  constexpr int kLargestPooledBlock = 256 * 1024;
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
    for (const char* domain : {"VIPS", "GLib", "GLib-GObject"}) {
      functions_.g_log_set_handler(domain, G_LOG_LEVEL_MASK, discard_log, nullptr);
    }
    if (functions_.vips_init("shrike") != 0) {
      throw Error(ErrorKind::Bug, "Runtime.LibraryMissing",
                  fmt::format("{} does not start", SHRIKE_VIPS_FILE));
    }
    // Every image is another one: a cache would only hold memory.
    functions_.vips_cache_set_max(0);
    functions_.vips_block_untrusted_set(TRUE);
    functions_.vips_operation_block_set("VipsForeignLoad", TRUE);
    for (const char* loader : kAllowedLoaders) functions_.vips_operation_block_set(loader, FALSE);
    limit_vips_threads(functions_, kMostThreads);  // VIPS_CONCURRENCY can still lower it
    limit_rows_in_flight();
  }

  /// libvips is made for pictures on disks and hands around tiles of 128 rows and strips of 16: a
  /// preview of a 12-megapixel PNG then takes 30 MB, with these 17 and no more time. They can be
  /// set only as options of a command line.
  void limit_rows_in_flight() {
    std::array options{std::string("shrike"), std::string("--vips-tile-height=16"),
                       std::string("--vips-fatstrip-height=8")};
    std::array<char*, options.size() + 1> words{};
    std::transform(options.begin(), options.end(), words.begin(),
                   [](std::string& option) { return option.data(); });
    char** arguments = words.data();
    auto count = static_cast<int>(options.size());

    const std::unique_ptr<GOptionContext, decltype(functions_.g_option_context_free)> context(
        functions_.g_option_context_new(nullptr), functions_.g_option_context_free);
    GOptionGroup* group =
        functions_.g_option_group_new("vips", "libvips", "libvips", nullptr, nullptr);
    functions_.vips_add_option_entries(group);
    functions_.g_option_context_set_main_group(context.get(), group);  // which then owns it
    if (functions_.g_option_context_parse(context.get(), &count, &arguments, nullptr) == FALSE) {
      throw Error(ErrorKind::Bug, "Runtime.LibraryMissing",
                  fmt::format("{} does not know the options of its tiles", SHRIKE_VIPS_FILE));
    }
  }

  void* handle_;  // never closed: GLib cannot be unloaded
  VipsFunctions functions_;
};

}  // namespace

const VipsFunctions& vips() {
  static const VipsLibrary library;
  return library.functions();
}

void limit_vips_threads(const VipsFunctions& functions, int most) {
  if (functions.vips_concurrency_get() > most) functions.vips_concurrency_set(most);
}

}  // namespace shrike
