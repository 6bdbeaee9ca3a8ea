#pragma once

#include <rocksdb/db.h>

#include <optional>
#include <span>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "common/clock.h"
#include "common/mutex.h"
#include "server/history/keys.h"
#include "server/history/sorted_batch.h"
#include "wuse/v1/update.pb.h"

namespace wuse::history {

// The request ids of the last days, findable by actor and id, forgotten by age and by number. On disk by age, a key for
// each group; in memory by name (32 bytes each, some 60 MiB for the most): nearly every mutation asks for an id that is
// new, and that must not cost a search on disk. Put is for the one thread that applies; Find is for any.
class Requests {
 public:
  Requests(rocksdb::DB& db, int64_t at_most) : db_(db), at_most_(at_most) {}

  // What the store holds; once, before anything else.
  absl::Status Load();
  // Remembers the updates' request ids, and adds to the batch what keeps them, and the deletion of those that are too
  // old by the time of the last update, or too many. A backlog of old ones is worked off over several calls, so that
  // none takes long.
  absl::Status Put(std::span<const v1::Update* const> updates, SortedBatch& batch);

  // The update of a request; not set when it is not remembered, or too old.
  std::optional<common::Sequence> Find(std::string_view actor, std::string_view request_id,
                                       common::SystemTime now) const;

 private:
  struct Use {
    common::Sequence sequence;
    Micros time = 0;
  };
  // Its bytes are a digest's: any eight of them do.
  struct NameHash {
    size_t operator()(const RequestName& name) const;
  };

  void Remember(std::span<const RequestAge> group);
  // Deletes from the oldest on, whole groups: those that are before `limit`, and at least `surplus` ids.
  absl::Status Prune(Micros limit, int64_t surplus, SortedBatch& batch);
  void Forget(std::span<const RequestAge> group);

  rocksdb::DB& db_;
  const int64_t at_most_;
  int64_t count_ = 0;                  // on disk
  common::Sequence oldest_{};          // none is stored below; spares walking over what was deleted
  std::optional<Micros> oldest_time_;  // of the oldest group's last, once known
  mutable common::Mutex mutex_;
  absl::flat_hash_map<RequestName, Use, NameHash> uses_ WUSE_GUARDED_BY(mutex_);  // the newest of each name
};

}  // namespace wuse::history
