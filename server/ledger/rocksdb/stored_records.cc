#include "server/ledger/rocksdb/stored_records.h"

#include <cstring>

#include "common/status.h"
#include "server/ledger/chain.h"
#include "server/ledger/rocksdb/store_directory.h"

namespace wuse::ledger {

using common::Sequence;

namespace {

constexpr char kRecordPrefix[] = "r";
constexpr char kAfterRecords[] = "s";

}  // namespace

RecordKey RecordKeyOf(Sequence sequence) {
  RecordKey key{};
  key[0] = kRecordPrefix[0];
  for (size_t i = 0; i < 8; ++i) {
    key[1 + i] = static_cast<char>(static_cast<uint64_t>(sequence.value) >> (56 - 8 * i));
  }
  return key;
}

RecordBounds::RecordBounds() : lower_(kRecordPrefix), upper_(kAfterRecords) {
  options_.iterate_lower_bound = &lower_;
  options_.iterate_upper_bound = &upper_;
}

std::optional<Sequence> SequenceOf(const rocksdb::Slice& key) {
  if (key.size() != kRecordKeySize || key[0] != kRecordPrefix[0]) return std::nullopt;
  uint64_t value = 0;
  for (size_t i = 1; i < kRecordKeySize; ++i) value = value << 8 | static_cast<uint8_t>(key[i]);
  return Sequence{static_cast<int64_t>(value)};
}

ChainWalk::ChainWalk(rocksdb::DB& db, Sequence from)
    : db_(db), iterator_(db.NewIterator(bounds_.options())), next_(from) {}

absl::Status ChainWalk::Start() {
  if (next_.value == 1) {
    iterator_->Seek(SliceOf(RecordKeyOf(next_)));
    return absl::OkStatus();
  }
  const Sequence before{next_.value - 1};
  iterator_->Seek(SliceOf(RecordKeyOf(before)));
  const absl::StatusOr<Stored> record = Current(before);
  if (!record.ok()) return record.status();
  chain_ = record->chain;
  iterator_->Next();
  return absl::OkStatus();
}

absl::StatusOr<std::string_view> ChainWalk::Take() {
  if (started_) iterator_->Next();
  started_ = true;
  const absl::StatusOr<Stored> record = Current(next_);
  if (!record.ok()) return record.status();
  const common::Sha256Digest chain = NextChain(chain_, record->bytes);
  if (chain != record->chain) {
    return DamagedRecord(next_, "does not fit the chain of the one before", "与前一条的校验链不符");
  }
  chain_ = chain;
  next_ = next_.Next();
  return record->bytes;
}

std::optional<ChainWalk::Stored> ChainWalk::Decode(const rocksdb::Slice& value) {
  if (value.size() <= kChainSize) return std::nullopt;
  Stored record;
  std::memcpy(record.chain.data(), value.data(), kChainSize);
  record.bytes = std::string_view(value.data() + kChainSize, value.size() - kChainSize);
  return record;
}

absl::StatusOr<ChainWalk::Stored> ChainWalk::Current(Sequence expected) const {
  if (!iterator_->Valid()) {
    WUSE_RETURN_IF_ERROR(StatusOf(iterator_->status(), "read", db_.GetName()));
    return DamagedRecord(expected, "is missing", "缺失");
  }
  if (SequenceOf(iterator_->key()) != expected) return DamagedRecord(expected, "is missing", "缺失");
  const std::optional<Stored> record = Decode(iterator_->value());
  if (!record) return DamagedRecord(expected, "is too short", "内容不完整");
  return *record;
}

}  // namespace wuse::ledger
