#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>

#include "handlers/image/vips_image.h"

namespace shrike {

/// A thread's stay in libvips, while a public function of the room works there. Others may be in it
/// at the same time, and libvips has one text for the errors of all of them: what it says is a
/// session's own only as long as nobody else has been there.
class VipsSession {
 public:
  enum class Company {
    Welcome,  ///< enters at once, unless somebody waits to be alone
    Unwanted  ///< waits until all others have left
  };

  /// Enters all the same when `stop` is requested or the wait becomes too long: a decode that was
  /// given up never leaves. Begins with an empty text where it begins alone.
  VipsSession(Company company, const std::stop_token& stop);
  VipsSession(const VipsSession&) = delete;
  VipsSession& operator=(const VipsSession&) = delete;
  VipsSession(VipsSession&&) = delete;
  VipsSession& operator=(VipsSession&&) = delete;
  /// Frees what libvips keeps for the calling thread.
  ~VipsSession();

  /// Whether nobody else has been in libvips since the session began: each VipsError of this
  /// thread has told of its own doing.
  [[nodiscard]] bool is_alone() const;

 private:
  class Visitors;

  [[nodiscard]] static const std::shared_ptr<Visitors>& visitors_of_the_process();

  /// A decode that was given up may outlive everything else.
  std::shared_ptr<Visitors> visitors_;
  Company company_;
  std::uint64_t number_;  ///< how many sessions had begun with this one; 0: others were there
};

/// `error`, of a session that was never alone, as what it is known to be: Error
/// "Function.DeadlineExceeded" (Retry).
[[noreturn]] void throw_unexplained(const VipsError& error);

/// What `work` returns or throws, called with its session. Where libvips fails it while others are
/// there, it is called once more, alone: only then is it known what the matter is, whether that can
/// be forgiven, and of which image it is to be told. As long as all goes well nobody waits.
///
/// Throws what throw_unexplained does when it failed and the others did not leave.
template <typename Work>
auto in_vips(const std::stop_token& stop, const Work& work) {
  {
    const VipsSession session(VipsSession::Company::Welcome, stop);
    try {
      return work(session);
    } catch (const VipsError&) {
      if (session.is_alone()) throw;
    }
  }
  const VipsSession session(VipsSession::Company::Unwanted, stop);
  try {
    return work(session);
  } catch (const VipsError& error) {
    if (session.is_alone()) throw;
    throw_unexplained(error);
  }
}

}  // namespace shrike
