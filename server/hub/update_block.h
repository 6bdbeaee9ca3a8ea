#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/sequence.h"
#include "server/hub/alert_view.h"
#include "server/hub/match_view.h"
#include "wuse/v1/update.pb.h"

namespace wuse::hub {

// An update's bytes, cut into its header (all fields but `changes`) and its changes, so that a filtered update is the
// header and some of the changes, without encoding anything again. Immutable, shared by all subscribers.
class UpdateBlock {
 public:
  struct Slice {
    uint32_t offset;  // of the whole field in bytes(): tag, length, message
    uint32_t size;
    v1::ChangeKind kind;
    MatchView before;  // within bytes()
    MatchView after;
    bool has_before = false;
    bool has_after = false;
    std::unique_ptr<const AlertView> alert;  // null: it is not about one. Few are, and the window holds many slices
  };

  // Of an update that was just made: encoded once, nothing is parsed.
  static std::shared_ptr<const UpdateBlock> Of(const v1::Update& update);
  // Of stored bytes. Errors: kDataLoss when the bytes are not an Update whose changes come last.
  static absl::StatusOr<std::shared_ptr<const UpdateBlock>> Parse(std::string bytes);

  common::Sequence sequence() const { return sequence_; }
  std::string_view bytes() const { return bytes_; }
  // A change's message itself, without the tag and the length before it.
  std::string_view change(size_t index) const { return ChangeWithin(changes_[index]); }
  std::string_view header() const { return std::string_view(bytes_).substr(0, header_size_); }
  const std::vector<Slice>& changes() const { return changes_; }

 private:
  UpdateBlock() = default;
  std::string_view ChangeWithin(const Slice& slice) const;
  Slice SliceOf(v1::ChangeKind kind, uint32_t offset, uint32_t size) const;

  common::Sequence sequence_;
  std::string bytes_;
  uint32_t header_size_ = 0;
  std::vector<Slice> changes_;
};

}  // namespace wuse::hub
