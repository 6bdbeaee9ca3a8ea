#include "server/history/requests.h"

#include <algorithm>
#include <chrono>
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

common::Sha256Digest DigestOf(const v1::Update& update) {
  common::Sha256Digest digest{};
  const std::string& bytes = update.request_digest();
  std::copy_n(bytes.begin(), std::min(bytes.size(), digest.size()), digest.begin());
  return digest;
}

}  // namespace

absl::Status Requests::Put(std::span<const v1::Update* const> updates, SortedBatch& batch) {
  std::vector<const v1::Update*> fresh;
  fresh.reserve(updates.size());
  for (const v1::Update* update : updates) {
    if (!update->request_id().empty()) fresh.push_back(update);
  }
  if (static_cast<int64_t>(fresh.size()) > at_most_) fresh.erase(fresh.begin(), fresh.end() - at_most_);
  const auto added = static_cast<int64_t>(fresh.size());
  // First what goes, so that an id that was forgotten and comes again stays.
  WUSE_RETURN_IF_ERROR(Prune(TimeOf(*updates.back()) - kRemembered, count_ + added - at_most_, batch));
  if (fresh.empty()) return absl::OkStatus();
  std::vector<RequestAge> ages;
  ages.reserve(fresh.size());
  for (const v1::Update* update : fresh) {
    const RequestAge& age =
        ages.emplace_back(RequestAge{.sequence = {update->sequence()},
                                     .time = TimeOf(*update),
                                     .request_key = RequestKey(update->actor(), update->request_id())});
    batch.Put(age.request_key,
              Encode(RequestValue{.sequence = age.sequence, .time = age.time, .digest = DigestOf(*update)}));
  }
  batch.Put(RequestAgeKey(ages.front().sequence), Encode(ages));
  if (count_ == 0) oldest_time_ = ages.back().time;
  count_ += added;
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
    for (const RequestAge& age : *group) WUSE_RETURN_IF_ERROR(Forget(age, batch));
    batch.Delete(std::string(scan.key()));
    pruned += static_cast<int64_t>(group->size());
  }
  count_ -= pruned;
  return scan.status();
}

absl::Status Requests::Forget(const RequestAge& age, SortedBatch& batch) {
  const absl::StatusOr<std::optional<std::string>> stored = Get(db_, age.request_key);
  if (!stored.ok()) return stored.status();
  if (!*stored) return absl::OkStatus();
  const std::optional<RequestValue> request = DecodeRequest(**stored);
  if (!request) return Malformed(age.request_key);
  // The same id may have been used again after it was forgotten by age.
  if (request->sequence == age.sequence) batch.Delete(age.request_key);
  return absl::OkStatus();
}

absl::StatusOr<std::optional<RememberedRequest>> Requests::Find(std::string_view actor, std::string_view request_id,
                                                                common::SystemTime now) const {
  const std::string key = RequestKey(actor, request_id);
  const absl::StatusOr<std::optional<std::string>> stored = Get(db_, key);
  if (!stored.ok()) return stored.status();
  if (!*stored) return std::nullopt;
  const std::optional<RequestValue> request = DecodeRequest(**stored);
  if (!request) return Malformed(key);
  const Micros now_micros = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count();
  if (request->time < now_micros - kRemembered) return std::nullopt;
  return RememberedRequest{.sequence = request->sequence, .digest = request->digest};
}

}  // namespace wuse::history
