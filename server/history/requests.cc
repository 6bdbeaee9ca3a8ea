#include "server/history/requests.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <vector>

#include "common/limits.h"
#include "common/status.h"
#include "server/history/store.h"

namespace wuse::history {
namespace {

constexpr Micros kRemembered = std::chrono::microseconds(std::chrono::days(common::kRememberedRequestDays)).count();
constexpr int64_t kPrunedPerPut = 4096;  // four groups' worth; a few milliseconds

Micros TimeOf(const v1::Update& update) {
  return update.time().seconds() * 1'000'000 + update.time().nanos() / 1000;
}

}  // namespace

size_t Requests::NameHash::operator()(const RequestName& name) const {
  size_t hash = 0;
  std::memcpy(&hash, name.data(), sizeof(hash));
  return hash;
}

absl::Status Requests::Load() {
  Scan scan(db_, RequestAgeKey({}), AfterPrefix(kRequestsByAge));
  for (scan->SeekToFirst(); scan->Valid(); scan->Next()) {
    const std::optional<std::vector<RequestAge>> group = DecodeRequestAges(scan.value());
    if (!group || group->empty()) return Malformed(scan.key());
    if (count_ == 0) {
      oldest_ = group->front().sequence;
      oldest_time_ = group->back().time;
    }
    count_ += static_cast<int64_t>(group->size());
    Remember(*group);
  }
  return scan.status();
}

absl::Status Requests::Put(std::span<const v1::Update* const> updates, SortedBatch& batch) {
  std::vector<RequestAge> group;
  group.reserve(updates.size());
  for (const v1::Update* update : updates) {
    if (update->request_id().empty()) continue;
    group.push_back({.sequence = {update->sequence()},
                     .time = TimeOf(*update),
                     .name = RequestNameOf(update->actor(), update->request_id())});
  }
  if (static_cast<int64_t>(group.size()) > at_most_) group.erase(group.begin(), group.end() - at_most_);
  const auto added = static_cast<int64_t>(group.size());
  // First what goes, so that an id that was forgotten and comes again stays.
  WUSE_RETURN_IF_ERROR(Prune(TimeOf(*updates.back()) - kRemembered, count_ + added - at_most_, batch));
  if (group.empty()) return absl::OkStatus();
  batch.Put(RequestAgeKey(group.front().sequence), Encode(group));
  if (count_ == 0) oldest_time_ = group.back().time;
  count_ += added;
  Remember(group);
  return absl::OkStatus();
}

absl::Status Requests::Prune(Micros limit, int64_t surplus, SortedBatch& batch) {
  if (count_ == 0 || (surplus <= 0 && oldest_time_ && *oldest_time_ >= limit)) return absl::OkStatus();
  Scan scan(db_, RequestAgeKey(oldest_), AfterPrefix(kRequestsByAge));
  int64_t pruned = 0;
  for (scan->SeekToFirst(); scan->Valid(); scan->Next()) {
    const std::optional<std::vector<RequestAge>> group = DecodeRequestAges(scan.value());
    if (!group || group->empty()) return Malformed(scan.key());
    oldest_ = group->front().sequence;
    oldest_time_ = group->back().time;
    if ((*oldest_time_ >= limit && pruned >= surplus) || pruned >= kPrunedPerPut) break;
    Forget(*group);
    batch.Delete(std::string(scan.key()));
    pruned += static_cast<int64_t>(group->size());
  }
  count_ -= pruned;
  return scan.status();
}

void Requests::Remember(std::span<const RequestAge> group) {
  const common::MutexLock lock(mutex_);
  for (const RequestAge& age : group) {
    uses_.insert_or_assign(age.name, Use{.sequence = age.sequence, .time = age.time});
  }
}

// But not what is the name's newer use.
void Requests::Forget(std::span<const RequestAge> group) {
  const common::MutexLock lock(mutex_);
  for (const RequestAge& age : group) {
    const auto found = uses_.find(age.name);
    if (found != uses_.end() && found->second.sequence == age.sequence) uses_.erase(found);
  }
}

std::optional<common::Sequence> Requests::Find(std::string_view actor, std::string_view request_id,
                                               common::SystemTime now) const {
  const RequestName name = RequestNameOf(actor, request_id);
  const Micros now_micros = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count();
  const common::MutexLock lock(mutex_);
  const auto found = uses_.find(name);
  if (found == uses_.end() || found->second.time < now_micros - kRemembered) return std::nullopt;
  return found->second.sequence;
}

}  // namespace wuse::history
