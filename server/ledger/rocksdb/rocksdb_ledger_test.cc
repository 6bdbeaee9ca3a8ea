#include "server/ledger/rocksdb/rocksdb_ledger.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "common/status.h"
#include "gtest/gtest.h"
#include "rocksdb/db.h"
#include "server/ledger/ledger_contract.h"
#include "server/ledger/temp_dir.h"

namespace wuse::ledger {
namespace {

namespace fs = std::filesystem;

constexpr ReadLimit kAll{.records = 1'000'000, .bytes = 1 << 30};

class RocksdbUnderTest {
 public:
  RocksdbUnderTest() {
    absl::StatusOr<std::unique_ptr<RocksdbLedger>> opened = RocksdbLedger::Open({.dir = dir_.Sub("ledger")});
    if (!opened.ok()) ADD_FAILURE() << opened.status();
    ledger_ = *std::move(opened);
  }
  Ledger& ledger() { return *ledger_; }

 private:
  TempDir dir_;
  std::unique_ptr<RocksdbLedger> ledger_;
};
INSTANTIATE_TYPED_TEST_SUITE_P(Rocksdb, LedgerContract, RocksdbUnderTest);

class RocksdbLedgerTest : public testing::Test {
 protected:
  using Opened = absl::StatusOr<std::unique_ptr<RocksdbLedger>>;

  Opened Open() { return RocksdbLedger::Open({.dir = dir()}); }
  std::string dir() const { return temp_.Sub("ledger"); }
  static std::string Text(int64_t sequence, size_t size) {
    std::string text = "record " + std::to_string(sequence) + " ";
    text.resize(std::max(text.size(), size), static_cast<char>('a' + sequence % 26));
    return text;
  }
  // `per_append` records an append, each of `size` bytes.
  static void Fill(Ledger& ledger, int appends, int per_append, size_t size) {
    for (int i = 0; i < appends; ++i) {
      const common::Sequence after = ledger.head().sequence;
      std::vector<std::string> texts;
      for (int64_t k = 1; k <= per_append; ++k) texts.push_back(Text(after.value + k, size));
      const std::vector<std::string_view> records(texts.begin(), texts.end());
      ASSERT_TRUE(ledger.Append(after, records).ok());
    }
  }
  static void ExpectWhole(const Ledger& ledger, size_t size) {
    const absl::StatusOr<std::vector<Record>> read = ledger.Read({1}, kAll);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(static_cast<int64_t>(read->size()), ledger.head().sequence.value);
    for (const Record& record : *read) EXPECT_EQ(record.bytes, Text(record.sequence.value, size));
  }
  // The directory as a crash at this moment would leave it.
  std::string CrashImage(const std::string& name) {
    std::string image = temp_.Sub(name);
    fs::remove_all(image);
    fs::copy(dir(), image);
    return image;
  }
  static std::vector<fs::path> FilesOf(const std::string& dir, const std::string& extension) {
    std::vector<fs::path> files;
    for (const fs::directory_entry& entry : fs::directory_iterator(dir)) {
      if (entry.path().extension() == extension && fs::file_size(entry.path()) > 0) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
  }
  static void FlipByte(const fs::path& file, uintmax_t offset) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekg(static_cast<std::streamoff>(offset));
    const int byte = stream.get();
    stream.seekp(static_cast<std::streamoff>(offset));
    stream.put(static_cast<char>(byte ^ 0x40));
  }
  static std::string ReasonOf(const absl::Status& status) {
    const std::optional<common::ErrorDetail> detail = common::DetailOf(status);
    return detail ? detail->reason : "";
  }

