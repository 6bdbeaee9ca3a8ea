#include "server/app/disk_guard.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "common/limits.h"
#include "common/status.h"
#include "fmt/format.h"
#include "server/app/data_directory.h"
#include "spdlog/spdlog.h"

namespace wuse::app {
namespace {

uint64_t LeastFree(const DiskSpace& space) {
  return std::max(common::kMinFreeDiskBytes, space.total * common::kMinFreeDiskPercent / 100);
}

absl::Status NearlyFull(const DiskSpace& space, uint64_t least) {
  const uint64_t free_mib = space.free >> 20;
  const uint64_t least_mib = least >> 20;
  return common::MakeError(
      absl::StatusCode::kResourceExhausted,
      fmt::format("the server's disk is nearly full: {} MiB free, {} MiB needed; nothing was written", free_mib,
                  least_mib),
      {.reason = "DISK_NEARLY_FULL",
       .chinese = fmt::format("服务器磁盘将满（剩余 {} MiB，至少需 {} MiB），本次未写入；请联系管理员清理磁盘",
                              free_mib, least_mib),
       .retry_after = std::chrono::seconds(10)});
}

bool MakeReserve(const std::string& path) {
  const int file = open(path.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  if (file < 0) return false;
  const int error = posix_fallocate(file, 0, static_cast<off_t>(common::kDiskReserveBytes));
  close(file);
  if (error == 0) return true;
  unlink(path.c_str());
  return false;
}

}  // namespace

std::optional<DiskSpace> SpaceOf(const std::string& dir) {
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(dir, error);
  if (error) return std::nullopt;
  return DiskSpace{.free = space.available, .total = space.capacity};
}

absl::Status DiskGuard::MayWrite() const {
  const std::optional<DiskSpace> space = probe_(data_dir_);
  if (!space || space->free >= LeastFree(*space)) return absl::OkStatus();
  return NearlyFull(*space, LeastFree(*space));
}

absl::Status DiskGuard::MayOpen() const {
  const std::optional<DiskSpace> space = probe_(data_dir_);
  if (!space || space->free >= common::kMinOpenDiskBytes) return absl::OkStatus();
  return NearlyFull(*space, common::kMinOpenDiskBytes);
}

void DiskGuard::Tick() {
  const std::optional<DiskSpace> space = probe_(data_dir_);
  if (!space) return;
  KeepReserve(*space);
  const bool refusing = space->free < LeastFree(*space);
  if (refusing == refusing_) return;
  refusing_ = refusing;
  if (refusing) {
    spdlog::error("disk nearly full, writes are refused dir={} free_mib={} needed_mib={}", data_dir_, space->free >> 20,
                  LeastFree(*space) >> 20);
  } else {
    spdlog::info("disk has room again, writes go on dir={} free_mib={}", data_dir_, space->free >> 20);
  }
}

void DiskGuard::KeepReserve(const DiskSpace& space) {
  const std::string path = ReserveFile(data_dir_);
  const bool has_reserve = access(path.c_str(), F_OK) == 0;
  if (has_reserve && space.free < common::kDiskReserveBytes) {
    unlink(path.c_str());
    spdlog::error("disk full, the reserve is given back dir={}", data_dir_);
  } else if (!has_reserve && space.free >= LeastFree(space) + common::kDiskReserveBytes) {
    if (!MakeReserve(path)) spdlog::warn("the reserve file cannot be made path={}", path);
  }
}

}  // namespace wuse::app
