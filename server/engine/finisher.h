#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <thread>

#include "common/mutex.h"
#include "server/engine/group.h"

namespace wuse::engine {

// The second half of the write path, beside the first, on two threads of its own: the one answers the callers of groups
// that are durable and shown, the other puts answered groups into history, in order, while the engine's thread decides
// and syncs the next one. Answers never wait for history: who reads it waits for what the board shows
// (History::WaitUntilApplied). Answered groups enter history together, once they are many, or after a moment. When
// history cannot follow, the groups after that are refused, and on_failure is called once.
class Finisher {
 public:
  using OnFailure = std::function<void(const absl::Status&)>;  // from a thread of the finisher
  Finisher(history::History& history, OnFailure on_failure) : history_(history), on_failure_(std::move(on_failure)) {}
  ~Finisher() { Stop(); }
  Finisher(const Finisher&) = delete;
  Finisher& operator=(const Finisher&) = delete;

  void Start();
  // Finishes what was added, joins.
  void Stop();
  // Waits while common::kMaxUnfinishedGroups wait for their answers, or common::kMaxBytesBehind for history: the
  // callers' queue is the one that may grow.
  void Add(std::unique_ptr<Group> group);

 private:
  using Groups = std::deque<std::unique_ptr<Group>>;
  void AnswerAll();
  void EnterAll();
  Groups NextToAnswer();  // empty: stopped
  Groups NextToEnter();   // the same
  void PassOn(Groups answered);
  absl::Status EnterHistory(const Groups& groups);
  bool HasFailed();

  history::History& history_;
  const OnFailure on_failure_;
  common::Mutex mutex_;
  common::CondVar added_;     // to be answered, or the stop
  common::CondVar answered_;  // to enter history
  common::CondVar taken_;     // there is room again
  Groups to_answer_ WUSE_GUARDED_BY(mutex_);
  Groups to_enter_ WUSE_GUARDED_BY(mutex_);
  size_t bytes_behind_ WUSE_GUARDED_BY(mutex_) = 0;  // in to_enter_
  bool stopping_ WUSE_GUARDED_BY(mutex_) = false;
  bool all_answered_ WUSE_GUARDED_BY(mutex_) = false;  // nothing more will come to enter
  bool failed_ WUSE_GUARDED_BY(mutex_) = false;
  std::thread answering_;
  std::thread entering_;
};

}  // namespace wuse::engine
