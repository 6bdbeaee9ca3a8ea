#include "client/cli/stats_table.h"

#include <ostream>
#include <string>
#include <utility>

#include "client/cli/color_text.h"
#include "client/cli/figure_labels.h"
#include "client/cli/figure_text.h"

namespace wuse::cli {
namespace {

constexpr int kGroupNameWidth = 18;
constexpr int kStatsBarWidth = 8;

std::string GroupTitle(v1::GroupBy by) {
  return std::string(kGroupBys.Chinese(by));
}

std::string GroupName(const v1::Statistics& statistics, const v1::StatisticsGroup& group) {
  if (group.key().empty()) return "（无" + GroupTitle(statistics.by()) + "）";
  const Labels* labels = nullptr;
  if (statistics.by() == v1::GROUP_BY_CATEGORY) labels = &kCategories;
  if (statistics.by() == v1::GROUP_BY_LEVEL) labels = &kLevels;
  if (statistics.by() == v1::GROUP_BY_KIND) labels = &kKinds;
  if (labels != nullptr) {
    if (const auto value = labels->Find(group.key())) return std::string(labels->Chinese(*value));
  }
  return group.name().empty() ? group.key() : group.name();
}

std::vector<Cell> FigureCells(const v1::FigureSet& figures, const v1::HouseStyle& style) {
  const auto amount = [&style](int64_t yuan) { return AmountText(yuan, style); };
  std::vector<Cell> cells = {std::to_string(figures.project_count()),
                             std::to_string(figures.new_count()),
                             std::to_string(figures.continuing_count()),
                             std::to_string(figures.preparatory_count()),
                             std::to_string(figures.started_count()),
                             std::to_string(figures.under_construction_count()),
                             std::to_string(figures.completed_count()),
                             RateText(figures.start_rate()),
                             std::to_string(figures.starts().planned_count()),
                             std::to_string(figures.starts().due_count()),
                             std::to_string(figures.starts().missed_count()),
                             std::to_string(figures.starts().early_count()),
                             amount(figures.total_investment_yuan()),
                             amount(figures.annual_plan_yuan()),
                             amount(figures.invested_yuan()),
                             RateText(figures.annual_completion()),
                             amount(figures.period_plan_yuan()),
                             RateText(figures.period_completion()),
                             RateText(figures.distance().expected()),
                             DistanceText(figures.distance().points()),
                             amount(figures.certified().invested_yuan()),
                             RateText(figures.certified().annual_completion()),
                             figures.certified().last_month()};
  for (const v1::Color color : kFromWorst) {
    cells.emplace_back(std::to_string(CountIn(figures.color_counts(), color)));
  }
  cells.emplace_back(RateText(figures.lagging_share()));
  cells.emplace_back(std::to_string(figures.made_up_count()));
  return cells;
}

void AddYearOnYear(std::vector<Cell>& row, const v1::FigureSet& figures, const v1::HouseStyle& style) {
  const v1::YearOnYear& past = figures.year_on_year();
  row.insert(row.end(), {AmountText(past.invested_yuan(), style), SignedText(past.growth_percent()),
                         RateText(past.annual_completion()), SignedText(past.completion_points())});
}

class StatisticsWriter {
 public:
  StatisticsWriter(std::ostream& out, const v1::Statistics& statistics, bool color)
      : out_(out), statistics_(statistics), style_(statistics.style()), color_(color) {}

  void Write() {
    out_ << statistics_.district() << "统计  " << PeriodText(statistics_.period(), statistics_.as_of()) << "\n";
    out_ << StyleText(style_) << "\n\n";
    WriteTotal(statistics_.total());
    if (statistics_.by() != v1::GROUP_BY_UNSPECIFIED) WriteGroups();
    for (const v1::ReferenceFigure& figure : statistics_.references()) {
      out_ << "参考数：" << Shorten(ReferenceText(figure), kFigurePageWidth - 8) << "\n";
      if (figure.contradicts()) out_ << "        " << ContradictionText(figure) << "\n";
    }
    if (statistics_.total().made_up_count() > 0) {
      out_ << "演示：其中 " << statistics_.total().made_up_count() << " 个项目含有虚构的内容\n";
    }
    out_ << "数据到第 " << statistics_.sequence() << " 号更新\n";
  }

 private:
  std::string Amount(int64_t yuan) const { return AmountText(yuan, style_) + AmountUnitText(style_); }

  void Line(std::string_view label, const std::string& text) { out_ << "  " << Pad(label, 16) << text << "\n"; }

