#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "rocksdb/env.h"

namespace wuse::ledger {

// Tells the end of a log that a power cut tore off from one that was damaged, which RocksDB cannot: it drops the end
// after an altered length, and refuses a torn write whose pages reached the disk out of order.
//
// Every write to a log is synced before the next one begins. So a cut leaves at most one write unfinished, the last,
// and of that some of its pages: the others are missing at the end or read as zeros. A record that is not good although
// nothing of it is missing was damaged, and so was one that others follow. Only one thing looks the same as a cut: a
// file that somebody cut off.
struct LogEnd {
  enum class State {
    kWhole,    // every record is complete
    kTorn,     // what follows the first `good_bytes` is the rest of one unfinished write
    kDamaged,  // what follows the first `good_bytes` is neither complete nor what a cut leaves
  };
  State state = State::kWhole;
  uint64_t good_bytes = 0;
};

// How many records one sync may cover: one batch of a write-ahead log (with one writer, who syncs), or several.
enum class RecordsPerSync { kOne, kSeveral };

// `bytes` of a whole log file of RocksDB (a write-ahead log or a MANIFEST; not of recycled or compressed ones). Pure.
LogEnd EndOf(std::string_view bytes, RecordsPerSync per_sync);

// Cuts the torn ends off the newest write-ahead log of a RocksDB and off its MANIFEST, before it is opened. Nothing
// else is changed, and nothing while another process has it open. Errors: kDataLoss LEDGER_DAMAGED names file and
// place; kFailedPrecondition DATA_DIRECTORY_IN_USE; kUnavailable from the disk.
absl::Status CutTornEnds(rocksdb::Env& env, const std::string& dir);

}  // namespace wuse::ledger
