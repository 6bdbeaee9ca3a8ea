#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <vector>

#include "common/limits.h"
#include "common/mutex.h"
#include "common/status.h"
#include "gtest/gtest.h"
#include "rocksdb/env.h"
#include "rocksdb/file_system.h"
#include "server/ledger/rocksdb/rocksdb_ledger.h"
#include "server/ledger/temp_dir.h"

namespace wuse::ledger {
namespace {

namespace fs = std::filesystem;

// A disk that makes no tables while it is told to wait: so the logs stay, as after a crash in the midst of a flush.
class DiskThatHoldsTables : public rocksdb::FileSystemWrapper {
 public:
  using FileSystemWrapper::FileSystemWrapper;
  const char* Name() const override { return "DiskThatHoldsTables"; }
  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override {
    if (name.ends_with(".sst")) WaitWhileHeld();
    return FileSystemWrapper::NewWritableFile(name, options, file, debug);
  }
  void Hold(bool held) {
    const common::MutexLock lock(mutex_);
    held_ = held;
    changed_.NotifyAll();
  }

 private:
  void WaitWhileHeld() {
    const common::MutexLock lock(mutex_);
    while (held_) changed_.Wait(mutex_);
  }

  common::Mutex mutex_;
  common::CondVar changed_;
  bool held_ WUSE_GUARDED_BY(mutex_) = false;
};

std::vector<fs::path> LogsIn(const fs::path& dir) {
  std::vector<fs::path> logs;
  for (const fs::directory_entry& entry : fs::directory_iterator(dir)) {
    if (entry.path().extension() == ".log" && entry.file_size() > 0) logs.push_back(entry.path());
  }
  std::sort(logs.begin(), logs.end());
  return logs;
}

void FlipByteInTheMiddle(const fs::path& file) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  const auto middle = static_cast<std::streamoff>(fs::file_size(file) / 2);
  stream.seekg(middle);
  const int byte = stream.get();
  stream.seekp(middle);
  stream.put(static_cast<char>(byte ^ 0x40));
}

TEST(OlderLog, DamageInItRefusesToOpenAndDoesNotDropWhatIsInTheNewerOne) {
  constexpr int64_t kRecords = 20;  // of the largest size: more than a memory table, so two logs
  const TempDir temp;
  const auto disk = std::make_shared<DiskThatHoldsTables>(rocksdb::FileSystem::Default());
  const std::unique_ptr<rocksdb::Env> env = rocksdb::NewCompositeEnv(disk);
  {
    const auto ledger = RocksdbLedger::Open({.dir = temp.Sub("ledger"), .env = env.get()});
    ASSERT_TRUE(ledger.ok()) << ledger.status();
    disk->Hold(true);
    for (int64_t after = 0; after < kRecords; ++after) {
      const std::string text(common::kMaxUpdateBytes, static_cast<char>('a' + after));
      const std::string_view record = text;
      ASSERT_TRUE((*ledger)->Append({after}, std::span(&record, 1)).ok());
    }
    for (const char* image : {"whole", "damaged"}) fs::copy(temp.Sub("ledger"), temp.Sub(image));
    disk->Hold(false);
  }
  ASSERT_EQ(LogsIn(temp.Sub("damaged")).size(), 2U);
  FlipByteInTheMiddle(LogsIn(temp.Sub("damaged")).front());
  const absl::Status status = RocksdbLedger::Open({.dir = temp.Sub("damaged")}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
  const auto whole = RocksdbLedger::Open({.dir = temp.Sub("whole")});
  ASSERT_TRUE(whole.ok()) << whole.status();
  EXPECT_EQ((*whole)->head().sequence.value, kRecords);
}

}  // namespace
}  // namespace wuse::ledger
