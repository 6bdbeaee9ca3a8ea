#include "server/ledger/rocksdb/log_end.h"

#include <memory>
#include <random>
#include <vector>

#include "common/status.h"
#include "gtest/gtest.h"
#include "rocksdb/db.h"

namespace wuse::ledger {
namespace {

constexpr auto kWhole = LogEnd::State::kWhole;
constexpr auto kTorn = LogEnd::State::kTorn;
constexpr auto kDamaged = LogEnd::State::kDamaged;
constexpr size_t kDiskPage = 4096;

// Logs as RocksDB writes them, in memory.
class LogEndTest : public testing::Test {
 protected:
  static constexpr char kDir[] = "/db";

  // One write of each size, synced; the file's size after each goes into `ends_`.
  std::string LogOf(const std::vector<size_t>& sizes) {
    Open();
    ends_.clear();
    for (size_t i = 0; i < sizes.size(); ++i) {
      rocksdb::WriteOptions synced;
      synced.sync = true;
      EXPECT_TRUE(db_->Put(synced, std::to_string(i), Text(sizes[i])).ok());
      ends_.push_back(ReadLog().size());
    }
    return ReadLog();
  }
  void Open() {
    rocksdb::Options options;
    options.env = env_.get();
    options.create_if_missing = true;
    rocksdb::DB* opened = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open(options, kDir, &opened).ok());
    db_.reset(opened);
  }
  std::string LogName() const {
    std::vector<std::string> names;
    EXPECT_TRUE(env_->GetChildren(kDir, &names).ok());
    for (const std::string& name : names) {
      if (name.size() > 4 && name.substr(name.size() - 4) == ".log") return name;
    }
    return "";
  }
  std::string ReadLog() const {
    std::string bytes;
    EXPECT_TRUE(rocksdb::ReadFileToString(env_.get(), std::string(kDir) + "/" + LogName(), &bytes).ok());
    return bytes;
  }
  void WriteLog(const std::string& bytes) {
    ASSERT_TRUE(rocksdb::WriteStringToFile(env_.get(), bytes, std::string(kDir) + "/" + LogName()).ok());
  }
  // No zero bytes, and nothing that repeats.
  std::string Text(size_t size) {
    std::string text;
    for (size_t i = 0; i < size; ++i) text.push_back(static_cast<char>(1 + random_() % 255));
    return text;
  }
  static LogEnd Judge(const std::string& bytes) { return EndOf(bytes, RecordsPerSync::kOne); }