  void WriteTotal(const v1::FigureSet& total) {
    Line("项目", std::to_string(total.project_count()) + "（新建 " + std::to_string(total.new_count()) + "，续建 " +
                     std::to_string(total.continuing_count()) + "；另有预备 " +
                     std::to_string(total.preparatory_count()) + "）");
    Line("开工", std::to_string(total.started_count()) + "（在建 " + std::to_string(total.under_construction_count()) +
                     "，竣工 " + std::to_string(total.completed_count()) + "），开工率 " +
                     RateText(total.start_rate()));
    const v1::StartFigures& starts = total.starts();
    Line("本年开工", "计划 " + std::to_string(starts.planned_count()) + "，应开工 " +
                         std::to_string(starts.due_count()) + "，应开工未开工 " +
                         std::to_string(starts.missed_count()) + "，提前开工 " + std::to_string(starts.early_count()));
    Line("总投资", Amount(total.total_investment_yuan()));
    Line("年度计划投资", Amount(total.annual_plan_yuan()));
    Line("完成投资", Amount(total.invested_yuan()) + "，年度计划完成率 " + RateText(total.annual_completion()) + " " +
                         PercentBar(total.annual_completion().percent(), 2 * kStatsBarWidth));
    Line("序时进度", RateText(total.distance().expected()) + "，" + DistanceText(total.distance().points()) +
                         "；序时计划完成率 " + RateText(total.period_completion()));
    if (total.certified().project_count() > 0) {
      Line("纳统投资", Amount(total.certified().invested_yuan()) + "，完成率 " +
                           RateText(total.certified().annual_completion()) + "（" +
                           std::to_string(total.certified().project_count()) + " 个项目，到 " +
                           total.certified().last_month() + "）");
    }
    if (total.has_in_period()) {
      Line("时段内", "完成投资 " + Amount(total.in_period().invested_yuan()) + "，开工 " +
                         std::to_string(total.in_period().started_count()) + "，竣工 " +
                         std::to_string(total.in_period().completed_count()));
    }
    Line("颜色", CountsText(total.color_counts()) + "；滞后 " + std::to_string(total.lagging_count()) + "（" +
                     RateText(total.lagging_share()) + "）");
    for (const v1::MilestoneShare& milestone : total.milestones()) {
      Line(Shorten("已" + MilestoneChinese(milestone.milestone()), 15),
           std::to_string(milestone.share().numerator()) + "/" + std::to_string(milestone.share().denominator()) +
               "，" + RateText(milestone.share()));
    }
    if (total.has_year_on_year()) WriteYearOnYear(total.year_on_year());
  }

  void WriteYearOnYear(const v1::YearOnYear& past) {
    Line("同比", "完成投资 " + (past.growth_percent().empty() ? "—" : SignedText(past.growth_percent()) + "%") +
                     "（去年同日 " + past.as_of() + " " + Amount(past.invested_yuan()) + "），完成率 " +
                     SignedText(past.completion_points()) + " 个百分点（去年 " + RateText(past.annual_completion()) +
                     "）");
    if (past.has_reference()) Line("", "去年的数取自参考数，来源：" + Shorten(past.reference().source(), 50));
  }

  void WriteGroups() {
    const auto number = [](const char* title) { return Column{title, Align::kRight}; };
    Table table{.columns = {{GroupTitle(statistics_.by()), Align::kLeft, kGroupNameWidth},
                            number("项目"),
                            number("开工率"),
                            number("年度计划"),
                            number("完成投资"),
                            number("完成率"),
                            {""},
                            number("差距"),
                            number("滞后")},
                .rows = {}};
    for (const v1::StatisticsGroup& group : statistics_.groups()) {
      table.rows.push_back(GroupRow(GroupName(statistics_, group), group.figures()));
    }
    table.rows.push_back(GroupRow("合计", statistics_.total()));
    out_ << "\n（" << AmountUnitText(style_) << "，差距为百分点）\n";
    WriteTable(out_, table, color_);
    if (statistics_.groups_overlap()) out_ << "一个项目可以在几组里，各组相加不等于合计。\n";
    WriteExtras();
    out_ << "\n";
  }

  std::vector<Cell> GroupRow(std::string name, const v1::FigureSet& figures) const {
    return {std::move(name),
            std::to_string(figures.project_count()),
            RateText(figures.start_rate()),
            AmountText(figures.annual_plan_yuan(), style_),
            AmountText(figures.invested_yuan(), style_),
            RateText(figures.annual_completion()),
            PercentBar(figures.annual_completion().percent(), kStatsBarWidth),
            DistanceText(figures.distance().points()),
            std::to_string(figures.lagging_count())};
  }

  // What only some readings have: milestones, a year ago, targets, and parents that do not add up.
  void WriteExtras() {
    const bool past = statistics_.total().has_year_on_year();
    if (past || !statistics_.total().milestones().empty()) {
      Table table{.columns = {{GroupTitle(statistics_.by()), Align::kLeft, kGroupNameWidth}}, .rows = {}};
      if (past) {
        table.columns.insert(table.columns.end(), {{"同比增幅", Align::kRight}, {"完成率同比", Align::kRight}});
      }
      int shown = 0;
      for (const v1::MilestoneShare& one : statistics_.total().milestones()) {
        if (++shown > kMilestonesShown) break;
        table.columns.push_back({Shorten("已" + MilestoneChinese(one.milestone()), 14), Align::kRight});
      }
      for (const v1::StatisticsGroup& group : statistics_.groups()) {
        table.rows.push_back(ExtraRow(GroupName(statistics_, group), group.figures(), past));
      }
      out_ << "\n";
      WriteTable(out_, table, color_);
      if (statistics_.total().milestones_size() > kMilestonesShown) out_ << "其余节点见 -o csv。\n";
    }
    for (const v1::StatisticsGroup& group : statistics_.groups()) WriteTargetAndParent(group);
  }

