#include "client/cli/color_table.h"

#include <array>
#include <ostream>

#include "client/cli/labels.h"
#include "fmt/format.h"

namespace wuse::cli {
namespace {

constexpr std::array<v1::Color, 6> kFromWorst = {v1::RED, v1::ORANGE, v1::YELLOW, v1::GREEN, v1::BLUE, v1::NOT_RATED};
constexpr int kIdWidth = 18;
constexpr int kProjectNameWidth = 36;
constexpr int kUnitWidth = 16;
constexpr int kColorWidth = 6;  // 未评价
constexpr std::string_view kEndOfColor = "\x1b[0m";

std::string TitleOf(const v1::ColorPolicy& policy) {
  return policy.title().empty() ? policy.name() : policy.title() + "（" + policy.name() + "）";
}

std::string_view CutOffText(v1::CutOff cut_off) {
  return cut_off == v1::CUT_OFF_END_OF_LAST_MONTH ? "上月末" : "当天";
}

std::string_view TimeBaseText(v1::TimeBase base) {
  switch (base) {
    case v1::TIME_BASE_MONTHS:
      return "按月均摊（月数 ÷ 12）";
    case v1::TIME_BASE_HALF_MONTHS:
      return "按半月均摊（半月数 ÷ 24）";
    case v1::TIME_BASE_TARGET_PATH:
      return "按目标进度";
    default:
      return "计划累计投资";
  }
}

std::string_view MarkText(v1::Mark mark) {
  if (mark == v1::MARK_TRACKED) return "跟踪";
  return mark == v1::MARK_NOTHING_SAID ? "原办法没有说" : "";
}

// What is said of a band's bounds: the source's own words, or that they are filled.
std::string SourceText(const v1::Band& band) {
  if (!band.filled()) return band.source();
  return band.source().empty() || band.source() == "?" ? "（补）" : band.source() + "（补）";
}

std::string DimensionsText(const v1::ColorPolicy& policy) {
  std::string text;
  for (const v1::DimensionRule& rule : policy.dimensions()) text += (text.empty() ? "" : "、") + rule.words();
  return text;
}

int CountIn(const google::protobuf::RepeatedPtrField<v1::ColorCount>& counts, v1::Color color) {
  for (const v1::ColorCount& count : counts) {
    if (count.color() == color) return count.count();
  }
  return 0;
}

std::string ReasonsText(const google::protobuf::RepeatedPtrField<v1::ColorReason>& reasons) {
  std::string text;
  for (const v1::ColorReason& reason : reasons) text += (text.empty() ? "" : "；") + reason.text();
  return text;
}

std::vector<Column> ColorColumns(std::string title) {
  std::vector<Column> columns = {{.title = std::move(title)}};
  for (const v1::Color color : kFromWorst) columns.push_back({ColorWord(color), Align::kRight});
  columns.push_back({"合计", Align::kRight});
  return columns;
}

std::vector<Cell> CountRow(Cell head, const google::protobuf::RepeatedPtrField<v1::ColorCount>& counts) {
  std::vector<Cell> row = {std::move(head)};
  int sum = 0;
  for (const v1::Color color : kFromWorst) {
    row.emplace_back(std::to_string(CountIn(counts, color)));
    sum += CountIn(counts, color);
  }
  row.emplace_back(std::to_string(sum));
  return row;
}

std::string Signed(int number) {
  return number > 0 ? "+" + std::to_string(number) : std::to_string(number);
}

Table CountsTable(const v1::TryPolicyResponse& trial) {
  Table table{.columns = ColorColumns(""), .rows = {}};
  table.rows.push_back(CountRow("现在", trial.now()));
  table.rows.push_back(CountRow("试用后", trial.tried()));
  std::vector<Cell> change = {"变化"};
  for (const v1::Color color : kFromWorst) {
    change.emplace_back(Signed(CountIn(trial.tried(), color) - CountIn(trial.now(), color)));
  }
  change.emplace_back("");
  table.rows.push_back(std::move(change));
  return table;
}

// What stays is in the diagonal; what moves nowhere is a dot.
Table MatrixTable(const v1::TryPolicyResponse& trial) {
  Table table{.columns = ColorColumns("现在 ＼ 试用后"), .rows = {}};
  for (const v1::Color now : kFromWorst) {
    for (const v1::ColorMoves& moves : trial.matrix()) {
      if (moves.before() != now) continue;
      std::vector<Cell> row = CountRow(ColorCell(now), moves.after());
      std::for_each(row.begin() + 1, row.end() - 1, [](Cell& cell) {
        if (cell.text == "0") cell.text = "·";
      });
      table.rows.push_back(std::move(row));
    }
  }
  return table;
}

std::string Colored(v1::Color color, bool with_escape) {
  const std::string word = Pad(ColorWord(color), kColorWidth);
  const std::string_view escape = with_escape ? ColorEscape(color) : "";
  return escape.empty() ? word : std::string(escape) + word + std::string(kEndOfColor);
}

void WriteReasons(std::ostream& out, std::string_view head,
                  const google::protobuf::RepeatedPtrField<v1::ColorReason>& reasons) {
  constexpr int kIndent = kColorWidth + 3;
  for (const v1::ColorReason& reason : reasons) {
    out << std::string(kIndent, ' ') << Shorten(std::string(head) + reason.text(), kTrialWidth - kIndent) << "\n";
  }
}

void WriteProjects(std::ostream& out, const v1::TryPolicyResponse& trial, UnitNames& units, bool color) {
  for (const v1::TriedProject& project : trial.projects()) {
    std::string line = Colored(project.now(), color) + " → " + Colored(project.tried(), color) + "   ";
    line += Pad(Shorten(project.id(), kIdWidth), kIdWidth) + "  ";
    line += Pad(Shorten(project.name(), kProjectNameWidth), kProjectNameWidth) + "  ";
    out << line << Shorten(units.NameOf(project.unit()), kUnitWidth) << "\n";
    if (project.now() != project.tried()) WriteReasons(out, "现在：", project.now_reasons());
    WriteReasons(out, "试用：", project.reasons());
  }
}

void WriteUnits(std::ostream& out, const v1::TryPolicyResponse& trial, UnitNames& units, bool color) {
  for (const v1::TriedUnit& unit : trial.units()) {
    out << Colored(unit.tried(), color) << "  "
        << Pad(Shorten(units.NameOf(unit.id()), kProjectNameWidth), kProjectNameWidth) << "  " << unit.project_count()
        << " 个项目\n";
    WriteReasons(out, "", unit.reasons());
  }
}

}  // namespace

Table PresetTable(const google::protobuf::RepeatedPtrField<v1::ColorPolicy>& presets) {
  Table table{.columns = {{"办法"}, {"名称"}, {"对象"}, {"评价什么", Align::kLeft, 34}}, .rows = {}};
  for (const v1::ColorPolicy& preset : presets) {
    table.rows.push_back({preset.name(), preset.title(), preset.subject() == v1::SUBJECT_UNIT ? "单位" : "项目",
                          DimensionsText(preset)});
  }
  return table;
}

Table PolicyTable(const v1::ColorPolicy& policy) {
  Table table{.columns = {{"评价什么"}, {"界限"}, {"颜色"}, {"标记"}, {"原文"}}, .rows = {}};
  for (const v1::DimensionRule& rule : policy.dimensions()) {
    for (const v1::Band& band : rule.bands()) {
      table.rows.push_back(
          {rule.words(), band.words(), ColorCell(band.color()), MarkText(band.mark()), SourceText(band)});
    }
    if (rule.bands().empty()) table.rows.push_back({rule.words(), "", "", "", ""});
  }
  return table;
}

void WritePolicy(std::ostream& out, const v1::ColorPolicy& policy) {
  out << TitleOf(policy) << "\n";
  if (!policy.source().empty()) out << "出处：" << policy.source() << "\n";
  if (!policy.note().empty()) out << "说明：" << policy.note() << "\n";
  out << "对象：" << (policy.subject() == v1::SUBJECT_UNIT ? "责任单位" : "项目") << "；截至"
      << CutOffText(policy.cut_off()) << "；序时进度：" << TimeBaseText(policy.time_base()) << "\n\n";
  WriteTable(out, PolicyTable(policy), false);
  out << "\n取各方面最差的颜色；节点全部完成的为"
      << kColors.Chinese(policy.finished() == v1::COLOR_UNSPECIFIED ? v1::BLUE : policy.finished()) << "。\n";
  for (const v1::DimensionRule& rule : policy.dimensions()) {
    if (rule.only_worsens()) out << "“" << rule.words() << "”只会加重颜色。\n";
    if (rule.waivable()) out << "“" << rule.words() << "”可以豁免。\n";
    if (rule.made_up() != v1::COLOR_UNSPECIFIED) {
      out << "“" << rule.words() << "”后来补上的为" << kColors.Chinese(rule.made_up()) << "。\n";
    }
  }
  if (policy.has_escalation()) {
    out << "连续 " << policy.escalation().periods() << " 期为" << kColors.Chinese(policy.escalation().color())
        << "的升为" << kColors.Chinese(policy.escalation().becomes()) << "。\n";
  }
}

Table TrialTable(const v1::TryPolicyResponse& trial, UnitNames& units) {
  if (trial.policy().subject() == v1::SUBJECT_UNIT) {
    Table table{.columns = {{"责任单位"}, {"项目数"}, {"试用后"}, {"原因"}}, .rows = {}};
    for (const v1::TriedUnit& unit : trial.units()) {
      table.rows.push_back({units.NameOf(unit.id()), std::to_string(unit.project_count()), ColorCell(unit.tried()),
                            ReasonsText(unit.reasons())});
    }
    return table;
  }
  Table table{
      .columns = {{"项目编号"}, {"项目名称"}, {"责任单位"}, {"现在"}, {"试用后"}, {"试用后的原因"}, {"现在的原因"}},
      .rows = {}};
  for (const v1::TriedProject& project : trial.projects()) {
    table.rows.push_back({project.id(), project.name(), units.NameOf(project.unit()), ColorCell(project.now()),
                          ColorCell(project.tried()), ReasonsText(project.reasons()),
                          ReasonsText(project.now_reasons())});
  }
  return table;
}

void WriteTrial(std::ostream& out, const v1::TryPolicyResponse& trial, UnitNames& units, bool color) {
  const bool of_units = trial.policy().subject() == v1::SUBJECT_UNIT;
  out << "试用：" << TitleOf(trial.policy()) << "，对比现行的 " << trial.now_policy() << "\n"
      << trial.on() << " 的情况" << (trial.cut_off() == trial.on() ? "" : "，试用的办法看 " + trial.cut_off() + " 的数")
      << "；" << trial.project_count() << " 个项目；什么都没有改\n";
  out << "\n";
  if (of_units) {
    Table counts{.columns = ColorColumns(""), .rows = {}};
    counts.rows.push_back(CountRow("责任单位", trial.tried()));
    WriteTable(out, counts, color);
    out << "\n";
    return WriteUnits(out, trial, units, color);
  }
  WriteTable(out, CountsTable(trial), color);
  out << "\n";
  WriteTable(out, MatrixTable(trial), color);
  out << "\n" << trial.changed_count() << " 个项目的颜色会变";
  out << (trial.projects_size() > trial.changed_count()
              ? "；全部 " + std::to_string(trial.projects_size()) + " 个：\n\n"
          : trial.changed_count() > 0 ? "：\n\n"
                                      : "\n");
  WriteProjects(out, trial, units, color);
}

}  // namespace wuse::cli
