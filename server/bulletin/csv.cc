#include "fmt/format.h"
#include "server/bulletin/render.h"
#include "server/bulletin/words.h"

namespace wuse::bulletin {
namespace {

// A text in quotes where it needs them. One that a spreadsheet would take for a formula gets a mark before it.
std::string CsvQuoted(std::string_view text) {
  const bool is_formula = !text.empty() && std::string_view("=+-@\t").find(text.front()) != std::string_view::npos;
  std::string quoted = is_formula ? "'" + std::string(text) : std::string(text);
  if (quoted.find_first_of("\",\r\n") == std::string::npos) return quoted;
  std::string escaped = "\"";
  for (const char c : quoted) {
    if (c == '"') escaped += '"';
    escaped += c;
  }
  return escaped + "\"";
}

std::string CsvRow(const std::string& id, const std::string& name, const v1::FigureSet& figures, int missing,
                   const v1::HouseStyle& style) {
  std::string row = fmt::format(
      "{},{},{},{},{},{},{},{},{},{},{},{},{}", CsvQuoted(id), CsvQuoted(name), figures.project_count(),
      figures.new_count(), figures.continuing_count(), figures.started_count(), figures.start_rate().percent(),
      AmountNumber(figures.annual_plan_yuan(), style), AmountNumber(figures.invested_yuan(), style),
      figures.annual_completion().percent(), AmountNumber(figures.period_plan_yuan(), style),
      figures.period_completion().percent(), figures.distance().points());
  for (const v1::Color color : {v1::RED, v1::ORANGE, v1::YELLOW, v1::GREEN, v1::BLUE, v1::NOT_RATED}) {
    row += fmt::format(",{}", CountOf(figures, color));
  }
  return row + fmt::format(",{},{},{}\r\n", figures.lagging_count(), figures.lagging_share().percent(), missing);
}

}  // namespace

std::string CsvOf(const v1::Bulletin& bulletin) {
  const v1::HouseStyle& style = bulletin.style();
  const std::string_view unit = AmountUnitText(style);
  std::string csv = fmt::format(
      "\xEF\xBB\xBF单位编号,单位,项目数,新建,续建,已开工,开工率(%),年度计划投资({0}),完成投资({0}),年度计划完成率(%),"
      "序时计划投资({0}),序时计划完成率(%),与序时进度差距(百分点),红,橙,黄,绿,蓝,未评价,滞后项目数,滞后占比(%),"
      "未报周报数\r\n",
      unit);
  for (const v1::BulletinUnit& one : bulletin.units()) {
    csv += CsvRow(one.unit(), one.name(), one.figures(), one.missing_count(), style);
  }
  return csv + CsvRow("", "合计", bulletin.figures(), bulletin.missing_count(), style);
}

}  // namespace wuse::bulletin
