#include "server/history/store.h"

#include <utility>

#include "common/status.h"
#include "common/text.h"

namespace wuse::history {

absl::Status StoreError(const rocksdb::Status& status, std::string_view doing) {
  const std::string english = "history: " + std::string(doing) + ": " + status.ToString();
  if (status.IsCorruption()) {
    return common::MakeError(
        absl::StatusCode::kDataLoss, english,
        {.reason = "HISTORY_CORRUPT", .chinese = "历史数据已损坏,请停止服务并删除 history 目录,启动时会自动重建。"});
  }
  return common::MakeError(absl::StatusCode::kUnavailable, english,
                           {.reason = "HISTORY_UNAVAILABLE", .chinese = "历史数据暂时无法读写,请检查服务器磁盘。"});
}

absl::Status Malformed(std::string_view key) {
  return StoreError(rocksdb::Status::Corruption("malformed value of key " + common::Quoted(key)), "read");
}

absl::StatusOr<std::optional<std::string>> Get(rocksdb::DB& db, std::string_view key) {
  std::string value;
  const rocksdb::Status status = db.Get(rocksdb::ReadOptions(), key, &value);
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) return StoreError(status, "read");
  return value;
}

namespace {

rocksdb::ReadOptions Bounded(const rocksdb::Slice& lower, const rocksdb::Slice& upper, bool keep_in_cache) {
  rocksdb::ReadOptions options;
  options.iterate_lower_bound = &lower;
  options.iterate_upper_bound = &upper;
  options.fill_cache = keep_in_cache;
  return options;
}

}  // namespace

Scan::Scan(rocksdb::DB& db, std::string from, std::string to, bool keep_in_cache)
    : from_(std::move(from)),
      to_(std::move(to)),
      lower_(from_),
      upper_(to_),
      iterator_(db.NewIterator(Bounded(lower_, upper_, keep_in_cache))) {}

absl::Status Scan::status() const {
  const rocksdb::Status status = iterator_->status();
  return status.ok() ? absl::OkStatus() : StoreError(status, "scan");
}

}  // namespace wuse::history
