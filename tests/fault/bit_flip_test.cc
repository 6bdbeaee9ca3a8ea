// One bit, anywhere in any file of a copied store: the store is refused, or reading it tells of the damage, or every
// answer is what it was. Never another answer, and never one that is silently missing.
//
//   bit_flip_test                        the short form: 100 flips
//   WUSE_FAULT_LONG=1 bit_flip_test      1,000

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "common/fake_clock.h"
#include "tests/fault/answers.h"
#include "tests/fault/register_work.h"
#include "tests/fault/settings.h"
#include "tests/fault/stack.h"

namespace wuse::fault {
namespace {

namespace fs = std::filesystem;

constexpr int kWrites = 150;                  // before and after the restart that makes tables of the first ones
constexpr uintmax_t kLogEndBytes = 32 << 10;  // of a log: the block that RocksDB reads leniently
constexpr uintmax_t kLogHeaderBytes = 7;

struct Flip {
  fs::path file;
  uintmax_t bit;
  std::string ToString() const { return file.string() + " bit " + std::to_string(bit); }
};

class BitFlipTest : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directory(store());
    RegisterWork work(RegisterWork::Size::kUsual);
    std::vector<Work> works = work.Founding();
    for (int i = 0; i < kWrites; ++i) works.push_back(work.Any(random_));
    Write(works);
    works.clear();
    for (int i = 0; i < kWrites; ++i) works.push_back(work.Any(random_));
    // As a crash leaves it: the end of the ledger in its log only, and the history behind.
    Write(works, image());
    const absl::StatusOr<Answers> answers = AnswersIn(image());
    ASSERT_TRUE(answers.ok()) << answers.status();
    expected_ = *answers;
    ASSERT_GT(expected_.records.size(), size_t{kWrites});
  }

  // Opens the store and writes; copies it before it is closed.
  void Write(const std::vector<Work>& works, const fs::path& copy = {}) {
    absl::StatusOr<std::unique_ptr<Stack>> stack =
        Stack::Start({.env = rocksdb::Env::Default(), .dir = store(), .clock = clock_});
    ASSERT_TRUE(stack.ok()) << stack.status();
    for (const Work& work : works) (void)(*stack)->Call(work.ToCommand());
    if (!copy.empty()) fs::copy(store(), copy, fs::copy_options::recursive);
  }

  // Of a copy, so that the next flip finds the store as it was.
  absl::StatusOr<Answers> AnswersIn(const fs::path& of, const Flip* flip = nullptr) {
    const fs::path copy = temp_.path() / "copy";
    fs::remove_all(copy);
    fs::copy(of, copy, fs::copy_options::recursive);
    if (flip != nullptr) Apply(*flip, copy);
    const absl::StatusOr<std::unique_ptr<Stack>> stack =
        Stack::Start({.env = rocksdb::Env::Default(), .dir = copy.string(), .clock = clock_});
    if (!stack.ok()) return stack.status();
    return AnswersOf(**stack);
  }
  static void Apply(const Flip& flip, const fs::path& dir) {
    std::fstream stream(dir / flip.file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekg(static_cast<std::streamoff>(flip.bit / 8));
    const int byte = stream.get();
    stream.seekp(static_cast<std::streamoff>(flip.bit / 8));
    stream.put(static_cast<char>(byte ^ (1 << flip.bit % 8)));
    ASSERT_TRUE(stream.good()) << flip.ToString();
  }

  static bool IsLog(const fs::path& file) {
    return file.extension() == ".log" || file.filename().string().rfind("MANIFEST", 0) == 0;
  }
  // Where the last fragment of a log begins. RocksDB's format: blocks of 32 KiB, headers of checksum, length, type.
  static uintmax_t LastHeaderOf(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    uintmax_t last = 0;
    for (uintmax_t at = 0; at + kLogHeaderBytes <= bytes.size();) {
      const uintmax_t room = kLogEndBytes - at % kLogEndBytes;
      if (room >= kLogHeaderBytes) last = at;
      const auto low = static_cast<uint8_t>(bytes[at + 4]);
      const auto high = static_cast<uint8_t>(bytes[at + 5]);
      at += room < kLogHeaderBytes ? room : kLogHeaderBytes + low + 256U * high;
    }
    return last;
  }

  std::vector<fs::path> Files() const {
    std::vector<fs::path> files;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(image())) {
      if (entry.is_regular_file() && entry.file_size() > 0) files.push_back(fs::relative(entry.path(), image()));
    }
    std::sort(files.begin(), files.end());
    return files;
  }
  // Half by file, so that the small ones come up too, and half by byte; in logs the end has half of it.
  Flip AnyFlip(const std::vector<fs::path>& files) {
    const fs::path& file = random_() % 2 == 0 ? files[random_() % files.size()] : AnyByBytes(files);
    const uintmax_t size = fs::file_size(image() / file);
    const uintmax_t range = IsLog(file) && random_() % 2 == 0 ? std::min(size, kLogEndBytes) : size;
    return {.file = file, .bit = 8 * (size - range) + random_() % (8 * range)};
  }
  const fs::path& AnyByBytes(const std::vector<fs::path>& files) {
    uintmax_t all = 0;
    for (const fs::path& file : files) all += fs::file_size(image() / file);
    uintmax_t chosen = random_() % all;
    for (const fs::path& file : files) {
      const uintmax_t size = fs::file_size(image() / file);
      if (chosen < size) return file;
      chosen -= size;
    }
    return files.back();
  }

