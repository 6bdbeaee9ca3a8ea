#include "server/engine/recoloring_answers.h"

#include <utility>

namespace wuse::engine {
namespace {

// The month that an update began to freeze; "": none.
std::string MonthOf(const absl::StatusOr<Outcome>& outcome) {
  if (!outcome.ok() || outcome->update == nullptr) return "";
  for (const v1::Change& change : outcome->update->changes()) {
    if (change.has_recoloring_begun()) return change.recoloring_begun().month();
  }
  return "";
}

}  // namespace

Done RecoloringAnswers::WhenWhole(Done done) {
  return [this, done = std::move(done)](absl::StatusOr<Outcome> outcome) {
    const std::string month = MonthOf(outcome);
    // The month is whole on the board before GiveAll is called: nobody waits who came too late for it.
    if (month.empty() || !runs_(month)) return done(std::move(outcome));
    const common::MutexLock lock(mutex_);
    waiting_.push_back({.done = done, .outcome = std::move(outcome)});
  };
}

void RecoloringAnswers::GiveAll() {
  for (Waiting& waiting : TakeAll()) waiting.done(std::move(waiting.outcome));
}

void RecoloringAnswers::RefuseAll(const absl::Status& status) {
  for (Waiting& waiting : TakeAll()) waiting.done(status);
}

std::vector<RecoloringAnswers::Waiting> RecoloringAnswers::TakeAll() {
  const common::MutexLock lock(mutex_);
  return std::exchange(waiting_, {});
}

}  // namespace wuse::engine
