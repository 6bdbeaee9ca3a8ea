#include "client/cli/color_month_table.h"

#include <array>
#include <ostream>
#include <string>
#include <utility>

#include "client/cli/color_text.h"
#include "client/cli/labels.h"

namespace wuse::cli {
namespace {

constexpr int kUnitColumnWidth = 24;
constexpr int kColorCount = v1::RED + 1;

// How many moved from which color to which; not rated is neither better nor worse than a color.
class Moves {
 public:
  void Add(const ColorMatrix& matrix) {
    for (const v1::ColorMoves& row : matrix) {
      for (const v1::ColorCount& count : row.after()) {
        if (IsKnown(row.before()) && IsKnown(count.color())) counts_[row.before()][count.color()] += count.count();
      }
    }
  }
  ColorCounts After() const {
    ColorCounts after;
    for (int color = v1::NOT_RATED; color < kColorCount; ++color) {
      int sum = 0;
      for (const auto& row : counts_) sum += row[color];
      AddCount(after, color, sum);
    }
    return after;
  }
  ColorMatrix Matrix() const {
    ColorMatrix matrix;
    for (int before = v1::NOT_RATED; before < kColorCount; ++before) {
      v1::ColorMoves& moves = *matrix.Add();
      moves.set_before(static_cast<v1::Color>(before));
      for (int color = v1::NOT_RATED; color < kColorCount; ++color) {
        AddCount(*moves.mutable_after(), color, counts_[before][color]);
      }
    }
    return matrix;
  }
  int worse() const {
    int sum = 0;
    for (int before = v1::BLUE; before < kColorCount; ++before) {
      for (int color = before + 1; color < kColorCount; ++color) sum += counts_[before][color];
    }
    return sum;
  }
  int better() const {
    int sum = 0;
    for (int before = v1::BLUE; before < kColorCount; ++before) {
      for (int color = v1::BLUE; color < before; ++color) sum += counts_[before][color];
    }
    return sum;
  }

 private:
  // A newer server may know more colors.
  static bool IsKnown(int color) { return color >= 0 && color < kColorCount; }
  static void AddCount(ColorCounts& counts, int color, int count) {
    v1::ColorCount& added = *counts.Add();
    added.set_color(static_cast<v1::Color>(color));
    added.set_count(count);
  }

