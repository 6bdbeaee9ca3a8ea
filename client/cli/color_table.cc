#include "client/cli/color_table.h"

#include <algorithm>
#include <array>
#include <ostream>

#include "client/cli/color_text.h"
#include "client/cli/labels.h"

namespace wuse::cli {
namespace {

constexpr int kReasonWidth = 24;

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

void WriteProjects(std::ostream& out, const v1::TryPolicyResponse& trial, UnitNames& units, bool color) {
  for (const v1::TriedProject& project : trial.projects()) {
    std::string line = PaddedColor(project.now(), color) + " → " + PaddedColor(project.tried(), color) + "   ";
    line += Pad(Shorten(project.id(), kProjectIdWidth), kProjectIdWidth) + "  ";
    line += Pad(Shorten(project.name(), kProjectNameWidth), kProjectNameWidth) + "  ";
    out << line << Shorten(units.NameOf(project.unit()), kUnitNameWidth) << "\n";
    if (project.now() != project.tried()) WriteReasons(out, "现在：", project.now_reasons());
    WriteReasons(out, "试用：", project.reasons());
  }
}

void WriteUnits(std::ostream& out, const v1::TryPolicyResponse& trial, UnitNames& units, bool color) {
  for (const v1::TriedUnit& unit : trial.units()) {
    out << PaddedColor(unit.tried(), color) << "  "
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
  out << PolicyTitle(policy) << "\n";
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

Table PolicyVersionTable(const google::protobuf::RepeatedPtrField<v1::PolicyVersion>& versions) {
  Table table{.columns = {{"版次", Align::kRight},
                          {"用于"},
                          {"办法", Align::kLeft, kProjectNameWidth},
                          {"自"},
                          {"由"},
                          {"原因", Align::kLeft, kReasonWidth}},
              .rows = {}};
  for (const v1::PolicyVersion& version : versions) {
    table.rows.push_back({version.version() == 0 ? "默认" : std::to_string(version.version()), PolicyScope(version),
                          version.has_policy() ? PolicyTitle(version.policy()) : "（取消）", version.set_on(),
                          version.set_by(), version.reason()});
  }
  return table;
}

void WritePolicyVersion(std::ostream& out, const v1::GetPolicyResponse& answer) {
  const v1::PolicyVersion& shown = answer.policy();
  if (shown.version() > 0) {
    out << VersionText(shown.version()) << "，用于" << PolicyScope(shown) << "；自 " << shown.set_on() << " 起，由 "
        << shown.set_by() << " 定：" << shown.reason() << "\n";
  } else if (shown.has_policy()) {
    out << "没有人定过，用默认办法\n";
  }
  if (shown.has_policy()) {
    WritePolicy(out, shown.policy());
  } else if (shown.version() > 0) {
    out << (shown.subject() == v1::SUBJECT_UNIT ? "不再评责任单位\n" : "改按全区的办法\n");
  } else {
    out << "没有评责任单位的办法\n";
  }
  google::protobuf::RepeatedPtrField<v1::PolicyVersion> others;
  bool is_in_force = false;
  for (const v1::PolicyVersion& version : answer.in_force()) {
    const bool same = version.version() == shown.version() && version.subject() == shown.subject();
    is_in_force = is_in_force || same;
    if (!same) *others.Add() = version;
  }
  if (others.empty()) return;
  out << (is_in_force ? "\n此外现行的：\n" : "\n现行的：\n");
  WriteTable(out, PolicyVersionTable(others), false);
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
  out << "试用：" << PolicyTitle(trial.policy()) << "，对比现行的 " << trial.now_policy() << "\n"
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
  WriteTable(out, MatrixTable("现在 ＼ 试用后", trial.matrix()), color);
  out << "\n" << trial.changed_count() << " 个项目的颜色会变";
  out << (trial.projects_size() > trial.changed_count()
              ? "；全部 " + std::to_string(trial.projects_size()) + " 个：\n\n"
          : trial.changed_count() > 0 ? "：\n\n"
                                      : "\n");
  WriteProjects(out, trial, units, color);
}

}  // namespace wuse::cli
