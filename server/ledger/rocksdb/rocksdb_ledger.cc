#include "server/ledger/rocksdb/rocksdb_ledger.h"

#include <array>
#include <cstring>
#include <random>

#include "common/status.h"
#include "rocksdb/db.h"
#include "rocksdb/options.h"
#include "rocksdb/write_batch.h"
#include "server/ledger/chain.h"
#include "server/ledger/rocksdb/store_directory.h"

namespace wuse::ledger {
namespace {

using common::Sequence;
using common::Sha256Digest;

constexpr char kStoreIdKey[] = "m/store_id";
constexpr char kRecordPrefix = 'r';
constexpr char kAfterRecords[] = "s";
constexpr size_t kKeySize = 9;
constexpr size_t kChainSize = std::tuple_size_v<Sha256Digest>;

// The memory tables, and so the WALs that a restart replays, hold at most this much: LoadHead verifies as much of
// the tail, so that a hole in a WAL cannot hide.
constexpr size_t kMemtableBytes = 16 << 20;
constexpr int kMemtables = 3;
constexpr size_t kVerifiedTailBytes = kMemtableBytes * (kMemtables + 1);

using Key = std::array<char, kKeySize>;

Key KeyOf(Sequence sequence) {
  Key key{};
  key[0] = kRecordPrefix;
  for (size_t i = 0; i < 8; ++i) {
    key[1 + i] = static_cast<char>(static_cast<uint64_t>(sequence.value) >> (56 - 8 * i));
  }
  return key;
}

rocksdb::Slice SliceOf(const Key& key) {
  return {key.data(), key.size()};
}

// Not set when the key is no record's.
std::optional<Sequence> SequenceOf(const rocksdb::Slice& key) {
  if (key.size() != kKeySize || key[0] != kRecordPrefix) return std::nullopt;
  uint64_t value = 0;
  for (size_t i = 1; i < kKeySize; ++i) value = value << 8 | static_cast<uint8_t>(key[i]);
  return Sequence{static_cast<int64_t>(value)};
}

struct StoredRecord {
  Sha256Digest chain{};
  std::string_view bytes;
};

std::optional<StoredRecord> Decode(const rocksdb::Slice& value) {
  if (value.size() <= kChainSize) return std::nullopt;
  StoredRecord record;
  std::memcpy(record.chain.data(), value.data(), kChainSize);
  record.bytes = std::string_view(value.data() + kChainSize, value.size() - kChainSize);
  return record;
}

std::string NewStoreId() {
  std::random_device random;
  std::string id;
  for (int i = 0; i < 32; ++i) id.push_back("0123456789abcdef"[random() % 16]);
  return id;
}

rocksdb::Options OptionsOf(rocksdb::Env* env, bool may_create) {
  rocksdb::Options options;
  options.env = env;
  options.create_if_missing = may_create;
  options.paranoid_checks = true;
  // A torn end (a write cut short by a crash, never acknowledged) is cut off; anything else refuses to open.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.manual_wal_flush = false;
  options.unordered_write = false;
  options.wal_compression = rocksdb::kNoCompression;
  options.recycle_log_file_num = 0;  // an old log's records must never look like this one's
  options.write_buffer_size = kMemtableBytes;
  options.max_write_buffer_number = kMemtables;
  options.keep_log_file_num = 4;
  options.max_log_file_size = 4 << 20;
  return options;
}

absl::StatusOr<std::string> LoadStoreId(rocksdb::DB& db, bool may_create, const std::string& dir) {
  std::string store_id;
  rocksdb::Status status = db.Get({}, kStoreIdKey, &store_id);
  if (status.IsNotFound() && may_create) {
    store_id = NewStoreId();
    rocksdb::WriteOptions synced;
    synced.sync = true;
    status = db.Put(synced, kStoreIdKey, store_id);
    if (status.ok()) status = db.Flush({});  // so that it does not depend on any WAL
  }
  WUSE_RETURN_IF_ERROR(StatusOf(status, "open", dir));
  return store_id;
}

struct Tail {
  Sequence last;            // 0: no records
  Sequence first_verified;  // what is verified at start begins here
};

absl::StatusOr<Tail> FindTail(rocksdb::DB& db) {
  const rocksdb::Slice lower(&kRecordPrefix, 1);
  const rocksdb::Slice upper = kAfterRecords;
  rocksdb::ReadOptions read;
  read.iterate_lower_bound = &lower;
  read.iterate_upper_bound = &upper;
  const std::unique_ptr<rocksdb::Iterator> iterator(db.NewIterator(read));
  Tail tail;
  size_t bytes = 0;
  for (iterator->SeekToLast(); iterator->Valid() && bytes < kVerifiedTailBytes; iterator->Prev()) {
    const std::optional<Sequence> sequence = SequenceOf(iterator->key());
    if (!sequence || sequence->value < 1)
      return DamagedRecord(tail.last, "is followed by a key of no record", "之后有无法识别的键");
    if (tail.last.value == 0) tail.last = *sequence;
    tail.first_verified = *sequence;
    bytes += iterator->value().size();
  }
  WUSE_RETURN_IF_ERROR(StatusOf(iterator->status(), "open", db.GetName()));
  return tail;
}

// Walks the records one after the other, and verifies that each follows the one before and its chain link.
class ChainWalk {
 public:
  ChainWalk(rocksdb::DB& db, Sequence from) : db_(db), next_(from) {
    upper_ = kAfterRecords;
    options_.iterate_upper_bound = &upper_;
    iterator_.reset(db.NewIterator(options_));
  }

