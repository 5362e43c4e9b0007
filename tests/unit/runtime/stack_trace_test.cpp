#include "runtime/stack_trace.h"

#include <exception>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/throw_recorder.h"

namespace shrike {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

// The test's frames stay calls whatever the optimiser knows: not inlined, not left by a jump, and
// not known to throw always.
#define SHRIKE_FRAME [[gnu::noinline]]
void keep_frame() { asm volatile(""); }
const volatile bool kThrows = true;

SHRIKE_FRAME void throw_in_the_cellar() {
  if (kThrows) throw std::runtime_error("in the cellar");
  keep_frame();
}

SHRIKE_FRAME void walk_downstairs(int steps) {
  if (steps == 0) {
    throw_in_the_cellar();
  } else {
    walk_downstairs(steps - 1);
  }
  keep_frame();
}

SHRIKE_FRAME void throw_in_the_attic() {
  if (kThrows) throw std::logic_error("in the attic");
  keep_frame();
}

SHRIKE_FRAME int read_past_the_end(const std::vector<int>& shelf) {
  const int value = shelf.at(7);
  keep_frame();
  return value;
}

template <typename Action>
std::vector<std::string> labels_of(const Action& action) {
  try {
    action();
  } catch (...) {
    std::vector<std::string> labels;
    for (const StackFrame& frame : stack_of_current_exception()) labels.push_back(frame.label);
    return labels;
  }
  return {"nothing was thrown"};
}

TEST(StackTrace, NamesTheFunctionThatThrewFirst) {
  const auto labels = labels_of([] { walk_downstairs(2); });
  ASSERT_GE(labels.size(), 5U);
  EXPECT_THAT(labels[0], HasSubstr("throw_in_the_cellar"));
  for (const std::size_t i : {1U, 2U, 3U}) {
    EXPECT_THAT(labels.at(i), HasSubstr("walk_downstairs"));
  }
}

TEST(StackTrace, GivesFileAndLineWhereTheBuildHasThem) {
  try {
    throw_in_the_cellar();
  } catch (...) {
    const StackFrame frame = stack_of_current_exception().at(0);
#if SHRIKE_LIBBACKTRACE && !defined(NDEBUG)
    EXPECT_THAT(frame.path, HasSubstr("stack_trace_test.cpp"));
    EXPECT_GT(frame.line, 0);
    EXPECT_THAT(frame.label, HasSubstr("throw_in_the_cellar()")) << "demangled";
#else
    EXPECT_THAT(frame.path, testing::Not(IsEmpty()));
#endif
  }
}

TEST(StackTrace, KnowsWhereTheStandardLibraryThrew) {
  EXPECT_THAT(labels_of([] { read_past_the_end({}); }), Contains(HasSubstr("read_past_the_end")));
}

TEST(StackTrace, KeepsTheFirstPlaceOfAnExceptionThatIsThrownAgain) {
  const auto labels = labels_of([] {
    try {
      throw_in_the_cellar();
    } catch (...) {
      throw;
    }
  });
  EXPECT_THAT(labels.at(0), HasSubstr("throw_in_the_cellar"));
}

TEST(StackTrace, IsNotMisledByWhatWasThrownAndCaughtMeanwhile) {
  try {
    throw_in_the_cellar();
  } catch (...) {
    for (int i = 0; i < 10; ++i) {
      EXPECT_THAT(labels_of(throw_in_the_attic).at(0), HasSubstr("throw_in_the_attic"));
    }
    EXPECT_THAT(stack_of_current_exception().at(0).label, HasSubstr("throw_in_the_cellar"));
  }
}

TEST(StackTrace, ShowsTheInnermostCauseOfNestedExceptions) {
  const auto labels = labels_of([] {
    try {
      try {
        throw_in_the_cellar();
      } catch (...) {
        std::throw_with_nested(std::logic_error("the stairs"));
      }
    } catch (...) {
      std::throw_with_nested(std::domain_error("the house"));
    }
  });
  EXPECT_THAT(labels.at(0), HasSubstr("throw_in_the_cellar"));
}

TEST(StackTrace, TakesANestedExceptionWithoutACauseForItself) {
  struct Alone : std::nested_exception {};
  EXPECT_THAT(labels_of([] { throw Alone{}; }), Contains(HasSubstr("TestBody")));
}

TEST(StackTrace, FollowsAnExceptionToAnotherThread) {
  auto future = std::async(std::launch::async, throw_in_the_cellar);
  EXPECT_THAT(labels_of([&] { future.get(); }).at(0), HasSubstr("throw_in_the_cellar"));
}

TEST(StackTrace, KeepsThrowsOfSeveralThreadsApart) {
  const auto check = [](void (*action)(), const char* name) {
    for (int i = 0; i < 100; ++i) {  // fewer than are remembered
      try {
        action();
      } catch (...) {
        const auto stack = stack_of_throw(nullptr, typeid(int));
        EXPECT_EQ(stack.depth, 0U);
        EXPECT_THAT(stack_of_current_exception().at(0).label, HasSubstr(name));
      }
    }
  };
  std::thread cellar(check, throw_in_the_cellar, "throw_in_the_cellar");
  std::thread attic(check, throw_in_the_attic, "throw_in_the_attic");
  cellar.join();
  attic.join();
}

TEST(StackTrace, HoldsTheInnermostCallsOfADeepStack) {
  try {
    walk_downstairs(500);
  } catch (...) {
    const auto frames = stack_of_current_exception();
    EXPECT_GE(frames.size(), kMaxStackFrames);
    EXPECT_THAT(frames.at(0).label, HasSubstr("throw_in_the_cellar"));
  }
}

TEST(StackTrace, WorksForWhatIsNoClass) {
  EXPECT_THAT(labels_of([] { throw 7; }), Contains(HasSubstr("TestBody")));
}

TEST(StackTrace, IsEmptyWithoutAnException) {
  EXPECT_THAT(stack_of_current_exception(), IsEmpty());
}

TEST(StackTrace, IsEmptyForWhatWasNeverThrown) {
  struct Unthrown {};
  const auto made = std::make_exception_ptr(Unthrown{});
  EXPECT_THAT(labels_of([&] { std::rethrow_exception(made); }), IsEmpty());
}

TEST(Demangled, LeavesWhatIsNoLinkageName) {
  EXPECT_EQ(demangled("_ZN6shrike3runEv"), "shrike::run()");
  for (const char* name : {"main", "", "_Z", "_ZN", "_ZNSt3\xFF", "?"}) {
    EXPECT_EQ(demangled(name), name);
  }
}

}  // namespace
}  // namespace shrike
