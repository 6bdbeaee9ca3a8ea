#include "server/bulletin/differences.h"

#include <map>
#include <string>
#include <vector>

#include "common/limits.h"
#include "fmt/format.h"
#include "server/bulletin/words.h"

namespace wuse::bulletin {
namespace {

using Differences = google::protobuf::RepeatedPtrField<v1::BulletinDifference>;

// One figure as it is printed.
struct Printed {
  std::string_view what;
  std::string text;
};

std::vector<Printed> PrintedOf(const v1::FigureSet& figures, const v1::HouseStyle& style) {
  const auto count = [](int number) { return fmt::format("{}个", number); };
  std::vector<Printed> printed = {{"项目数", count(figures.project_count())},
                                  {"新建项目数", count(figures.new_count())},
                                  {"预备项目数", count(figures.preparatory_count())},
                                  {"开工项目数", count(figures.started_count())},
                                  {"应开工未开工数", count(figures.starts().missed_count())},
                                  {"提前开工数", count(figures.starts().early_count())},
                                  {"竣工项目数", count(figures.completed_count())},
                                  {"开工率", PercentText(figures.start_rate().percent())},
                                  {"总投资", AmountText(figures.total_investment_yuan(), style)},
                                  {"年度计划投资", AmountText(figures.annual_plan_yuan(), style)},
                                  {"完成投资", AmountText(figures.invested_yuan(), style)},
                                  {"年度计划完成率", PercentText(figures.annual_completion().percent())},
                                  {"序时计划投资", AmountText(figures.period_plan_yuan(), style)},
                                  {"序时计划完成率", PercentText(figures.period_completion().percent())},
                                  {"与序时进度差距", DistanceText(figures.distance().points())},
                                  {"纳统投资", AmountText(figures.certified().invested_yuan(), style)}};
  for (const v1::Color color : {v1::RED, v1::ORANGE, v1::YELLOW, v1::GREEN, v1::BLUE, v1::NOT_RATED}) {
    printed.push_back({ColorWord(color), count(CountOf(figures, color))});
  }
  return printed;
}

void AddDifference(const std::string& what, const std::string& before, const std::string& after,
                   Differences& differences) {
  if (before == after || differences.size() >= common::kMaxBulletinRows) return;
  v1::BulletinDifference& difference = *differences.Add();
  difference.set_what(what);
  difference.set_before(before);
  difference.set_after(after);
}

void CompareFigures(const std::string& whose, const v1::FigureSet& before, const v1::FigureSet& after,
                    const v1::HouseStyle& style, Differences& differences) {
  const std::vector<Printed> then = PrintedOf(before, style);
  const std::vector<Printed> now = PrintedOf(after, style);
  for (size_t i = 0; i < then.size(); ++i) {
    AddDifference(fmt::format("{} {}", whose, then[i].what), then[i].text, now[i].text, differences);
  }
}

void CompareUnits(const v1::Bulletin& before, const v1::Bulletin& after, Differences& differences) {
  std::map<std::string, const v1::BulletinUnit*> then;
  for (const v1::BulletinUnit& unit : before.units()) then[unit.unit()] = &unit;
  const v1::FigureSet none;
  for (const v1::BulletinUnit& unit : after.units()) {
    const auto found = then.find(unit.unit());
    const bool was_there = found != then.end();
    CompareFigures(unit.name(), was_there ? found->second->figures() : none, unit.figures(), after.style(),
                   differences);
    if (was_there) then.erase(found);
  }
  for (const auto& [id, unit] : then) CompareFigures(unit->name(), unit->figures(), none, after.style(), differences);
}

void CompareBehind(const v1::Bulletin& before, const v1::Bulletin& after, Differences& differences) {
  std::map<std::string, const v1::BulletinProject*> then;
  for (const v1::BulletinProject& project : before.behind()) then[project.id()] = &project;
  const std::string neither = "不是红色、橙色";
  for (const v1::BulletinProject& project : after.behind()) {
    const auto found = then.find(project.id());
    const std::string color(found == then.end() ? neither : ColorWord(found->second->color()));
    AddDifference(fmt::format("{} 颜色", project.name()), color, std::string(ColorWord(project.color())), differences);
    if (found != then.end()) then.erase(found);
  }
  // Of a list that was cut nobody knows what is not on it.
  if (after.behind_count() > after.behind_size()) return;
  for (const auto& [id, project] : then) {
    AddDifference(fmt::format("{} 颜色", project->name()), std::string(ColorWord(project->color())), neither,
                  differences);
  }
}

}  // namespace

Differences DifferencesOf(const v1::Bulletin& before, const v1::Bulletin& after) {
  Differences differences;
  const std::string whole = "合计";
  CompareFigures(whole, before.figures(), after.figures(), after.style(), differences);
  const auto count = [&](std::string_view what, int then, int now) {
    AddDifference(fmt::format("{} {}", whole, what), fmt::format("{}个", then), fmt::format("{}个", now), differences);
  };
  count("应报周报数", before.expected_count(), after.expected_count());
  count("未报周报数", before.missing_count(), after.missing_count());
  count("达到的节点数", before.reached_count(), after.reached_count());
  count("到期和逾期的节点数", before.due_next_count(), after.due_next_count());
  CompareUnits(before, after, differences);
  CompareBehind(before, after, differences);
  return differences;
}

}  // namespace wuse::bulletin