  // Goes to the first record; takes the chain from the one before it.
  absl::Status Start() {
    if (next_.value == 1) {
      iterator_->Seek(SliceOf(KeyOf(next_)));
      return absl::OkStatus();
    }
    const Sequence before{next_.value - 1};
    iterator_->Seek(SliceOf(KeyOf(before)));
    absl::StatusOr<StoredRecord> record = Current(before);
    if (!record.ok()) return record.status();
    chain_ = record->chain;
    iterator_->Next();
    return absl::OkStatus();
  }

  // The next record, verified. Its bytes are valid until the next call.
  absl::StatusOr<std::string_view> Take() {
    if (started_) iterator_->Next();
    started_ = true;
    absl::StatusOr<StoredRecord> record = Current(next_);
    if (!record.ok()) return record.status();
    chain_ = NextChain(chain_, record->bytes);
    if (chain_ != record->chain) {
      return DamagedRecord(next_, "does not fit the chain of the one before", "与前一条的校验链不符");
    }
    next_ = next_.Next();
    return record->bytes;
  }

  Sequence next() const { return next_; }
  const Sha256Digest& chain() const { return chain_; }

 private:
  absl::StatusOr<StoredRecord> Current(Sequence expected) {
    if (!iterator_->Valid()) {
      WUSE_RETURN_IF_ERROR(StatusOf(iterator_->status(), "read", db_.GetName()));
      return DamagedRecord(expected, "is missing", "缺失");
    }
    if (SequenceOf(iterator_->key()) != expected) return DamagedRecord(expected, "is missing", "缺失");
    const std::optional<StoredRecord> record = Decode(iterator_->value());
    if (!record) return DamagedRecord(expected, "is too short", "内容不完整");
    return *record;
  }

