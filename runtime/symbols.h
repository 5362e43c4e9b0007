#pragma once

#include <cstdint>

namespace shrike {

/// What the build tells of one call. Texts are valid during the callback; null when not known.
struct Symbol {
  const char* path = nullptr;    ///< source file
  int line = 0;                  ///< 0 when not known
  const char* name = nullptr;    ///< linkage name, as c++filt reads it
  const char* module = nullptr;  ///< the program or shared object
  std::uintptr_t offset = 0;     ///< in the module, as addr2line reads it
};

using SymbolCallback = void (*)(void* argument, const Symbol& symbol);

/// Tells `found` what lies at `address`, the innermost of inlined calls first, at least once.
///
/// File and line come from DWARF, which libbacktrace reads where the build has it (it is part of
/// GCC), names from the symbol table or what the module exports. Nothing is allocated from the
/// heap, so that a signal handler may ask; but the loader's lock is taken.
void look_up_symbol(std::uintptr_t address, SymbolCallback found, void* argument) noexcept;

}  // namespace shrike
