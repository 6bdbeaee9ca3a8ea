#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <thread>

#include "common/mutex.h"
#include "server/engine/group.h"

namespace wuse::engine {

// The second half of the write path, beside the first: groups that are durable and shown go into history, and then
// their callers are answered, in order, while the engine's thread decides and syncs the next group. One thread of its
// own. When history cannot follow, that group and all later ones are refused, and on_failure is called once.
class Finisher {
 public:
  using OnFailure = std::function<void(const absl::Status&)>;  // from the finisher's thread
  explicit Finisher(OnFailure on_failure) : on_failure_(std::move(on_failure)) {}
  ~Finisher() { Stop(); }
  Finisher(const Finisher&) = delete;
  Finisher& operator=(const Finisher&) = delete;

  void Start();
  // Finishes what was added, joins.
  void Stop();
  // Waits while common::kMaxUnfinishedGroups are waiting: the callers' queue is the one that may grow.
  void Add(std::unique_ptr<Group> group);

 private:
  void Run();
  std::unique_ptr<Group> Next();  // nullptr: stopped

  const OnFailure on_failure_;
  common::Mutex mutex_;
  common::CondVar changed_;
  std::deque<std::unique_ptr<Group>> groups_ WUSE_GUARDED_BY(mutex_);
  bool stopping_ WUSE_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace wuse::engine
