#include "server/hub/alert_view.h"

#include "common/field_walk.h"

namespace wuse::hub {

using common::BytesTag;
using common::NumberTag;

void AlertView::Merge(std::string_view encoded) {
  common::FieldWalk walk(encoded);
  while (const uint32_t tag = walk.Next()) {
    switch (tag) {
      case BytesTag(v1::AlertChanged::kBeforeFieldNumber):
        MergeAlert(walk.bytes(), before);
        break;
      case BytesTag(v1::AlertChanged::kAfterFieldNumber):
        MergeAlert(walk.bytes(), after);
        break;
      case BytesTag(v1::AlertChanged::kLeaderFieldNumber):
        after.leader = walk.bytes();
        break;
      case BytesTag(v1::AlertChanged::kLeaderBeforeFieldNumber):
        leader_before_ = walk.bytes();
        break;
      default:
        break;  // nothing that is filtered by
    }
  }
  before.leader = leader_before_.empty() ? after.leader : leader_before_;
}

void AlertView::MergeAlert(std::string_view encoded, Side& side) {
  common::FieldWalk walk(encoded);
  while (const uint32_t tag = walk.Next()) {
    switch (tag) {
      case NumberTag(v1::Alert::kKindFieldNumber):
        kind = static_cast<int>(walk.number());  // an alert never changes its kind
        break;
      case NumberTag(v1::Alert::kStateFieldNumber):
        side.state = static_cast<int>(walk.number());
        break;
      case NumberTag(v1::Alert::kSeverityFieldNumber):
        side.severity = static_cast<int>(walk.number());
        break;
      default:
        break;
    }
  }
}

}  // namespace wuse::hub
