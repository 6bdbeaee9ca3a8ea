#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/clock.h"
#include "server/ledger/ledger.h"

namespace wuse::ledger {

// One backup, as its metadata tells it.
struct Backup {
  uint32_t id = 0;             // 1, 2, 3 … within its directory; a number is not used twice
  common::SystemTime made_at;  // when it was begun, to the second
  std::string store_id;        // of the ledger that it was made of
  Head head;                   // exactly: the last record in it, and the chain up to there
  int format = 0;              // of the ledger's records on disk (FORMAT.md)
  uint64_t bytes = 0;          // all of it, with the tables that it shares with other backups
  uint64_t copied_bytes = 0;   // what was written for it; known only to who made it, else 0
  // Files are missing or of another size: only `id` is known, and it cannot be restored.
  bool damaged = false;
};

// Backups of a ledger that is open and written to. Directories are absolute paths on the server's machine; one holds
// any number of backups, and what did not change between two is there once.
// Thread-safe; blocks on the disk. Appends wait for a backup for less than a millisecond, and never for its disk.
// Errors of all: kInvalidArgument (BACKUP_DIRECTORY_INVALID, BACKUP_DIRECTORY_INSIDE_DATA), kFailedPrecondition
// (BACKUP_DIRECTORY_FOREIGN, BACKUP_FORMAT_UNKNOWN, BACKUP_DIRECTORY_UNUSABLE), kInternal (BACKUP_FAILED: the disk
// answered with an error), kResourceExhausted (BACKUP_DISK_FULL), kDataLoss (BACKUP_DAMAGED).
class Backups {
 public:
  virtual ~Backups() = default;

  // What Create refuses a path for before it looks at the disk: the kInvalidArgument ones.
  virtual absl::Status CheckPath(const std::string& dir) const = 0;
  // Makes one in `dir`, which is made if missing (its parent is not), and checks it: every file's checksum, and that
  // its last record is the head that was taken. Holds every record acknowledged before the call, and only such as were
  // acknowledged by the time its files were taken. All or nothing: a failed one is removed.
  // Errors besides: kAborted BACKUP_RUNNING (one at a time, also among processes), kUnavailable BACKUP_STOPPED.
  virtual absl::StatusOr<Backup> Create(const std::string& dir) = 0;
  // All in `dir`, oldest first. Reads only. Errors besides: kNotFound BACKUP_DIRECTORY_NOT_FOUND.
  virtual absl::StatusOr<std::vector<Backup>> List(const std::string& dir) const = 0;
  // Removes the oldest of this store's backups until `count` (≥ 1) are left; those of other stores stay, and so do
  // damaged ones. Returns how many went. Errors as Create's.
  virtual absl::StatusOr<int> Keep(const std::string& dir, int count) = 0;
  // What runs ends soon with BACKUP_STOPPED, and so does every later call.
  virtual void Stop() = 0;
};

}  // namespace wuse::ledger
