#include "server/ledger/rocksdb/salvage.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "common/status.h"
#include "server/ledger/rocksdb/rocksdb_ledger.h"
#include "server/ledger/temp_dir.h"

namespace wuse::ledger {
namespace {

namespace fs = std::filesystem;

constexpr ReadLimit kWhole{.records = 1'000'000, .bytes = 1 << 30};
constexpr int64_t kRecords = 60;

class SalvageTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto ledger = RocksdbLedger::Open({.dir = temp_.Sub("ledger")});
    ASSERT_TRUE(ledger.ok()) << ledger.status();
    for (int64_t i = 1; i <= kRecords; ++i) {
      const std::string text = TextOf(i);
      const std::string_view record = text;
      ASSERT_TRUE((*ledger)->Append({i - 1}, std::span(&record, 1)).ok());
    }
    store_id_ = (*ledger)->store_id();
  }
  static std::string TextOf(int64_t sequence) {
    return std::to_string(sequence) + std::string(4000, static_cast<char>('a' + sequence % 26));
  }
  absl::StatusOr<Salvaged> Run() {
    return Salvage({.dir = temp_.Sub("ledger"), .copy = temp_.Sub("copy"), .to = temp_.Sub("made"), .progress = {}});
  }
  fs::path Only(const std::string& extension) const {
    fs::path largest;
    for (const fs::directory_entry& entry : fs::directory_iterator(temp_.Sub("ledger"))) {
      const bool is_larger = largest.empty() || fs::file_size(entry) > fs::file_size(largest);
      if (entry.path().extension() == extension && is_larger) largest = entry.path();
    }
    return largest;
  }
  static void Flip(const fs::path& file, uintmax_t offset) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekg(static_cast<std::streamoff>(offset));
    const int byte = stream.get();
    stream.seekp(static_cast<std::streamoff>(offset));
    stream.put(static_cast<char>(byte ^ 0x10));
  }
  // What the new ledger holds is the beginning of what was written.
  void ExpectBeginning(const Salvaged& salvaged) const {
    const auto ledger = RocksdbLedger::Open({.dir = temp_.Sub("made")});
    ASSERT_TRUE(ledger.ok()) << ledger.status();
    EXPECT_EQ((*ledger)->store_id(), salvaged.store_id);
    EXPECT_NE((*ledger)->store_id(), store_id_);
    EXPECT_EQ((*ledger)->head().chain, salvaged.head.chain);
    const auto records = (*ledger)->Read({1}, kWhole);
    ASSERT_TRUE(records.ok()) << records.status();
    EXPECT_EQ(static_cast<int64_t>(records->size()), salvaged.head.sequence.value);
    for (const Record& record : *records) EXPECT_EQ(record.bytes, TextOf(record.sequence.value));
  }

  const TempDir temp_;
  std::string store_id_;
};

TEST_F(SalvageTest, ASoundLedgerIsKeptWhole) {
  const absl::StatusOr<Salvaged> salvaged = Run();
  ASSERT_TRUE(salvaged.ok()) << salvaged.status();
  EXPECT_TRUE(salvaged->damage.ok()) << salvaged->damage;
  EXPECT_EQ(salvaged->head.sequence.value, kRecords);
  ExpectBeginning(*salvaged);
}

TEST_F(SalvageTest, ADamagedLogIsKeptUpToTheDamage) {
  const fs::path log = Only(".log");
  Flip(log, fs::file_size(log) / 2);
  ASSERT_FALSE(RocksdbLedger::Open({.dir = temp_.Sub("ledger")}).ok());
  const absl::StatusOr<Salvaged> salvaged = Run();
  ASSERT_TRUE(salvaged.ok()) << salvaged.status();
  EXPECT_GE(salvaged->head.sequence.value, kRecords / 2 - 2);
  EXPECT_LT(salvaged->head.sequence.value, kRecords / 2 + 2);
  ExpectBeginning(*salvaged);
}

TEST_F(SalvageTest, ADamagedTableIsKeptUpToTheDamageAndTheRestIsSeenToBeThere) {
  ASSERT_TRUE(RocksdbLedger::Open({.dir = temp_.Sub("ledger")}).ok());  // replays the log into a table
  const fs::path table = Only(".sst");
  Flip(table, fs::file_size(table) / 2);
  const absl::StatusOr<Salvaged> salvaged = Run();
  ASSERT_TRUE(salvaged.ok()) << salvaged.status();
  EXPECT_GT(salvaged->head.sequence.value, 0);
  EXPECT_LT(salvaged->head.sequence.value, kRecords);
  EXPECT_FALSE(salvaged->damage.ok());
  EXPECT_EQ(salvaged->last_visible.value, kRecords);
  ExpectBeginning(*salvaged);
}

TEST_F(SalvageTest, AStoreThatDoesNotOpenAtAllIsMadeOfItsFiles) {
  ASSERT_TRUE(RocksdbLedger::Open({.dir = temp_.Sub("ledger")}).ok());
  for (const fs::directory_entry& entry : fs::directory_iterator(temp_.Sub("ledger"))) {
    const std::string name = entry.path().filename();
    if (name.rfind("MANIFEST", 0) == 0 || name == "CURRENT" || name == "WUSE_LEDGER") fs::remove(entry.path());
  }
  const absl::StatusOr<Salvaged> salvaged = Run();
  ASSERT_TRUE(salvaged.ok()) << salvaged.status();
  EXPECT_EQ(salvaged->head.sequence.value, kRecords);
  ExpectBeginning(*salvaged);
}

TEST_F(SalvageTest, TheDamagedDirectoryIsOnlyRead) {
  const fs::path log = Only(".log");
  Flip(log, fs::file_size(log) / 2);
  const auto listing = [&] {
    std::vector<std::pair<std::string, uintmax_t>> files;
    for (const fs::directory_entry& entry : fs::directory_iterator(temp_.Sub("ledger"))) {
      files.emplace_back(entry.path().filename(), fs::file_size(entry));
    }
    std::sort(files.begin(), files.end());
    return files;
  };
  const auto before = listing();
  ASSERT_TRUE(Run().ok());
  EXPECT_EQ(listing(), before);
}

TEST_F(SalvageTest, OneInUseAndNoneAtAllAreRefused) {
  const auto open = RocksdbLedger::Open({.dir = temp_.Sub("ledger")});
  ASSERT_TRUE(open.ok());
  EXPECT_EQ(common::DetailOf(Run().status())->reason, "DATA_DIRECTORY_IN_USE");
  EXPECT_FALSE(fs::exists(temp_.Sub("copy")));
  const absl::Status none =
      Salvage({.dir = temp_.path(), .copy = temp_.Sub("copy"), .to = temp_.Sub("made"), .progress = {}}).status();
  EXPECT_EQ(common::DetailOf(none)->reason, "NO_LEDGER");
}

}  // namespace
}  // namespace wuse::ledger