  TempDir temp_;
};

TEST_F(RocksdbLedgerTest, EverythingIsThereAfterReopening) {
  Head head;
  std::string store_id;
  {
    Opened ledger = Open();
    ASSERT_TRUE(ledger.ok()) << ledger.status();
    Fill(**ledger, 20, 3, 100);
    head = (*ledger)->head();
    store_id = (*ledger)->store_id();
  }
  Opened ledger = Open();
  ASSERT_TRUE(ledger.ok()) << ledger.status();
  EXPECT_EQ((*ledger)->store_id(), store_id);
  EXPECT_EQ((*ledger)->head().sequence, head.sequence);
  EXPECT_EQ((*ledger)->head().chain, head.chain);
  ExpectWhole(**ledger, 100);
  Fill(**ledger, 1, 1, 100);
  EXPECT_EQ((*ledger)->head().sequence.value, 61);
}

TEST_F(RocksdbLedgerTest, AnEmptyLedgerReopensEmptyUnderTheSameStoreId) {
  std::string store_id;
  {
    Opened ledger = Open();
    ASSERT_TRUE(ledger.ok()) << ledger.status();
    store_id = (*ledger)->store_id();
  }
  Opened ledger = Open();
  ASSERT_TRUE(ledger.ok()) << ledger.status();
  EXPECT_EQ((*ledger)->store_id(), store_id);
  EXPECT_EQ((*ledger)->head().sequence.value, 0);
}

TEST_F(RocksdbLedgerTest, TwoStoresHaveDifferentIds) {
  Opened one = Open();
  Opened other = RocksdbLedger::Open({.dir = temp_.Sub("other")});
  ASSERT_TRUE(one.ok() && other.ok());
  EXPECT_NE((*one)->store_id(), (*other)->store_id());
}

TEST_F(RocksdbLedgerTest, AnAcknowledgedAppendIsInTheImageOfACrash) {
  Opened ledger = Open();
  ASSERT_TRUE(ledger.ok()) << ledger.status();
  for (int round = 1; round <= 5; ++round) {
    Fill(**ledger, 1, 2, 200);
    Opened crashed = RocksdbLedger::Open({.dir = CrashImage("crashed")});
    ASSERT_TRUE(crashed.ok()) << crashed.status();
    EXPECT_EQ((*crashed)->head().sequence.value, 2 * round);
    EXPECT_EQ((*crashed)->head().chain, (*ledger)->head().chain);
    ExpectWhole(**crashed, 200);
  }
}

TEST_F(RocksdbLedgerTest, ATornTailLosesTheTornAppendAsAWholeAndNothingElse) {
  constexpr int kPerAppend = 3;
  constexpr size_t kSize = 300;
  Opened ledger = Open();
  ASSERT_TRUE(ledger.ok()) << ledger.status();
  Fill(**ledger, 9, kPerAppend, kSize);
  const uintmax_t before = fs::file_size(FilesOf(dir(), ".log").back());
  Fill(**ledger, 1, kPerAppend, kSize);
  const uintmax_t after = fs::file_size(FilesOf(dir(), ".log").back());
  ASSERT_GT(after, before + kPerAppend * kSize);
  for (uintmax_t cut = before; cut < after; cut += std::max<uintmax_t>(1, (after - before) / 23)) {
    const std::string image = CrashImage("torn");
    fs::resize_file(FilesOf(image, ".log").back(), cut);
    Opened torn = RocksdbLedger::Open({.dir = image});
    ASSERT_TRUE(torn.ok()) << torn.status() << " cut at " << cut;
    EXPECT_EQ((*torn)->head().sequence.value, 9 * kPerAppend) << "cut at " << cut;
    ExpectWhole(**torn, kSize);
    Fill(**torn, 1, 1, kSize);  // and goes on from there
    ExpectWhole(**torn, kSize);
  }
}

TEST_F(RocksdbLedgerTest, AFlippedByteInTheMiddleOfTheLogRefusesToOpen) {
  constexpr size_t kSize = 4000;
  Opened ledger = Open();
  ASSERT_TRUE(ledger.ok()) << ledger.status();
  Fill(**ledger, 50, 1, kSize);
  const uintmax_t size = fs::file_size(FilesOf(dir(), ".log").back());
  for (const uintmax_t offset : {size / 5, size / 3, size / 2}) {
    const std::string image = CrashImage("flipped");
    FlipByte(FilesOf(image, ".log").back(), offset);
    const absl::Status status = RocksdbLedger::Open({.dir = image}).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status << " at " << offset;
    EXPECT_EQ(ReasonOf(status), "LEDGER_DAMAGED");
  }
}

TEST_F(RocksdbLedgerTest, AFlippedByteInATableIsDataLossWhenRead) {
  constexpr size_t kSize = 4000;
  { Fill(**Open(), 50, 1, kSize); }
  { ASSERT_TRUE(Open().ok()); }  // replays the log into a table
  const std::vector<fs::path> tables = FilesOf(dir(), ".sst");
  ASSERT_FALSE(tables.empty());
  const fs::path largest = *std::max_element(tables.begin(), tables.end(), [](const fs::path& a, const fs::path& b) {
    return fs::file_size(a) < fs::file_size(b);
  });
  FlipByte(largest, fs::file_size(largest) / 2);
  const Opened ledger = Open();
  const absl::Status status = ledger.ok() ? (*ledger)->Read({1}, kAll).status() : ledger.status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
}

// Damage that every checksum of RocksDB agrees with: made through RocksDB itself.
class RocksdbLedgerEditedTest : public RocksdbLedgerTest {
 protected:
  void SetUp() override {
    Opened ledger = Open();
    ASSERT_TRUE(ledger.ok()) << ledger.status();
    Fill(**ledger, 10, 1, 100);
  }
  template <typename Edit>
  void EditStore(const Edit& edit) {
    rocksdb::DB* opened = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open({}, dir(), &opened).ok());
    const std::unique_ptr<rocksdb::DB> db(opened);
    edit(*db);
  }
  static std::string KeyOf(int sequence) { return std::string("r\0\0\0\0\0\0\0", 8) + static_cast<char>(sequence); }
};

TEST_F(RocksdbLedgerEditedTest, AnEditedRecordInTheTailRefusesToOpen) {
  EditStore([](rocksdb::DB& db) {
    std::string value;
    ASSERT_TRUE(db.Get({}, KeyOf(9), &value).ok());
    value.back() ^= 1;
    ASSERT_TRUE(db.Put({}, KeyOf(9), value).ok());
  });
  const absl::Status status = Open().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_NE(status.message().find("record 9"), absl::string_view::npos) << status;
}

TEST_F(RocksdbLedgerEditedTest, AGapRefusesToOpen) {
  EditStore([](rocksdb::DB& db) { ASSERT_TRUE(db.Delete({}, KeyOf(7)).ok()); });
  const absl::Status status = Open().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_NE(status.message().find("record 7 is missing"), absl::string_view::npos) << status;
}

TEST_F(RocksdbLedgerEditedTest, AMissingBeginningRefusesToOpen) {
  EditStore([](rocksdb::DB& db) { ASSERT_TRUE(db.Delete({}, KeyOf(1)).ok()); });
  EXPECT_EQ(Open().status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(RocksdbLedgerTest, ASecondOpenIsToldThatTheDirectoryIsInUse) {
  const Opened first = Open();
  ASSERT_TRUE(first.ok()) << first.status();
  const absl::Status second = Open().status();
  EXPECT_EQ(second.code(), absl::StatusCode::kFailedPrecondition) << second;
  EXPECT_EQ(ReasonOf(second), "DATA_DIRECTORY_IN_USE");
  EXPECT_NE(common::DetailOf(second)->chinese.find("正被另一个进程使用"), std::string::npos);
}

TEST_F(RocksdbLedgerTest, AForeignDirectoryIsRefusedAndLeftAsItIs) {
  fs::create_directory(dir());
  std::ofstream(fs::path(dir()) / "somebody.txt") << "hello";
  const absl::Status status = Open().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(status), "LEDGER_FOREIGN_DIRECTORY");
  EXPECT_EQ(std::distance(fs::directory_iterator(dir()), fs::directory_iterator()), 1);
}

TEST_F(RocksdbLedgerTest, AnotherRocksdbIsRefused) {
  {
    rocksdb::Options options;
    options.create_if_missing = true;
    rocksdb::DB* opened = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open(options, dir(), &opened).ok());
    delete opened;
  }
  EXPECT_EQ(ReasonOf(Open().status()), "LEDGER_FOREIGN_DIRECTORY");
}

TEST_F(RocksdbLedgerTest, AnotherFormatVersionIsRefused) {
  { ASSERT_TRUE(Open().ok()); }
  std::ofstream(fs::path(dir()) / "WUSE_LEDGER") << "wuse ledger format 2\n";
  const absl::Status status = Open().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(status), "LEDGER_FORMAT_UNKNOWN");
}

TEST_F(RocksdbLedgerTest, ACreationThatWasCutShortIsFinished) {
  fs::create_directory(dir());
  std::ofstream(fs::path(dir()) / "WUSE_LEDGER") << "wuse ledger format 1, being created\n";
  const Opened ledger = Open();
  ASSERT_TRUE(ledger.ok()) << ledger.status();
  EXPECT_EQ((*ledger)->store_id().size(), 32U);
}

TEST_F(RocksdbLedgerTest, AStoreWhoseFilesAreGoneIsNotMadeAnew) {
  { ASSERT_TRUE(Open().ok()); }
  for (const fs::directory_entry& entry : fs::directory_iterator(dir())) {
    if (entry.path().filename() != "WUSE_LEDGER") fs::remove(entry.path());
  }
  EXPECT_EQ(Open().status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace wuse::ledger
