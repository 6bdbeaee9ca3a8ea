#include "client/cli/board_commands.h"

#include <ostream>

#include "client/cli/filter_options.h"
#include "client/cli/format_text.h"
#include "client/cli/labels.h"
#include "common/money.h"

namespace wuse::cli {
namespace {

struct BoardOptions {
  FilterOptions filter;
  std::string period;
  int decimals = -1;  // not given
};

std::string PercentText(const v1::Rate& rate) {
  return rate.percent().empty() ? "—" : rate.percent() + "%";
}

std::string CountOf(const v1::Overview& overview, v1::Color color) {
  for (const v1::ColorCount& count : overview.color_counts()) {
    if (count.color() == color) return std::to_string(count.count());
  }
  return "0";
}

Table OverviewTable(const v1::Overview& overview) {
  Table table{.columns = {{"指标"}, {"数值"}}, .rows = {}};
  const auto add = [&table](const char* name, std::string value) { table.rows.push_back({name, std::move(value)}); };
  if (!overview.district().empty()) add("地区", overview.district());
  add("时段", overview.period());
  add("截至", overview.as_of());
  add("项目数", std::to_string(overview.project_count()));
  add("开工数", std::to_string(overview.started_count()));
  add("开工率", PercentText(overview.start_rate()));
  add("预备项目数", std::to_string(overview.preparatory_count()));
  add("总投资(亿元)", common::FormatYi({overview.total_investment_yuan()}));
  add("年度计划投资(亿元)", common::FormatYi({overview.annual_plan_yuan()}));
  add("完成投资(亿元)", common::FormatYi({overview.invested_yuan()}));
  add("年度计划完成率", PercentText(overview.annual_completion()));
  add("序时计划投资(亿元)", common::FormatYi({overview.period_plan_yuan()}));
  add("序时计划完成率", PercentText(overview.period_completion()));
  for (const Label& label : kColors.all()) {
    table.rows.push_back({label.chinese, CountOf(overview, static_cast<v1::Color>(label.value))});
  }
  add("滞后项目数", std::to_string(overview.lagging_count()));
  add("含演示内容的项目数", std::to_string(overview.made_up_count()));
  return table;
}

absl::StatusOr<Exit> Show(Session& session, const BoardOptions& options) {
  UnitNames units(session);
  const auto filter = ProjectFilterOf(options.filter, units);
  if (!filter.ok()) return filter.status();
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  v1::GetOverviewRequest request;
  if (*filter) *request.mutable_filter() = **filter;
  request.set_period(options.period);
  if (options.decimals >= 0) request.set_decimals(options.decimals);
  const auto overview = (*connection)->GetOverview(request);
  if (!overview.ok()) return overview.status();
  if (session.format == Format::kJson) {
    session.out() << JsonText(*overview);
  } else if (session.format == Format::kCsv) {
    WriteCsv(session.out(), OverviewTable(*overview));
  } else {
    WriteOverview(session.out(), *overview, session.terminal().color);
  }
  return Exit::kOk;
}

}  // namespace

void WriteOverview(std::ostream& out, const v1::Overview& overview, bool color) {
  const auto line = [&out](std::string_view label, const std::string& value, std::string_view rate_label,
                           const v1::Rate* rate) {
    out << "  " << Pad(label, 14) << Pad(value, 16, Align::kRight);
    if (rate != nullptr) out << "    " << Pad(rate_label, 16) << Pad(PercentText(*rate), 8, Align::kRight);
    out << "\n";
  };
  const std::string period = overview.period() == overview.as_of() || overview.period().empty()
                                 ? overview.as_of()
                                 : overview.period() + "（截至 " + overview.as_of() + "）";
  out << overview.district() << "重点项目总览  " << period << "\n\n";
  line("项目", std::to_string(overview.project_count()) + "个", "", nullptr);
  line("开工", std::to_string(overview.started_count()) + "个", "开工率", &overview.start_rate());
  line("总投资", YiText(overview.total_investment_yuan()), "", nullptr);
  line("年度计划投资", YiText(overview.annual_plan_yuan()), "", nullptr);
  line("今年完成投资", YiText(overview.invested_yuan()), "年度计划完成率", &overview.annual_completion());
  line("序时计划投资", YiText(overview.period_plan_yuan()), "序时计划完成率", &overview.period_completion());
  out << "\n  ";
  for (const v1::Color one : {v1::BLUE, v1::GREEN, v1::YELLOW, v1::ORANGE, v1::RED, v1::NOT_RATED}) {
    const std::string_view escape = color ? ColorEscape(one) : "";
    out << escape << ColorWord(one) << (escape.empty() ? "" : "\x1b[0m") << " " << CountOf(overview, one) << "   ";
  }
  out << "滞后 " << overview.lagging_count() << "（黄、橙、红）\n";
  if (overview.preparatory_count() > 0)
    out << "  另有预备项目 " << overview.preparatory_count() << " 个，不计入以上各数\n";
  if (overview.made_up_count() > 0) out << "  演示：其中 " << overview.made_up_count() << " 个项目含有虚构的内容\n";
  out << "  数据到第 " << overview.sequence() << " 号更新\n";
}

void AddBoardCommand(CLI::App& app, Session& session, Action& action) {
  CLI::App* board = app.add_subcommand("board", "一屏总览: 项目数、开工率、投资完成率、五色");
  auto options = std::make_shared<BoardOptions>();
  board->add_option("--period", options->period, "时段: 2021-05-08、2021-W18、2021-04、2021-Q1 或 2021；默认今天")
      ->type_name("时段");
  board->add_option("--decimals", options->decimals, "百分比的小数位数，0 到 2；默认 2")
      ->type_name("位数")
      ->check(CLI::Range(0, 2).description(""));
  AddFilterOptions(*board, options->filter);
  board->footer(
      "各数截至时段的最后一天，时段未完时截至今天。投资为亿元；序时计划是到那天为止的计划累计投资；比率四舍五入。\n\n"
      "例: wuse board --period 2021-04\n"
      "    wuse board --unit 多湖街道 --decimals 1 -o json");
  board->callback([&session, &action, options] { action = [&session, options] { return Show(session, *options); }; });
}

}  // namespace wuse::cli
