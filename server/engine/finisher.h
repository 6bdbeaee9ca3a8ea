#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <thread>

#include "common/mutex.h"
#include "server/engine/group.h"

namespace wuse::engine {

// The second half of the write path, beside the first: the callers of groups that are durable and shown are answered,
// and the groups go into history, in order, while the engine's thread decides and syncs the next one. One thread of its
// own. Answers come first: who reads history waits for what the board shows (History::WaitUntilApplied). When history
// cannot follow, the groups after that are refused, and on_failure is called once.
class Finisher {
 public:
  using OnFailure = std::function<void(const absl::Status&)>;  // from the finisher's thread
  Finisher(history::History& history, OnFailure on_failure) : history_(history), on_failure_(std::move(on_failure)) {}
  ~Finisher() { Stop(); }
  Finisher(const Finisher&) = delete;
  Finisher& operator=(const Finisher&) = delete;

  void Start();
  // Finishes what was added, joins.
  void Stop();
  // Waits while common::kMaxUnfinishedGroups are waiting: the callers' queue is the one that may grow.
  void Add(std::unique_ptr<Group> group);

 private:
  using Groups = std::deque<std::unique_ptr<Group>>;
  void Run();
  Groups Next();  // empty: stopped
  absl::Status EnterHistory(const Groups& groups);

  history::History& history_;
  const OnFailure on_failure_;
  common::Mutex mutex_;
  common::CondVar changed_;
  Groups groups_ WUSE_GUARDED_BY(mutex_);
  bool stopping_ WUSE_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace wuse::engine
