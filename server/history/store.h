#pragma once

#include <rocksdb/db.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace wuse::history {

// Words RocksDB's trouble for our callers: kDataLoss for corruption, else kUnavailable. `doing` is an English verb
// phrase.
absl::Status StoreError(const rocksdb::Status& status, std::string_view doing);
// kDataLoss: the value of this key is not what was written.
absl::Status Malformed(std::string_view key);

// nullopt: no such key.
absl::StatusOr<std::optional<std::string>> Get(rocksdb::DB& db, std::string_view key);

// An iterator over the keys in [from, to), which it keeps; a picture of the moment it was made. Not positioned.
class Scan {
 public:
  Scan(rocksdb::DB& db, std::string from, std::string to, bool keep_in_cache = true);
  rocksdb::Iterator& operator*() { return *iterator_; }
  rocksdb::Iterator* operator->() const { return iterator_.get(); }
  std::string_view key() const { return iterator_->key().ToStringView(); }
  std::string_view value() const { return iterator_->value().ToStringView(); }
  absl::Status status() const;

 private:
  const std::string from_;
  const std::string to_;
  const rocksdb::Slice lower_;
  const rocksdb::Slice upper_;
  std::unique_ptr<rocksdb::Iterator> iterator_;
};

}  // namespace wuse::history
