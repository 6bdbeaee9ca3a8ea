#include "server/api/admin.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <unordered_map>
#include <utility>

#include "common/digest.h"
#include "common/limits.h"
#include "server/ledger/backups.h"

namespace wuse::api {
namespace {

v1::BackupInfo InfoOf(const ledger::Backup& backup) {
  v1::BackupInfo info;
  info.set_id(static_cast<int32_t>(backup.id));
  info.set_damaged(backup.damaged);
  if (backup.damaged) return info;
  const auto time = std::chrono::floor<std::chrono::seconds>(backup.made_at.time_since_epoch());
  info.mutable_time()->set_seconds(time.count());
  info.set_sequence(backup.head.sequence.value);
  info.set_chain(common::Hex(backup.head.chain));
  info.set_store_id(backup.store_id);
  info.set_format(backup.format);
  info.set_bytes(static_cast<int64_t>(backup.bytes));
  info.set_copied_bytes(static_cast<int64_t>(backup.copied_bytes));
  return info;
}

// When the update was decided; none: it cannot be read.
std::optional<google::protobuf::Timestamp> TimeOf(const Parts& parts, common::Sequence sequence) {
  v1::Update update;
  if (const auto block = parts.hub.FindRecent(sequence)) {
    const std::string_view header = block->header();
    if (!update.ParseFromArray(header.data(), static_cast<int>(header.size()))) return std::nullopt;
    return update.time();
  }
  const auto records = parts.ledger.Read(sequence, {.records = 1, .bytes = 1});
  if (!records.ok() || records->empty() || !update.ParseFromString(records->front().bytes)) return std::nullopt;
  return update.time();
}

// How far streams are behind. Many are at the same place, which is looked up once.
class Lag {
 public:
  Lag(const Parts& parts, common::Sequence head) : parts_(parts), head_(head), now_(parts.clock.Now()) {}

  void Set(common::Sequence cursor, v1::SubscriptionInfo& info) {
    cursor = std::min(cursor, head_);  // it has moved on since the head was looked at
    info.set_cursor(cursor.value);
    info.set_lag_updates(head_.value - cursor.value);
    if (cursor == head_) return;
    const auto [found, is_new] = since_.try_emplace(cursor.value);
    if (is_new) found->second = TimeOf(parts_, cursor.Next());
    // Who has just begun to read the past is not behind since then.
    int64_t since = info.since().seconds();
    if (found->second) since = std::max(since, found->second->seconds());
    const auto now = std::chrono::floor<std::chrono::seconds>(now_.time_since_epoch()).count();
    info.set_lag_seconds(static_cast<int32_t>(std::max<int64_t>(0, now - since)));
  }

 private:
  const Parts& parts_;
  const common::Sequence head_;
  const common::SystemTime now_;
  std::unordered_map<int64_t, std::optional<google::protobuf::Timestamp>> since_;
};

}  // namespace

absl::StatusOr<v1::BackupInfo> Backup(const Parts& parts, const v1::BackupRequest& request) {
  const absl::StatusOr<ledger::Backup> backup = parts.backups.Create(request.dir());
  if (!backup.ok()) return backup.status();
  return InfoOf(*backup);
}

absl::StatusOr<v1::ListBackupsResponse> ListBackups(const Parts& parts, const v1::ListBackupsRequest& request) {
  const absl::StatusOr<std::vector<ledger::Backup>> backups = parts.backups.List(request.dir());
  if (!backups.ok()) return backups.status();
  v1::ListBackupsResponse response;
  for (const ledger::Backup& backup : *backups) *response.add_backups() = InfoOf(backup);
  return response;
}

v1::ListSubscriptionsResponse ListSubscriptions(const Parts& parts, const StreamRegistry& streams,
                                                const v1::ListSubscriptionsRequest& request) {
  v1::ListSubscriptionsResponse response;
  const common::Sequence head = parts.hub.head();
  response.set_sequence(head.value);
  Lag lag(parts, head);
  size_t bytes = 0;
  for (StreamRegistry::Open& open : streams.List(request.actor())) {
    v1::SubscriptionInfo& info = *response.add_subscriptions();
    info = std::move(open.who);
    const WatchSource::Position position = open.stream->position();
    info.set_in_snapshot(position.in_snapshot);
    lag.Set(position.cursor, info);
    if (bytes > common::kMaxListedFilterBytes) info.clear_filter();
    bytes += info.ByteSizeLong();
  }
  return response;
}

}  // namespace wuse::api
