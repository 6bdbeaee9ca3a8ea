#include "server/hub/match_view.h"

#include "common/field_walk.h"

namespace wuse::hub {

using common::BytesTag;
using common::NumberTag;

MatchView MatchView::Of(const v1::Match& match) {
  return {.project = match.project(),
          .unit = match.unit(),
          .department = match.department(),
          .lists = {match.lists().begin(), match.lists().end()},
          .category = match.category(),
          .level = match.level(),
          .color = match.color()};
}

void MatchView::Merge(std::string_view encoded) {
  common::FieldWalk walk(encoded);
  while (const uint32_t tag = walk.Next()) {
    switch (tag) {
      case BytesTag(v1::Match::kProjectFieldNumber):
        project = walk.bytes();
        break;
      case BytesTag(v1::Match::kUnitFieldNumber):
        unit = walk.bytes();
        break;
      case BytesTag(v1::Match::kDepartmentFieldNumber):
        department = walk.bytes();
        break;
      case BytesTag(v1::Match::kListsFieldNumber):
        lists.push_back(walk.bytes());
        break;
      case NumberTag(v1::Match::kCategoryFieldNumber):
        category = static_cast<int>(walk.number());
        break;
      case NumberTag(v1::Match::kLevelFieldNumber):
        level = static_cast<int>(walk.number());
        break;
      case NumberTag(v1::Match::kColorFieldNumber):
        color = static_cast<int>(walk.number());
        break;
      default:
        break;  // of a later version
    }
  }
}

}  // namespace wuse::hub
