#include "client/cli/rank_commands.h"

#include <algorithm>
#include <charconv>
#include <memory>
#include <ostream>
#include <string>

#include "client/cli/color_text.h"
#include "client/cli/figure_labels.h"
#include "client/cli/figure_options.h"
#include "client/cli/figure_text.h"
#include "client/cli/option_values.h"
#include "common/money.h"

namespace wuse::cli {
namespace {

constexpr int kRankBarWidth = 16;

struct RankOptions {
  FilterOptions filter;
  StyleOptions style;
  std::string period;
  std::string by;
  bool departments = false;
};

// For the length of a bar alone.
int64_t RankedAmount(v1::Metric by, const std::string& value) {
  if (by != v1::METRIC_INVESTED) return common::ParseTenThousandths(value).value_or(0);
  int64_t yuan = 0;
  std::from_chars(value.data(), value.data() + value.size(), yuan);
  return yuan;
}

std::string RankText(int rank) {
  return rank == 0 ? "—" : std::to_string(rank);
}

std::string MoveText(const v1::RankedUnit& unit) {
  if (unit.rank() == 0 || unit.rank_before() == 0) return "—";
  if (unit.rank_change() == 0) return "不变";
  return (unit.rank_change() > 0 ? "↑" : "↓") + std::to_string(std::abs(unit.rank_change()));
}

Table RankingTable(const v1::Ranking& ranking) {
  Table table{.columns = {{"分组"},
                          {"名次"},
                          {"编号"},
                          {"名称"},
                          {std::string(kMetrics.Chinese(ranking.by()))},
                          {"上期名次"},
                          {"升降"},
                          {"项目数"},
                          {"滞后"}},
              .rows = {}};
  for (const v1::RankedGroup& group : ranking.groups()) {
    for (const v1::RankedUnit& unit : group.units()) {
      table.rows.push_back({kUnitGroups.Chinese(group.group()), RankText(unit.rank()), unit.unit(), unit.name(),
                            MetricText(ranking.by(), unit.value(), ranking.style()), RankText(unit.rank_before()),
                            MoveText(unit), std::to_string(unit.figures().project_count()),
                            std::to_string(unit.figures().lagging_count())});
    }
  }
  return table;
}

void WriteRankedGroup(std::ostream& out, const v1::Ranking& ranking, const v1::RankedGroup& group, bool color) {
  Table table{.columns = {{"名次", Align::kRight},
                          {"单位", Align::kLeft, 24},
                          {std::string(kMetrics.Chinese(ranking.by())), Align::kRight},
                          {""},
                          {"上期", Align::kRight},
                          {"升降", Align::kRight},
                          {"项目", Align::kRight},
                          {"滞后", Align::kRight}},
              .rows = {}};
  int64_t largest = 0;
  for (const v1::RankedUnit& unit : group.units()) {
    largest = std::max(largest, RankedAmount(ranking.by(), unit.value()));
  }
  for (const v1::RankedUnit& unit : group.units()) {
    table.rows.push_back({RankText(unit.rank()), unit.name(), MetricText(ranking.by(), unit.value(), ranking.style()),
                          Bar(RankedAmount(ranking.by(), unit.value()), largest, kRankBarWidth),
                          RankText(unit.rank_before()), MoveText(unit), std::to_string(unit.figures().project_count()),
                          std::to_string(unit.figures().lagging_count())});
  }
  out << "\n" << kUnitGroups.Chinese(group.group()) << "\n";
  WriteTable(out, table, color);
}

absl::StatusOr<Exit> ShowRanking(Session& session, const RankOptions& options) {
  UnitNames units(session);
  const auto filter = ProjectFilterOf(options.filter, units);
  if (!filter.ok()) return filter.status();
  const auto style = HouseStyleOf(options.style);
  if (!style.ok()) return style.status();
  v1::GetRankingRequest request;
  if (!options.by.empty()) {
    const auto by = LabelOption("--by", options.by, kMetrics);
    if (!by.ok()) return by.status();
    request.set_by(static_cast<v1::Metric>(*by));
  }
  if (*filter) *request.mutable_filter() = **filter;
  request.set_period(options.period);
  request.set_of_departments(options.departments);
  *request.mutable_style() = *style;
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  const auto ranking = (*connection)->GetRanking(request);
  if (!ranking.ok()) return ranking.status();
  if (WriteForMachines(session, *ranking, RankingTable(*ranking))) return Exit::kOk;
  session.out() << "按" << kMetrics.Chinese(ranking->by()) << "排名  "
                << PeriodText(ranking->period(), ranking->as_of()) << "；上期 "
                << PeriodText(ranking->period_before(), ranking->before_as_of()) << "\n"
                << StyleText(ranking->style()) << "\n";
  for (const v1::RankedGroup& group : ranking->groups()) {
    WriteRankedGroup(session.out(), *ranking, group, session.terminal().color);
  }
  session.out() << "数据到第 " << ranking->sequence() << " 号更新\n";
  return Exit::kOk;
}

}  // namespace

void AddRankCommand(CLI::App& app, Session& session, Action& action) {
  CLI::App* rank = app.add_subcommand("rank", "排名: 责任单位或牵头部门按一项指标，同类的一起排");
  auto options = std::make_shared<RankOptions>();
  rank->add_option("--by", options->by, "按什么排，默认年度计划完成率: " + ChoicesText(kMetrics))->type_name("指标");
  AddPeriodOption(*rank, options->period);
  rank->add_flag("--departments", options->departments, "项目算在牵头部门名下，不算在责任单位名下");
  AddStyleOptions(*rank, options->style, kStyleOfDistrict);
  AddFilterOptions(*rank, options->filter);
  rank->footer(
      "好的在前。数值相同的名次相同，后面的跳过: 1、1、3。算不出的排在最后，没有名次。升降和前一个同样长的时段比。\n\n"
      "例: wuse rank --by 年度计划完成率 --period 2021-04\n"
      "    wuse rank --by growth --period 2021-Q1 --departments -o csv");
  rank->callback(
      [&session, &action, options] { action = [&session, options] { return ShowRanking(session, *options); }; });
}

}  // namespace wuse::cli
