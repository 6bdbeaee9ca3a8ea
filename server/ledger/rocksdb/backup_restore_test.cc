#include "server/ledger/rocksdb/backup_restore.h"

#include "gmock/gmock.h"
#include "server/ledger/rocksdb/backup_fixture.h"

namespace wuse::ledger {
namespace {

using testing::HasSubstr;

class BackupRestoreTest : public BackupFixture {
 protected:
  void SetUp() override {
    for (int i = 0; i < 4; ++i) Append(ledger(), 50, 1000);
    Reopen();  // tables and a log
    Append(ledger(), 7);
    ASSERT_TRUE(backups().Create(dir()).ok());
  }
  absl::StatusOr<Restored> Restore(const std::string& to, uint32_t id = 0) {
    return RestoreBackup({.backups_dir = dir(), .id = id, .to = temp_.Sub(to)});
  }
  std::unique_ptr<RocksdbLedger> OpenRestored(const std::string& to) {
    auto opened = RocksdbLedger::Open({.dir = temp_.Sub(to + "/ledger")});
    EXPECT_TRUE(opened.ok()) << opened.status();
    return opened.ok() ? *std::move(opened) : nullptr;
  }
};

TEST_F(BackupRestoreTest, HasTheSameRecordsAndChainUnderANewStoreId) {
  const Head head = ledger().head();
  const std::vector<std::string> records = AllOf(ledger());
  Append(ledger(), 5);  // after the backup
  const auto restored = Restore("new");
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_EQ(restored->backup.id, 1U);
  EXPECT_EQ(restored->backup.store_id, ledger().store_id());
  EXPECT_NE(restored->store_id, ledger().store_id());
  const auto copy = OpenRestored("new");
  ASSERT_NE(copy, nullptr);
  EXPECT_EQ(copy->store_id(), restored->store_id);
  EXPECT_EQ(copy->head().sequence, head.sequence);
  EXPECT_EQ(copy->head().chain, head.chain);
  EXPECT_EQ(AllOf(*copy), records);
  Append(*copy, 3);
  EXPECT_EQ(copy->head().sequence.value, head.sequence.value + 3);
}

TEST_F(BackupRestoreTest, TakesTheNewestUnlessToldWhich) {
  Append(ledger(), 1);
  ASSERT_TRUE(backups().Create(dir()).ok());
  const auto newest = Restore("newest");
  ASSERT_TRUE(newest.ok()) << newest.status();
  EXPECT_EQ(newest->backup.id, 2U);
  EXPECT_EQ(OpenRestored("newest")->head().sequence.value, 208);
  const auto first = Restore("first", 1);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(OpenRestored("first")->head().sequence.value, 207);
  EXPECT_NE(first->store_id, newest->store_id);
  const absl::Status missing = Restore("missing", 3).status();
  EXPECT_EQ(missing.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(missing), "BACKUP_NOT_FOUND");
  EXPECT_FALSE(std::filesystem::exists(temp_.Sub("missing")));
}

TEST_F(BackupRestoreTest, AnEmptyLedgerComesBackEmpty) {
  auto empty = RocksdbLedger::Open({.dir = temp_.Sub("empty")});
  ASSERT_TRUE(empty.ok()) << empty.status();
  RocksdbBackups others({.ledger = **empty, .data_dir = "", .clock = clock_});
  ASSERT_TRUE(others.Create(dir()).ok());
  ASSERT_TRUE(Restore("new").ok());
  EXPECT_EQ(OpenRestored("new")->head().sequence.value, 0);
}

TEST_F(BackupRestoreTest, TellsHowFarItIs) {
  std::vector<std::string> told;
  int64_t checked = 0;
  const auto restored = RestoreBackup({.backups_dir = dir(),
                                       .to = temp_.Sub("new"),
                                       .tell = [&](const std::string& what) { told.push_back(what); },
                                       .progress =
                                           [&](int64_t done, int64_t total) {
                                             checked = done;
                                             EXPECT_EQ(total, 207);
                                           }});
  ASSERT_TRUE(restored.ok()) << restored.status();
  ASSERT_EQ(told.size(), 2U);
  EXPECT_THAT(told[0], HasSubstr("copying backup 1"));
  EXPECT_EQ(checked, 207);
}

TEST_F(BackupRestoreTest, OverwritesNothing) {
  std::filesystem::create_directory(temp_.Sub("used"));
  std::ofstream(temp_.Sub("used/somebody.txt")) << "hello";
  const absl::Status status = Restore("used").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(ReasonOf(status), "RESTORE_TARGET_EXISTS");
  EXPECT_THAT(ChineseOf(status), HasSubstr("somebody.txt"));
  EXPECT_EQ(FilesBelow(temp_.Sub("used")), (std::map<std::string, std::string>{{"somebody.txt", "hello"}}));

  EXPECT_EQ(ReasonOf(Restore("data").status()), "RESTORE_TARGET_EXISTS") << "over the ledger itself";
  EXPECT_EQ(ledger().head().sequence.value, 207);
  EXPECT_EQ(ReasonOf(Restore("used/somebody.txt").status()), "RESTORE_TARGET_UNUSABLE");
  EXPECT_EQ(ReasonOf(Restore("missing/new").status()), "RESTORE_TARGET_UNUSABLE");
}

TEST_F(BackupRestoreTest, WhatAKilledRestoreLeavesIsToldToTheServerAndToTheNextRestore) {
  EXPECT_TRUE(CheckNoUnfinishedRestore(temp_.Sub("new")).ok()) << "an absent directory";
  std::filesystem::create_directories(temp_.Sub("new/ledger.restoring"));
  std::ofstream(temp_.Sub("new/ledger.restoring/CURRENT")) << "MANIFEST-000005";
  const auto before = FilesBelow(temp_.Sub("new"));
  const absl::Status start = CheckNoUnfinishedRestore(temp_.Sub("new"));
  EXPECT_EQ(start.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(start), "RESTORE_UNFINISHED");
  EXPECT_THAT(ChineseOf(start), HasSubstr("请删除 " + temp_.Sub("new/ledger.restoring")));
  const absl::Status again = Restore("new").status();
  EXPECT_EQ(ReasonOf(again), "RESTORE_TARGET_EXISTS");
  EXPECT_THAT(ChineseOf(again), HasSubstr("请删除 " + temp_.Sub("new/ledger.restoring")));
  EXPECT_EQ(FilesBelow(temp_.Sub("new")), before);

  std::filesystem::remove_all(temp_.Sub("new/ledger.restoring"));
  EXPECT_TRUE(CheckNoUnfinishedRestore(temp_.Sub("new")).ok()) << "an empty one";
  ASSERT_TRUE(Restore("new").ok());
  EXPECT_TRUE(CheckNoUnfinishedRestore(temp_.Sub("new")).ok()) << "a restored one";
}

TEST_F(BackupRestoreTest, TakesAnEmptyDirectory) {
  std::filesystem::create_directories(temp_.Sub("new/lost+found"));
  ASSERT_TRUE(Restore("new").ok());
  EXPECT_EQ(OpenRestored("new")->head().sequence.value, 207);
}

TEST_F(BackupRestoreTest, ReadsOnlyFromTheBackups) {
  const auto before = FilesBelow(dir());
  ASSERT_TRUE(Restore("new").ok());
  EXPECT_EQ(FilesBelow(dir()), before);
}

TEST_F(BackupRestoreTest, AFlippedByteAnywhereIsFoundAndNothingIsLeft) {
  int found = 0;
  for (const auto& [name, content] : FilesBelow(dir())) {
    if (name == "LOCK" || content.empty()) continue;
    for (const uintmax_t offset : {uintmax_t{0}, uintmax_t{content.size() / 2}, uintmax_t{content.size() - 1}}) {
      FlipByte(std::filesystem::path(dir()) / name, offset);
      const absl::StatusOr<Restored> restored = Restore("new");
      if (restored.ok()) {
        // Harmless, such as the time that RocksDB notes: then it is whole.
        EXPECT_EQ(OpenRestored("new")->head().chain, ledger().head().chain) << name << " at " << offset;
        EXPECT_THAT(name, HasSubstr("meta/")) << offset;
        std::filesystem::remove_all(temp_.Sub("new"));
      } else {
        ++found;
      }
      EXPECT_FALSE(std::filesystem::exists(temp_.Sub("new"))) << name << " at " << offset;
      FlipByte(std::filesystem::path(dir()) / name, offset);
    }
  }
  EXPECT_GT(found, 15);
  ASSERT_TRUE(Restore("new").ok()) << "all bytes are as before";
}

TEST_F(BackupRestoreTest, AnotherHeadThanTheMetadataSaysIsRefused) {
  const std::filesystem::path meta = dir() + "/meta/1";
  std::string text = FilesBelow(dir() + "/meta")["1"];
  // RocksDB keeps our text in hexadecimal digits; "207" is 323037.
  const size_t at = text.find("323037");
  ASSERT_NE(at, std::string::npos) << text;
  text.replace(at, 6, "323038");
  std::ofstream(meta, std::ios::binary | std::ios::trunc) << text;
  const absl::Status status = Restore("new").status();
  EXPECT_EQ(ReasonOf(status), "BACKUP_DAMAGED") << status;
  EXPECT_FALSE(std::filesystem::exists(temp_.Sub("new")));
}

TEST_F(BackupRestoreTest, ADirectoryWithoutBackupsIsToldApart) {
  EXPECT_EQ(ReasonOf(RestoreBackup({.backups_dir = temp_.Sub("nowhere"), .to = temp_.Sub("new")}).status()),
            "BACKUP_DIRECTORY_NOT_FOUND");
  EXPECT_EQ(ReasonOf(RestoreBackup({.backups_dir = temp_.Sub("data"), .to = temp_.Sub("new")}).status()),
            "BACKUP_DIRECTORY_FOREIGN");
  std::filesystem::create_directory(temp_.Sub("fresh"));
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(ReasonOf(RestoreBackup({.backups_dir = temp_.Sub("fresh"), .to = temp_.Sub("new")}).status()),
              "BACKUP_NOT_FOUND");
    const auto list = backups().List(temp_.Sub("fresh"));
    ASSERT_TRUE(list.ok()) << list.status();
    EXPECT_TRUE(list->empty());
    std::ofstream(temp_.Sub("fresh/WUSE_BACKUPS")) << "wuse backups format 1\n";
  }
  EXPECT_FALSE(std::filesystem::exists(temp_.Sub("new")));
}

}  // namespace
}  // namespace wuse::ledger
