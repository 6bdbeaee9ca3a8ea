#include "server/ledger/rocksdb/rocksdb_ledger.h"

#include <array>

#include "common/status.h"
#include "rocksdb/db.h"
#include "rocksdb/options.h"
#include "rocksdb/write_batch.h"
#include "server/ledger/chain.h"
#include "server/ledger/rocksdb/log_end.h"
#include "server/ledger/rocksdb/store_directory.h"
#include "server/ledger/rocksdb/store_options.h"
#include "server/ledger/rocksdb/stored_records.h"

namespace wuse::ledger {
namespace {

using common::Sequence;

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
  const RecordBounds bounds;
  const std::unique_ptr<rocksdb::Iterator> iterator(db.NewIterator(bounds.options()));
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

}  // namespace

RocksdbLedger::RocksdbLedger(std::unique_ptr<rocksdb::DB> db, std::string store_id)
    : db_(std::move(db)), store_id_(std::move(store_id)) {}

RocksdbLedger::~RocksdbLedger() = default;

absl::StatusOr<std::unique_ptr<RocksdbLedger>> RocksdbLedger::Open(const Options& options) {
  rocksdb::Env* const env = options.env != nullptr ? options.env : rocksdb::Env::Default();
  StoreDirectory directory(env, options.dir);
  const absl::StatusOr<bool> is_new = directory.Prepare();
  if (!is_new.ok()) return is_new.status();
  WUSE_RETURN_IF_ERROR(CutTornEnds(*env, options.dir));
  rocksdb::DB* opened = nullptr;
  rocksdb::Options store_options = StoreOptions(env);
  store_options.create_if_missing = *is_new;
  const rocksdb::Status status = rocksdb::DB::Open(store_options, options.dir, &opened);
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

absl::Status RocksdbLedger::BetweenAppends(const std::function<absl::Status(rocksdb::DB& db, const Head& head)>& look) {
  Head head;
  {
    const common::MutexLock lock(mutex_);
    while (appending_) turn_ended_.Wait(mutex_);
    if (!poison_.ok()) return poison_;
    appending_ = true;
    head = head_;
  }
  absl::Status looked = look(*db_, head);
  EndTurn(head);
  return looked;
}

absl::StatusOr<Head> RocksdbLedger::Write(Head head, std::span<const std::string_view> records) {
  size_t bytes = 0;
  for (const std::string_view record : records) bytes += record.size() + kRecordKeySize + kChainSize + 16;
  rocksdb::WriteBatch batch(bytes);
  for (const std::string_view record : records) {
    head.sequence = head.sequence.Next();
    head.chain = NextChain(head.chain, record);
    const RecordKey key_bytes = RecordKeyOf(head.sequence);
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

absl::StatusOr<common::Sha256Digest> RocksdbLedger::ChainAt(Sequence sequence) const {
  if (sequence.value == 0) return common::Sha256Digest{};
  const Head end = head();
  WUSE_RETURN_IF_ERROR(CheckRead(end.sequence, sequence));
  WUSE_RETURN_IF_ERROR(CheckRead(end.sequence, sequence.Next()));  // head + 1 may be read from, and has no chain yet
  ChainWalk walk(*db_, sequence);
  WUSE_RETURN_IF_ERROR(walk.Start());
  const absl::StatusOr<std::string_view> record = walk.Take();
  if (!record.ok()) return record.status();
  return walk.chain();
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
