#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/batches.h"
#include "client/cli/columns.h"
#include "client/cli/problem.h"
#include "client/cli/session.h"
#include "client/cli/sheet.h"
#include "wuse/v1/plan.pb.h"

namespace wuse::cli {

// What the server answers to a batch.
struct PushAnswer {
  std::vector<v1::PlannedChange> plan;
  int64_t sequence = 0;
};

// The elements of a file that are to be sent, of one kind.
class Pushed {
 public:
  virtual ~Pushed() = default;
  virtual const std::vector<Source>& sources() const = 0;
  virtual size_t Bytes(size_t index) const = 0;  // of one element on the wire
  virtual const ColumnSet& columns() const = 0;
  virtual absl::StatusOr<PushAnswer> Send(const Batch& batch, bool validate_only, const std::string& request_id) = 0;
};

struct PushOptions {
  bool dry_run = false;
  bool yes = false;
  std::string content;            // the file's bytes: part of the request ids
  std::vector<Problem> problems;  // found while the file was read
  BatchLimits limits;
};

// Cuts into batches; has every batch validated; shows the plan; asks; writes batch after batch.
// Request ids come from the content, the batch, the actor and a salt of this run, so that trying a batch again cannot
// write it twice.
// Errors: the file's problems and what the server says of its other rows, told by row and column, and then nothing is
// written. A failure after the first batch
// gives Exit::kLaterBatch, with the rows that are in on the error stream.
absl::StatusOr<Exit> Push(Session& session, Pushed& pushed, const PushOptions& options);

// Asks unless `yes`; kOk: go on. Errors: kInvalidArgument without a terminal to ask at.
absl::StatusOr<Exit> AskToGoOn(Session& session, bool yes, std::string_view question);

}  // namespace wuse::cli
