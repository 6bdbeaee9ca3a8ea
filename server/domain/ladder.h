#pragma once

#include <string>
#include <string_view>

#include "wuse/v1/kinds.pb.h"
#include "wuse/v1/project.pb.h"

namespace wuse::domain {

inline constexpr std::string_view kStarted = "started";
inline constexpr std::string_view kCompleted = "completed";
inline constexpr std::string_view kLandCleared = "land-cleared";
// 完成投资, a milestone of every ladder in a track of its own, set by the engine when invested_before + this year's
// reaches the total investment (> 0). It has no planned date.
inline constexpr std::string_view kInvestmentCompleted = "investment-completed";

// The default ladder of a category, in order, with Chinese names; the last rung is investment-completed.
google::protobuf::RepeatedPtrField<v1::Milestone> DefaultLadder(v1::Category category);

// The milestone by id or by name; nullptr when the ladder has neither.
const v1::Milestone* FindMilestone(const v1::Project& project, std::string_view id_or_name);
// The index of the closing rung: the one marked, else `completed` (a plot: `land-cleared`); -1 without one.
int ClosingRung(const v1::Project& project);

}  // namespace wuse::domain
