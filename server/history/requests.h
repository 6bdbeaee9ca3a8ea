#pragma once

#include <rocksdb/db.h>

#include <optional>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/clock.h"
#include "server/history/history.h"
#include "server/history/keys.h"
#include "server/history/sorted_batch.h"
#include "wuse/v1/update.pb.h"

namespace wuse::history {

// The request ids of the last days, findable by actor and id, forgotten by age and by number.
// Put is for the one thread that applies; Find is for any.
class Requests {
 public:
  // `count` is how many the store holds.
  Requests(rocksdb::DB& db, int64_t at_most, int64_t count) : db_(db), at_most_(at_most), count_(count) {}

  // Adds the updates' request ids to the batch, and the deletion of those that are too old by the time of the last
  // update, or too many. A backlog of old ones is worked off over several calls, so that none takes long.
  absl::Status Put(std::span<const v1::Update* const> updates, SortedBatch& batch);
  // How many the store holds once the batch is written.
  int64_t count() const { return count_; }

  absl::StatusOr<std::optional<RememberedRequest>> Find(std::string_view actor, std::string_view request_id,
                                                        common::SystemTime now) const;

 private:
  // Deletes from the oldest on, whole groups: those that are before `limit`, and at least `surplus` ids.
  absl::Status Prune(Micros limit, int64_t surplus, SortedBatch& batch);
  absl::Status Forget(const RequestAge& age, SortedBatch& batch);

  rocksdb::DB& db_;
  const int64_t at_most_;
  int64_t count_;
  common::Sequence oldest_{};          // none is stored below; spares walking over what was deleted
  std::optional<Micros> oldest_time_;  // of the oldest group's last, once known
};

}  // namespace wuse::history
