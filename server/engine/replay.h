#pragma once

#include <functional>

#include "absl/status/status.h"
#include "common/digest.h"
#include "common/sequence.h"
#include "server/board/board.h"
#include "server/history/history.h"
#include "server/ledger/ledger.h"

namespace wuse::engine {

// Loads an empty board from history, then applies the rest of the ledger to both, as the updates of single groups.
// `progress` is told the sequence reached now and then. Errors: kDataLoss, also LEDGER_CUT_SHORT when history knows
// more than the ledger; kUnavailable from the disk.
absl::Status Replay(const ledger::Ledger& ledger, board::Board& board, history::History& history,
                    const std::function<void(common::Sequence)>& progress = nullptr);

// A digest over everything that board and history answer of the register: units, projects with their reports' marks,
// the last evaluated day, the alert rules, and every version of every report. Two stores with the same updates have the
// same.
absl::StatusOr<common::Sha256Digest> StateDigest(const board::View& view, const history::History& history);

}  // namespace wuse::engine
