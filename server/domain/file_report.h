#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "server/domain/decide.h"
#include "server/domain/validate.h"

namespace wuse::domain {

// One report as it would be filed.
struct FiledReport {
  v1::Report report;                            // as stored
  std::optional<v1::Report> earlier;            // the version of this week before it
  std::shared_ptr<const ProjectBrief> project;  // before it
  std::vector<v1::Milestone> milestones;        // the project's that it changes, as they are after it
  ReportMark mark;
  bool unchanged = false;      // equal content was there already: nothing to write
  bool has_reason = false;     // a correction reason
  bool amount_stands = false;  // the earlier version had this amount: it was accepted then
};

// Decides one row against `reg` (the register, or an overlay of it). What breaks a rule goes into `problems`, and
// the result is then of no use. `missing`: the code of an unknown project. Errors: those of Register::FindReport.
// Amounts are not compared with those of other weeks here.
absl::StatusOr<FiledReport> EditReport(const Context& context, const Register& reg, const v1::ReportEdit& edit,
                                       std::string_view base, absl::StatusCode missing, Problems& problems);

// Sets investment-completed (完成投资) as the reports say once this one is among them. `marks` have it.
void SettleInvestment(FiledReport& filed, std::span<const ReportMark> marks, common::Date today);

// The year's cumulative investment may not fall from one week to the next without a reason. `marks` have the report and
// all of its batch; `others` gives the batch's report of another week of the project, or null.
void CheckCumulative(const FiledReport& filed, std::span<const ReportMark> marks,
                     const std::function<const FiledReport*(common::Week)>& others, std::string_view base,
                     Problems& problems);

// The project after the report; the same object when no milestone changed.
std::shared_ptr<const ProjectBrief> ProjectAfterReport(const FiledReport& filed);

// The ReportFiled. Moves the report out.
v1::Change ChangeOf(FiledReport&& filed, const ProjectBrief& project_after);

}  // namespace wuse::domain
