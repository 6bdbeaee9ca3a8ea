#include "common/worker_pool.h"

#include <atomic>
#include <memory>

#include "common/clock.h"
#include "gtest/gtest.h"

namespace wuse::common {
namespace {

constexpr std::chrono::seconds kDeadline{60};  // only a broken pool takes as long

// A count that threads raise and wait for.
class Counter {
 public:
  void Raise() {
    const MutexLock lock(mutex_);
    ++count_;
    changed_.NotifyAll();
  }
  bool WaitFor(int count) {
    const RealClock clock;
    const SteadyTime end = clock.Steady() + kDeadline;
    const MutexLock lock(mutex_);
    while (count_ < count && clock.Steady() < end) changed_.WaitFor(mutex_, std::chrono::milliseconds(500));
    return count_ >= count;
  }

 private:
  Mutex mutex_;
  CondVar changed_;
  int count_ WUSE_GUARDED_BY(mutex_) = 0;
};

// A pool of one thread that is busy until `release` is raised.
struct BusyPool {
  explicit BusyPool(size_t max_queued) : pool(1, max_queued) {
    EXPECT_TRUE(pool.TrySubmit([this] {
      busy.Raise();
      EXPECT_TRUE(release.WaitFor(1));
    }));
    EXPECT_TRUE(busy.WaitFor(1));
  }
  Counter busy;
  Counter release;
  WorkerPool pool;
};

TEST(WorkerPool, RunsEachTaskOnce) {
  constexpr int kTasks = 2000;
  std::vector<std::atomic<int>> runs(kTasks);
  Counter done;
  WorkerPool pool(3, kTasks);
  for (int i = 0; i < kTasks; ++i) {
    ASSERT_TRUE(pool.TrySubmit([&runs, &done, i] {
      ++runs[static_cast<size_t>(i)];
      done.Raise();
    }));
  }
  ASSERT_TRUE(done.WaitFor(kTasks));
  pool.Stop();
  for (const std::atomic<int>& count : runs) EXPECT_EQ(count, 1);
}

TEST(WorkerPool, OneThreadKeepsTheOrder) {
  std::vector<int> order;
  Counter done;
  BusyPool busy(100);
  for (int i = 0; i < 50; ++i) {
    ASSERT_TRUE(busy.pool.TrySubmit([&order, &done, i] {
      order.push_back(i);
      done.Raise();
    }));
  }
  busy.release.Raise();
  ASSERT_TRUE(done.WaitFor(50));
  for (int i = 0; i < 50; ++i) EXPECT_EQ(order[static_cast<size_t>(i)], i);
}

TEST(WorkerPool, AllThreadsWorkAtOnce) {
  Counter met;
  Counter passed;
  WorkerPool pool(3, 10);
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(pool.TrySubmit([&] {
      met.Raise();
      if (met.WaitFor(3)) passed.Raise();
    }));
  }
  EXPECT_TRUE(passed.WaitFor(3));
}

TEST(WorkerPool, AFullQueueRefusesAndTakesAgainLater) {
  Counter ran;
  BusyPool busy(2);
  EXPECT_TRUE(busy.pool.TrySubmit([&ran] { ran.Raise(); }));
  EXPECT_TRUE(busy.pool.TrySubmit([&ran] { ran.Raise(); }));
  EXPECT_FALSE(busy.pool.TrySubmit([] { ADD_FAILURE() << "refused and run all the same"; }));
  busy.release.Raise();
  ASSERT_TRUE(ran.WaitFor(2));
  Counter later;
  EXPECT_TRUE(busy.pool.TrySubmit([&later] { later.Raise(); }));
  EXPECT_TRUE(later.WaitFor(1));
}

TEST(WorkerPool, StopLetsTheRunningTaskEndAndDropsTheWaitingOnes) {
  auto owned = std::make_shared<int>();
  const std::weak_ptr<int> watched = owned;
  std::atomic<bool> ended = false;
  std::atomic<int> ran = 0;
  Counter running;
  WorkerPool pool(1, 1 << 22);
  ASSERT_TRUE(pool.TrySubmit([&] {
    running.Raise();
    while (pool.TrySubmit([&ran] { ++ran; })) std::this_thread::yield();  // until Stop has begun
    ended = true;
  }));
  ASSERT_TRUE(running.WaitFor(1));
  (void)pool.TrySubmit([&ran, held = std::move(owned)] { ++ran; });
  pool.Stop();
  EXPECT_TRUE(ended);
  EXPECT_EQ(ran, 0);
  EXPECT_TRUE(watched.expired()) << "a dropped task goes at once";
  EXPECT_FALSE(pool.TrySubmit([] {}));
  pool.Stop();
}

TEST(WorkerPool, NoTaskRunsAfterTheDestruction) {
  for (int round = 0; round < 50; ++round) {
    const auto runs = std::make_unique<std::atomic<int>>(0);
    int at_the_end = 0;
    {
      WorkerPool pool(2, 100);
      for (int i = 0; i < 100; ++i) ASSERT_TRUE(pool.TrySubmit([&runs = *runs] { ++runs; }));
      pool.Stop();
      at_the_end = *runs;
    }
    EXPECT_EQ(*runs, at_the_end);
  }
}

TEST(WorkerPool, ATaskMaySubmitTheNext) {
  Counter done;
  WorkerPool pool(1, 1);
  std::function<void(int)> chain = [&](int left) {
    if (left == 0) return done.Raise();
    EXPECT_TRUE(pool.TrySubmit([&chain, left] { chain(left - 1); }));
  };
  ASSERT_TRUE(pool.TrySubmit([&chain] { chain(100); }));
  EXPECT_TRUE(done.WaitFor(1));
}

}  // namespace
}  // namespace wuse::common
