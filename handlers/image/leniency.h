#pragma once

#include <utility>

#include "handlers/image/facts.h"
#include "handlers/image/vips_session.h"
#include "runtime/error.h"

namespace shrike {

/// What of a file's flaws a decoder passes over.
struct Leniency {
  bool warnings = false;  ///< of a JPEG: libjpeg's, which it decodes on after
  bool profile = false;   ///< an ICC profile that nothing can be done with

  bool operator==(const Leniency&) const = default;
};

/// What to pass over after `error`: more than `so_far` where it is a flaw that cameras and editors
/// write and every viewer forgives, exactly `so_far` where pixels are missing or wrong.
///
/// libjpeg decodes on after any damage, with grey for what is missing, and its warnings are all
/// that tells. It words the first one only: behind a harmless one another may hide.
[[nodiscard]] Leniency forgiving(const Error& error, const ImageFacts& facts, Leniency so_far);

/// Gives `decode` no leniency at first, and then as much as its errors are found to deserve; it is
/// called three times at most. Throws what it throws for damage, and what may tell of another
/// session's.
template <typename Decode>
auto decode_leniently(const VipsSession& session, const ImageFacts& facts, const Decode& decode) {
  Leniency leniency;
  while (true) {
    try {
      return decode(leniency);
    } catch (const Error& error) {
      if (!session.is_alone()) throw;
      const Leniency more = forgiving(error, facts, leniency);
      if (more == leniency) throw;
      leniency = more;
    }
  }
}

}  // namespace shrike