  std::array<std::array<int, kColorCount>, kColorCount> counts_{};
};

bool SameCounts(const ColorCounts& a, const ColorCounts& b) {
  for (const v1::Color color : kFromWorst) {
    if (CountIn(a, color) != CountIn(b, color)) return false;
  }
  return true;
}

bool IsRestated(const v1::MovedProject& project) {
  return project.restated() != v1::COLOR_UNSPECIFIED && project.restated() != project.published();
}

const v1::OfficialUnitColor* ColorOfUnit(const v1::RecoloredMonth& month, const std::string& unit) {
  for (const v1::OfficialUnitColor& one : month.units()) {
    if (one.unit() == unit) return &one;
  }
  return nullptr;
}

void WriteHead(std::ostream& out, const v1::GetRecoloredMonthResponse& response, bool of_units) {
  const v1::RecoloredMonth& month = response.month();
  out << "按月调色 " << month.month() << "：" << month.published_on() << " 由 " << month.published_by()
      << " 公布，评色办法" << (month.policy_version() == 0 ? "是默认办法" : VersionText(month.policy_version()))
      << "；全区 " << month.project_count() << " 个项目\n";
  if (of_units) out << "以下只是所选的责任单位\n";
  if (response.month_before().empty()) out << "上个月没有调过色，看不出变化；下面列出的是滞后的项目\n";
  out << "\n";
}

// One row a unit; the color where a policy about units gave one.
Table UnitTable(const v1::GetRecoloredMonthResponse& response, UnitNames& units) {
  const bool colored = !response.month().units().empty();
  Table table{.columns = ColorColumns("责任单位"), .rows = {}};
  table.columns[0].max_width = kUnitColumnWidth;
  if (colored) table.columns.insert(table.columns.begin() + 1, Column{"单位"});
  table.columns.push_back({"变差", Align::kRight});
  table.columns.push_back({"变好", Align::kRight});
  for (const v1::UnitMoves& unit : response.units()) {
    Moves moves;
    moves.Add(unit.matrix());
    std::vector<Cell> row = CountRow(units.NameOf(unit.unit()), moves.After());
    if (colored) {
      const v1::OfficialUnitColor* color = ColorOfUnit(response.month(), unit.unit());
      row.insert(row.begin() + 1, color == nullptr ? Cell("") : ColorCell(color->color()));
    }
    row.emplace_back(std::to_string(moves.worse()));
    row.emplace_back(std::to_string(moves.better()));
    table.rows.push_back(std::move(row));
  }
  return table;
}

void WriteProjects(std::ostream& out, const v1::GetRecoloredMonthResponse& response, UnitNames& units, bool color) {
  for (const v1::MovedProject& project : response.projects()) {
    const v1::Color before = project.before() == v1::COLOR_UNSPECIFIED ? v1::NOT_RATED : project.before();
    out << PaddedColor(before, color) << " → " << PaddedColor(project.published(), color) << "   "
        << Pad(Shorten(project.id(), kProjectIdWidth), kProjectIdWidth) << "  "
        << Pad(Shorten(project.name(), kProjectNameWidth), kProjectNameWidth) << "  "
        << (project.is_overridden()
                ? Pad(Shorten(units.NameOf(project.unit()), kUnitNameWidth), kUnitNameWidth) + "  人工"
                : Shorten(units.NameOf(project.unit()), kUnitNameWidth))
        << "\n";
    WriteReasons(out, "", project.reasons());
    if (IsRestated(project)) {
      out << std::string(kColorWidth + 3, ' ') << "更正后：" << ColoredWord(project.restated(), color) << "\n";
    }
  }
}

}  // namespace

void WriteMonth(std::ostream& out, const v1::GetRecoloredMonthResponse& month, bool of_units, UnitNames& units,
                bool color) {
  Moves moves;
  if (of_units) {
    for (const v1::UnitMoves& unit : month.units()) moves.Add(unit.matrix());
  } else {
    moves.Add(month.matrix());
  }
  WriteHead(out, month, of_units);
  Table counts{.columns = ColorColumns(""), .rows = {}};
  counts.rows.push_back(CountRow("公布的颜色", of_units ? moves.After() : month.month().colors()));
  if (!of_units && !month.restated().empty() && !SameCounts(month.restated(), month.month().colors())) {
    counts.rows.push_back(CountRow("更正后", month.restated()));
  }
  WriteTable(out, counts, color);
  if (!month.month_before().empty()) {
    out << "\n";
    WriteTable(out, MatrixTable(month.month_before() + " ＼ " + month.month().month(), moves.Matrix()), color);
    out << moves.worse() << " 个项目变差，" << moves.better() << " 个变好\n";
  }
  if (!month.units().empty()) {
    out << "\n";
    WriteTable(out, UnitTable(month, units), color);
  }
  if (month.projects().empty()) return;
  out << "\n" << month.projects_size() << " 个项目：\n\n";
  WriteProjects(out, month, units, color);
}

Table MonthTable(const v1::GetRecoloredMonthResponse& month, UnitNames& units) {
  Table table{.columns = {{"月份"},
                          {"项目编号"},
                          {"项目名称"},
                          {"责任单位"},
                          {"上月的颜色"},
                          {"公布的颜色"},
                          {"人工评定"},
                          {"更正后"},
                          {"原因"}},
              .rows = {}};
  for (const v1::MovedProject& project : month.projects()) {
    table.rows.push_back(
        {month.month().month(), project.id(), project.name(), units.NameOf(project.unit()), ColorCell(project.before()),
         ColorCell(project.published()), project.is_overridden() ? "是" : "",
         IsRestated(project) ? ColorCell(project.restated()) : Cell(""), ReasonsText(project.reasons())});
  }
  return table;
}

}  // namespace wuse::cli