  std::mt19937_64 random_{7};
  std::vector<size_t> ends_;
  const std::unique_ptr<rocksdb::Env> env_{rocksdb::NewMemEnv(rocksdb::Env::Default())};
  std::unique_ptr<rocksdb::DB> db_;
};

TEST_F(LogEndTest, ALogThatEndsWithARecordIsWhole) {
  const std::string log = LogOf({100, 5000, 70'000, 1, 32'000, 700, 200'000});
  EXPECT_EQ(Judge("").state, kWhole);
  for (const size_t end : ends_) {
    const LogEnd whole = Judge(log.substr(0, end));
    EXPECT_EQ(whole.state, kWhole);
    EXPECT_EQ(whole.good_bytes, end);
  }
}

TEST_F(LogEndTest, EveryCutWithinTheLastRecordIsTornAndTheRecordBeforeItStays) {
  const std::string log = LogOf({100, 40'000, 3000, 50'000});
  const size_t before = ends_[2];
  for (size_t cut = before + 1; cut < log.size(); cut += cut % 4096 < 20 ? 1 : 131) {
    const LogEnd torn = Judge(log.substr(0, cut));
    // A block's filler may come before the record.
    ASSERT_TRUE(torn.state == kTorn || (torn.state == kWhole && cut < before + 7)) << "cut at " << cut;
    ASSERT_GE(torn.good_bytes, before);
    ASSERT_LT(torn.good_bytes, before + 7);
  }
}

TEST_F(LogEndTest, EveryChoiceOfLostPagesOfTheLastRecordIsTorn) {
  int torn_count = 0;
  for (int round = 0; round < 300; ++round) {
    db_.reset();
    ASSERT_TRUE(rocksdb::DestroyDB(kDir,
                                   [this] {
                                     rocksdb::Options options;
                                     options.env = env_.get();
                                     return options;
                                   }())
                    .ok());
    const std::string log = LogOf({random_() % 9000, random_() % 9000, random_() % 60'000});
    const size_t before = ends_[1];
    std::string left = log.substr(0, before);
    for (size_t page = before / kDiskPage * kDiskPage; page < log.size(); page += kDiskPage) {
      if (random_() % 2 == 0) continue;
      const size_t begin = std::max(page, before);
      const size_t end = std::min(page + kDiskPage, log.size());
      left.resize(end);
      left.replace(begin, end - begin, log, begin, end - begin);
    }
    if (left == log) continue;
    const LogEnd end = Judge(left);
    ASSERT_NE(end.state, kDamaged) << "round " << round;
    ASSERT_GE(end.good_bytes, before);
    ASSERT_LT(end.good_bytes, before + 7);
    torn_count += end.state == kTorn ? 1 : 0;
  }
  EXPECT_GT(torn_count, 200);
}

TEST_F(LogEndTest, EveryFlippedBitIsDamageAlsoInTheLastRecord) {
  const std::string log = LogOf({300, 700, 900, 250});
  for (size_t bit = 0; bit < 8 * log.size(); ++bit) {
    std::string flipped = log;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    ASSERT_EQ(Judge(flipped).state, kDamaged) << "bit " << bit;
  }
}

TEST_F(LogEndTest, AFlippedBitAnywhereInALongLogIsDamage) {
  const std::string log = LogOf({300, 40'000, 32'740, 7, 100'000, 5000, 3, 31'000});
  for (int round = 0; round < 2000; ++round) {
    std::string flipped = log;
    const size_t bit = random_() % (8 * log.size());
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    const LogEnd end = Judge(flipped);
    // What fills a block up is not read.
    ASSERT_TRUE(end.state == kDamaged || (end.state == kWhole && end.good_bytes == log.size())) << "bit " << bit;
  }
}

TEST_F(LogEndTest, ZerosInTheMiddleAreDamageWhenAnotherRecordFollows) {
  std::string log = LogOf({20'000, 50'000, 30'000, 30'000});
  log.replace(8192, 2 * kDiskPage, std::string(2 * kDiskPage, '\0'));
  EXPECT_EQ(Judge(log).state, kDamaged);
  EXPECT_EQ(EndOf(log, RecordsPerSync::kSeveral).state, kTorn) << "several records of one sync may be lost together";
}

TEST_F(LogEndTest, ATornEndIsCutOffAndRocksdbOpens) {
  std::string log = LogOf({100, 200, 30'000});
  // The middle of the last write is lost, its end is there: RocksDB alone refuses.
  log.replace(2 * kDiskPage, kDiskPage, std::string(kDiskPage, '\0'));
  db_.reset();
  WriteLog(log);
  ASSERT_TRUE(CutTornEnds(*env_, kDir).ok());
  EXPECT_EQ(ReadLog().size(), ends_[1]);
  Open();
  std::string value;
  EXPECT_TRUE(db_->Get({}, "1", &value).ok());
  EXPECT_TRUE(db_->Get({}, "2", &value).IsNotFound());
}

TEST_F(LogEndTest, DamageNamesTheFileAndTheDirectoryStaysAsItIs) {
  std::string log = LogOf({100, 200, 300});
  log[ends_[1] + 50] ^= 1;
  db_.reset();
  WriteLog(log);
  const absl::Status status = CutTornEnds(*env_, kDir);
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_NE(status.message().find(LogName()), absl::string_view::npos) << status;
  EXPECT_NE(common::DetailOf(status)->chinese.find(std::to_string(ends_[1])), std::string::npos);
  EXPECT_EQ(ReadLog(), log);
}

TEST_F(LogEndTest, ALogThatIsBeingWrittenIsLeftAlone) {
  const std::string log = LogOf({100, 200});
  WriteLog(log.substr(0, log.size() - 1));  // looks torn, as a write under way does
  EXPECT_FALSE(CutTornEnds(*env_, kDir).ok());
  EXPECT_EQ(ReadLog().size(), log.size() - 1);
}

}  // namespace
}  // namespace wuse::ledger
