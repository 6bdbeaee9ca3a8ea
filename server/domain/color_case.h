#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "server/domain/color_rule.h"
#include "server/domain/row_builder.h"

namespace wuse::domain {

// For tests only: tables of the color rule, a row a case.

using Deciding = std::vector<v1::Dimension>;

struct Case {
  std::string name;
  ProjectBuilder project;
  std::string day;
  std::vector<ReportMark> reports;
  v1::Color color;
  Deciding deciding;
};

inline void Check(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    const Verdict verdict = ColorOf(c.project.Row(), c.reports, Day(c.day), Calendar2021());
    EXPECT_EQ(v1::Color_Name(verdict.color), v1::Color_Name(c.color)) << c.name << " on " << c.day;
    EXPECT_EQ(verdict.deciding, c.deciding) << c.name << " on " << c.day;
  }
}

inline const std::vector<ReportMark> kNoReports;
inline const Deciding kNothing;
inline const Deciding kPaused = {v1::PAUSED};
inline const Deciding kOut = {v1::OUT_OF_LIST};
inline const Deciding kClosed = {v1::CLOSED};
inline const Deciding kPoints = {v1::POINTS_BEHIND};
inline const Deciding kDays = {v1::DAYS_LATE};
inline const Deciding kMonths = {v1::MONTHS_NOT_STARTED};
inline const Deciding kWeeks = {v1::WEEKS_WITHOUT_REPORT};
inline const Deciding kGreenByDays = {v1::DAYS_LATE, v1::WEEKS_WITHOUT_REPORT};
inline const Deciding kGreenByMonths = {v1::MONTHS_NOT_STARTED, v1::WEEKS_WITHOUT_REPORT};
inline const Deciding kGreenByPoints = {v1::POINTS_BEHIND, v1::WEEKS_WITHOUT_REPORT};

// Listed on the day itself, so that no week is due yet: the other dimensions alone.
inline ProjectBuilder ListedOn(const std::string& day) {
  return ProjectBuilder().Listed(day);
}

}  // namespace wuse::domain
