#include "client/cli/report_commands.h"

#include <ostream>

#include "client/cli/cell.h"
#include "client/cli/file_options.h"
#include "client/cli/filter_options.h"
#include "client/cli/format_text.h"
#include "client/cli/problem.h"
#include "client/cli/push.h"
#include "client/cli/report_file.h"
#include "client/cli/report_template.h"
#include "common/limits.h"
#include "common/money.h"

namespace wuse::cli {
namespace {

// Reports on their way to the server.
class PushedReports : public Pushed {
 public:
  PushedReports(client::Connection& connection, ReportFile file) : connection_(connection), file_(std::move(file)) {}

  const std::vector<Source>& sources() const override { return file_.sources; }
  size_t Bytes(size_t index) const override { return file_.edits[index].ByteSizeLong(); }
  const ColumnSet& columns() const override { return ReportColumns(); }
  absl::StatusOr<PushAnswer> Send(const Batch& batch, bool validate_only, const std::string& request_id) override {
    v1::FileReportsRequest request;
    for (size_t i = batch.begin; i < batch.end; ++i) *request.add_edits() = file_.edits[i];
    request.set_validate_only(validate_only);
    request.set_request_id(request_id);
    const auto response = connection_.FileReports(std::move(request));
    if (!response.ok()) return response.status();
    return PushAnswer{.plan = {response->plan().begin(), response->plan().end()}, .sequence = response->sequence()};
  }

