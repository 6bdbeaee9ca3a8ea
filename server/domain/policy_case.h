#pragma once

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/domain/apply_change.h"
#include "server/domain/color_day.h"
#include "server/domain/color_policy.h"
#include "server/domain/policy_presets.h"
#include "server/domain/row_builder.h"
#include "wuse/v1/color_policy.pb.h"

namespace wuse::domain {

// For tests only: policies, and projects under them in a line each.

// The policy p with what `text` says.
inline v1::ColorPolicy PolicyOf(const std::string& text) {
  v1::ColorPolicy policy;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString("name: \"p\" " + text, &policy)) << text;
  return policy;
}

inline v1::ColorPolicy Preset(std::string_view name) {
  return *FindPreset(name);
}

// 1200 yuan a year, 100 a month.
inline ProjectBuilder Even() {
  return ProjectBuilder().EvenPlan(2021, 100);
}

// Reports at the ends of months, or on other days.
inline std::vector<ReportMark> AtMonthEnds(const std::vector<std::pair<std::string, int64_t>>& figures) {
  std::vector<ReportMark> reports;
  for (const auto& [day, invested] : figures) InsertMark(reports, {.as_of = Day(day), .invested = {invested}});
  return reports;
}

// A color and why: "RED: why; why;"
inline std::string ColorAndWhy(v1::Color color, const std::vector<v1::ColorReason>& reasons) {
  std::string text = v1::Color_Name(color) + ":";
  for (const v1::ColorReason& reason : reasons) text += " " + reason.text() + ";";
  return text;
}

// The days of a month whose colors are published, and restated on a later day.
inline MonthDays DaysOf(std::string_view last, std::string_view published_on, std::string_view now = "") {
  return {.last = Day(last), .published_on = Day(published_on), .now = Day(now.empty() ? published_on : now)};
}

// One project under a policy about projects.
class JudgedProject {
 public:
  JudgedProject(v1::ColorPolicy policy, ProjectBuilder project, std::vector<ReportMark> reports)
      : project_(project.project()),
        row_(RowOf(project_, names_.Interner())),
        reports_(std::move(reports)),
        policy_(std::move(policy), names_.Interner()) {}

  std::string On(std::string_view day) const { return Tell(PolicyDay(policy_, Day(day), Calendar2021())); }
  std::string OfMonth(const MonthDays& days) const { return Tell(PolicyDay::OfMonth(policy_, days, Calendar2021())); }

 private:
  std::string Tell(const PolicyDay& policy_day) const {
    const v1::Color color = policy_day.JustColorOf(row_, reports_);
    EXPECT_EQ(policy_day.ColorOf(row_, reports_).color, color);
    return ColorAndWhy(color, policy_day.ReasonsOf(row_, reports_, project_));
  }

  Names names_;
  const v1::Project project_;
  const ProjectRow row_;
  const std::vector<ReportMark> reports_;
  const ColorPolicy policy_;
};

// `wuse-default` on a day.
inline std::shared_ptr<const ColorDay> ColorsOn(common::Date day, const common::WorkingDays& calendar) {
  return std::make_shared<const ColorDay>(std::make_shared<const PolicySet>(), day, calendar);
}

}  // namespace wuse::domain
