#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "common/sequence.h"
#include "server/hub/update_block.h"

namespace wuse::hub {

// An update with those of its changes that match: the block and the indexes of the changes.
struct FilteredUpdate {
  std::shared_ptr<const UpdateBlock> block;
  std::vector<uint32_t> changes;

  // That a response carries for it.
  size_t bytes() const;
};

// What a filter lets through of the updates from one sequence to another: the unit of delivery, shared by all
// subscriptions that are at the same place and ask for the same. Immutable; thread-safe.
class Batch {
 public:
  Batch(std::vector<FilteredUpdate> updates, common::Sequence end);

  const std::vector<FilteredUpdate>& updates() const { return updates_; }
  // Of its updates.
  size_t bytes() const { return bytes_; }
  // Up to here everything was looked at.
  common::Sequence end() const { return end_; }
  // What `encode` makes of it: asked once, by the first who comes; all who come ask the same.
  std::shared_ptr<const std::string> EncodedBy(const std::function<std::string(const Batch&)>& encode) const;

 private:
  const std::vector<FilteredUpdate> updates_;
  const common::Sequence end_;
  const size_t bytes_;
  mutable std::once_flag encoded_once_;
  mutable std::shared_ptr<const std::string> encoded_;
};

}  // namespace wuse::hub
