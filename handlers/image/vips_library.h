#pragma once

#include <vips/vips.h>

/// Every function that this room calls in libvips and in the GLib that comes with it, by name.
#define SHRIKE_VIPS_FUNCTIONS(X)     \
  X(g_free)                          \
  X(g_log_set_handler)               \
  X(g_object_unref)                  \
  X(g_option_context_free)           \
  X(g_option_context_new)            \
  X(g_option_context_parse)          \
  X(g_option_context_set_main_group) \
  X(g_option_group_new)              \
  X(g_strfreev)                      \
  X(vips_add_option_entries)         \
  X(vips_area_unref)                 \
  X(vips_array_double_newv)          \
  X(vips_bandjoin2)                  \
  X(vips_block_untrusted_set)        \
  X(vips_cache_set_max)              \
  X(vips_colourspace)                \
  X(vips_concurrency_get)            \
  X(vips_concurrency_set)            \
  X(vips_copy)                       \
  X(vips_crop)                       \
  X(vips_draw_mask)                  \
  X(vips_draw_rect)                  \
  X(vips_enum_nick)                  \
  X(vips_error_buffer_copy)          \
  X(vips_error_clear)                \
  X(vips_extract_band)               \
  X(vips_flatten)                    \
  X(vips_gifsave_buffer)             \
  X(vips_heifsave_buffer)            \
  X(vips_image_copy_memory)          \
  X(vips_image_get_bands)            \
  X(vips_image_get_fields)           \
  X(vips_image_get_format)           \
  X(vips_image_get_height)           \
  X(vips_image_get_int)              \
  X(vips_image_get_interpretation)   \
  X(vips_image_get_n_pages)          \
  X(vips_image_get_orientation)      \
  X(vips_image_get_page_height)      \
  X(vips_image_get_string)           \
  X(vips_image_get_typeof)           \
  X(vips_image_get_width)            \
  X(vips_image_hasalpha)             \
  X(vips_image_new_from_buffer)      \
  X(vips_image_remove)               \
  X(vips_image_set_kill)             \
  X(vips_image_write_to_memory)      \
  X(vips_init)                       \
  X(vips_interpretation_get_type)    \
  X(vips_jpegload_buffer)            \
  X(vips_jpegsave_buffer)            \
  X(vips_operation_block_set)        \
  X(vips_pngsave_buffer)             \
  X(vips_text)                       \
  X(vips_thread_shutdown)            \
  X(vips_thumbnail_buffer)           \
  X(vips_thumbnail_image)            \
  X(vips_tiffsave_buffer)            \
  X(vips_webpsave_buffer)

namespace shrike {

/// libvips' C functions, typed by its own headers.
struct VipsFunctions {
// NOLINTNEXTLINE(bugprone-macro-parentheses): the name of a member takes none
#define SHRIKE_DECLARE(name) decltype(&::name) name = nullptr;
  SHRIKE_VIPS_FUNCTIONS(SHRIKE_DECLARE)
#undef SHRIKE_DECLARE
};

/// Loads and starts libvips at the first call, so that a process that sees no image pays nothing
/// for it; thread-safe. Only the loaders of the formats in format.h are left enabled, nothing is
/// cached between calls, and nothing is written to standard error.
///
/// Throws Error "Runtime.LibraryMissing" (Bug), with the name looked for, when the library or one
/// of its functions is not there; the next call tries again.
[[nodiscard]] const VipsFunctions& vips();

/// A decode gets no more threads than that; a lower limit stays. Each thread has rows of its own in
/// flight.
void limit_vips_threads(const VipsFunctions& functions, int most);

}  // namespace shrike