  std::string store() const { return (temp_.path() / "store").string(); }
  fs::path image() const { return temp_.path() / "image"; }

  const TempDir temp_;
  common::FakeClock clock_{*common::Date::Parse(kFirstDay)};
  std::mt19937_64 random_ = Seeded("bit flips");
  Answers expected_;
};

// RocksDB alone takes an altered length there for the end of the log, and silently drops the last record.
TEST_F(BitFlipTest, IsFoundInTheLastRecordOfALog) {
  int logs = 0;
  for (const fs::path& file : Files()) {
    if (!IsLog(file) || file.parent_path() != "ledger") continue;
    ++logs;
    const uintmax_t header = LastHeaderOf(image() / file);
    for (uintmax_t bit = 8 * header; bit < 8 * (header + kLogHeaderBytes); ++bit) {
      const Flip flip{.file = file, .bit = bit};
      EXPECT_FALSE(AnswersIn(image(), &flip).ok()) << flip.ToString();
    }
  }
  EXPECT_EQ(logs, 2) << "a MANIFEST and a log with the last writes";
}

TEST_F(BitFlipTest, IsFoundOrHarmlessButNeverAWrongAnswer) {
  const int flips = IsLong() ? 1000 : 100;
  const std::vector<fs::path> files = Files();
  int found = 0;
  int harmless = 0;
  std::vector<std::string> wrong;
  std::map<std::string, std::pair<int, int>> by_kind;  // found, harmless
  for (int i = 0; i < flips; ++i) {
    const Flip flip = AnyFlip(files);
    const absl::StatusOr<Answers> answers = AnswersIn(image(), &flip);
    auto& [found_here, harmless_here] = by_kind[KindOfFile(flip.file)];
    if (!answers.ok()) {
      ++found;
      ++found_here;
    } else if (*answers == expected_) {
      ++harmless;
      ++harmless_here;
    } else {
      wrong.push_back(flip.ToString());
    }
  }
  std::printf("bit flips: %d flips in %zu files, %d found, %d harmless, %zu wrong answers\n", flips, files.size(),
              found, harmless, wrong.size());
  for (const auto& [kind, counts] : by_kind) {
    std::printf("  %-24s %4d found %4d harmless\n", kind.c_str(), counts.first, counts.second);
  }
  for (const std::string& flip : wrong) std::printf("  wrong: %s\n", flip.c_str());
  EXPECT_TRUE(wrong.empty());
  EXPECT_GT(found, flips / 4) << "flips of tables and logs do not reach what is read";
}

}  // namespace
}  // namespace wuse::fault
