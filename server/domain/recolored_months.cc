#include "server/domain/recolored_months.h"

namespace wuse::domain {

std::optional<common::Month> DueMonth(const RecoloredMonths& recolored, const RecolorDay& when, common::Date today) {
  if (when.day == 0 || !when.register_since.IsSet()) return std::nullopt;
  common::Month month = common::Month::Of(when.register_since);
  if (!recolored.empty()) {
    const common::Month newest = common::Month::OfStored(recolored.rbegin()->first);
    if (newest >= month) month = newest.Plus(1);
  }
  const common::Date due = month.Plus(1).First().Plus(when.day - 1);
  return today >= due ? std::optional(month) : std::nullopt;
}

}  // namespace wuse::domain
