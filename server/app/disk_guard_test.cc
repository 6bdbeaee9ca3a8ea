#include "server/app/disk_guard.h"

#include <filesystem>

#include "common/limits.h"
#include "common/status.h"
#include "gtest/gtest.h"
#include "server/app/data_directory.h"
#include "server/ledger/temp_dir.h"

namespace wuse::app {
namespace {

constexpr uint64_t kGiB = 1 << 30;

class DiskGuardTest : public testing::Test {
 protected:
  std::string Dir() const { return temp_.path().string(); }
  bool HasReserve() const { return std::filesystem::exists(ReserveFile(Dir())); }
  std::string Reason() const {
    const auto detail = common::DetailOf(guard_.MayWrite());
    return detail ? detail->reason : "";
  }

  const ledger::TempDir temp_;
  std::optional<DiskSpace> space_ = DiskSpace{.free = 10 * kGiB, .total = 20 * kGiB};
  DiskGuard guard_{Dir(), [this](const std::string&) { return space_; }};
};

struct SpaceCase {
  const char* name;
  uint64_t free;
  uint64_t total;
  bool may_write;
};

TEST_F(DiskGuardTest, WritingNeeds512MiBOr5PercentWhicheverIsMore) {
  constexpr uint64_t kMiB = 1 << 20;
  const std::vector<SpaceCase> cases = {
      {"plenty", 5 * kGiB, 10 * kGiB, true},
      {"exactly 512 MiB of a small disk", 512 * kMiB, 2 * kGiB, true},
      {"a byte less", 512 * kMiB - 1, 2 * kGiB, false},
      {"600 MiB are 6 % of 10,000 MiB", 600 * kMiB, 10'000 * kMiB, true},
      {"exactly 5 %", 1000 * kMiB, 20'000 * kMiB, true},
      {"a byte less than 5 %", 1000 * kMiB - 1, 20'000 * kMiB, false},
      {"full", 0, kGiB, false},
  };
  for (const SpaceCase& of : cases) {
    space_ = {.free = of.free, .total = of.total};
    EXPECT_EQ(guard_.MayWrite().ok(), of.may_write) << of.name;
    EXPECT_EQ(Reason(), of.may_write ? "" : "DISK_NEARLY_FULL") << of.name;
  }
}

TEST_F(DiskGuardTest, AFileSystemThatDoesNotSayIsNotRefused) {
  space_ = std::nullopt;
  EXPECT_TRUE(guard_.MayWrite().ok());
  guard_.Tick();
  EXPECT_FALSE(HasReserve());
}

TEST_F(DiskGuardTest, TheReserveIsMadeGivenBackAndMadeAgain) {
  guard_.Tick();
  ASSERT_TRUE(HasReserve());
  EXPECT_EQ(std::filesystem::file_size(ReserveFile(Dir())), common::kDiskReserveBytes);
  space_->free = common::kDiskReserveBytes;
  guard_.Tick();
  EXPECT_TRUE(HasReserve()) << "refusing is enough as long as it holds";
  space_->free = common::kDiskReserveBytes - 1;
  guard_.Tick();
  EXPECT_FALSE(HasReserve());
  space_->free = kGiB + common::kDiskReserveBytes - 1;  // 5 % of 20 GiB, and nearly the reserve
  guard_.Tick();
  EXPECT_FALSE(HasReserve()) << "making it must not lead to refusing again";
  space_->free = kGiB + common::kDiskReserveBytes;
  guard_.Tick();
  EXPECT_TRUE(HasReserve());
}

TEST_F(DiskGuardTest, OpeningNeedsRoomForWhatMemoryTablesHold) {
  space_->free = common::kMinOpenDiskBytes;
  EXPECT_TRUE(guard_.MayOpen().ok());
  --space_->free;
  EXPECT_EQ(common::DetailOf(guard_.MayOpen())->reason, "DISK_NEARLY_FULL");
  space_ = std::nullopt;
  EXPECT_TRUE(guard_.MayOpen().ok());
}

TEST(SpaceOf, IsWhatTheFileSystemSays) {
  const std::optional<DiskSpace> space = SpaceOf(std::filesystem::temp_directory_path());
  ASSERT_TRUE(space);
  EXPECT_GT(space->total, 0U);
  EXPECT_LE(space->free, space->total);
  EXPECT_FALSE(SpaceOf("/nowhere/at/all"));
}

}  // namespace
}  // namespace wuse::app
