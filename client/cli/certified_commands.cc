#include "client/cli/certified_commands.h"

#include <fstream>
#include <memory>
#include <ostream>
#include <string>

#include "client/cli/figure_push.h"
#include "client/cli/filter_options.h"
#include "client/cli/option_values.h"
#include "common/limits.h"
#include "common/money.h"
#include "common/status.h"

namespace wuse::cli {
namespace {

struct CertifiedTemplateOptions {
  FilterOptions filter;
  std::string month;
  std::string file;
};

// What the month has already; else empty, to be filled in.
std::string CertifiedOf(const v1::Project& project, const std::string& month) {
  for (const v1::CertifiedMonth& one : project.certified()) {
    if (one.month() == month) return common::FormatWan({one.invested_this_year_yuan()});
  }
  return "";
}

absl::StatusOr<Table> CertifiedTemplate(client::Connection& connection, v1::ListProjectsRequest request,
                                        const std::string& month) {
  Table table;
  for (const ColumnSpec& column : CertifiedColumns().columns) table.columns.push_back({std::string(column.chinese)});
  request.set_page_size(common::kMaxPageSize);
  do {
    const auto page = connection.ListProjects(request);
    if (!page.ok()) return page.status();
    for (const v1::ListedProject& listed : page->projects()) {
      const v1::Project& project = listed.project();
      if (project.kind() == v1::PREPARATORY) continue;
      table.rows.push_back({project.id(), project.name(), month, CertifiedOf(project, month), ""});
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return table;
}

absl::StatusOr<Exit> WriteCertifiedTemplate(Session& session, const CertifiedTemplateOptions& options) {
  const auto month = MonthOption("--month", options.month);
  if (!month.ok()) return month.status();
  UnitNames units(session);
  const auto filter = ProjectFilterOf(options.filter, units);
  if (!filter.ok()) return filter.status();
  v1::ListProjectsRequest request;
  if (*filter) *request.mutable_filter() = **filter;
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  const auto table = CertifiedTemplate(**connection, request, *month);
  if (!table.ok()) return table.status();
  if (options.file.empty() || options.file == "-") {
    WriteCsv(session.out(), *table);
    return Exit::kOk;
  }
  std::ofstream file(options.file, std::ios::binary | std::ios::trunc);
  WriteCsv(file, *table);
  file.close();
  if (!file) return InvalidInput("写不了文件 " + options.file);
  session.err() << "已写出 " << table->rows.size() << " 个项目到 " << options.file
                << "；填好后用 wuse certified push 录入，不录的行删去\n";
  return Exit::kOk;
}

}  // namespace

void AddCertifiedCommands(CLI::App& app, Session& session, Action& action) {
  CLI::App* certified = app.add_subcommand("certified", "纳统投资: 统计部门认定的数，按月录入");
  certified->require_subcommand(1);

  CLI::App* push = certified->add_subcommand("push", "从 CSV 录入纳统投资；数相同则不写");
  auto options = std::make_shared<FileOptions>();
  AddFileOptions(*push, *options, "CSV 文件，UTF-8 或 GB18030");
  push->footer("列（名称任选其一，次序不限；金额单位为万元）:\n" + ColumnHelp(CertifiedColumns()) +
               "\n例:\n  项目编号,月份,今年累计纳统投资(万元),更正原因\n  duohu-001,2021-04,3000,\n\n"
               "  wuse certified template --month 2021-04 -f certified.csv    先取模板\n"
               "  wuse certified push certified.csv --yes                     填好后录入\n");
  push->callback([&session, &action, options] {
    action = [&session, options]() -> absl::StatusOr<Exit> {
      using Request = v1::RecordCertifiedInvestmentRequest;
      return PushFigures<v1::CertifiedEdit, Request, v1::RecordCertifiedInvestmentResponse>(
          session, *options, CertifiedColumns(), ReadCertifiedCsv,
          [](Request& request) { return request.mutable_edits(); }, &client::Connection::RecordCertifiedInvestment);
    };
  });

  CLI::App* command = certified->add_subcommand("template", "写出待填的纳统 CSV: 每个项目一行，已有的数填上");
  auto template_options = std::make_shared<CertifiedTemplateOptions>();
  command->add_option("--month", template_options->month, "哪个月，例如 2021-04")->required()->type_name("月份");
  command->add_option("-f,--file", template_options->file, "写到哪里；不给时为标准输出")->type_name("文件");
  AddFilterOptions(*command, template_options->filter);
  command->footer("例: wuse certified template --month 2021-04 --unit 多湖街道 -f certified.csv");
  command->callback([&session, &action, template_options] {
    action = [&session, template_options] { return WriteCertifiedTemplate(session, *template_options); };
  });
}

}  // namespace wuse::cli
