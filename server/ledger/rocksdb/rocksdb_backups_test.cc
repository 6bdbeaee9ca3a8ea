#include "server/ledger/rocksdb/rocksdb_backups.h"

#include <atomic>
#include <functional>
#include <thread>

#include "gmock/gmock.h"
#include "rocksdb/env.h"
#include "rocksdb/file_system.h"
#include "server/ledger/rocksdb/backup_fixture.h"
#include "server/ledger/rocksdb/backup_metadata.h"
#include "server/ledger/rocksdb/stored_records.h"

namespace wuse::ledger {
namespace {

using testing::HasSubstr;

class RocksdbBackupsTest : public BackupFixture {
 protected:
  Backup MustCreate() {
    const auto backup = backups().Create(dir());
    EXPECT_TRUE(backup.ok()) << backup.status();
    return backup.ok() ? *backup : Backup{};
  }
  void ExpectRefused(const std::string& where, const std::string& reason) {
    const absl::Status status = backups().Create(where).status();
    EXPECT_EQ(ReasonOf(status), reason) << status;
    EXPECT_THAT(ChineseOf(status), HasSubstr(where));
  }
};

TEST_F(RocksdbBackupsTest, TheMetadataIsTheHeadTheStoreAndTheTime) {
  Append(ledger(), 30);
  const Backup made = MustCreate();
  EXPECT_EQ(made.id, 1U);
  EXPECT_EQ(made.head.sequence.value, 30);
  EXPECT_EQ(made.head.chain, ledger().head().chain);
  EXPECT_EQ(made.store_id, ledger().store_id());
  EXPECT_EQ(made.format, 1);
  EXPECT_EQ(made.made_at, clock_.Now());
  EXPECT_GT(made.bytes, 30U * 200);
  EXPECT_GE(made.copied_bytes, made.bytes);
  EXPECT_FALSE(made.damaged);
}

TEST_F(RocksdbBackupsTest, TheListHasThemAllOldestFirst) {
  Append(ledger(), 3);
  const Backup first = MustCreate();
  clock_.Advance(std::chrono::hours(24));
  Append(ledger(), 4);
  MustCreate();
  const auto list = backups().List(dir());
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_EQ(list->size(), 2U);
  EXPECT_EQ((*list)[0].id, 1U);
  EXPECT_EQ((*list)[0].head.sequence.value, 3);
  EXPECT_EQ((*list)[0].head.chain, first.head.chain);
  EXPECT_EQ((*list)[0].made_at, first.made_at);
  EXPECT_EQ((*list)[1].id, 2U);
  EXPECT_EQ((*list)[1].head.sequence.value, 7);
  EXPECT_EQ((*list)[1].made_at, clock_.Now());
}

TEST_F(RocksdbBackupsTest, AnEmptyLedgerHasABackupWithHeadZero) {
  const Backup made = MustCreate();
  EXPECT_EQ(made.head.sequence.value, 0);
  EXPECT_EQ(made.head.chain, common::Sha256Digest{});
}

TEST_F(RocksdbBackupsTest, ASecondBackupCopiesOnlyWhatIsNew) {
  for (int i = 0; i < 8; ++i) Append(ledger(), 100, 10'000);
  Reopen();  // the log becomes a table
  const Backup first = MustCreate();
  Append(ledger(), 10);
  const Backup second = MustCreate();
  EXPECT_GT(first.copied_bytes, 7'000'000U);
  EXPECT_GT(second.bytes, first.bytes);
  EXPECT_LT(second.copied_bytes, 200'000U);
}

TEST_F(RocksdbBackupsTest, ABackupWhileOthersAppendHoldsWhatWasAcknowledgedBeforeAndEndsAtItsHead) {
  std::atomic<bool> done = false;
  std::atomic<int64_t> acknowledged = 0;
  std::thread appender([&] {
    while (!done) {
      Append(ledger(), 3, 500);
      acknowledged = ledger().head().sequence.value;
    }
  });
  for (int round = 0; round < 5; ++round) {
    const int64_t before = acknowledged;
    const Backup made = MustCreate();  // checks that its last record is the head, with the chain up to there
    EXPECT_GE(made.head.sequence.value, before);
    EXPECT_EQ(made.head.sequence.value % 3, 0) << "half of an append";
    EXPECT_LE(made.head.sequence.value, ledger().head().sequence.value);
  }
  done = true;
  appender.join();
}

TEST_F(RocksdbBackupsTest, KeepLeavesTheNewestAndTheirContent) {
  for (int i = 0; i < 5; ++i) {
    Append(ledger(), 1);
    MustCreate();
  }
  const auto gone = backups().Keep(dir(), 2);
  ASSERT_TRUE(gone.ok()) << gone.status();
  EXPECT_EQ(*gone, 3);
  const auto list = backups().List(dir());
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_EQ(list->size(), 2U);
  EXPECT_EQ((*list)[0].id, 4U);
  EXPECT_EQ((*list)[1].id, 5U);
  EXPECT_EQ(MustCreate().id, 6U);  // a number is not used twice
}

TEST_F(RocksdbBackupsTest, KeepLeavesTheBackupsOfAnotherStore) {
  Append(ledger(), 1);
  MustCreate();
  auto other = RocksdbLedger::Open({.dir = temp_.Sub("other")});
  ASSERT_TRUE(other.ok()) << other.status();
  RocksdbBackups others({.ledger = **other, .data_dir = temp_.Sub("other"), .clock = clock_});
  ASSERT_TRUE(others.Create(dir()).ok());
  ASSERT_TRUE(others.Create(dir()).ok());
  const auto gone = others.Keep(dir(), 1);
  ASSERT_TRUE(gone.ok()) << gone.status();
  EXPECT_EQ(*gone, 1);
  const auto list = others.List(dir());
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_EQ(list->size(), 2U);
  EXPECT_EQ((*list)[0].store_id, ledger().store_id());
  EXPECT_EQ((*list)[1].store_id, (*other)->store_id());
}

struct BadDirectory {
  std::string where;
  std::string reason;
};

TEST_F(RocksdbBackupsTest, AWrongDirectoryIsRefusedByItsPath) {
  std::filesystem::create_directory_symlink(temp_.Sub("data"), temp_.Sub("link"));
  const std::vector<BadDirectory> cases = {
      {"", "BACKUP_DIRECTORY_INVALID"},
      {"backups", "BACKUP_DIRECTORY_INVALID"},
      {"./backups", "BACKUP_DIRECTORY_INVALID"},
      {"/" + std::string(5000, 'x'), "BACKUP_DIRECTORY_INVALID"},
      {temp_.Sub("data"), "BACKUP_DIRECTORY_INSIDE_DATA"},
      {temp_.Sub("data/"), "BACKUP_DIRECTORY_INSIDE_DATA"},
      {temp_.Sub("data/backups"), "BACKUP_DIRECTORY_INSIDE_DATA"},
      {temp_.Sub("x/../data/backups"), "BACKUP_DIRECTORY_INSIDE_DATA"},
      {temp_.Sub("link/backups"), "BACKUP_DIRECTORY_INSIDE_DATA"},
      {temp_.Sub("missing/backups"), "BACKUP_DIRECTORY_UNUSABLE"},
      {"/proc/wuse-backups", "BACKUP_DIRECTORY_UNUSABLE"},
  };
  for (const BadDirectory& bad : cases) {
    EXPECT_EQ(ReasonOf(backups().Create(bad.where).status()), bad.reason) << bad.where;
    EXPECT_EQ(ReasonOf(backups().Keep(bad.where, 1).status()), bad.reason) << bad.where;
  }
  EXPECT_TRUE(backups().Create(temp_.Sub("database")).ok()) << "only begins like the data directory";
}

TEST_F(RocksdbBackupsTest, ADirectoryWithSomethingElseIsRefusedAndLeftAsItIs) {
  std::filesystem::create_directory(dir());
  std::ofstream(dir() + "/somebody.txt") << "hello";
  ExpectRefused(dir(), "BACKUP_DIRECTORY_FOREIGN");
  EXPECT_EQ(ReasonOf(backups().List(dir()).status()), "BACKUP_DIRECTORY_FOREIGN");
  EXPECT_EQ(FilesBelow(dir()), (std::map<std::string, std::string>{{"somebody.txt", "hello"}}));
  ExpectRefused(dir() + "/somebody.txt", "BACKUP_DIRECTORY_UNUSABLE");
}

TEST_F(RocksdbBackupsTest, AnotherFormatIsRefused) {
  std::filesystem::create_directory(dir());
  std::ofstream(dir() + "/WUSE_BACKUPS") << "wuse backups format 2\n";
  ExpectRefused(dir(), "BACKUP_FORMAT_UNKNOWN");
  std::ofstream(dir() + "/WUSE_BACKUPS") << "something\n";
  ExpectRefused(dir(), "BACKUP_DIRECTORY_FOREIGN");
}

TEST_F(RocksdbBackupsTest, AnEmptyDirectoryAndAnEmptyDiskAreTaken) {
  std::filesystem::create_directory(dir());
  std::filesystem::create_directory(dir() + "/lost+found");
  MustCreate();
}

TEST_F(RocksdbBackupsTest, AListChangesNothing) {
  EXPECT_EQ(ReasonOf(backups().List(dir()).status()), "BACKUP_DIRECTORY_NOT_FOUND");
  EXPECT_FALSE(std::filesystem::exists(dir()));
  Append(ledger(), 1);
  MustCreate();
  const auto before = FilesBelow(dir());
  ASSERT_TRUE(backups().List(dir()).ok());
  EXPECT_EQ(FilesBelow(dir()), before);
}

TEST_F(RocksdbBackupsTest, ABackupWhoseFileIsGoneIsListedAsDamaged) {
  Append(ledger(), 1);
  MustCreate();
  MustCreate();
  for (const auto& entry : std::filesystem::directory_iterator(dir() + "/private/1")) {
    if (entry.path().extension() == ".log") std::filesystem::remove(entry.path());
  }
  const auto list = backups().List(dir());
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_EQ(list->size(), 2U);
  EXPECT_TRUE((*list)[0].damaged);
  EXPECT_FALSE((*list)[1].damaged);
}

TEST_F(RocksdbBackupsTest, ASharedTableThatWentBadIsFoundByTheNextBackup) {
  Append(ledger(), 100, 1000);
  Reopen();
  MustCreate();
  for (const auto& entry : std::filesystem::directory_iterator(dir() + "/shared_checksum")) {
    // The table of the records, in the midst of them: opening does not see it.
    if (entry.file_size() > 50'000) FlipByte(entry.path(), entry.file_size() / 2);
  }
  Append(ledger(), 1);
  const absl::Status status = backups().Create(dir()).status();
  EXPECT_EQ(ReasonOf(status), "BACKUP_DAMAGED") << status;
  const auto list = backups().List(dir());
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_EQ(list->size(), 1U) << "the failed one is not left";
}

TEST_F(RocksdbBackupsTest, ALedgerWhoseEndIsNotWhatWasAppendedIsNotBackedUp) {
  Append(ledger(), 10);
  const absl::Status edited = ledger_->BetweenAppends([](rocksdb::DB& db, const Head& head) {
    const RecordKey key = RecordKeyOf(head.sequence);
    std::string value;
    EXPECT_TRUE(db.Get({}, SliceOf(key), &value).ok());
    value.back() ^= 1;
    EXPECT_TRUE(db.Put({}, SliceOf(key), value).ok());
    return absl::OkStatus();
  });
  ASSERT_TRUE(edited.ok()) << edited;
  const absl::Status status = backups().Create(dir()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
  const auto list = backups().List(dir());
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_TRUE(list->empty());
}

// The disk of the backups waits, or has room for so many bytes.
class SlowOrFullDisk : public rocksdb::FileSystemWrapper {
 public:
  using FileSystemWrapper::FileSystemWrapper;
  const char* Name() const override { return "SlowOrFullDisk"; }
  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override {
    const rocksdb::IOStatus opened = FileSystemWrapper::NewWritableFile(name, options, file, debug);
    if (opened.ok()) *file = std::make_unique<File>(std::move(*file), *this);
    return opened;
  }

  void Block() {
    const common::MutexLock lock(mutex_);
    blocked_ = true;
  }
  void Release() {
    const common::MutexLock lock(mutex_);
    blocked_ = false;
    changed_.NotifyAll();
  }
  void WaitUntilBlocked() {
    const common::MutexLock lock(mutex_);
    while (waiting_ == 0) changed_.Wait(mutex_);
  }
  std::atomic<int64_t> free_bytes = int64_t{1} << 40;

 private:
  class File : public rocksdb::FSWritableFileOwnerWrapper {
   public:
    File(std::unique_ptr<rocksdb::FSWritableFile> file, SlowOrFullDisk& disk)
        : FSWritableFileOwnerWrapper(std::move(file)), disk_(disk) {}
    rocksdb::IOStatus Append(const rocksdb::Slice& bytes, const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override {
      disk_.WaitWhileBlocked();
      disk_.free_bytes -= static_cast<int64_t>(bytes.size());
      if (disk_.free_bytes < 0) return rocksdb::IOStatus::NoSpace("no room");
      return FSWritableFileOwnerWrapper::Append(bytes, options, debug);
    }

   private:
    SlowOrFullDisk& disk_;
  };
  void WaitWhileBlocked() {
    const common::MutexLock lock(mutex_);
    ++waiting_;
    changed_.NotifyAll();
    while (blocked_) changed_.Wait(mutex_);
    --waiting_;
  }

  common::Mutex mutex_;
  common::CondVar changed_;
  bool blocked_ WUSE_GUARDED_BY(mutex_) = false;
  int waiting_ WUSE_GUARDED_BY(mutex_) = 0;
};

class BackupsOnABadDiskTest : public RocksdbBackupsTest {
 protected:
  BackupsOnABadDiskTest() {
    backups_ = std::make_unique<RocksdbBackups>(
        RocksdbBackups::Options{.ledger = *ledger_, .data_dir = temp_.Sub("data"), .clock = clock_, .env = env_.get()});
  }
  ~BackupsOnABadDiskTest() override { backups_.reset(); }

  // Makes a second backup, whose disk hangs until `meanwhile` has returned.
  absl::StatusOr<Backup> CreateWhile(const std::function<void()>& meanwhile) {
    Append(ledger(), 10);
    MustCreate();
    disk_->Block();
    absl::StatusOr<Backup> made;
    std::thread backup([&] { made = backups().Create(dir()); });
    disk_->WaitUntilBlocked();
    meanwhile();
    disk_->Release();
    backup.join();
    return made;
  }

  const std::shared_ptr<SlowOrFullDisk> disk_ = std::make_shared<SlowOrFullDisk>(rocksdb::FileSystem::Default());
  const std::unique_ptr<rocksdb::Env> env_ = rocksdb::NewCompositeEnv(disk_);
};

TEST_F(BackupsOnABadDiskTest, AppendsGoOnWhileTheDiskOfTheBackupsHangs) {
  const absl::StatusOr<Backup> made = CreateWhile([&] {
    Append(ledger(), 10);
    EXPECT_EQ(ledger().head().sequence.value, 20);
  });
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->head.sequence.value, 10) << "what came later is not in it";
}

TEST_F(BackupsOnABadDiskTest, ASecondOneAtTheSameTimeIsTold) {
  const absl::StatusOr<Backup> made = CreateWhile([&] {
    const absl::Status second = backups().Create(dir()).status();
    EXPECT_EQ(second.code(), absl::StatusCode::kAborted);
    EXPECT_EQ(ReasonOf(second), "BACKUP_RUNNING");
    EXPECT_EQ(ReasonOf(backups().Create(temp_.Sub("elsewhere")).status()), "BACKUP_RUNNING");
    EXPECT_EQ(ReasonOf(backups().Keep(dir(), 1).status()), "BACKUP_RUNNING");
    // As another server would be.
    RocksdbBackups another({.ledger = *ledger_, .data_dir = temp_.Sub("data"), .clock = clock_});
    EXPECT_EQ(ReasonOf(another.Create(dir()).status()), "BACKUP_RUNNING");
    EXPECT_TRUE(backups().List(dir()).ok());
  });
  EXPECT_TRUE(made.ok()) << made.status();
  EXPECT_TRUE(backups().Create(dir()).ok());
}

TEST_F(BackupsOnABadDiskTest, AFullDiskIsToldAndLeavesWhatWasThere) {
  Append(ledger(), 100, 1000);
  MustCreate();
  int failures = 0;
  for (int64_t room = 0; failures < 100; room += 9'000) {
    disk_->free_bytes = room;
    const absl::Status status = backups().Create(dir()).status();
    if (status.ok()) break;
    ++failures;
    EXPECT_EQ(ReasonOf(status), "BACKUP_DISK_FULL") << status << " with room for " << room;
    Append(ledger(), 1);
  }
  EXPECT_GT(failures, 10);
  EXPECT_LT(failures, 100);
  disk_->free_bytes = 1 << 30;
  const auto list = backups().List(dir());
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_EQ(list->size(), 2U) << "the first and the one that had room";
  EXPECT_EQ(MustCreate().head.sequence.value, 100 + failures);
}

TEST_F(BackupsOnABadDiskTest, StopEndsTheOneThatRuns) {
  const absl::StatusOr<Backup> made = CreateWhile([&] { backups().Stop(); });
  EXPECT_EQ(made.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(made.status()), "BACKUP_STOPPED");
  EXPECT_EQ(ReasonOf(backups().Create(dir()).status()), "BACKUP_STOPPED");
  Append(ledger(), 1);
  RocksdbBackups later({.ledger = *ledger_, .data_dir = temp_.Sub("data"), .clock = clock_});
  const auto next = later.Create(dir());
  ASSERT_TRUE(next.ok()) << next.status();
  EXPECT_EQ(next->head.sequence.value, 11);
}

TEST(BackupMetadata, IsReadBackAsWritten) {
  Backup backup{.made_at = common::SystemTime(std::chrono::seconds(1'620'000'000)),
                .store_id = "0123456789abcdef0123456789abcdef",
                .head = {.sequence = {42}, .chain = common::Sha256({"x"})},
                .format = 1};
  const std::string text = EncodeBackupMetadata(backup);
  const auto read = DecodeBackupMetadata(text);
  ASSERT_TRUE(read.has_value()) << text;
  EXPECT_EQ(read->made_at, backup.made_at);
  EXPECT_EQ(read->store_id, backup.store_id);
  EXPECT_EQ(read->head.sequence, backup.head.sequence);
  EXPECT_EQ(read->head.chain, backup.head.chain);
  EXPECT_EQ(read->format, 1);
  for (size_t cut = 0; cut < text.size(); ++cut) {
    EXPECT_FALSE(DecodeBackupMetadata(text.substr(0, cut)).has_value()) << text.substr(0, cut);
  }
  EXPECT_FALSE(DecodeBackupMetadata(text + "more 1\n").has_value());
}

}  // namespace
}  // namespace wuse::ledger
