#include <map>

#include "server/domain/apply_change.h"
#include "server/domain/decision_parts.h"
#include "server/domain/file_report.h"
#include "server/domain/overlay.h"
#include "server/domain/project_diff.h"

namespace wuse::domain {
namespace {

using v1::PlannedChange;
using BriefPointer = std::shared_ptr<const ProjectBrief>;

// The rows of FileReports, one after the other; amounts are compared once all are in.
class ReportBatch {
 public:
  ReportBatch(const Context& context, bool with_fields)
      : context_(context), with_fields_(with_fields), overlay_(context.register_) {}

  absl::Status Add(const v1::ReportEdit& edit) {
    const size_t number = rows_.size();
    const std::string base = RowBase("edits", number);
    rows_.emplace_back();
    const size_t problems_before = problems_.size();
    absl::StatusOr<FiledReport> filed =
        EditReport(context_, overlay_, edit, base, absl::StatusCode::kInvalidArgument, problems_);
    if (!filed.ok()) return filed.status();
    if (filed->project != nullptr && !filed->report.week().empty()) {
      const auto [first, inserted] = first_rows_.emplace(std::pair(filed->project->id(), filed->mark.week()), number);
      if (!inserted) {
        const std::string what = Cat(filed->project->id(), " ", filed->report.week());
        AddDuplicateRow({base, "report.project", "项目编号"}, what, first->second, problems_);
      }
    }
    if (problems_.size() != problems_before) return absl::OkStatus();
    rows_[number] = *std::move(filed);
    Stage(*rows_[number]);
    return absl::OkStatus();
  }

  absl::StatusOr<Decision> Finish() {
    CheckAmounts();
    if (!problems_.empty()) return problems_.ToStatus();
    Decision decision{.changes = std::move(changes_), .plan = std::move(plan_)};
    for (const std::string& id : touched_) {
      for (v1::Change& change :
           Rejudge(nullptr, *overlay_.FindBrief(id), overlay_.ReportsOf(id), context_.colors, overlay_.alert_rules())) {
        decision.changes.push_back(std::move(change));
      }
    }
    return decision;
  }

 private:
  void Stage(FiledReport& filed) {
    PlannedChange& planned = plan_.emplace_back();
    planned.set_id(filed.project->id());
    planned.set_name(std::string(filed.project->name()));
    planned.set_action(filed.unchanged ? PlannedChange::UNCHANGED
                                       : (filed.earlier ? PlannedChange::UPDATE : PlannedChange::CREATE));
    if (filed.unchanged) return;
    if (with_fields_ && filed.earlier) *planned.mutable_fields() = DiffOf(*filed.earlier, filed.report);
    const std::string& id = filed.project->id();
    const std::span<const ReportMark> staged = overlay_.ReportsOf(id);
    std::vector<ReportMark> marks(staged.begin(), staged.end());
    InsertMark(marks, filed.mark);
    SettleInvestment(filed, marks, context_.today);
    if (std::find(touched_.begin(), touched_.end(), id) == touched_.end()) touched_.push_back(id);
    const BriefPointer after = ProjectAfterReport(filed);
    changes_.push_back(ChangeOf(std::move(filed), *after));  // the amounts stay, to be compared
    overlay_.Stage(changes_.back());
  }

  void CheckAmounts() {
    for (size_t number = 0; number < rows_.size(); ++number) {
      if (!rows_[number]) continue;
      const std::string& id = rows_[number]->project->id();
      const auto others = [&](common::Week week) -> const FiledReport* {
        const auto row = first_rows_.find({id, week});
        return row == first_rows_.end() || !rows_[row->second] ? nullptr : &*rows_[row->second];
      };
      CheckCumulative(*rows_[number], overlay_.ReportsOf(id), others, RowBase("edits", number), problems_);
    }
  }

  const Context& context_;
  const bool with_fields_;
  Overlay overlay_;
  Problems problems_;
  std::vector<std::optional<FiledReport>> rows_;  // nothing: a bad one
  std::map<std::pair<std::string, common::Week>, size_t> first_rows_;
  std::vector<std::string> touched_;  // projects, by first row
  std::vector<v1::Change> changes_;
  std::vector<PlannedChange> plan_;
};

}  // namespace

absl::StatusOr<Decision> Decide(const Context& context, const v1::FileReportRequest& request) {
  constexpr std::string_view kBase = "edit.";
  Problems problems;
  absl::StatusOr<FiledReport> filed =
      EditReport(context, context.register_, request.edit(), kBase, absl::StatusCode::kNotFound, problems);
  if (!filed.ok()) return filed.status();
  if (!problems.empty()) return problems.ToStatus();
  if (filed->unchanged) return Decision();
  const std::span<const ReportMark> filed_before = context.register_.ReportsOf(filed->project->id());
  std::vector<ReportMark> marks;
  marks.reserve(filed_before.size() + 1);
  marks.assign(filed_before.begin(), filed_before.end());
  InsertMark(marks, filed->mark);
  CheckCumulative(
      *filed, marks, [](common::Week) { return nullptr; }, kBase, problems);
  if (!problems.empty()) return problems.ToStatus();
  SettleInvestment(*filed, marks, context.today);
  const BriefPointer after = ProjectAfterReport(*filed);
  std::vector<v1::Change> follows = Rejudge(nullptr, *after, marks, context.colors, context.register_.alert_rules());
  Decision decision;
  decision.changes.push_back(ChangeOf(*std::move(filed), *after));
  for (v1::Change& change : follows) decision.changes.push_back(std::move(change));
  return decision;
}

absl::StatusOr<Decision> Decide(const Context& context, const v1::FileReportsRequest& request) {
  WUSE_RETURN_IF_ERROR(CheckBatch(request.edits_size()));
  ReportBatch batch(context, request.validate_only());
  for (const v1::ReportEdit& edit : request.edits()) {
    if (absl::Status status = batch.Add(edit); !status.ok()) return status;
  }
  return batch.Finish();
}

}  // namespace wuse::domain
