#pragma once

#include <cstddef>
#include <semaphore>

namespace shrike {

/// Lets no more decodes run at the same time than there are processors for. Side by side they would
/// end no sooner, and what waits for the network alone, as the asking of Rekognition for the next
/// record does, would get its processor late. Thread-safe.
class DecodeTurns {
 public:
  /// A share of a processor counts as one.
  explicit DecodeTurns(double processors);

  /// What `decode` returns or throws, called as soon as there is a turn. It must not ask for one
  /// itself.
  template <class Decode>
  auto run(const Decode& decode) {
    const Turn turn(free_);
    return decode();
  }

 private:
  using Semaphore = std::counting_semaphore<>;

  class Turn {
   public:
    explicit Turn(Semaphore& free) : free_(free) { free_.acquire(); }
    ~Turn() { free_.release(); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    Turn(Turn&&) = delete;
    Turn& operator=(Turn&&) = delete;

   private:
    Semaphore& free_;
  };

  Semaphore free_;
};

}  // namespace shrike
