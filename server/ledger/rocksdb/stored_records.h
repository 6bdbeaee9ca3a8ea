#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/digest.h"
#include "common/sequence.h"
#include "rocksdb/db.h"

namespace wuse::ledger {

// How a record is stored, as FORMAT.md writes it down.

inline constexpr char kStoreIdKey[] = "m/store_id";
inline constexpr size_t kRecordKeySize = 9;
inline constexpr size_t kChainSize = std::tuple_size_v<common::Sha256Digest>;

using RecordKey = std::array<char, kRecordKeySize>;
RecordKey RecordKeyOf(common::Sequence sequence);

inline rocksdb::Slice SliceOf(const RecordKey& key) {
  return {key.data(), key.size()};
}

// Records in order, the first and the last of which may be asked for: an iterator within these bounds.
class RecordBounds {
 public:
  RecordBounds();
  RecordBounds(const RecordBounds&) = delete;
  RecordBounds& operator=(const RecordBounds&) = delete;
  const rocksdb::ReadOptions& options() const { return options_; }

 private:
  const rocksdb::Slice lower_;
  const rocksdb::Slice upper_;
  rocksdb::ReadOptions options_;
};

// Not set when the key is no record's.
std::optional<common::Sequence> SequenceOf(const rocksdb::Slice& key);

// Walks the records one after the other, and verifies that each follows the one before and its chain link.
// Errors: kDataLoss naming the record; kUnavailable from the disk.
class ChainWalk {
 public:
  ChainWalk(rocksdb::DB& db, common::Sequence from);

  // Goes to the first record; takes the chain from the one before it.
  absl::Status Start();
  // The next record, verified. Its bytes are valid until the next call.
  absl::StatusOr<std::string_view> Take();

  common::Sequence next() const { return next_; }
  const common::Sha256Digest& chain() const { return chain_; }  // of the last record taken

 private:
  struct Stored {
    common::Sha256Digest chain{};
    std::string_view bytes;
  };
  static std::optional<Stored> Decode(const rocksdb::Slice& value);
  absl::StatusOr<Stored> Current(common::Sequence expected) const;

  rocksdb::DB& db_;
  const RecordBounds bounds_;
  const std::unique_ptr<rocksdb::Iterator> iterator_;
  common::Sequence next_;
  common::Sha256Digest chain_{};
  bool started_ = false;
};

}  // namespace wuse::ledger
