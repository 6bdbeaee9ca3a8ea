#include "common/limits.h"
#include "common/status.h"
#include "server/engine/engine.h"
#include "server/engine/refusals.h"
#include "server/engine/stored_update.h"

namespace wuse::engine {
namespace {

// Of one batch of a replay: bounds the memory it takes.
constexpr ledger::ReadLimit kReplayed{.records = 4096, .bytes = common::kMaxGroupBytes};

absl::Status LoadBoard(const Engine::Parts& parts) {
  board::Staging staging(parts.board);
  WUSE_RETURN_IF_ERROR(parts.history.Load(staging));
  parts.board.Commit(std::move(staging), parts.history.applied());
  return absl::OkStatus();
}

absl::Status Replay(const Engine::Parts& parts, const std::vector<ledger::Record>& records) {
  board::Staging staging(parts.board);
  std::vector<std::shared_ptr<const v1::Update>> updates;
  std::vector<const v1::Update*> pointers;
  for (const ledger::Record& record : records) {
    absl::StatusOr<std::shared_ptr<const v1::Update>> update = UpdateOf(record);
    if (!update.ok()) return update.status();
    for (const v1::Change& change : (*update)->changes()) staging.Apply(change);
    pointers.push_back(update->get());
    updates.push_back(*std::move(update));
  }
  WUSE_RETURN_IF_ERROR(parts.history.Apply(pointers, staging));
  parts.board.Commit(std::move(staging), records.back().sequence);
  return absl::OkStatus();
}

}  // namespace

absl::Status Engine::Recover(const Parts& parts) {
  const common::Sequence head = parts.ledger.head().sequence;
  if (parts.history.applied() > head) return LedgerCutShort(head, parts.history.applied());
  WUSE_RETURN_IF_ERROR(LoadBoard(parts));
  while (parts.history.applied() < head) {
    const absl::StatusOr<std::vector<ledger::Record>> records =
        parts.ledger.Read(parts.history.applied().Next(), kReplayed);
    if (!records.ok()) return records.status();
    if (records->empty()) return UpdateDamaged(parts.history.applied().Next(), "is missing");
    WUSE_RETURN_IF_ERROR(Replay(parts, *records));
  }
  const common::Date evaluated_on = parts.board.Take().evaluated_on();
  const common::Date today = parts.clock.Today();
  if (today < evaluated_on) return DayBeforeLastEvaluated(today, evaluated_on);
  return absl::OkStatus();
}

}  // namespace wuse::engine