  static std::vector<Cell> ExtraRow(std::string name, const v1::FigureSet& figures, bool past) {
    std::vector<Cell> row = {std::move(name)};
    const v1::YearOnYear& then = figures.year_on_year();
    if (past) {
      row.emplace_back(then.growth_percent().empty() ? "—" : SignedText(then.growth_percent()) + "%");
      row.emplace_back(SignedText(then.completion_points()));
    }
    for (int i = 0; i < figures.milestones_size() && i < kMilestonesShown; ++i) {
      row.emplace_back(RateText(figures.milestones(i).share()));
    }
    return row;
  }

  void WriteTargetAndParent(const v1::StatisticsGroup& group) {
    const std::string name = Shorten(GroupName(statistics_, group), kGroupNameWidth);
    if (group.has_target()) {
      out_ << name << "：目标" << kTargetMeasures.Chinese(group.target().measure()) << "，完成目标的 "
           << RateText(group.target_completion()) << "\n";
    }
    const v1::ParentFigures& parent = group.parent();
    const auto differs = [&](bool yes, const char* what, int64_t own, int64_t sum) {
      if (yes) out_ << name << "：" << what << "自报 " << Amount(own) << "，子项目合计 " << Amount(sum) << "，不符\n";
    };
    const v1::FigureSet& parts = group.figures();
    differs(parent.total_investment_differs(), "总投资", parent.total_investment_yuan(), parts.total_investment_yuan());
    differs(parent.annual_plan_differs(), "年度计划", parent.annual_plan_yuan(), parts.annual_plan_yuan());
    differs(parent.invested_differs(), "完成投资", parent.invested_yuan(), parts.invested_yuan());
  }

  static constexpr int kMilestonesShown = 3;  // as many as fit beside a name and a year ago

  std::ostream& out_;
  const v1::Statistics& statistics_;
  const v1::HouseStyle& style_;
  const bool color_;
};

}  // namespace

Table StatisticsTable(const v1::Statistics& statistics) {
  const std::string in = "(" + AmountUnitText(statistics.style()) + ")";
  Table table{.columns = {{"编号"},
                          {"名称"},
                          {"项目数"},
                          {"新建"},
                          {"续建"},
                          {"预备"},
                          {"开工数"},
                          {"在建"},
                          {"竣工"},
                          {"开工率"},
                          {"计划开工"},
                          {"应开工"},
                          {"应开工未开工"},
                          {"提前开工"},
                          {"总投资" + in},
                          {"年度计划投资" + in},
                          {"完成投资" + in},
                          {"年度计划完成率"},
                          {"序时计划投资" + in},
                          {"序时计划完成率"},
                          {"序时进度"},
                          {"差距"},
                          {"纳统投资" + in},
                          {"纳统完成率"},
                          {"纳统到"}},
              .rows = {}};
  for (const v1::Color color : kFromWorst) table.columns.push_back({ColorWord(color)});
  table.columns.insert(table.columns.end(), {{"滞后占比"}, {"含演示内容"}});
  const bool past = statistics.total().has_year_on_year();
  if (past) {
    table.columns.insert(table.columns.end(),
                         {{"去年同日完成投资" + in}, {"同比增幅(%)"}, {"去年同日完成率"}, {"完成率同比(百分点)"}});
  }
  for (const v1::MilestoneShare& one : statistics.total().milestones()) {
    table.columns.push_back({"已" + MilestoneChinese(one.milestone())});
  }
  const auto add = [&](const std::string& key, const std::string& name, const v1::FigureSet& figures) {
    std::vector<Cell> row = {key, name};
    for (Cell& cell : FigureCells(figures, statistics.style())) row.push_back(std::move(cell));
    if (past) AddYearOnYear(row, figures, statistics.style());
    for (const v1::MilestoneShare& one : figures.milestones()) row.emplace_back(RateText(one.share()));
    table.rows.push_back(std::move(row));
  };
  for (const v1::StatisticsGroup& group : statistics.groups()) {
    add(group.key(), GroupName(statistics, group), group.figures());
  }
  add("", "合计", statistics.total());
  return table;
}

void WriteStatistics(std::ostream& out, const v1::Statistics& statistics, bool color) {
  StatisticsWriter(out, statistics, color).Write();
}

}  // namespace wuse::cli
