#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

// Thread-safety annotations, checked by clang (-Wthread-safety). GCC ignores them.
// A wrapper over std::mutex because TSan cannot see into Debian's absl::Mutex.
#if defined(__clang__)
#define WUSE_THREAD_ANNOTATION(x) __attribute__((x))
#else
#define WUSE_THREAD_ANNOTATION(x)
#endif
#define WUSE_GUARDED_BY(x) WUSE_THREAD_ANNOTATION(guarded_by(x))
#define WUSE_REQUIRES(...) WUSE_THREAD_ANNOTATION(requires_capability(__VA_ARGS__))
#define WUSE_EXCLUDES(...) WUSE_THREAD_ANNOTATION(locks_excluded(__VA_ARGS__))

namespace wuse::common {

class WUSE_THREAD_ANNOTATION(capability("mutex")) Mutex {
 public:
  void Lock() WUSE_THREAD_ANNOTATION(acquire_capability()) { mutex_.lock(); }
  bool TryLock() WUSE_THREAD_ANNOTATION(try_acquire_capability(true)) { return mutex_.try_lock(); }
  void Unlock() WUSE_THREAD_ANNOTATION(release_capability()) { mutex_.unlock(); }

 private:
  friend class CondVar;
  std::mutex mutex_;
};

class WUSE_THREAD_ANNOTATION(scoped_lockable) MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) WUSE_THREAD_ANNOTATION(acquire_capability(mutex)) : mutex_(mutex) { mutex_.Lock(); }
  ~MutexLock() WUSE_THREAD_ANNOTATION(release_capability()) { mutex_.Unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

// Waits in a loop over the condition: `while (!ready_) changed_.Wait(mutex_);`
class CondVar {
 public:
  void Wait(Mutex& mutex) WUSE_REQUIRES(mutex) {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    condition_.wait(lock);
    lock.release();
  }
  // False when the time was up.
  bool WaitFor(Mutex& mutex, std::chrono::milliseconds timeout) WUSE_REQUIRES(mutex) {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    const bool notified = condition_.wait_for(lock, timeout) == std::cv_status::no_timeout;
    lock.release();
    return notified;
  }
  void NotifyOne() { condition_.notify_one(); }
  void NotifyAll() { condition_.notify_all(); }

 private:
  std::condition_variable condition_;
};

}  // namespace wuse::common
