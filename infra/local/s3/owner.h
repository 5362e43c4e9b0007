#pragma once

namespace shrike::local {

/// The one account of the local cloud: its canonical user id, as listings show it, and its
/// principal, as events do.
inline constexpr const char* kOwnerId =
    "dffab35f1f8375db026fef844796ecdb7e3c1e154f743012840d1b752e270fd5";
inline constexpr const char* kOwnerPrincipal = "A3NL1KOZZKSHRIKE";

}  // namespace shrike::local
