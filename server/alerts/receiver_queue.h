#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.h"
#include "common/sequence.h"
#include "server/alerts/digest_rules.h"
#include "server/alerts/receiver.h"
#include "wuse/delivery/state.pb.h"
#include "wuse/v1/alert_service.pb.h"

namespace wuse::alerts {

// How an attempt ended.
enum class Outcome {
  kDelivered,
  kUnreachable,  // again soon, then less and less often: down, busy, answers with an error of its own
  kRefused,      // again, but seldom: as it is configured it can never succeed (401, 404, a redirect …)
  kRejected,     // likewise, of this digest alone: the others go on (400, 413, 422)
};

// What one receiver is to be told, and when: takes the stream's changes, groups them into digests, says which one is to
// be posted now, and keeps what failed. A state machine without clock, thread or I/O; one thread.
// The caller saves state() before it posts a digest that was not saved yet (see must_save), so that the digest is
// posted with the same id after a crash.
class ReceiverQueue {
 public:
  using UnitName = std::function<std::string(const std::string& unit)>;
  // `state`: as it was saved, with the store id and the cursor of the stream that is taken.
  ReceiverQueue(const Receiver& receiver, delivery::ReceiverState state, UnitName unit_name);

  // Takes no more of the stream for now: so much waits. What is not taken stays in the ledger.
  bool IsFull() const;
  void Take(AlertNews news, common::SystemTime now);
  // Everything up to it has been taken.
  void MoveCursor(common::Sequence cursor);
  // Closes the digests whose interval has passed.
  void CloseDue(common::SystemTime now);

  // The digest to be posted now, if any. Valid until the next call that is not const.
  const delivery::Digest* Due(common::SystemTime now) const;
  void BeginAttempt(const std::string& id, common::SystemTime now);
  // `error`: for people; of an attempt that failed.
  void EndAttempt(const std::string& id, Outcome outcome, const std::string& error, common::SystemTime now);
  // When there will be something to do without new changes; none: nothing waits.
  std::optional<common::SystemTime> NextTime(common::SystemTime now) const;

  bool must_save() const { return must_save_; }
  void Saved();
  const delivery::ReceiverState& state() const { return state_; }
  // What waits, then what was delivered, each newest first.
  std::vector<v1::Delivery> List() const;

 private:
  void CloseDigest(const std::string& unit);
  delivery::Digest* MergeTarget(const delivery::Digest& digest);
  std::string IdOf(const delivery::Digest& digest) const;
  delivery::Digest* Find(const std::string& id);
  void KeepInLog(const delivery::Digest& digest, common::SystemTime now);
  v1::Delivery DeliveryOf(const delivery::Digest& digest) const;
  // Until the limit a minute lets the next one through; now or earlier: it does.
  common::SystemTime RateAllowsAt() const;
  // A clock that was set back must not hold anything back for longer than was meant.
  void ForgetTheFuture(common::SystemTime now);

  const Receiver& receiver_;
  const UnitName unit_name_;
  delivery::ReceiverState state_;
  int64_t saved_cursor_;
  bool must_save_ = false;
};

}  // namespace wuse::alerts
