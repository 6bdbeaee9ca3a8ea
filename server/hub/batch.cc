#include "server/hub/batch.h"

namespace wuse::hub {

size_t FilteredUpdate::bytes() const {
  size_t bytes = block->header().size();
  for (const uint32_t i : changes) bytes += block->changes()[i].size;
  return bytes;
}

std::shared_ptr<const std::string> Batch::EncodedBy(const std::function<std::string(const Batch&)>& encode) const {
  std::call_once(encoded_once_, [&] { encoded_ = std::make_shared<const std::string>(encode(*this)); });
  return encoded_;
}

}  // namespace wuse::hub
