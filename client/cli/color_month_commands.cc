#include "client/cli/color_month_commands.h"

#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "client/cli/cell.h"
#include "client/cli/color_history_table.h"
#include "client/cli/color_month_table.h"
#include "client/cli/color_text.h"
#include "client/cli/filter_options.h"
#include "client/cli/option_values.h"
#include "client/cli/problem.h"
#include "client/cli/unit_names.h"
#include "common/limits.h"

namespace wuse::cli {
namespace {

constexpr int kRecolorTimeoutSeconds = 600;  // the largest register on a slow disk

absl::StatusOr<v1::GetRecoloredMonthResponse> WholeMonth(client::Connection& connection,
                                                         v1::GetRecoloredMonthRequest request) {
  request.set_page_size(common::kMaxPageSize);
  absl::StatusOr<v1::GetRecoloredMonthResponse> all = connection.GetRecoloredMonth(request);
  while (all.ok() && !all->next_page_token().empty()) {
    request.set_page_token(all->next_page_token());
    auto page = connection.GetRecoloredMonth(request);
    if (!page.ok()) return page.status();
    for (v1::MovedProject& project : *page->mutable_projects()) *all->add_projects() = std::move(project);
    all->set_next_page_token(page->next_page_token());
  }
  return all;
}

struct MonthOptions {
  std::string month;
  std::vector<std::string> units;
  bool all = false;
};

absl::StatusOr<Exit> ShowMonth(Session& session, const MonthOptions& options) {
  const auto month = MonthOption("月份", options.month);
  if (!month.ok()) return month.status();
  UnitNames units(session);
  v1::GetRecoloredMonthRequest request;
  request.set_month(*month);
  request.set_include_unchanged(options.all);
  for (const std::string& value : options.units) {
    for (const std::string& part : SplitList(value)) {
      auto id = units.IdOf(part);
      if (!id.ok()) return id.status();
      request.add_units(*std::move(id));
    }
  }
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  const auto whole = WholeMonth(**connection, request);
  if (!whole.ok()) return whole.status();
  if (session.format == Format::kJson) {
    session.out() << JsonText(*whole);
  } else if (session.format == Format::kCsv) {
    WriteCsv(session.out(), MonthTable(*whole, units));
  } else {
    WriteMonth(session.out(), *whole, !request.units().empty(), units, session.terminal().color);
  }
  return Exit::kOk;
}

absl::StatusOr<Exit> Recolor(Session& session, const std::string& text) {
  const auto month = MonthOption("月份", text);
  if (!month.ok()) return month.status();
  if (session.timeout_seconds == 0) session.timeout_seconds = kRecolorTimeoutSeconds;
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  v1::RecolorMonthRequest request;
  request.set_month(*month);
  const auto response = (*connection)->RecolorMonth(std::move(request));
  if (!response.ok()) return response.status();
  if (session.format == Format::kJson) {
    session.out() << JsonText(*response);
    return Exit::kOk;
  }
  // Before the matrix is asked for: that it is done is known whatever becomes of that.
  std::ostream& told = session.format == Format::kCsv ? session.err() : session.out();
  told << "已完成按月调色 " << response->month().month() << "：" << CountsText(response->month().colors())
       << "（更新序号 " << response->sequence() << "）" << std::endl;
  return ShowMonth(session, {.month = *month, .units = {}, .all = false});
}

struct HistoryOptions {
  std::string project;
  std::string unit;
  std::string from;
  std::string to;
};

absl::StatusOr<Exit> History(Session& session, const HistoryOptions& options) {
  if (options.project.empty() == options.unit.empty()) {
    return InvalidInput("看谁的颜色：项目编号，或 --unit 责任单位，给出其中一个");
  }
  const auto from = MonthOption("--from", options.from);
  if (!from.ok()) return from.status();
  const auto to = MonthOption("--to", options.to);
  if (!to.ok()) return to.status();
  v1::GetColorHistoryRequest request;
  request.set_project(options.project);
  request.set_from_month(*from);
  request.set_to_month(*to);
  if (!options.unit.empty()) {
    UnitNames units(session);
    auto id = units.IdOf(options.unit);
    if (!id.ok()) return id.status();
    request.set_unit(*std::move(id));
  }
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  const auto history = (*connection)->GetColorHistory(request);
  if (!history.ok()) return history.status();
  if (session.format == Format::kJson) {
    session.out() << JsonText(*history);
  } else if (session.format == Format::kCsv) {
    WriteCsv(session.out(), HistoryTable(*history));
  } else {
    WriteHistory(session.out(), *history, session.terminal().color);
  }
  return Exit::kOk;
}

void AddRecolor(CLI::App& color, Session& session, Action& action) {
  CLI::App* recolor = color.add_subcommand("recolor", "按月调色: 公布一个月的颜色，以后不再改");
  auto month = std::make_shared<std::string>();
  recolor->add_option("month", *month, "已经结束的月份，例如 2021-04")->required()->type_name("月份");
  recolor->footer(
      "颜色看那个月最后一天的情况，按那天现行的评色办法。以后更正的数据另列为“更正后”，公布的颜色不变。\n"
      "没有人做时服务器到每月定好的那天自己做。没有 --timeout 时最多等十分钟；等不到答复时调色仍会做完。\n\n"
      "例: wuse color recolor 2021-04");
  recolor->callback([&session, &action, month] { action = [&session, month] { return Recolor(session, *month); }; });
}

void AddMonth(CLI::App& color, Session& session, Action& action) {
  CLI::App* command = color.add_subcommand("month", "一个月公布的颜色: 从什么颜色变成什么颜色，各单位、各项目");
  auto options = std::make_shared<MonthOptions>();
  command->add_option("month", options->month, "调过色的月份，例如 2021-04")->required()->type_name("月份");
  AddListOption(*command, "--unit", options->units, "单位", "只看这些责任单位，编号或名称；可以给几次，或用逗号");
  command->add_flag("--all", options->all, "颜色没有变的项目也列出");
  command->footer(
      "列出的项目: "
      "和上个月颜色不同的（上个月没有调过色的，列出黄、橙、红的），人工评定的，和更正后颜色不同的。变差、变好不算从未评"
      "价来或到未评"
      "价去的。\n"
      "人工: 公布的是人工评定的颜色。更正后: 用今天知道的数据、同一个办法评那个月。\n\n"
      "例: wuse color month 2021-04\n"
      "    wuse color month 2021-04 --unit 多湖街道 --all -o csv > 2021-04.csv");
  command->callback(
      [&session, &action, options] { action = [&session, options] { return ShowMonth(session, *options); }; });
}

void AddHistory(CLI::App& color, Session& session, Action& action) {
  CLI::App* command = color.add_subcommand("history", "一个项目或责任单位各月公布的颜色和原因，新的在前");
  auto options = std::make_shared<HistoryOptions>();
  command->add_option("project", options->project, "项目编号或原编号")->type_name("项目");
  command->add_option("--unit", options->unit, "责任单位，编号或名称；有评责任单位的办法时才有颜色")->type_name("单位");
  command->add_option("--from", options->from, "从哪个月起；默认最早")->type_name("月份");
  command->add_option("--to", options->to, "到哪个月止；默认最近")->type_name("月份");
  command->footer(
      "更正后: 和公布的不同才列出，用今天知道的数据、同一个办法评那个月。\n\n"
      "例: wuse color history jd-001\n"
      "    wuse color history --unit 多湖街道 --from 2021-01 --to 2021-06 -o csv");
  command->callback(
      [&session, &action, options] { action = [&session, options] { return History(session, *options); }; });
}

}  // namespace

void AddColorMonthCommands(CLI::App& color, Session& session, Action& action) {
  AddRecolor(color, session, action);
  AddMonth(color, session, action);
  AddHistory(color, session, action);
}

}  // namespace wuse::cli
