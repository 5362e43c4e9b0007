#include "handlers/image/vips_session.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

#include <fmt/format.h>

namespace shrike {
namespace {

/// Until others have left; longer than most decodes take.
constexpr std::chrono::seconds kLongestWait{20};

}  // namespace

/// Who is in libvips now. Whoever wants to be alone keeps new ones out, or would never be.
class VipsSession::Visitors {
 public:
  [[nodiscard]] std::uint64_t enter(Company company, const std::stop_token& stop) {
    const VipsFunctions& functions = vips();
    std::unique_lock lock(mutex_);
    if (company == Company::Unwanted) {
      ++hermits_;
      changed_.wait_for(lock, stop, kLongestWait, [this] { return inside_ == 0; });
    } else {
      changed_.wait_for(lock, stop, kLongestWait, [this] { return hermits_ == 0; });
    }
    ++begun_;
    if (++inside_ > 1) return 0;
    functions.vips_error_clear();
    return begun_;
  }

  void leave(Company company) {
    {
      const std::scoped_lock lock(mutex_);
      --inside_;
      if (company == Company::Unwanted) --hermits_;
    }
    changed_.notify_all();
  }

  [[nodiscard]] std::uint64_t begun() const {
    const std::scoped_lock lock(mutex_);
    return begun_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  int inside_ = 0;
  int hermits_ = 0;  ///< who want to be alone, and who is
  std::uint64_t begun_ = 0;
};

const std::shared_ptr<VipsSession::Visitors>& VipsSession::visitors_of_the_process() {
  static const auto visitors = std::make_shared<Visitors>();
  return visitors;
}

VipsSession::VipsSession(Company company, const std::stop_token& stop)
    : visitors_(visitors_of_the_process()),
      company_(company),
      number_(visitors_->enter(company, stop)) {}

VipsSession::~VipsSession() {
  vips().vips_thread_shutdown();
  visitors_->leave(company_);
}

bool VipsSession::is_alone() const { return number_ != 0 && number_ == visitors_->begun(); }

void throw_unexplained(const VipsError& error) {
  throw Error(ErrorKind::Retry, "Function.DeadlineExceeded",
              fmt::format("It is not known why this failed, for other images were decoded at the "
                          "same time and did not end: {}",
                          error.message()));
}

}  // namespace shrike
