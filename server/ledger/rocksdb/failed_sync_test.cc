#include <atomic>
#include <memory>
#include <utility>

#include "common/status.h"
#include "gtest/gtest.h"
#include "rocksdb/env.h"
#include "rocksdb/file_system.h"
#include "server/ledger/rocksdb/rocksdb_ledger.h"
#include "server/ledger/temp_dir.h"

namespace wuse::ledger {
namespace {

// A disk whose syncs of the log fail once when told to; what was to be synced is written all the same.
class DiskWithAFailingSync : public rocksdb::FileSystemWrapper {
 public:
  using FileSystemWrapper::FileSystemWrapper;
  const char* Name() const override { return "DiskWithAFailingSync"; }
  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override {
    const rocksdb::IOStatus opened = FileSystemWrapper::NewWritableFile(name, options, file, debug);
    if (opened.ok() && name.ends_with(".log")) *file = std::make_unique<Log>(std::move(*file), fails_);
    return opened;
  }
  void FailNextSync() { fails_ = true; }

 private:
  class Log : public rocksdb::FSWritableFileOwnerWrapper {
   public:
    Log(std::unique_ptr<rocksdb::FSWritableFile> file, std::atomic<bool>& fails)
        : FSWritableFileOwnerWrapper(std::move(file)), fails_(fails) {}
    rocksdb::IOStatus Sync(const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override {
      if (fails_.exchange(false)) return rocksdb::IOStatus::IOError("ordered by the test");
      return FSWritableFileOwnerWrapper::Sync(options, debug);
    }

   private:
    std::atomic<bool>& fails_;
  };

  std::atomic<bool> fails_ = false;
};

std::string ReasonOf(const absl::Status& status) {
  const auto detail = common::DetailOf(status);
  return detail ? detail->reason : status.ToString();
}

absl::Status AppendTo(Ledger& ledger, int64_t after, std::string_view record) {
  return ledger.Append({after}, std::span(&record, 1)).status();
}

// A sync that failed once tells nothing when it is tried again: the kernel may have dropped the pages.
TEST(FailedSync, IsTheLastThingThatTheLedgerDoes) {
  const TempDir temp;
  const auto disk = std::make_shared<DiskWithAFailingSync>(rocksdb::FileSystem::Default());
  const std::unique_ptr<rocksdb::Env> env = rocksdb::NewCompositeEnv(disk);
  const auto ledger = RocksdbLedger::Open({.dir = temp.Sub("ledger"), .env = env.get()});
  ASSERT_TRUE(ledger.ok()) << ledger.status();
  ASSERT_EQ(AppendTo(**ledger, 0, "a"), absl::OkStatus());
  disk->FailNextSync();
  EXPECT_EQ(AppendTo(**ledger, 1, "b").code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ((*ledger)->head().sequence.value, 1) << "what may be lost is not shown";
  EXPECT_EQ(ReasonOf(AppendTo(**ledger, 1, "b")), "LEDGER_FAILED") << "though the disk would take it now";
  bool looked = false;
  const absl::Status between = (*ledger)->BetweenAppends([&looked](rocksdb::DB&, const Head&) {
    looked = true;
    return absl::OkStatus();
  });
  EXPECT_EQ(ReasonOf(between), "LEDGER_FAILED");
  EXPECT_FALSE(looked) << "a backup of a log of unknown content";
  const auto read = (*ledger)->Read({1}, {.records = 10, .bytes = 1000});
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->size(), 1U);
}

}  // namespace
}  // namespace wuse::ledger
