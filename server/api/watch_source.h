#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "common/calendar.h"
#include "common/clock.h"
#include "server/api/rope.h"
#include "server/api/watch_snapshot.h"
#include "server/board/board.h"
#include "server/hub/hub.h"
#include "wuse/v1/alert_service.pb.h"
#include "wuse/v1/watch_service.pb.h"

namespace wuse::api {

// The responses of one Watch or WatchAlerts, one after the other, each encoded: the snapshot's chunks, SYNCED, then
// updates. Encodes nothing that the board or the hub has encoded already. Never blocks. Used by one thread at a time.
class WatchSource {
 public:
  // What a source is made from; outlives it.
  struct Parts {
    const board::Board& board;
    hub::Hub& hub;
    std::string store_id;
    const common::Clock& clock;
    const common::WorkingDays& calendar;
  };
  // on_ready is called from any thread when Next said kNothing and there may be more.
  // Errors: kInvalidArgument (FILTER_INVALID, UNIT_UNKNOWN, TOKEN_INVALID, SEQUENCE_INVALID), kFailedPrecondition
  // (TOKEN_OF_ANOTHER_STORE), kOutOfRange (SEQUENCE_IN_FUTURE).
  static absl::StatusOr<std::unique_ptr<WatchSource>> Of(const Parts& parts, const v1::WatchRequest& request,
                                                         std::function<void()> on_ready);
  static absl::StatusOr<std::unique_ptr<WatchSource>> Of(const Parts& parts, const v1::WatchAlertsRequest& request,
                                                         std::function<void()> on_ready);

  struct Step {
    enum class Kind {
      kResponse,
      kNothing,  // on_ready will be called
      kMore,     // much was looked at and little found: ask again after others had their turn
      kFailed,   // `status`
    };
    Kind kind = Kind::kNothing;
    Rope response;
    absl::Status status;
  };
  Step Next();
  // A response that is only a token, for everything up to now; none within a snapshot.
  std::optional<Rope> Bookmark() const;
  // The last Next gave updates and left few or none behind: what comes next is news.
  bool IsLive() const { return live_; }
  // Where it is. Thread-safe.
  struct Position {
    common::Sequence cursor;  // everything up to here was looked at and, where it matches, given
    bool in_snapshot = false;
  };
  Position position() const { return {.cursor = subscription_->cursor(), .in_snapshot = in_snapshot_}; }

 private:
  WatchSource(const Parts& parts, hub::WatchFilter filter) : parts_(parts), filter_(std::move(filter)) {}
  template <class Request>
  static absl::StatusOr<std::unique_ptr<WatchSource>> Started(std::unique_ptr<WatchSource> source,
                                                              const Request& request, std::function<void()> on_ready);
  Step NextOfSnapshot();
  Step NextUpdates();
  Rope Synced() const;
  // The same for every stream of the store.
  std::string Encode(const hub::Batch& batch) const;
  Rope TokenUpTo(common::Sequence cursor) const;

  const Parts parts_;
  const hub::WatchFilter filter_;
  std::unique_ptr<WatchSnapshot> snapshot_;  // while it is being sent
  std::atomic<bool> in_snapshot_ = false;
  common::Sequence cursor_;
  bool live_ = false;
  std::unique_ptr<hub::Subscription> subscription_;
};

}  // namespace wuse::api
