#include "tests/bench/load/disk_sync.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <vector>

#include "common/clock.h"

namespace wuse::bench {
namespace {

constexpr size_t kAppended = 4096;  // bytes

absl::Status DiskError(const std::string& file) {
  return absl::ErrnoToStatus(errno, file);
}

absl::StatusOr<std::vector<int64_t>> TimesOf(int descriptor, const std::string& file, int count) {
  const common::RealClock clock;
  std::array<char, kAppended> block{};
  std::vector<int64_t> times_us;
  for (int i = 0; i < count; ++i) {
    block.fill(static_cast<char>('a' + i % 26));
    const common::SteadyTime begun = clock.Steady();
    if (write(descriptor, block.data(), block.size()) != static_cast<ssize_t>(block.size())) return DiskError(file);
    if (fdatasync(descriptor) != 0) return DiskError(file);
    times_us.push_back(std::chrono::duration_cast<std::chrono::microseconds>(clock.Steady() - begun).count());
  }
  std::sort(times_us.begin(), times_us.end());
  return times_us;
}

}  // namespace

absl::StatusOr<SyncTimes> MeasureSyncs(const std::string& dir, int count) {
  if (count < 1) return absl::InvalidArgumentError("at least one sync is measured");
  const std::string file = dir + "/sync-times";
  const int descriptor = open(file.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  if (descriptor < 0) return DiskError(file);
  const absl::StatusOr<std::vector<int64_t>> times_us = TimesOf(descriptor, file, count);
  close(descriptor);
  unlink(file.c_str());
  if (!times_us.ok()) return times_us.status();
  return SyncTimes{.p50_us = (*times_us)[times_us->size() / 2], .p99_us = (*times_us)[times_us->size() * 99 / 100]};
}

}  // namespace wuse::bench
