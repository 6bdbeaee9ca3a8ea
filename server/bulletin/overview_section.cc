#include <array>

#include "fmt/format.h"
#include "server/bulletin/sections.h"
#include "server/bulletin/words.h"

namespace wuse::bulletin {
namespace {

std::string ScopeSentence(const v1::Bulletin& bulletin) {
  if (!bulletin.has_filter()) return "";
  const v1::ProjectFilter& filter = bulletin.filter();
  std::string names;
  for (const v1::BulletinUnit& unit : bulletin.units()) {
    for (const std::string& id : filter.units()) {
      if (id == unit.unit()) names += (names.empty() ? "" : "、") + unit.name();
    }
  }
  if (!names.empty()) return fmt::format("本通报只统计部分项目：{}。", names);
  return "本通报只统计部分项目（按筛选条件）。";
}

// 全区 of 金东区, 全县, 全市; nothing of other names.
std::string WholeOf(std::string_view district) {
  for (const std::string_view kind : {"区", "县", "市"}) {
    if (district.size() > kind.size() && district.substr(district.size() - kind.size()) == kind) {
      return fmt::format("全{}", kind);
    }
  }
  return "";
}

std::string ProjectSentence(const v1::Bulletin& bulletin) {
  const v1::FigureSet& figures = bulletin.figures();
  std::string text = fmt::format("{}重点项目{}个（新建{}个、续建{}个），总投资{}。",
                                 bulletin.has_filter() ? "列入统计的" : WholeOf(bulletin.district()) + "列入通报的",
                                 figures.project_count(), figures.new_count(), figures.continuing_count(),
                                 AmountText(figures.total_investment_yuan(), bulletin.style()));
  if (figures.preparatory_count() > 0) {
    text += fmt::format("另有预备项目{}个，不计入以上各数。", figures.preparatory_count());
  }
  const v1::Rate& rate = figures.start_rate();
  text += fmt::format("已开工{}个，开工率{}", figures.started_count(), PercentText(rate.percent()));
  if (rate.denominator() > 0) text += fmt::format("（{}/{}）", rate.numerator(), rate.denominator());
  const v1::StartFigures& starts = figures.starts();
  text +=
      starts.missed_count() > 0 ? fmt::format("；应开工未开工{}个", starts.missed_count()) : "；没有应开工未开工项目";
  if (starts.early_count() > 0) text += fmt::format("，提前开工{}个", starts.early_count());
  return text + "。";
}

std::string MoneySentence(const v1::Bulletin& bulletin) {
  const v1::FigureSet& figures = bulletin.figures();
  const v1::HouseStyle& style = bulletin.style();
  std::string text =
      fmt::format("今年计划投资{}，截至{}完成投资{}（填报数），年度计划完成率{}，{}。",
                  AmountText(figures.annual_plan_yuan(), style), ShortDayText(bulletin.as_of()),
                  AmountText(figures.invested_yuan(), style), PercentText(figures.annual_completion().percent()),
                  DistanceText(figures.distance().points()));
  text += fmt::format("序时计划投资{}，序时计划完成率{}。", AmountText(figures.period_plan_yuan(), style),
                      PercentText(figures.period_completion().percent()));
  if (const v1::CertifiedFigures& certified = figures.certified(); certified.project_count() > 0) {
    text +=
        fmt::format("统计部门核定（纳统，至{}）完成投资{}，占年度计划的{}。", PeriodText(certified.last_month()),
                    AmountText(certified.invested_yuan(), style), PercentText(certified.annual_completion().percent()));
  }
  return text;
}

std::string GrowthSentence(const v1::Bulletin& bulletin) {
  const v1::FigureSet& figures = bulletin.figures();
  const PeriodWords words = PeriodWordsOf(bulletin.period());
  std::string text;
  if (figures.has_in_period()) {
    const v1::PeriodFigures& in_period = figures.in_period();
    text = fmt::format("{}完成投资{}，", words.now, AmountText(in_period.invested_yuan(), bulletin.style()));
    text += in_period.started_count() + in_period.completed_count() == 0
                ? "没有新开工和竣工的项目。"
                : fmt::format("新开工{}个，竣工{}个。", in_period.started_count(), in_period.completed_count());
  }
  if (!figures.has_year_on_year()) return text;
  const v1::YearOnYear& year = figures.year_on_year();
  if (!year.has_reference()) text += fmt::format("完成投资同比{}；", PercentGrowth(year.growth_percent()));
  if (!year.completion_points().empty()) {
    text += fmt::format("年度计划完成率同比{}（去年同期{}）", PointsGrowth(year.completion_points()),
                        PercentText(year.annual_completion().percent()));
  } else {
    text += fmt::format("年度计划完成率同比{}", kUndefined);
  }
  return text + "。";
}

std::string ColorSentence(const v1::Bulletin& bulletin) {
  const v1::FigureSet& figures = bulletin.figures();
  std::string counts;
  for (const v1::Color color : {v1::RED, v1::ORANGE, v1::YELLOW, v1::GREEN, v1::BLUE, v1::NOT_RATED}) {
    counts += fmt::format("{}{}{}个", counts.empty() ? "" : "、", ColorWord(color), CountOf(figures, color));
  }
  return fmt::format("五色评价：{}。滞后项目（黄色、橙色、红色）共{}个，占{}。", counts, figures.lagging_count(),
                     PercentText(figures.lagging_share().percent()));
}

std::string_view MetricWord(v1::Metric metric) {
  switch (metric) {
    case v1::METRIC_ANNUAL_COMPLETION:
      return "年度计划完成率";
    case v1::METRIC_PERIOD_COMPLETION:
      return "序时计划完成率";
    case v1::METRIC_DISTANCE:
      return "与序时进度的差距";
    case v1::METRIC_START_RATE:
      return "开工率";
    case v1::METRIC_INVESTED:
      return "完成投资";
    case v1::METRIC_GROWTH:
      return "完成投资增幅";
    case v1::METRIC_LAGGING_SHARE:
      return "滞后项目占比";
    case v1::METRIC_CERTIFIED_COMPLETION:
      return "纳统投资完成率";
    default:
      return "指标";
  }
}

std::string_view MetricUnit(v1::Metric metric) {
  if (metric == v1::METRIC_INVESTED) return "万元";
  return metric == v1::METRIC_DISTANCE ? "个百分点" : "%";
}

std::string ReferenceText(const v1::ReferenceFigure& figure) {
  std::string text = fmt::format("{}{}{}{}", PeriodText(figure.period()), MetricWord(figure.metric()), figure.value(),
                                 MetricUnit(figure.metric()));
  if (figure.contradicts()) {
    text += fmt::format("（按其分子、分母计算应为{}{}）", figure.arithmetic(), MetricUnit(figure.metric()));
  }
  if (figure.rank() > 0) {
    text += fmt::format("，在{}排第{}位（共{}位）", figure.ranked_by(), figure.rank(), figure.rank_of());
  }
  return text + fmt::format("（来源：{}）", figure.source());
}

}  // namespace

std::vector<Block> OverviewBlocks(const v1::Bulletin& bulletin) {
  std::vector<Block> blocks;
  for (std::string sentence : {ScopeSentence(bulletin), ProjectSentence(bulletin), MoneySentence(bulletin),
                               GrowthSentence(bulletin), ColorSentence(bulletin)}) {
    if (!sentence.empty()) blocks.push_back({.paragraph = std::move(sentence), .items = {}, .table = {}});
  }
  std::string references;
  for (const v1::ReferenceFigure& figure : bulletin.references()) {
    references += (references.empty() ? "" : "；") + ReferenceText(figure);
  }
  if (!references.empty()) blocks.push_back({.paragraph = "参考数据：" + references + "。", .items = {}, .table = {}});
  return blocks;
}

}  // namespace wuse::bulletin
