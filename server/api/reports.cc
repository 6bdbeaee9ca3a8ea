#include "server/api/reports.h"

#include <set>
#include <string>
#include <utility>

#include "common/limits.h"
#include "common/text.h"
#include "fmt/format.h"
#include "server/api/errors.h"
#include "server/api/filters.h"
#include "server/api/lookups.h"
#include "server/api/page_token.h"
#include "server/api/project_order.h"

namespace wuse::api {
namespace {

using common::Quoted;
using common::Week;

absl::Status ReportNotFound(const v1::GetReportRequest& request) {
  const std::string version = request.version() == 0 ? "" : fmt::format(" version {}", request.version());
  const std::string chinese_version = request.version() == 0 ? "" : fmt::format("第 {} 版", request.version());
  return common::MakeError(
      absl::StatusCode::kNotFound,
      fmt::format("project {} has no report of {}{}", Quoted(request.project()), request.week(), version),
      {.reason = "REPORT_NOT_FOUND",
       .chinese = fmt::format("项目“{}”没有 {} 的报告{}", Quoted(request.project()), request.week(), chinese_version)});
}

// Which projects' reports are listed.
class WantedProjects {
 public:
  static absl::StatusOr<WantedProjects> Of(const Parts& parts, const v1::ListReportsRequest& request) {
    WantedProjects wanted(parts);
    WUSE_RETURN_IF_ERROR(FilterSizeField("projects", request.projects_size()));
    for (int i = 0; i < request.projects_size(); ++i) {
      const absl::StatusOr<board::ProjectState> project = FindProject(parts, request.projects(i));
      if (!project.ok()) return UnknownProject(i, request.projects(i));
      wanted.ids_.insert(ProjectIdOf(parts, *project));
    }
    wanted.all_in_filter_ = request.projects().empty();
    if (!wanted.all_in_filter_ && !request.has_filter()) return wanted;
    absl::StatusOr<domain::RowFilter> filter = CompiledFilter(parts, wanted.view_, FilterOf(request));
    if (!filter.ok()) return filter.status();
    wanted.filter_ = *std::move(filter);
    return wanted;
  }

  bool Has(std::string_view id) const {
    if (!all_in_filter_ && ids_.find(id) == ids_.end()) return false;
    const auto slot = parts_->board.FindSlotById(id);
    if (!slot || *slot >= view_.project_count()) return false;
    return !filter_ || Matches(*filter_, *view_.project(*slot).row, today_);
  }

 private:
  explicit WantedProjects(const Parts& parts)
      : parts_(&parts), view_(parts.board.Take()), today_(parts.clock.Today()) {}

  static absl::Status UnknownProject(int index, const std::string& id) {
    return InvalidField({.field = fmt::format("projects[{}]", index),
                         .reason = "PROJECT_UNKNOWN",
                         .description = fmt::format("there is no project {}", Quoted(id)),
                         .chinese = fmt::format("没有项目“{}”", Quoted(id))});
  }

