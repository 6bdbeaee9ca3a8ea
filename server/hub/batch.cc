#include "server/hub/batch.h"

#include <numeric>
#include <utility>

namespace wuse::hub {

size_t FilteredUpdate::bytes() const {
  size_t bytes = block->header().size();
  for (const uint32_t i : changes) bytes += block->changes()[i].size;
  return bytes;
}

Batch::Batch(std::vector<FilteredUpdate> updates, common::Sequence end)
    : updates_(std::move(updates)),
      end_(end),
      bytes_(std::accumulate(updates_.begin(), updates_.end(), size_t{0},
                             [](size_t sum, const FilteredUpdate& update) { return sum + update.bytes(); })) {}

std::shared_ptr<const std::string> Batch::EncodedBy(const std::function<std::string(const Batch&)>& encode) const {
  std::call_once(encoded_once_, [&] { encoded_ = std::make_shared<const std::string>(encode(*this)); });
  return encoded_;
}

}  // namespace wuse::hub
