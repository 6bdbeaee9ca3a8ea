#include "server/engine/stored_update.h"

#include "common/limits.h"
#include "server/engine/refusals.h"

namespace wuse::engine {

absl::StatusOr<std::shared_ptr<const v1::Update>> UpdateOf(const ledger::Record& record) {
  auto update = std::make_shared<v1::Update>();
  if (!update->ParseFromString(record.bytes)) return UpdateDamaged(record.sequence, "does not parse");
  if (update->sequence() != record.sequence.value) return UpdateDamaged(record.sequence, "has another sequence");
  return update;
}

absl::StatusOr<ledger::Record> ReadRecord(const ledger::Ledger& ledger, common::Sequence sequence) {
  absl::StatusOr<std::vector<ledger::Record>> read =
      ledger.Read(sequence, {.records = 1, .bytes = common::kMaxUpdateBytes});
  if (!read.ok()) return read.status();
  if (read->empty()) return UpdateDamaged(sequence, "is missing");
  return std::move(read->front());
}

absl::StatusOr<std::shared_ptr<const v1::Update>> ReadUpdate(const ledger::Ledger& ledger, common::Sequence sequence) {
  const absl::StatusOr<ledger::Record> record = ReadRecord(ledger, sequence);
  if (!record.ok()) return record.status();
  return UpdateOf(*record);
}

}  // namespace wuse::engine
