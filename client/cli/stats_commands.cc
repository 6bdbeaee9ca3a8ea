#include "client/cli/stats_commands.h"

#include <memory>
#include <string>
#include <vector>

#include "client/cli/cell.h"
#include "client/cli/figure_labels.h"
#include "client/cli/figure_options.h"
#include "client/cli/figure_text.h"
#include "client/cli/option_values.h"
#include "client/cli/stats_table.h"

namespace wuse::cli {
namespace {

struct StatsOptions {
  FilterOptions filter;
  StyleOptions style;
  std::string period;
  std::string by;
  std::vector<std::string> milestones;
  bool year_on_year = false;
};

absl::StatusOr<Exit> ShowStatistics(Session& session, const StatsOptions& options) {
  UnitNames units(session);
  const auto filter = ProjectFilterOf(options.filter, units);
  if (!filter.ok()) return filter.status();
  const auto style = HouseStyleOf(options.style);
  if (!style.ok()) return style.status();
  v1::GetStatisticsRequest request;
  if (!options.by.empty()) {
    const auto by = LabelOption("--by", options.by, kGroupBys);
    if (!by.ok()) return by.status();
    request.set_by(static_cast<v1::GroupBy>(*by));
  }
  if (*filter) *request.mutable_filter() = **filter;
  request.set_period(options.period);
  *request.mutable_style() = *style;
  for (const std::string& value : options.milestones) {
    for (const std::string& part : SplitList(value)) request.add_milestones(MilestoneId(part));
  }
  request.set_year_on_year(options.year_on_year);
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  const auto statistics = (*connection)->GetStatistics(request);
  if (!statistics.ok()) return statistics.status();
  if (!WriteForMachines(session, *statistics, StatisticsTable(*statistics))) {
    WriteStatistics(session.out(), *statistics, session.terminal().color);
  }
  return Exit::kOk;
}

}  // namespace

void AddStatsCommand(CLI::App& app, Session& session, Action& action) {
  CLI::App* stats = app.add_subcommand("stats", "统计: 任意范围、时段的各项数字，可以分组");
  auto options = std::make_shared<StatsOptions>();
  stats->add_option("--by", options->by, "分组: " + ChoicesText(kGroupBys))->type_name("分组");
  AddPeriodOption(*stats, options->period);
  AddListOption(*stats, "--milestone", options->milestones, "节点",
                "还要完成了这个节点的占比，例如 land-cleared 或 净地交付；可以给几次，或用逗号");
  stats->add_flag("--year-on-year", options->year_on_year, "和去年同日比；没有去年的周报时用参考数");
  AddStyleOptions(*stats, options->style, kStyleOfDistrict);
  AddFilterOptions(*stats, options->filter);
  stats->footer(
      "各数截至时段的最后一天，时段未完时截至今天。预备项目只计个数。算不出的写 —。-o csv 列出全部数字。\n\n"
      "例: wuse stats --by unit --period 2021-04 --year-on-year --milestone land-cleared\n"
      "    wuse stats --by 标签 --base months --decimals 1\n"
      "    wuse stats --list contest-2021 --by list -o csv > lists.csv");
  stats->callback(
      [&session, &action, options] { action = [&session, options] { return ShowStatistics(session, *options); }; });
}

}  // namespace wuse::cli
