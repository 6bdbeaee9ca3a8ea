#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/fake_clock.h"
#include "common/status.h"
#include "gtest/gtest.h"
#include "server/ledger/rocksdb/backup_restore.h"
#include "server/ledger/rocksdb/rocksdb_backups.h"
#include "server/ledger/rocksdb/rocksdb_ledger.h"
#include "server/ledger/temp_dir.h"

namespace wuse::ledger {

// A ledger on the real disk and the backups of it, for tests.
class BackupFixture : public testing::Test {
 protected:
  BackupFixture() {
    std::filesystem::create_directory(temp_.Sub("data"));
    Reopen();
  }

  void Reopen() {
    backups_.reset();
    ledger_.reset();
    auto opened = RocksdbLedger::Open({.dir = temp_.Sub("data/ledger")});
    if (!opened.ok()) return ADD_FAILURE() << opened.status();
    ledger_ = *std::move(opened);
    backups_ = std::make_unique<RocksdbBackups>(
        RocksdbBackups::Options{.ledger = *ledger_, .data_dir = temp_.Sub("data"), .clock = clock_});
  }

  static std::string TextOf(int64_t sequence, size_t size) {
    std::string text = "record " + std::to_string(sequence) + " ";
    // Not compressible: what a backup copies is then about what the records have.
    uint64_t state = static_cast<uint64_t>(sequence) * 0x9e3779b97f4a7c15;
    while (text.size() < size) {
      state ^= state << 13;
      state ^= state >> 7;
      state ^= state << 17;
      text.push_back(static_cast<char>(state));
    }
    return text;
  }
  // `count` records in one append.
  static void Append(Ledger& ledger, int count, size_t size = 200) {
    const common::Sequence after = ledger.head().sequence;
    std::vector<std::string> texts;
    for (int64_t k = 1; k <= count; ++k) texts.push_back(TextOf(after.value + k, size));
    const std::vector<std::string_view> records(texts.begin(), texts.end());
    const auto appended = ledger.Append(after, records);
    EXPECT_TRUE(appended.ok()) << appended.status();
  }
  static std::vector<std::string> AllOf(const Ledger& ledger) {
    const auto read = ledger.Read({1}, {.records = 10'000'000, .bytes = size_t{1} << 32});
    EXPECT_TRUE(read.ok()) << read.status();
    std::vector<std::string> bytes;
    if (read.ok()) {
      for (const Record& record : *read) bytes.push_back(record.bytes);
    }
    return bytes;
  }

  static std::string ReasonOf(const absl::Status& status) {
    const auto detail = common::DetailOf(status);
    return detail ? detail->reason : status.ToString();
  }
  static std::string ChineseOf(const absl::Status& status) {
    const auto detail = common::DetailOf(status);
    return detail ? detail->chinese : "";
  }

  // Every file below, by its path from there; the content of each.
  static std::map<std::string, std::string> FilesBelow(const std::filesystem::path& dir) {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(dir)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      files[std::filesystem::relative(entry.path(), dir)] = {std::istreambuf_iterator<char>(in), {}};
    }
    return files;
  }
  static void FlipByte(const std::filesystem::path& file, uintmax_t offset) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekg(static_cast<std::streamoff>(offset));
    const char old = static_cast<char>(stream.get());
    stream.seekp(static_cast<std::streamoff>(offset));
    stream.put(static_cast<char>(old ^ 0x10));
  }

  Ledger& ledger() { return *ledger_; }
  RocksdbBackups& backups() { return *backups_; }
  std::string dir() const { return temp_.Sub("backups"); }

  TempDir temp_;
  common::FakeClock clock_{common::Date::OfYmd(2021, 5, 8)};
  std::unique_ptr<RocksdbLedger> ledger_;
  std::unique_ptr<RocksdbBackups> backups_;
};

}  // namespace wuse::ledger
