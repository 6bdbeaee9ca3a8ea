#include "fmt/format.h"
#include "server/bulletin/sections.h"
#include "server/bulletin/words.h"

namespace wuse::bulletin {
namespace {

std::string_view OrderWords(v1::UnitOrder order) {
  if (order == v1::AS_REGISTERED) return "按登记次序排列";
  return order == v1::BEST_FIRST ? "按与序时进度的差距由好到差排列" : "按与序时进度的差距由差到好排列";
}

std::string LaggingWords(const v1::FigureSet& figures) {
  std::string words;
  for (const v1::Color color : {v1::RED, v1::ORANGE, v1::YELLOW}) {
    const int count = CountOf(figures, color);
    if (count > 0) words += fmt::format("{}{}{}个", words.empty() ? "" : "、", ColorWord(color), count);
  }
  return words.empty() ? "没有滞后项目" : words;
}

std::string UnitLine(const v1::BulletinUnit& unit, const v1::HouseStyle& style) {
  const v1::FigureSet& figures = unit.figures();
  if (figures.project_count() == 0) {
    return fmt::format("{}：预备项目{}个。", unit.name(), figures.preparatory_count());
  }
  std::string line =
      fmt::format("{}：项目{}个，开工率{}；完成投资{}，年度计划完成率{}，{}；{}", unit.name(), figures.project_count(),
                  PercentText(figures.start_rate().percent()), AmountText(figures.invested_yuan(), style),
                  PercentText(figures.annual_completion().percent()), DistanceText(figures.distance().points()),
                  LaggingWords(figures));
  if (unit.missing_count() > 0) line += fmt::format("；未报周报{}个", unit.missing_count());
  return line + "。";
}

std::string NumberOr(std::string_view number) {
  return std::string(number.empty() ? kUndefined : number);
}

std::vector<TableCell> UnitCells(const std::string& number, const std::string& name, const v1::FigureSet& figures,
                                 int missing, const v1::HouseStyle& style) {
  std::vector<TableCell> cells = {{number},
                                  {name},
                                  {std::to_string(figures.project_count())},
                                  {NumberOr(figures.start_rate().percent())},
                                  {AmountNumber(figures.annual_plan_yuan(), style)},
                                  {AmountNumber(figures.invested_yuan(), style)},
                                  {NumberOr(figures.annual_completion().percent())},
                                  {DistanceNumber(figures.distance().points())}};
  for (const v1::Color color : {v1::RED, v1::ORANGE, v1::YELLOW}) {
    const int count = CountOf(figures, color);
    cells.push_back({std::to_string(count)});
  }
  cells.push_back({std::to_string(missing)});
  return cells;
}

}  // namespace

std::vector<Block> UnitBlocks(const v1::Bulletin& bulletin) {
  if (bulletin.units().empty()) return {{.paragraph = "没有列入通报的单位。", .items = {}, .table = {}}};
  const v1::HouseStyle& style = bulletin.style();
  Block block{.paragraph = fmt::format("共{}个单位，{}。", bulletin.units_size(), OrderWords(style.unit_order())),
              .items = {},
              .table = {}};
  BulletinTable& table = block.table;
  const std::string_view money = AmountUnitText(style);
  table.head = {"序号",
                "单位",
                "项目数",
                "开工率（%）",
                fmt::format("年度计划（{}）", money),
                fmt::format("完成投资（{}）", money),
                "完成率（%）",
                "与序时进度差距（百分点）",
                "红",
                "橙",
                "黄",
                "未报"};
  table.is_number = {false, false, true, true, true, true, true, true, true, true, true, true};
  table.widths = {6, 17, 7, 10, 11, 11, 10, 12, 4, 4, 4, 4};
  table.has_total = true;
  for (const v1::BulletinUnit& unit : bulletin.units()) {
    const std::string number = std::to_string(table.rows.size() + 1);
    table.rows.push_back(UnitCells(number, unit.name(), unit.figures(), unit.missing_count(), style));
    table.lines.push_back(fmt::format("{}. {}", number, UnitLine(unit, style)));
  }
  table.rows.push_back(UnitCells("", "合计", bulletin.figures(), bulletin.missing_count(), style));
  return {std::move(block)};
}

}  // namespace wuse::bulletin
