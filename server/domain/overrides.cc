#include "server/domain/overrides.h"

namespace wuse::domain {

const v1::ColorOverride* OverrideOn(const v1::Project& project, common::Date day) {
  for (auto made = project.overrides().rbegin(); made != project.overrides().rend(); ++made) {
    if (common::Date::OfStored(made->on()) > day) continue;
    const bool is_over = common::Date::OfStored(made->until()) < day;
    const bool is_lifted = !made->lifted_on().empty() && common::Date::OfStored(made->lifted_on()) <= day;
    return is_over || is_lifted ? nullptr : &*made;
  }
  return nullptr;
}

}  // namespace wuse::domain
