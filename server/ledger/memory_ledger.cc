#include "server/ledger/memory_ledger.h"

#include "common/status.h"
#include "server/ledger/chain.h"

namespace wuse::ledger {

Head MemoryLedger::HeadLocked() const {
  if (entries_.empty()) return {};
  return {.sequence = {static_cast<int64_t>(entries_.size())}, .chain = entries_.back().chain};
}

Head MemoryLedger::head() const {
  const common::MutexLock lock(mutex_);
  return HeadLocked();
}

absl::StatusOr<Head> MemoryLedger::Append(common::Sequence after, std::span<const std::string_view> records) {
  const common::MutexLock lock(mutex_);
  Head head = HeadLocked();
  WUSE_RETURN_IF_ERROR(CheckAppend(head.sequence, after, records));
  for (const std::string_view record : records) {
    head.chain = NextChain(head.chain, record);
    entries_.push_back({.bytes = std::string(record), .chain = head.chain});
  }
  return HeadLocked();
}

absl::StatusOr<std::vector<Record>> MemoryLedger::Read(common::Sequence from, ReadLimit limit) const {
  const common::MutexLock lock(mutex_);
  WUSE_RETURN_IF_ERROR(CheckRead(HeadLocked().sequence, from));
  common::Sha256Digest chain{};
  if (from.value > 1) chain = entries_[from.value - 2].chain;
  std::vector<Record> read;
  size_t bytes = 0;
  for (size_t i = from.value - 1; i < entries_.size(); ++i) {
    const Entry& entry = entries_[i];
    const bool full = static_cast<int>(read.size()) >= limit.records || bytes + entry.bytes.size() > limit.bytes;
    if (!read.empty() && full) break;
    const common::Sequence sequence{static_cast<int64_t>(i) + 1};
    chain = NextChain(chain, entry.bytes);
    if (chain != entry.chain) {
      return DamagedRecord(sequence, "does not fit the chain of the one before", "与前一条的校验链不符");
    }
    bytes += entry.bytes.size();
    read.push_back({.sequence = sequence, .bytes = entry.bytes});
  }
  return read;
}

absl::StatusOr<common::Sha256Digest> MemoryLedger::ChainAt(common::Sequence sequence) const {
  if (sequence.value == 0) return common::Sha256Digest{};
  const absl::StatusOr<std::vector<Record>> read = Read(sequence, {.records = 1, .bytes = 0});
  if (!read.ok()) return read.status();
  const common::MutexLock lock(mutex_);
  WUSE_RETURN_IF_ERROR(CheckRead(HeadLocked().sequence, sequence.Next()));
  return entries_[sequence.value - 1].chain;
}

void MemoryLedger::Tamper(common::Sequence sequence, std::string bytes) {
  const common::MutexLock lock(mutex_);
  entries_.at(sequence.value - 1).bytes = std::move(bytes);
}

}  // namespace wuse::ledger
