#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "common/calendar.h"
#include "wuse/v1/official_color.pb.h"

namespace wuse::domain {

// The months whose official colors are frozen, by month.
using RecoloredMonths = std::map<std::string, v1::RecoloredMonth, std::less<>>;

// Since when, and on which day of the month after, months are recolored by the server.
struct RecolorDay {
  common::Date register_since;  // the first day that was evaluated
  int day = 0;                  // 1 to kMaxRecolorDay; 0: never
};
// The earliest month that is to be recolored by today: none before the register began, nor before one that is recolored
// already, so that nobody's months are filled in behind his back. Nothing: none is due.
std::optional<common::Month> DueMonth(const RecoloredMonths& recolored, const RecolorDay& when, common::Date today);

}  // namespace wuse::domain