 private:
  client::Connection& connection_;
  const ReportFile file_;
};

void TellEmptyRows(Session& session, const std::vector<int>& rows) {
  if (rows.empty()) return;
  std::vector<Source> sources;
  sources.reserve(rows.size());
  for (const int row : rows) sources.push_back({.row = row});
  session.err() << RowsText(sources) << "除项目和周以外什么都没有填，略过不报\n";
}

absl::StatusOr<Exit> PushReports(Session& session, const FileOptions& options) {
  absl::StatusOr<std::string> bytes = ReadFile(session, options.file);
  if (!bytes.ok()) return bytes.status();
  const absl::StatusOr<std::string> text = DecodeText(*bytes);
  if (!text.ok()) return text.status();
  absl::StatusOr<ReportFile> file = ReadReportCsv(*text);
  if (!file.ok()) return file.status();
  TellEmptyRows(session, file->empty_rows);
  if (file->edits.empty()) {
    return OrProblems(InvalidInput("没有要报的内容：每一行除项目和周以外都是空的"), std::move(file->problems));
  }
  const auto connection = session.Connect();
  if (!connection.ok()) return OrProblems(connection.status(), std::move(file->problems));
  std::vector<Problem> problems = std::move(file->problems);
  PushedReports pushed(**connection, *std::move(file));
  return Push(
      session, pushed,
      {.dry_run = options.dry_run, .yes = options.yes, .content = *std::move(bytes), .problems = std::move(problems)});
}

struct ReportListOptions {
  FilterOptions filter;
  std::string from;
  std::string to;
};

absl::StatusOr<std::string> WeekOption(std::string_view option, const std::string& text) {
  if (text.empty()) return text;
  std::string what;
  const auto week = ReadWeek(text, what);
  if (!week) return InvalidInput("选项 " + std::string(option) + " 的值“" + text + "”" + what);
  return *week;
}

Table ReportTable(const v1::ListReportsResponse& response) {
  Table table{.columns = {{"周"},
                          {"项目编号"},
                          {"截至日期"},
                          {"今年累计(万元)", Align::kRight},
                          {"形象进度(%)", Align::kRight},
                          {"本周进展", Align::kLeft, 40},
                          {"存在问题", Align::kLeft, 30},
                          {"下周计划", Align::kLeft, 30},
                          {"完成节点"},
                          {"版本", Align::kRight}},
              .rows = {}};
  for (const v1::Report& report : response.reports()) {
    std::string reached;
    for (const v1::MilestoneMark& mark : report.milestones()) {
      if (!mark.reached_on().empty()) reached += (reached.empty() ? "" : ";") + mark.id() + "=" + mark.reached_on();
    }
    table.rows.push_back({report.week(), report.project(), report.as_of(),
                          WanOf(report.has_invested_this_year_yuan(), report.invested_this_year_yuan()),
                          report.has_percent_done_bp() ? common::FormatBasisPoints(report.percent_done_bp()) : "",
                          report.progress(), report.problems(), report.next(), reached,
                          std::to_string(report.version())});
  }
  return table;
}

absl::StatusOr<Exit> ListReports(Session& session, const ReportListOptions& options) {
  UnitNames units(session);
  const auto filter = ProjectFilterOf(options.filter, units);
  if (!filter.ok()) return filter.status();
  const auto from = WeekOption("--from", options.from);
  if (!from.ok()) return from.status();
  const auto to = WeekOption("--to", options.to);
  if (!to.ok()) return to.status();
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  v1::ListReportsRequest request;
  if (*filter) *request.mutable_filter() = **filter;
  for (const std::string& value : options.filter.projects) {
    for (const std::string& id : SplitList(value)) request.add_projects(id);
  }
  request.set_from_week(*from);
  request.set_to_week(*to);
  request.set_page_size(common::kMaxPageSize);
  v1::ListReportsResponse all;
  do {
    auto page = (*connection)->ListReports(request);
    if (!page.ok()) return page.status();
    for (v1::Report& report : *page->mutable_reports()) *all.add_reports() = std::move(report);
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  if (session.format == Format::kJson) {
    session.out() << JsonText(all);
  } else if (session.format == Format::kCsv) {
    WriteCsv(session.out(), ReportTable(all));
  } else {
    WriteTable(session.out(), ReportTable(all), session.terminal().color);
    session.out() << "共 " << all.reports_size() << " 份周报\n";
  }
  return Exit::kOk;
}

struct MissingOptions {
  FilterOptions filter;
  std::string week;
};

Table MissingTable(const v1::ListMissingReportsResponse& response, UnitNames& units) {
  Table table{.columns = {{"责任单位"}, {"项目编号"}, {"项目名称", Align::kLeft, 44}, {"最近一份"}, {"演示"}},
              .rows = {}};
  for (const v1::MissingReport& missing : response.missing()) {
    table.rows.push_back({units.NameOf(missing.unit()), missing.project(), missing.name(),
                          missing.last_week().empty() ? "从未报过" : missing.last_week(),
                          MadeUpMark(missing.made_up())});
  }
  return table;
}

absl::StatusOr<Exit> Missing(Session& session, const MissingOptions& options) {
  UnitNames units(session);
  const auto filter = ProjectFilterOf(options.filter, units);
  if (!filter.ok()) return filter.status();
  const auto week = WeekOption("--week", options.week);
  if (!week.ok()) return week.status();
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  v1::ListMissingReportsRequest request;
  if (*filter) *request.mutable_filter() = **filter;
  request.set_week(*week);
  const auto response = (*connection)->ListMissingReports(request);
  if (!response.ok()) return response.status();
  if (session.format == Format::kJson) {
    session.out() << JsonText(*response);
  } else if (session.format == Format::kCsv) {
    WriteCsv(session.out(), MissingTable(*response, units));
  } else {
    session.out() << response->week() << " 周报，应于 " << response->due_on() << " 前报送"
                  << (response->overdue() ? "（已逾期）" : "（未到期）") << "：应报 " << response->expected_count()
                  << "，未报 " << response->missing_size() << "\n";
    if (!response->missing().empty()) {
      WriteTable(session.out(), MissingTable(*response, units), session.terminal().color);
    }
  }
  return Exit::kOk;
}

void AddPush(CLI::App& report, Session& session, Action& action) {
  CLI::App* push = report.add_subcommand("push", "从 CSV 报送周报；同一周再报是更正，内容相同则不写");
  auto options = std::make_shared<FileOptions>();
  AddFileOptions(*push, *options, "CSV 文件，UTF-8 或 GB18030");
  push->footer("列（名称任选其一，次序不限；没有的列和空格子不改，- 清除；金额单位为万元）:\n" +
               ColumnHelp(ReportColumns()) +
               "\n例:\n  项目编号,周,今年累计完成投资(万元),形象进度(%),本周进展,完成:结顶\n"
               "  duohu-001,2021-W18,3400,35,主体施工,2021-05-06\n\n"
               "  wuse report template --week 2021-W18 --unit duohu -f w18.csv    先取模板\n"
               "  wuse report push w18.csv                                        填好后报送\n");
  push->callback(
      [&session, &action, options] { action = [&session, options] { return PushReports(session, *options); }; });
}

void AddLists(CLI::App& report, Session& session, Action& action) {
  CLI::App* list = report.add_subcommand("list", "列出周报（各周最新的一版）");
  auto options = std::make_shared<ReportListOptions>();
  AddListOption(*list, "--project", options->filter.projects, "编号", "只要这些项目");
  list->add_option("--from", options->from, "从这一周起，例如 2021-W01")->type_name("周");
  list->add_option("--to", options->to, "到这一周为止")->type_name("周");
  AddFilterOptions(*list, options->filter);
  list->footer("例: wuse report list --project duohu-001 --from 2021-W10");
  list->callback(
      [&session, &action, options] { action = [&session, options] { return ListReports(session, *options); }; });

  CLI::App* missing = report.add_subcommand("missing", "哪些项目的周报还没有报");
  auto missing_options = std::make_shared<MissingOptions>();
  missing->add_option("--week", missing_options->week, "哪一周，例如 2021-W18；默认本周")->type_name("周");
  AddFilterOptions(*missing, missing_options->filter);
  missing->footer("例: wuse report missing --week 2021-W18 --unit 多湖街道");
  missing->callback([&session, &action, missing_options] {
    action = [&session, missing_options] { return Missing(session, *missing_options); };
  });
}

void AddTemplate(CLI::App& report, Session& session, Action& action) {
  CLI::App* command = report.add_subcommand("template", "写出待填的周报 CSV: 项目、上次的数字、未完成的节点");
  auto options = std::make_shared<TemplateOptions>();
  command->add_option("--week", options->week, "哪一周，例如 2021-W18")->required()->type_name("周");
  command->add_option("--unit", options->unit, "责任单位，编号或名称；不给时为主清单")->type_name("单位");
  command->add_option("-f,--file", options->file, "写到哪里；不给时为标准输出")->type_name("文件");
  command->footer(
      "今年累计完成投资和形象进度已填上次的数字，改成本周的；完成:<节点> 填完成日期。没有上次数字的项目，\n"
      "今年累计完成投资要填，否则该行略过不报。不适用于某个项目的节点留空。\n\n"
      "例: wuse report template --week 2021-W18 --unit duohu -f w18.csv");
  command->callback([&session, &action, options] {
    action = [&session, options] { return WriteReportTemplate(session, *options); };
  });
}

}  // namespace

void AddReportCommands(CLI::App& app, Session& session, Action& action) {
  CLI::App* report = app.add_subcommand("report", "周报: 报送、查看、催报、模板");
  report->require_subcommand(1);
  AddPush(*report, session, action);
  AddLists(*report, session, action);
  AddTemplate(*report, session, action);
}

}  // namespace wuse::cli
