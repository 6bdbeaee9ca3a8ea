#pragma once

#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "common/mutex.h"

namespace wuse::common {

// A fixed number of threads and a bounded queue, for work that may block on the disk.
// Thread-safe. Stop() lets running tasks end, drops waiting ones and joins; the destructor stops.
class WorkerPool {
 public:
  WorkerPool(int threads, size_t max_queued);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  // False when the queue is full or the pool has stopped; the task is then not run.
  [[nodiscard]] bool TrySubmit(std::function<void()> task);
  void Stop();

 private:
  void Run();

  const size_t max_queued_;
  Mutex mutex_;
  CondVar changed_;
  std::deque<std::function<void()>> queue_ WUSE_GUARDED_BY(mutex_);
  bool stopping_ WUSE_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace wuse::common
