#include "server/domain/decide.h"

#include "common/limits.h"
#include "server/domain/color_rule.h"
#include "server/domain/decision_parts.h"
#include "server/domain/edit_unit.h"
#include "server/domain/project_diff.h"

namespace wuse::domain {
namespace {

using v1::PlannedChange;
using v1::Project;

// Symbols for one row: they mean something within it only, and the row's texts outlive it. A project has a few
// dozen, so a search beats a table.
class RowSymbols {
 public:
  Symbol operator()(std::string_view text) {
    if (text.empty()) return 0;
    const auto found = std::find(texts_.begin(), texts_.end(), text);
    if (found != texts_.end()) return static_cast<Symbol>(found - texts_.begin()) + 1;
    texts_.push_back(text);
    return static_cast<Symbol>(texts_.size());
  }

 private:
  std::vector<std::string_view> texts_;
};

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

std::optional<v1::Change> Recolored(const Context& context, const Project& project,
                                    std::span<const ReportMark> reports) {
  RowSymbols symbols;
  const ProjectRow row = RowOf(project, [&symbols](std::string_view text) { return symbols(text); });
  return Recolor(project, row, reports, context.today, context.calendar);
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

std::optional<v1::Change> Recolor(const Project& project, const ProjectRow& row, std::span<const ReportMark> reports,
                                  common::Date today, const common::WorkingDays& calendar) {
  const Verdict verdict = ColorOf(row, reports, today, calendar);
  const v1::ProjectStatus& before = project.status();
  const bool same_color = project.has_status() && before.color() == verdict.color;
  const bool same_reasons =
      std::equal(before.deciding().begin(), before.deciding().end(), verdict.deciding.begin(), verdict.deciding.end());
  if (same_color && same_reasons) return std::nullopt;
  v1::Change change;
  v1::StatusChanged& changed = *change.mutable_status_changed();
  changed.set_project(project.id());
  *change.mutable_match_after() = MatchOf(project);
  if (project.has_status()) {
    *change.mutable_match_before() = change.match_after();
    *changed.mutable_before() = before;
  }
  change.mutable_match_after()->set_color(verdict.color);
  changed.mutable_after()->set_color(verdict.color);
  changed.mutable_after()->set_since(same_color ? before.since() : today.ToString());
  for (const v1::Dimension dimension : verdict.deciding) changed.mutable_after()->add_deciding(dimension);
  return change;
}

v1::Match MatchOf(const Project& project) {
  v1::Match match;
  match.set_project(project.id());
  match.set_unit(project.unit());
  match.set_department(project.department());
  *match.mutable_lists() = project.lists();
  match.set_category(project.category());
  match.set_level(project.level());
  match.set_color(project.status().color());
  return match;
}

}  // namespace wuse::domain
