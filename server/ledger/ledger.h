#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/digest.h"
#include "common/sequence.h"

namespace wuse::ledger {

// The end of the ledger: its last sequence (0: empty) and the chain digest over all records up to it.
struct Head {
  common::Sequence sequence;
  common::Sha256Digest chain{};  // of an empty ledger: all zero
};

struct Record {
  common::Sequence sequence;
  std::string bytes;
};

// Bounds of one Read; at least one record is returned when there is one.
struct ReadLimit {
  int records;
  size_t bytes;
};

// Ledger is the only durable truth: a gap-free sequence of opaque records, 1, 2, 3 …, each chained to the one
// before: chain = SHA-256(chain of the record before ‖ record).
// Thread-safe: one appender at a time, any number of readers. Append returns only after every record of the
// call is durable (one sync for all of them); a reader never sees a record earlier than that.
// Errors: kAborted (`after` is not the head: someone else appended), kInvalidArgument (an empty call, an
// empty record or one over common::kMaxUpdateBytes), kDataLoss (a stored record is not what was written, or an append
// or its sync failed: the process must stop; every later Append fails the same way), kOutOfRange (Read beyond head +
// 1).
class Ledger {
 public:
  virtual ~Ledger() = default;

  // Names this store for ever (32 hex digits, made at creation): a resume token of another store is refused.
  virtual const std::string& store_id() const = 0;
  virtual Head head() const = 0;
  // Appends `records` as after+1, after+2, … all or none. Returns the new head.
  virtual absl::StatusOr<Head> Append(common::Sequence after, std::span<const std::string_view> records) = 0;
  // Records from `from` (≥ 1) on, in order; empty when from is head + 1. Verifies each chain link.
  virtual absl::StatusOr<std::vector<Record>> Read(common::Sequence from, ReadLimit limit) const = 0;
  // The chain digest over all records up to `sequence` (0: all zero): what head() gave when that was the last one.
  // Verifies the record. kOutOfRange beyond the head.
  virtual absl::StatusOr<common::Sha256Digest> ChainAt(common::Sequence sequence) const = 0;
};

}  // namespace wuse::ledger
