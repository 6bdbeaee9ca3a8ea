#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "server/ledger/ledger.h"
#include "wuse/v1/update.pb.h"

namespace wuse::engine {

// A record as the update that it is. Errors: kDataLoss when it does not parse or has another sequence.
absl::StatusOr<std::shared_ptr<const v1::Update>> UpdateOf(const ledger::Record& record);
// The record, and the update, at a sequence that the ledger has.
absl::StatusOr<ledger::Record> ReadRecord(const ledger::Ledger& ledger, common::Sequence sequence);
absl::StatusOr<std::shared_ptr<const v1::Update>> ReadUpdate(const ledger::Ledger& ledger, common::Sequence sequence);

}  // namespace wuse::engine
