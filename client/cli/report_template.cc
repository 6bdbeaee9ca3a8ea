#include "client/cli/report_template.h"

#include <algorithm>
#include <fstream>
#include <ostream>

#include "client/cli/cell.h"
#include "client/cli/columns.h"
#include "client/cli/labels.h"
#include "client/cli/problem.h"
#include "client/cli/unit_names.h"
#include "common/limits.h"
#include "common/money.h"
#include "common/status.h"

namespace wuse::cli {
namespace {

// Set by the server alone, when the total is invested.
constexpr std::string_view kInvestmentCompleted = "investment-completed";

bool IsOpen(const v1::Milestone& milestone) {
  return milestone.reached_on().empty() && milestone.id() != kInvestmentCompleted;
}

std::string_view ChineseOf(std::string_view column) {
  for (const ColumnSpec& spec : ReportColumns().columns) {
    if (spec.name == column) return spec.chinese;
  }
  return column;
}

// Rungs of the default ladders come in their order, then others as they are met.
size_t PlaceOf(const std::string& milestone_id) {
  const std::span<const MilestoneName> known = DefaultMilestones();
  const auto found = std::find_if(known.begin(), known.end(), [&](const auto& one) { return one.id == milestone_id; });
  return static_cast<size_t>(found - known.begin());
}

// The columns done:<milestone>. Rungs of one id that projects name
// differently go by their id.
struct OpenMilestones {
  std::vector<std::string> ids;
  std::map<std::string, std::string> heading;  // by id

  explicit OpenMilestones(const std::vector<v1::Project>& projects) {
    for (const v1::Project& project : projects) {
      for (const v1::Milestone& milestone : project.milestones()) {
        if (!IsOpen(milestone)) continue;
        const std::string named = "完成:" + (milestone.name().empty() ? milestone.id() : milestone.name());
        const auto [known, is_new] = heading.emplace(milestone.id(), named);
        if (is_new) ids.push_back(milestone.id());
        if (known->second != named) known->second = "完成:" + milestone.id();
      }
    }
    std::stable_sort(ids.begin(), ids.end(), [](const auto& a, const auto& b) { return PlaceOf(a) < PlaceOf(b); });
    // Two rungs of one name would make the same column twice.
    std::map<std::string, int> used;
    for (const auto& [id, text] : heading) ++used[text];
    for (auto& [id, text] : heading) {
      if (used[text] > 1) text = "完成:" + id;
    }
  }
};

// Newest reports up to the week, of its year: figures of another year start again.
absl::StatusOr<std::map<std::string, v1::Report>> LastReports(client::Connection& connection,
                                                              const std::vector<v1::Project>& projects,
                                                              common::Week week) {
  std::map<std::string, v1::Report> last;
  for (size_t begin = 0; begin < projects.size(); begin += common::kMaxFilterValues) {
    const size_t end = std::min(projects.size(), begin + common::kMaxFilterValues);
    v1::ListReportsRequest request;
    for (size_t i = begin; i < end; ++i) request.add_projects(projects[i].id());
    request.set_from_week(common::Week::Of(common::Date::OfYmd(week.Friday().year(), 1, 1)).ToString());
    request.set_to_week(week.ToString());
    request.set_page_size(common::kMaxPageSize);
    do {
      auto page = connection.ListReports(request);
      if (!page.ok()) return page.status();
      for (v1::Report& report : *page->mutable_reports()) {
        v1::Report& newest = last[report.project()];
        if (newest.week() <= report.week()) newest = std::move(report);
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
  }
  return last;
}

// The projects that report: closed ones (blue) and delisted ones do not.
absl::StatusOr<std::vector<v1::Project>> Reporting(client::Connection& connection, const std::string& unit,
                                                   common::Week week, int& closed) {
  std::vector<v1::Project> projects;
  v1::ListProjectsRequest request;
  if (!unit.empty()) request.mutable_filter()->add_units(unit);
  request.set_order(v1::BY_UNIT);
  request.set_page_size(common::kMaxPageSize);
  do {
    auto page = connection.ListProjects(request);
    if (!page.ok()) return page.status();
    for (v1::ListedProject& listed : *page->mutable_projects()) {
      v1::Project& project = *listed.mutable_project();
      if (!project.delisted_on().empty() && project.delisted_on() <= week.Sunday().ToString()) continue;
      if (project.status().color() == v1::BLUE) {
        ++closed;
        continue;
      }
      projects.push_back(std::move(project));
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return projects;
}

absl::Status WriteTo(Session& session, const std::string& path, const Table& table) {
  if (path.empty() || path == "-") {
    WriteCsv(session.out(), table);
    return absl::OkStatus();
  }
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  WriteCsv(file, table);
  file.close();
  if (!file) return InvalidInput("写不了文件 " + path);
  session.err() << "已写出 " << table.rows.size() << " 个项目到 " << path << "；填好后用 wuse report push " << path
                << " 报送\n";
  return absl::OkStatus();
}

}  // namespace

Table TemplateTable(common::Week week, const std::vector<v1::Project>& projects,
                    const std::map<std::string, v1::Report>& last) {
  Table table;
  for (const std::string_view column :
       {"project", "name", "week", "as_of", "invested_this_year", "percent_done", "progress", "problems", "next"}) {
    table.columns.push_back({std::string(ChineseOf(column))});
  }
  const OpenMilestones open(projects);
  for (const std::string& id : open.ids) table.columns.push_back({open.heading.at(id)});
  const std::string year = std::to_string(common::DefaultAsOf(week, week.Sunday()).year());
  for (const v1::Project& project : projects) {
    std::vector<Cell> row = {project.id(), project.name(), week.ToString(), ""};
    const auto found = last.find(project.id());
    // The yearly figure of another year is no figure of this one.
    const bool has_last = found != last.end() && found->second.as_of().substr(0, year.size()) == year;
    const v1::Report& report = has_last ? found->second : v1::Report::default_instance();
    row.emplace_back(report.has_invested_this_year_yuan() ? common::FormatWan({report.invested_this_year_yuan()}) : "");
    row.emplace_back(report.has_percent_done_bp() ? common::FormatBasisPoints(report.percent_done_bp()) : "");
    row.resize(table.columns.size(), "");
    table.rows.push_back(std::move(row));
  }
  return table;
}

absl::StatusOr<Exit> WriteReportTemplate(Session& session, const TemplateOptions& options) {
  std::string what;
  const auto week_text = ReadWeek(options.week, what);
  if (!week_text) return InvalidInput("选项 --week 的值“" + options.week + "”" + what);
  const common::Week week = common::Week::OfStored(*week_text);
  UnitNames units(session);
  std::string unit;
  if (!options.unit.empty()) {
    absl::StatusOr<std::string> id = units.IdOf(options.unit);
    if (!id.ok()) return id.status();
    unit = *std::move(id);
  }
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  int closed = 0;
  const auto projects = Reporting(**connection, unit, week, closed);
  if (!projects.ok()) return projects.status();
  const auto last = LastReports(**connection, *projects, week);
  if (!last.ok()) return last.status();
  if (closed > 0) session.err() << "已完成（蓝）的 " << closed << " 个项目不用再报，没有列出\n";
  WUSE_RETURN_IF_ERROR(WriteTo(session, options.file, TemplateTable(week, *projects, *last)));
  return Exit::kOk;
}

}  // namespace wuse::cli
