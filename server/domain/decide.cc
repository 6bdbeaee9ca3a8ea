#include "server/domain/decide.h"

#include "common/limits.h"
#include "server/domain/decision_parts.h"
#include "server/domain/edit_unit.h"
#include "server/domain/project_diff.h"

namespace wuse::domain {
namespace {

using v1::PlannedChange;

// Nothing when the stored status holds.
std::optional<v1::Change> Recolor(const ProjectBrief& project, const Verdict& verdict, common::Date day) {
  const v1::ProjectStatus* before = project.status();
  const bool same_color = before != nullptr && before->color() == verdict.color;
  if (same_color && std::equal(before->deciding().begin(), before->deciding().end(), verdict.deciding.begin(),
                               verdict.deciding.end())) {
    return std::nullopt;
  }
  v1::Change change;
  v1::StatusChanged& changed = *change.mutable_status_changed();
  changed.set_project(project.id());
  *change.mutable_match_after() = project.match();
  if (before != nullptr) {
    *change.mutable_match_before() = project.match();
    *changed.mutable_before() = *before;
  }
  change.mutable_match_after()->set_color(verdict.color);
  changed.mutable_after()->set_color(verdict.color);
  changed.mutable_after()->set_since(same_color ? before->since() : day.ToString());
  for (const v1::Dimension dimension : verdict.deciding) changed.mutable_after()->add_deciding(dimension);
  changed.mutable_after()->set_policy_version(verdict.policy_version);
  return change;
}

}  // namespace

absl::Status CheckBatch(int rows) {
  if (rows == 0) {
    return common::MakeError(absl::StatusCode::kInvalidArgument, "the batch is empty",
                             {.reason = "EMPTY_BATCH", .chinese = "没有任何内容可提交"});
  }
  if (rows <= common::kMaxBatch) return absl::OkStatus();
  const std::string count = std::to_string(rows);
  const std::string most = std::to_string(common::kMaxBatch);
  return common::MakeError(absl::StatusCode::kInvalidArgument, Cat("the batch has ", count, " rows, more than ", most),
                           {.reason = "BATCH_TOO_LARGE", .chinese = Cat("本批有“", count, "”条，最多", most, "条")});
}

std::string RowBase(std::string_view rows, size_t row) {
  return Cat(rows, "[", std::to_string(row), "].");
}

void AddDuplicateRow(const Field& field, std::string_view what, size_t first_row, Problems& problems) {
  const std::string number = std::to_string(first_row + 1);
  problems.Add(field, "DUPLICATE_ROW", Cat(field.Label(), " ", InEnglish(what), " is in row ", number, " already"),
               Cat(field.chinese, InChinese(what), "与第", number, "条重复"));
}

absl::StatusOr<Decision> Decide(const Context& context, const v1::ApplyUnitsRequest& request) {
  WUSE_RETURN_IF_ERROR(CheckBatch(request.units_size()));
  Problems problems;
  const std::vector<v1::Unit> units = EditUnits(context, request, problems);
  if (!problems.empty()) return problems.ToStatus();
  Decision decision;
  for (const v1::Unit& unit : units) {
    const v1::Unit* before = context.register_.FindUnit(unit.id());
    PlannedChange& planned = decision.plan.emplace_back();
    planned.set_id(unit.id());
    planned.set_name(unit.name());
    if (before != nullptr && before->SerializeAsString() == unit.SerializeAsString()) {
      planned.set_action(PlannedChange::UNCHANGED);
      continue;
    }
    planned.set_action(before == nullptr ? PlannedChange::CREATE : PlannedChange::UPDATE);
    if (before != nullptr && request.validate_only()) *planned.mutable_fields() = DiffOf(*before, unit);
    v1::Change& change = decision.changes.emplace_back();
    if (before != nullptr) change.mutable_match_before()->set_unit(unit.id());
    change.mutable_match_after()->set_unit(unit.id());
    *change.mutable_unit_changed()->mutable_unit() = unit;
    change.mutable_unit_changed()->set_created(before == nullptr);
  }
  return decision;
}

ProjectJudgment Judge(const ProjectRow& project, std::span<const ReportMark> reports, const ColorDay& day,
                      const AlertRuleSet& rules) {
  ProjectJudgment judgment{.verdict = day.ColorOf(project, reports), .steps = {}};
  judgment.steps = StepsOf(project, reports, judgment.verdict.color, day.judged_day(), rules);
  return judgment;
}

std::vector<v1::Change> ChangesOf(const ProjectJudgment& judgment, const v1::Project* before, const ProjectBrief& after,
                                  common::Date today) {
  const auto& [verdict, steps] = judgment;
  std::vector<v1::Change> changes;
  if (std::optional<v1::Change> recolored = Recolor(after, verdict, today)) changes.push_back(*std::move(recolored));
  if (steps.empty() && (before == nullptr || after.row().alerts.empty())) return changes;
  const v1::Project& message = *after.message();
  const AlertSubject subject{.before = before == nullptr ? message : *before, .after = message, .color = verdict.color};
  for (v1::Change& change : AlertChangesOf(subject, steps, today)) changes.push_back(std::move(change));
  return changes;
}

std::vector<v1::Change> Rejudge(const v1::Project* before, const ProjectBrief& after,
                                std::span<const ReportMark> reports, const ColorDay& day, const AlertRuleSet& rules) {
  // The row may have symbols of its own, but the policies know waived projects by theirs.
  const Symbol waived = day.set()->WaivedSymbol(after.id());
  if (waived == 0 || waived == after.row().id) {
    return ChangesOf(Judge(after.row(), reports, day, rules), before, after, day.date());
  }
  ProjectRow known = after.row();
  known.id = waived;
  return ChangesOf(Judge(known, reports, day, rules), before, after, day.date());
}

}  // namespace wuse::domain
