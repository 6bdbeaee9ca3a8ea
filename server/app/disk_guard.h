#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"

namespace wuse::app {

struct DiskSpace {
  uint64_t free = 0;  // for an ordinary user, in bytes
  uint64_t total = 0;
};
using DiskProbe = std::function<std::optional<DiskSpace>(const std::string& dir)>;

// Of the file system that holds `dir`; none when it does not say.
std::optional<DiskSpace> SpaceOf(const std::string& dir);

// Keeps writes off a disk that is nearly full, so that it never is: librocksdb would abort. Below
// max(kMinFreeDiskBytes, kMinFreeDiskPercent) only reads go on. Should others fill the disk all the same, a reserve
// file beside the data is given back; it is made again when there is room.
class DiskGuard {
 public:
  DiskGuard(std::string data_dir, DiskProbe probe) : data_dir_(std::move(data_dir)), probe_(std::move(probe)) {}

  // Any thread. kResourceExhausted DISK_NEARLY_FULL, with a retry delay. OK when the file system does not say.
  absl::Status MayWrite() const;

  // Whether the stores can be opened, or flushed at the end: both write what memory tables hold. Any thread.
  absl::Status MayOpen() const;

  // One thread, before the stores are opened and then now and then: looks after the reserve, and logs when writing is
  // refused and when it goes on.
  void Tick();

 private:
  void KeepReserve(const DiskSpace& space);

  const std::string data_dir_;
  const DiskProbe probe_;
  bool refusing_ = false;
};

}  // namespace wuse::app
