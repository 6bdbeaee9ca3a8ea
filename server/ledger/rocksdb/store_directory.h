#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rocksdb/env.h"
#include "rocksdb/status.h"

namespace wuse::ledger {

// The ledger's directory as seen before RocksDB touches anything: it is marked by a file WUSE_LEDGER that names the
// format version, so that a foreign or newer directory is refused unchanged.
class StoreDirectory {
 public:
  static constexpr int kFormat = 1;

  StoreDirectory(rocksdb::Env* env, std::string dir) : env_(env), dir_(std::move(dir)) {}

  // Whether the store is new or its creation was cut short (true: it may be made now; the marker says so until
  // MarkComplete) or complete (false).
  absl::StatusOr<bool> Prepare();
  // The store can be found from here on, whatever happens to the machine.
  absl::Status MarkComplete();

 private:
  absl::Status WriteMarker(const std::string& text);
  rocksdb::Status Sync(const std::string& path);

  rocksdb::Env* const env_;
  const std::string dir_;
};

// A RocksDB error in our words. `doing` is English: "open", "read".
absl::Status StatusOf(const rocksdb::Status& status, const std::string& doing, const std::string& dir);

}  // namespace wuse::ledger
