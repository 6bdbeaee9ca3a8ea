#pragma once

#include <cstdint>
#include <string>

#include "wuse/v1/project.pb.h"
#include "wuse/v1/report_service.pb.h"
#include "wuse/v1/unit_service.pb.h"

// A register of any size, made from numbers: the same number gives the same record. As large per record as a
// district's real ones. For a server whose --today is kToday.
namespace wuse::bench {

inline constexpr char kToday[] = "2021-12-31";  // of week 52: a year of weeks can be filed
inline constexpr int kWeeks = 52;
inline constexpr int kUnits = 25;  // 12 towns and streets, 9 departments, 4 task forces

// All units; `note` makes the request differ from one with another note.
v1::ApplyUnitsRequest UnitsRequest(const std::string& note);
std::string ProjectId(int64_t number);
v1::Project ProjectOf(int64_t number);
// The first report of a project's week for the lower `week`s; correction 1, 2, … have other figures and a reason.
v1::ReportEdit ReportOf(int64_t project, int week, int64_t correction);
// Week 1 of every project, then week 2, …; after the last week the corrections of week 1, and so on.
v1::ReportEdit ReportByNumber(int64_t number, int64_t projects);

}  // namespace wuse::bench
