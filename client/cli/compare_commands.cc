#include "client/cli/compare_commands.h"

#include <algorithm>
#include <memory>
#include <ostream>
#include <string>

#include "client/cli/color_text.h"
#include "client/cli/figure_options.h"
#include "client/cli/figure_text.h"

namespace wuse::cli {
namespace {

constexpr int kCompareBarWidth = 20;
constexpr int kComparedNameWidth = 22;

struct CompareOptions {
  FilterOptions filter;
  StyleOptions style;
  std::string quarter;
  bool departments = false;
};

std::string GrowthText(const std::string& percent) {
  return percent.empty() ? "—" : SignedText(percent) + "%";
}

std::string QuarterRank(const v1::QuarterFigures& figures) {
  return figures.rank() == 0 ? "—" : std::to_string(figures.rank());
}

std::string ComparedName(const v1::ComparedUnit& unit) {
  return unit.unit().empty() ? "合计" : unit.name();
}

Table ComparisonTable(const v1::Comparison& comparison) {
  const v1::HouseStyle& style = comparison.style();
  const std::string in = "(" + AmountUnitText(style) + ")";
  Table table{.columns = {{"编号"},
                          {"名称"},
                          {"季度"},
                          {"项目数"},
                          {"季内完成投资" + in},
                          {"今年完成投资" + in},
                          {"年度计划完成率"},
                          {"名次"},
                          {"季内开工"},
                          {"滞后"},
                          {"环比(%)"},
                          {"同比(%)"},
                          {"完成率同比(百分点)"}},
              .rows = {}};
  const auto add = [&](const v1::ComparedUnit& unit, const std::string& quarter, const v1::QuarterFigures& figures) {
    const bool now = &figures == &unit.now();
    table.rows.push_back(
        {unit.unit(), ComparedName(unit), quarter, std::to_string(figures.figures().project_count()),
         AmountText(figures.invested_in_quarter_yuan(), style), AmountText(figures.figures().invested_yuan(), style),
         RateText(figures.figures().annual_completion()), QuarterRank(figures),
         std::to_string(figures.started_in_quarter()), std::to_string(figures.figures().lagging_count()),
         now ? SignedText(unit.growth_on_before()) : "", now ? SignedText(unit.growth_on_year_ago()) : "",
         now ? SignedText(unit.completion_points()) : ""});
  };
  const auto add_unit = [&](const v1::ComparedUnit& unit) {
    add(unit, comparison.quarter(), unit.now());
    add(unit, comparison.quarter_before(), unit.before());
    add(unit, comparison.quarter_year_ago(), unit.year_ago());
  };
  for (const v1::ComparedUnit& unit : comparison.units()) add_unit(unit);
  add_unit(comparison.total());
  return table;
}

// Three bars to one scale: the quarter, the one before, the same a year ago.
void WriteCompared(std::ostream& out, const v1::Comparison& comparison, const v1::ComparedUnit& unit) {
  const int64_t largest = std::max({unit.now().invested_in_quarter_yuan(), unit.before().invested_in_quarter_yuan(),
                                    unit.year_ago().invested_in_quarter_yuan()});
  const auto line = [&](const std::string& quarter, const v1::QuarterFigures& figures, const std::string& growth) {
    out << "  " << Pad(quarter, 9)
        << Pad(AmountText(figures.invested_in_quarter_yuan(), comparison.style()), 12, Align::kRight) << " "
        << Bar(figures.invested_in_quarter_yuan(), largest, kCompareBarWidth) << "  完成率"
        << Pad(RateText(figures.figures().annual_completion()), 9, Align::kRight) << "  名次"
        << Pad(QuarterRank(figures), 3, Align::kRight) << "  开工"
        << Pad(std::to_string(figures.started_in_quarter()), 4, Align::kRight) << growth << "\n";
  };
  out << "\n" << Shorten(ComparedName(unit), kComparedNameWidth);
  out << "  完成率同比 " << SignedText(unit.completion_points()) << " 个百分点；"
      << CountsText(unit.now().figures().color_counts()) << "\n";
  line(comparison.quarter(), unit.now(), "");
  line(comparison.quarter_before(), unit.before(), "  环比 " + GrowthText(unit.growth_on_before()));
  line(comparison.quarter_year_ago(), unit.year_ago(), "  同比 " + GrowthText(unit.growth_on_year_ago()));
}

void WriteComparison(std::ostream& out, const v1::Comparison& comparison, bool color) {
  out << "按季对比  " << PeriodText(comparison.quarter(), comparison.as_of()) << "；季内完成投资，"
      << AmountUnitText(comparison.style()) << "\n"
      << StyleText(comparison.style()) << "\n";
  for (const v1::ComparedUnit& unit : comparison.units()) WriteCompared(out, comparison, unit);
  WriteCompared(out, comparison, comparison.total());
  if (!comparison.total().flow().empty()) {
    out << "\n颜色的变化，两个季末都在的项目:\n";
    WriteTable(out, MatrixTable(comparison.quarter_before() + " ＼ " + comparison.quarter(), comparison.total().flow()),
               color);
  }
  out << "数据到第 " << comparison.sequence() << " 号更新\n";
}

absl::StatusOr<Exit> ShowComparison(Session& session, const CompareOptions& options) {
  UnitNames units(session);
  const auto filter = ProjectFilterOf(options.filter, units);
  if (!filter.ok()) return filter.status();
  const auto style = HouseStyleOf(options.style);
  if (!style.ok()) return style.status();
  v1::GetComparisonRequest request;
  if (*filter) *request.mutable_filter() = **filter;
  request.set_quarter(options.quarter);
  request.set_of_departments(options.departments);
  *request.mutable_style() = *style;
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  const auto comparison = (*connection)->GetComparison(request);
  if (!comparison.ok()) return comparison.status();
  if (!WriteForMachines(session, *comparison, ComparisonTable(*comparison))) {
    WriteComparison(session.out(), *comparison, session.terminal().color);
  }
  return Exit::kOk;
}

}  // namespace

void AddCompareCommand(CLI::App& app, Session& session, Action& action) {
  CLI::App* compare = app.add_subcommand("compare", "按季对比: 各单位本季、上季、去年同季");
  auto options = std::make_shared<CompareOptions>();
  compare->add_option("--quarter", options->quarter, "季度，例如 2021-Q1；默认本季")->type_name("季度");
  compare->add_flag("--departments", options->departments, "项目算在牵头部门名下，不算在责任单位名下");
  AddStyleOptions(*compare, options->style, kStyleOfDistrict);
  AddFilterOptions(*compare, options->filter);
  compare->footer(
      "条形是季内完成投资，一个单位的三条同一比例。名次是同类单位里按年度计划完成率的。没有可比的写 —。\n\n"
      "例: wuse compare --quarter 2021-Q1\n"
      "    wuse compare --unit 多湖街道 -o csv > q1.csv");
  compare->callback(
      [&session, &action, options] { action = [&session, options] { return ShowComparison(session, *options); }; });
}

}  // namespace wuse::cli