  const Parts* parts_;
  board::View view_;
  common::Date today_;
  bool all_in_filter_ = true;
  std::set<std::string, std::less<>> ids_;
  std::optional<domain::RowFilter> filter_;
};

// The reports after a position ("week project"), as they are scanned.
struct Position {
  Week week;
  std::string project;
  static Position Of(const std::string& text) {
    const size_t space = text.find(' ');
    if (space == std::string::npos) return {};
    return {.week = Week::OfStored(text.substr(0, space)), .project = text.substr(space + 1)};
  }
};

struct WeekRange {
  Week from;
  Week to;
};

absl::StatusOr<WeekRange> RangeOf(const v1::ListReportsRequest& request) {
  const absl::StatusOr<Week> from = WeekField("from_week", request.from_week());
  if (!from.ok()) return from.status();
  const absl::StatusOr<Week> to = WeekField("to_week", request.to_week());
  if (!to.ok()) return to.status();
  if (to->IsSet() && *from > *to) {
    return InvalidField({.field = "from_week",
                         .reason = "RANGE_INVALID",
                         .description = fmt::format("{} is after to_week {}", request.from_week(), request.to_week()),
                         .chinese = fmt::format("起始周 {} 晚于结束周 {}", request.from_week(), request.to_week())});
  }
  return WeekRange{.from = *from, .to = *to};
}

v1::MissingReport MissingOf(const board::ProjectState& state) {
  v1::MissingReport missing;
  const v1::Project project = ParsedProject(state);
  missing.set_project(project.id());
  missing.set_name(project.name());
  missing.set_unit(project.unit());
  if (!state.marks->empty()) missing.set_last_week(state.marks->back().week().ToString());
  *missing.mutable_made_up() = project.made_up();
  return missing;
}

absl::StatusOr<Week> MissingWeek(const std::string& text, common::Date today) {
  const absl::StatusOr<Week> week = WeekField("week", text);
  if (!week.ok() || !week->IsSet()) return week.ok() ? Week::Of(today) : week;
  if (*week <= Week::Of(today)) return *week;
  return InvalidField({.field = "week",
                       .reason = "WEEK_IN_FUTURE",
                       .description = fmt::format("{} is after this week, {}", text, Week::Of(today).ToString()),
                       .chinese = fmt::format("{} 还没有到，本周是 {}", text, Week::Of(today).ToString())});
}

}  // namespace

absl::StatusOr<v1::Report> GetReport(const Parts& parts, const v1::GetReportRequest& request) {
  const absl::StatusOr<Week> week = WeekField("week", request.week());
  if (!week.ok()) return week.status();
  if (!week->IsSet() || request.version() < 0) {
    const bool no_week = !week->IsSet();
    return InvalidField({.field = no_week ? "week" : "version",
                         .reason = no_week ? "WEEK_MISSING" : "VERSION_INVALID",
                         .description = no_week ? "the week is missing" : "a version is not negative",
                         .chinese = no_week ? "缺少周" : fmt::format("版本“{}”不正确", request.version())});
  }
  const absl::StatusOr<board::ProjectState> project = FindProject(parts, request.project());
  if (!project.ok()) return project.status();
  absl::StatusOr<v1::Report> report = parts.history.FindReport(ProjectIdOf(parts, *project), *week, request.version());
  if (absl::IsNotFound(report.status())) return ReportNotFound(request);
  return report;
}

absl::StatusOr<Rope> ListReports(const Parts& parts, const v1::ListReportsRequest& request) {
  const PageTokens tokens = PageTokensOf(parts.ledger.store_id(), "ListReports", request);
  const absl::StatusOr<int> page_size = PageSizeField(request.page_size(), common::kDefaultPageSize);
  if (!page_size.ok()) return page_size.status();
  const absl::StatusOr<WeekRange> range = RangeOf(request);
  if (!range.ok()) return range.status();
  const absl::StatusOr<std::string> opened = tokens.Open(request.page_token());
  if (!opened.ok()) return opened.status();
  const absl::StatusOr<WantedProjects> wanted = WantedProjects::Of(parts, request);
  if (!wanted.ok()) return wanted.status();

  const Position begin = Position::Of(*opened);
  Rope response;
  int taken = 0;
  std::string last;
  bool more = false;
  const auto take = [&](const v1::Report& report) {
    const std::string encoded = report.SerializeAsString();
    more = taken == *page_size || (taken > 0 && response.size() + encoded.size() > common::kMaxPageBytes);
    if (more) return false;
    response.AppendText(v1::ListReportsResponse::kReportsFieldNumber, encoded);
    last = report.week() + " " + report.project();
    ++taken;
    return true;
  };
  WUSE_RETURN_IF_ERROR(parts.history.ScanReports(
      begin.week.IsSet() ? begin.week : range->from, range->to, begin.project,
      [&](std::string_view id) { return wanted->Has(id); }, take));
  if (more) response.AppendText(v1::ListReportsResponse::kNextPageTokenFieldNumber, tokens.Make(last));
  return response;
}

absl::StatusOr<v1::ListMissingReportsResponse> ListMissingReports(const Parts& parts,
                                                                  const v1::ListMissingReportsRequest& request) {
  const common::Date today = parts.clock.Today();
  const absl::StatusOr<Week> week = MissingWeek(request.week(), today);
  if (!week.ok()) return week.status();
  const board::View view = parts.board.Take();
  absl::StatusOr<domain::RowFilter> filter = CompiledFilter(parts, view, FilterOf(request));
  if (!filter.ok()) return filter.status();

  const common::Date due = parts.calendar.DueDay(*week);
  const ProjectRanking ranking(parts, view, v1::BY_UNIT, today);
  std::set<std::pair<ProjectRank, size_t>> missing;
  v1::ListMissingReportsResponse response;
  for (size_t slot = 0; slot < view.project_count(); ++slot) {
    const board::ProjectState& project = view.project(slot);
    if (project.row->kind == v1::PREPARATORY || !Matches(*filter, *project.row, today) ||
        !domain::OwesReport(*project.row, due)) {
      continue;
    }
    response.set_expected_count(response.expected_count() + 1);
    if (!domain::HasReportOf(*project.marks, *week)) missing.emplace(ranking.RankOf(project), slot);
  }
  response.set_week(week->ToString());
  response.set_due_on(due.ToString());
  response.set_overdue(due < today);
  for (const auto& [rank, slot] : missing) *response.add_missing() = MissingOf(view.project(slot));
  return response;
}

}  // namespace wuse::api
