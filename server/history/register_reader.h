#pragma once

#include <rocksdb/db.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/domain/project_row.h"
#include "server/history/store.h"

namespace wuse::history {

// A project as it is stored, with its reports' marks sorted by week.
struct StoredProject {
  std::string encoded;
  std::vector<domain::ReportMark> marks;
};

// Reads all projects of a store in portions, in the order of their slots. Used by one thread at a time, not always the
// same. Errors: kDataLoss for a missing slot, a value that does not parse, and a mark of no project; kUnavailable.
class RegisterReader {
 public:
  explicit RegisterReader(rocksdb::DB& db);
  // Empty: there are no more.
  absl::StatusOr<std::vector<StoredProject>> Next();

 private:
  absl::StatusOr<std::vector<domain::ReportMark>> MarksOf(uint32_t slot);
  absl::Status CheckEnd() const;

  Scan projects_;
  Scan marks_;
  uint32_t next_slot_ = 0;
};

}  // namespace wuse::history
