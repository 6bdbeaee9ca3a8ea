#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "common/calendar.h"
#include "server/domain/color_day.h"
#include "server/domain/policy_set.h"
#include "server/domain/row_builder.h"
#include "server/domain/verdict.h"

namespace wuse::domain {

// For tests only: tables of the default policy, a row a case.

// By `wuse-default`, as the server judges where no policy was set.
inline Verdict DefaultColorOf(const ProjectRow& project, std::span<const ReportMark> reports, common::Date day,
                              const common::WorkingDays& calendar = Calendar2021()) {
  static const auto* const set = new std::shared_ptr<const PolicySet>(std::make_shared<const PolicySet>());
  return ColorDay(*set, day, calendar).ColorOf(project, reports);
}

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
    const Verdict verdict = DefaultColorOf(c.project.Row(), c.reports, Day(c.day));
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
