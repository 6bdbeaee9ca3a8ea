#pragma once

#include <string>

#include "absl/status/status.h"
#include "common/calendar.h"
#include "common/sequence.h"

namespace wuse::engine {

// The errors that the engine itself makes, in one place.

absl::Status QueueFull();       // kResourceExhausted QUEUE_FULL, with a retry delay
absl::Status ServerStopping();  // kUnavailable SERVER_STOPPING, with a retry delay
absl::Status LedgerFailed();    // kUnavailable LEDGER_FAILED
absl::Status BatchTooLarge(size_t bytes);
absl::Status RequestIdReused(const std::string& request_id, common::Sequence sequence);
absl::Status DayBeforeLastEvaluated(common::Date today, common::Date evaluated_on);
// kDataLoss: `what` is wrong with the update that the ledger keeps at `sequence`.
absl::Status UpdateDamaged(common::Sequence sequence, const std::string& what);
// kDataLoss: history (or the board) knows more than the ledger.
absl::Status LedgerCutShort(common::Sequence head, common::Sequence known);

}  // namespace wuse::engine