  rocksdb::DB& db_;
  rocksdb::Slice upper_;
  rocksdb::ReadOptions options_;
  std::unique_ptr<rocksdb::Iterator> iterator_;
  Sequence next_;
  Sha256Digest chain_{};
  bool started_ = false;
};

}  // namespace

RocksdbLedger::RocksdbLedger(std::unique_ptr<rocksdb::DB> db, std::string store_id)
    : db_(std::move(db)), store_id_(std::move(store_id)) {}

RocksdbLedger::~RocksdbLedger() = default;

absl::StatusOr<std::unique_ptr<RocksdbLedger>> RocksdbLedger::Open(const Options& options) {
  rocksdb::Env* const env = options.env != nullptr ? options.env : rocksdb::Env::Default();
  StoreDirectory directory(env, options.dir);
  const absl::StatusOr<bool> is_new = directory.Prepare();
  if (!is_new.ok()) return is_new.status();
  rocksdb::DB* opened = nullptr;
  const rocksdb::Status status = rocksdb::DB::Open(OptionsOf(env, *is_new), options.dir, &opened);
  std::unique_ptr<rocksdb::DB> db(opened);
  // A store that is gone shows as "does not exist", which is a loss: the marker says that there was one.
  WUSE_RETURN_IF_ERROR(StatusOf(status, "open", options.dir));
  absl::StatusOr<std::string> store_id = LoadStoreId(*db, *is_new, options.dir);
  if (!store_id.ok()) return store_id.status();
  if (*is_new) WUSE_RETURN_IF_ERROR(directory.MarkComplete());
  std::unique_ptr<RocksdbLedger> ledger(new RocksdbLedger(std::move(db), *std::move(store_id)));
  WUSE_RETURN_IF_ERROR(ledger->LoadHead());
  return ledger;
}

absl::Status RocksdbLedger::LoadHead() {
  const absl::StatusOr<Tail> tail = FindTail(*db_);
  if (!tail.ok()) return tail.status();
  Head head{.sequence = tail->last};
  if (head.sequence.value > 0) {
    ChainWalk walk(*db_, tail->first_verified);
    WUSE_RETURN_IF_ERROR(walk.Start());
    while (walk.next() <= head.sequence) {
      const absl::StatusOr<std::string_view> record = walk.Take();
      if (!record.ok()) return record.status();
    }
    head.chain = walk.chain();
  }
  const common::MutexLock lock(mutex_);
  head_ = head;
  return absl::OkStatus();
}

Head RocksdbLedger::head() const {
  const common::MutexLock lock(mutex_);
  return head_;
}

absl::StatusOr<Head> RocksdbLedger::BeginTurn(Sequence after, std::span<const std::string_view> records) {
  const common::MutexLock lock(mutex_);
  while (appending_) turn_ended_.Wait(mutex_);
  if (!poison_.ok()) return poison_;
  WUSE_RETURN_IF_ERROR(CheckAppend(head_.sequence, after, records));
  appending_ = true;
  return head_;
}

void RocksdbLedger::EndTurn(const absl::StatusOr<Head>& head) {
  const common::MutexLock lock(mutex_);
  if (head.ok()) {
    head_ = *head;
  } else {
    poison_ = head.status();
  }
  appending_ = false;
  turn_ended_.NotifyAll();
}

absl::StatusOr<Head> RocksdbLedger::Append(Sequence after, std::span<const std::string_view> records) {
  const absl::StatusOr<Head> before = BeginTurn(after, records);
  if (!before.ok()) return before.status();
  absl::StatusOr<Head> written = Write(*before, records);
  EndTurn(written);  // readers see the records from here on: the sync has returned
  return written;
}

absl::StatusOr<Head> RocksdbLedger::Write(Head head, std::span<const std::string_view> records) {
  size_t bytes = 0;
  for (const std::string_view record : records) bytes += record.size() + kKeySize + kChainSize + 16;
  rocksdb::WriteBatch batch(bytes);
  for (const std::string_view record : records) {
    head.sequence = head.sequence.Next();
    head.chain = NextChain(head.chain, record);
    const Key key_bytes = KeyOf(head.sequence);
    const rocksdb::Slice key = SliceOf(key_bytes);
    const std::string_view chain = common::Bytes(head.chain);
    const std::array<rocksdb::Slice, 2> value = {rocksdb::Slice(chain.data(), chain.size()),
                                                 rocksdb::Slice(record.data(), record.size())};
    const rocksdb::Status put = batch.Put(rocksdb::SliceParts(&key, 1), rocksdb::SliceParts(value.data(), 2));
    if (!put.ok()) return PoisonedBy(StatusOf(put, "write", db_->GetName()));
  }
  rocksdb::WriteOptions options;
  options.sync = true;
  const rocksdb::Status status = db_->Write(options, &batch);
  if (!status.ok()) return PoisonedBy(StatusOf(status, "write", db_->GetName()));
  return head;
}

absl::StatusOr<std::vector<Record>> RocksdbLedger::Read(Sequence from, ReadLimit limit) const {
  const Head end = head();
  WUSE_RETURN_IF_ERROR(CheckRead(end.sequence, from));
  if (from > end.sequence) return std::vector<Record>();
  return ReadUpTo(end, from, limit);
}

absl::StatusOr<std::vector<Record>> RocksdbLedger::ReadUpTo(Head head, Sequence from, ReadLimit limit) const {
  ChainWalk walk(*db_, from);
  WUSE_RETURN_IF_ERROR(walk.Start());
  std::vector<Record> read;
  size_t bytes = 0;
  while (walk.next() <= head.sequence) {
    const Sequence sequence = walk.next();
    const absl::StatusOr<std::string_view> record = walk.Take();
    if (!record.ok()) return record.status();
    if (!read.empty() && bytes + record->size() > limit.bytes) break;
    bytes += record->size();
    read.push_back({.sequence = sequence, .bytes = std::string(*record)});
    if (static_cast<int>(read.size()) >= limit.records) break;
  }
  return read;
}

}  // namespace wuse::ledger
