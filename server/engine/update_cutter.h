#pragma once

#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "common/limits.h"
#include "common/status.h"
#include "server/engine/group.h"

namespace wuse::engine {

// Cuts the changes that the server makes itself into updates of a group, by count and bytes.
class UpdateCutter {
 public:
  explicit UpdateCutter(Group& group) : group_(group) {}

  absl::Status Add(v1::Change change) {
    const size_t bytes = change.ByteSizeLong() + 8;  // its tag and length
    if (static_cast<int>(changes_.size()) >= common::kMaxEngineChanges ||
        bytes_ + bytes > common::kMaxUpdateBytes - kHeaderRoom) {
      WUSE_RETURN_IF_ERROR(Flush());
    }
    bytes_ += bytes;
    changes_.push_back(std::move(change));
    return absl::OkStatus();
  }
  absl::Status Flush() {
    if (changes_.empty()) return absl::OkStatus();
    bytes_ = 0;
    return group_.AddOwn(std::exchange(changes_, {}));
  }

 private:
  static constexpr size_t kHeaderRoom = 1024;  // what an update has besides its changes

  Group& group_;
  std::vector<v1::Change> changes_;
  size_t bytes_ = 0;
};

}  // namespace wuse::engine
