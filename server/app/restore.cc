#include "server/app/restore.h"

#include <cstdio>
#include <filesystem>

#include "common/digest.h"
#include "fmt/core.h"
#include "server/app/progress.h"
#include "server/ledger/rocksdb/backup_restore.h"

namespace wuse::app {
namespace {

// Relative ones are meant from where the command was given.
std::string Absolute(const std::string& path) {
  std::error_code error;
  const std::filesystem::path absolute = std::filesystem::absolute(path, error).lexically_normal();
  if (error) return path;
  return absolute.has_filename() ? absolute.string() : absolute.parent_path().string();
}

}  // namespace

absl::Status RunRestore(const Restore& asked) {
  Progress progress("checking records");
  const std::string to = Absolute(asked.to);
  const auto restored =
      ledger::RestoreBackup({.backups_dir = Absolute(asked.backups_dir),
                             .id = asked.backup,
                             .to = to,
                             .tell = [](const std::string& what) { fmt::print(stderr, "{}\n", what); },
                             .progress = [&progress](int64_t done, int64_t total) { progress.Tell(done, total); }});
  if (!restored.ok()) return restored.status();
  fmt::print("backup {}\nhead {}:{}\nmade_from {}\nstore {}\nrestored {}\n", restored->backup.id,
             restored->backup.head.sequence.value, common::Hex(restored->backup.head.chain), restored->backup.store_id,
             restored->store_id, to);
  return absl::OkStatus();
}

}  // namespace wuse::app
