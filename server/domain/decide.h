#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/calendar.h"
#include "server/domain/alert_rules.h"
#include "server/domain/color_day.h"
#include "server/domain/figure_book.h"
#include "server/domain/judge_alerts.h"
#include "server/domain/judged_day.h"
#include "server/domain/project_brief.h"
#include "server/domain/project_row.h"
#include "server/domain/recolored_months.h"
#include "wuse/v1/alert_service.pb.h"
#include "wuse/v1/board_service.pb.h"
#include "wuse/v1/color_service.pb.h"
#include "wuse/v1/figure_service.pb.h"
#include "wuse/v1/project_service.pb.h"
#include "wuse/v1/report_service.pb.h"
#include "wuse/v1/unit_service.pb.h"
#include "wuse/v1/update.pb.h"

namespace wuse::domain {

// What the rules may ask about the register as it is at this moment of the write path: the board plus what the
// group has staged so far. Implemented by engine::Draft and by the tests' FakeRegister. Pointers stay valid until the
// next staging.
class Register {
 public:
  virtual ~Register() = default;
  virtual const v1::Unit* FindUnit(std::string_view id) const = 0;
  virtual const v1::Unit* FindUnitByName(std::string_view name) const = 0;
  virtual std::vector<std::string> UnitIdsAndNames() const = 0;  // for "did you mean"
  // Parsed, with etag and status.
  virtual std::shared_ptr<const v1::Project> FindProject(std::string_view id) const = 0;
  // The same project, for rules that need little of it.
  virtual std::shared_ptr<const ProjectBrief> FindBrief(std::string_view id) const = 0;
  virtual std::shared_ptr<const v1::Project> FindProjectByExternalCode(std::string_view code) const = 0;
  virtual std::vector<std::string> ProjectIds(size_t at_most) const = 0;  // for "did you mean"
  virtual int project_count() const = 0;
  // Sorted by week.
  virtual std::span<const ReportMark> ReportsOf(std::string_view project_id) const = 0;
  // The newest version of the week's report. Errors: kNotFound; kDataLoss or kUnavailable from the disk.
  virtual absl::StatusOr<v1::Report> FindReport(std::string_view project_id, common::Week week) const = 0;
  virtual const AlertRuleSet& alert_rules() const = 0;
  virtual const std::shared_ptr<const PolicySet>& policies() const = 0;
  virtual const RecoloredMonths& recolored_months() const = 0;
  virtual std::string_view month_being_recolored() const = 0;  // "": none is
  virtual const FigureBook& figure_book() const = 0;
};

// What a decision is made with.
struct Context {
  const Register& register_;
  common::Date today;      // the business date
  const ColorDay& colors;  // of today
  std::string_view actor;
};

// A command's outcome: the changes of its update (none: nothing has to be written) and, for apply, the plan.
// What follows for the project's color and alerts is among the changes.
struct Decision {
  std::vector<v1::Change> changes;
  std::vector<v1::PlannedChange> plan;
};

// Every function refuses bad input with all violations listed (common::InvalidFields; field paths are those of the
// request message) and decides nothing by halves.
absl::StatusOr<Decision> Decide(const Context& context, const v1::ApplyUnitsRequest& request);
absl::StatusOr<Decision> Decide(const Context& context, const v1::CreateProjectRequest& request);
absl::StatusOr<Decision> Decide(const Context& context, const v1::UpdateProjectRequest& request);
absl::StatusOr<Decision> Decide(const Context& context, const v1::ApplyProjectsRequest& request);
absl::StatusOr<Decision> Decide(const Context& context, const v1::ReplanMilestoneRequest& request);
absl::StatusOr<Decision> Decide(const Context& context, const v1::DelistProjectRequest& request);
absl::StatusOr<Decision> Decide(const Context& context, const v1::FileReportRequest& request);
absl::StatusOr<Decision> Decide(const Context& context, const v1::FileReportsRequest& request);
absl::StatusOr<Decision> Decide(const Context& context, const v1::AcknowledgeAlertRequest& request);
absl::StatusOr<Decision> Decide(const Context& context, const v1::SnoozeAlertRequest& request);
// All alerts have to be judged anew after it: the engine sees to that.
absl::StatusOr<Decision> Decide(const Context& context, const v1::SetAlertRulesRequest& request);

// All colors have to be worked out anew after it: the engine sees to that.
absl::StatusOr<Decision> Decide(const Context& context, const v1::SetPolicyRequest& request);
absl::StatusOr<Decision> Decide(const Context& context, const v1::OverrideColorRequest& request);
// A RecoloringBegun: the engine does the rest.
absl::StatusOr<Decision> Decide(const Context& context, const v1::RecolorMonthRequest& request);

absl::StatusOr<Decision> Decide(const Context& context, const v1::RecordCertifiedInvestmentRequest& request);
absl::StatusOr<Decision> Decide(const Context& context, const v1::SetReferenceFigureRequest& request);
absl::StatusOr<Decision> Decide(const Context& context, const v1::ApplyListsRequest& request);
absl::StatusOr<Decision> Decide(const Context& context, const v1::SetHouseStyleRequest& request);

// A bulletin to publish: the request, and what was composed for it beforehand, off the engine's thread.
struct ComposedBulletin {
  v1::PublishBulletinRequest request;
  v1::Bulletin bulletin;  // of a correction with `corrected`, the differences against `corrects`
  int corrects = 0;       // the edition that `corrected` is against; 0: none
  const std::string& request_id() const { return request.request_id(); }
};
absl::StatusOr<Decision> Decide(const Context& context, const ComposedBulletin& composed);

// A project's color on a day, and what the day does to its alerts.
struct ProjectJudgment {
  Verdict verdict;
  std::vector<AlertStep> steps;
};
ProjectJudgment Judge(const ProjectRow& project, std::span<const ReportMark> reports, const ColorDay& day,
                      const AlertRuleSet& rules);

// What follows for a project from the rest of its update, or from the day: its StatusChanged where its verdict on the
// day differs from the stored status (`since` is the day when the color differs, else it stays), then its
// AlertChangeds. Nothing when nothing changes. `before` is the project before an edit by people; null when nobody
// edited it.
std::vector<v1::Change> ChangesOf(const ProjectJudgment& judgment, const v1::Project* before, const ProjectBrief& after,
                                  common::Date today);
// The changes of its judgment on the day.
std::vector<v1::Change> Rejudge(const v1::Project* before, const ProjectBrief& after,
                                std::span<const ReportMark> reports, const ColorDay& day, const AlertRuleSet& rules);

}  // namespace wuse::domain
