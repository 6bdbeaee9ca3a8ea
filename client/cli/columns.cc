#include "client/cli/columns.h"

#include <array>
#include <map>

#include "client/cli/labels.h"
#include "client/cli/problem.h"
#include "client/cli/width.h"
#include "common/text.h"

namespace wuse::cli {
namespace {

constexpr std::array<ColumnSpec, 36> kProjectColumns = {{
    {"code", "项目编号", CellKind::kId, "id", "小写字母、数字和 -，例如 duohu-001"},
    {"external_code", "原编号", CellKind::kText, "external_code", "本单位自己的编号，不可重复，也可用来指项目"},
    {"name", "项目名称", CellKind::kText, "name", "最多 100 字；新项目必填"},
    {"national_code", "项目代码", CellKind::kText, "national_code", "国家统一代码，24 位，可不填"},
    {"kind", "建设性质", CellKind::kKind, "kind", "新建|续建|预备；新项目必填"},
    {"level", "项目级别", CellKind::kLevel, "level", "省重点|市重点|区重点|镇级；新项目必填"},
    {"category", "项目类别", CellKind::kCategory, "category", "产业发展|城市建设|民生事业|交通设施|净地；新项目必填"},
    {"unit", "责任单位", CellKind::kUnit, "unit", "单位编号或名称；新项目必填"},
    {"department", "牵头部门", CellKind::kUnit, "department", "单位编号或名称"},
    {"team", "专班", CellKind::kText, "team.name", "专班名称"},
    {"leader", "责任领导", CellKind::kText, "team.leader", "姓名或职务，不写电话"},
    {"lists", "清单", CellKind::kIds, "lists", "清单编号，用 ; 分隔，例如 district-key;contest-2021"},
    {"tags", "标签", CellKind::kIds, "tags", "用 ; 分隔，例如 制造业;民间投资；最多 20 个"},
    {"parent", "所属项目", CellKind::kIdOrCode, "parent", "上级项目的编号"},
    {"listed_on", "列入日期", CellKind::kDate, "listed_on", "从这天起计数，例如 2021-05-08；默认为计划年度 1 月 1 日"},
    {"registered_on", "入库日期", CellKind::kDate, "registered_on", "进统计库的日期，不晚于今天；没有入库的不填"},
    {"plan_year", "计划年度", CellKind::kYear, "", "年度计划和月计划是哪一年的，例如 2021"},
    {"total_investment", "总投资(万元)", CellKind::kAmount, "total_investment_yuan", "万元，最多 4 位小数"},
    {"invested_before", "上年底累计完成投资(万元)", CellKind::kAmount, "invested_before_yuan", "万元"},
    {"annual_plan", "年度计划投资(万元)", CellKind::kAmount, "plans.{year}.annual_yuan", "万元；要有计划年度"},
    {"plan_m01", "1月累计计划(万元)", CellKind::kAmount, "plans.{year}.month_end_yuan.1", "万元，从年初累计到月底"},
    {"plan_m02", "2月累计计划(万元)", CellKind::kAmount, "plans.{year}.month_end_yuan.2", ""},
    {"plan_m03", "3月累计计划(万元)", CellKind::kAmount, "plans.{year}.month_end_yuan.3", ""},
    {"plan_m04", "4月累计计划(万元)", CellKind::kAmount, "plans.{year}.month_end_yuan.4", ""},
    {"plan_m05", "5月累计计划(万元)", CellKind::kAmount, "plans.{year}.month_end_yuan.5", ""},
    {"plan_m06", "6月累计计划(万元)", CellKind::kAmount, "plans.{year}.month_end_yuan.6", ""},
    {"plan_m07", "7月累计计划(万元)", CellKind::kAmount, "plans.{year}.month_end_yuan.7", ""},
    {"plan_m08", "8月累计计划(万元)", CellKind::kAmount, "plans.{year}.month_end_yuan.8", ""},
    {"plan_m09", "9月累计计划(万元)", CellKind::kAmount, "plans.{year}.month_end_yuan.9", ""},
    {"plan_m10", "10月累计计划(万元)", CellKind::kAmount, "plans.{year}.month_end_yuan.10", ""},
    {"plan_m11", "11月累计计划(万元)", CellKind::kAmount, "plans.{year}.month_end_yuan.11", ""},
    {"plan_m12", "12月累计计划(万元)", CellKind::kAmount, "plans.{year}.month_end_yuan.12", "等于年度计划投资"},
    {"made_up", "演示", CellKind::kMadeUp, "made_up", "虚构的列名，用 ; 分隔，或 all"},
    {"note", "备注", CellKind::kText, "note", "最多 500 字"},
    {"replan_reason", "调整原因", CellKind::kText, "", "改计划日期或年度计划时必填"},
    {"correction_reason", "更正原因", CellKind::kText, "", "改或清除已完成日期时必填"},
}};

constexpr std::array<ColumnSpec, 10> kReportColumns = {{
    {"project", "项目编号", CellKind::kIdOrCode, "project", "项目的编号或原编号；必填"},
    {"name", "项目名称", CellKind::kReadOnly, "", "只供填写的人看，不读入"},
    {"week", "周", CellKind::kWeek, "week", "ISO 周，例如 2021-W18；必填"},
    {"as_of", "截至日期", CellKind::kDate, "as_of", "在本周内；不填时为周五（跨月时为月末那天）"},
    {"invested_this_year", "今年累计完成投资(万元)", CellKind::kAmount, "invested_this_year_yuan",
     "万元，最多 4 位小数；本周第一次报时必填"},
    {"percent_done", "形象进度(%)", CellKind::kPercent, "percent_done_bp", "0 到 100，最多 2 位小数"},
    {"progress", "本周进展", CellKind::kText, "progress", "最多 500 字"},
    {"problems", "存在问题", CellKind::kText, "problems", "最多 500 字"},
    {"next", "下周计划", CellKind::kText, "next", "最多 500 字"},
    {"correction_reason", "更正原因", CellKind::kText, "", "累计投资变小、改或清除已完成日期时必填"},
}};

constexpr std::array<ColumnSpec, 8> kUnitColumns = {{
    {"id", "单位编号", CellKind::kId, "id", "小写字母、数字和 -；必填"},
    {"name", "单位名称", CellKind::kText, "name", "不可重复，最多 100 字；新单位必填"},
    {"group", "分组", CellKind::kUnitGroup, "group", "乡镇街道|部门|专班；新单位必填"},
    {"nbs_code", "统计区划代码", CellKind::kText, "nbs_code", "数字，可不填"},
    {"tile_column", "图块列", CellKind::kCount, "tile.column", "示意图上自西向东，从 0 起；与图块行同填"},
    {"tile_row", "图块行", CellKind::kCount, "tile.row", "示意图上自北向南，从 0 起"},
    {"note", "备注", CellKind::kText, "note", "最多 500 字"},
    {"delisted_on", "停用日期", CellKind::kDate, "delisted_on", "从这天起不再关联新项目"},
}};

constexpr std::array<ColumnSpec, 5> kCertifiedColumns = {{
    {"project", "项目编号", CellKind::kIdOrCode, "project", "项目的编号或原编号；必填"},
    {"name", "项目名称", CellKind::kReadOnly, "", "只供填写的人看，不读入"},
    {"month", "月份", CellKind::kMonth, "month", "已经结束的月份，例如 2021-04；必填"},
    {"certified", "今年累计纳统投资(万元)", CellKind::kAmount, "invested_this_year_yuan", "万元，最多 4 位小数；必填"},
    {"correction_reason", "更正原因", CellKind::kText, "correction_reason", "那个月已有别的数时必填"},
}};

constexpr std::array<ColumnSpec, 7> kListColumns = {{
    {"id", "清单编号", CellKind::kId, "id", "和项目的清单一栏相同，例如 contest-2021；必填"},
    {"name", "清单名称", CellKind::kText, "name", "最多 100 字"},
    {"period", "时期", CellKind::kText, "period", "目标是哪个时期的: 2021、2021-Q1 或 2021-04"},
    {"measure", "目标口径", CellKind::kTargetMeasure, "target.measure", "项目数|开工数|竣工数|完成投资|完成节点"},
    {"value", "目标值", CellKind::kTarget, "target.value", "个数；目标口径为完成投资的是万元"},
    {"milestone", "目标节点", CellKind::kText, "target.milestone", "完成节点的，节点的编号或名称，例如 净地交付"},
    {"note", "备注", CellKind::kText, "note", "最多 500 字"},
}};

constexpr ColumnSpec kPlannedColumn = {"plan", "计划", CellKind::kPlanned, "milestones.{id}.planned_on", ""};
constexpr ColumnSpec kReachedColumn = {"done", "完成", CellKind::kReached, "milestones.{id}.reached_on", ""};

constexpr ColumnSet kProjectSet = {kProjectColumns, true, true, "wuse project apply --help"};
constexpr ColumnSet kReportSet = {kReportColumns, false, true, "wuse report push --help"};
constexpr ColumnSet kUnitSet = {kUnitColumns, false, false, "wuse unit apply --help"};
constexpr ColumnSet kCertifiedSet = {kCertifiedColumns, false, false, "wuse certified push --help"};
constexpr ColumnSet kListSet = {kListColumns, false, false, "wuse list apply --help"};

// A heading in one spelling: trimmed, without spaces, full-width marks made plain, ASCII letters lowered.
std::string Normalized(std::string_view heading) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kPlain = {
      {{"（", "("}, {"）", ")"}, {"：", ":"}, {"％", "%"}, {"　", ""}}};
  std::string text = common::Lower(common::Trim(heading));
  for (const auto& [wide, plain] : kPlain) {
    for (size_t at = text.find(wide); at != std::string::npos; at = text.find(wide, at)) {
      text.replace(at, wide.size(), plain);
    }
  }
  std::erase(text, ' ');
  return text;
}

// The milestone of a heading such as plan:roof-topped or 计划：结顶, as written.
bool TakeMilestone(std::string_view heading, const ColumnSpec& spec, std::string* milestone) {
  for (const std::string_view colon : {":", "："}) {
    const size_t at = heading.find(colon);
    if (at == std::string_view::npos) continue;
    const std::string prefix = Normalized(heading.substr(0, at));
    *milestone = std::string(common::Trim(heading.substr(at + colon.size())));
    if ((prefix == spec.name || prefix == spec.chinese) && !milestone->empty()) return true;
  }
  milestone->clear();
  return false;
}

std::string NearestColumn(const ColumnSet& set, std::string_view heading) {
  std::vector<std::string> candidates;
  for (const ColumnSpec& spec : set.columns) {
    candidates.emplace_back(spec.name);
    candidates.emplace_back(spec.chinese);
  }
  for (const MilestoneName& milestone : DefaultMilestones()) {
    for (const ColumnSpec& spec : {kPlannedColumn, kReachedColumn}) {
      if (spec.kind == CellKind::kPlanned ? !set.planned : !set.reached) continue;
      candidates.push_back(std::string(spec.name) + ":" + std::string(milestone.id));
      candidates.push_back(std::string(spec.chinese) + ":" + std::string(milestone.chinese));
    }
  }
  return common::Nearest(Normalized(heading), candidates).value_or("");
}

std::string UnknownColumn(const ColumnSet& set, const std::string& heading) {
  const std::string nearest = NearestColumn(set, heading);
  std::string text = "不认识列“" + common::Quoted(heading) + "”";
  if (!nearest.empty()) return text + "，是不是“" + nearest + "”？";
  return text + "；可用的列见 " + std::string(set.help_command);
}

std::string ShownHeading(const HeaderColumn& column) {
  const ColumnSpec& spec = *column.spec;
  if (Normalized(column.heading).substr(0, spec.name.size()) != spec.name) return column.heading;
  const std::string milestone = column.milestone.empty() ? "" : ":" + MilestoneChinese(MilestoneId(column.milestone));
  return column.heading + " " + std::string(spec.chinese) + milestone;
}

// The parts of milestones.<id>.<field>; false for other paths.
bool SplitMilestonePath(std::string_view path, std::string_view& id, std::string_view& field) {
  constexpr std::string_view kPrefix = "milestones.";
  const size_t dot = path.rfind('.');
  if (path.substr(0, kPrefix.size()) != kPrefix || dot <= kPrefix.size()) return false;
  id = path.substr(kPrefix.size(), dot - kPrefix.size());
  field = path.substr(dot + 1);
  return true;
}

// plans.2021.annual_yuan → plans.{year}.annual_yuan
std::string WithoutYear(std::string_view path) {
  constexpr std::string_view kPrefix = "plans.";
  const size_t dot = path.find('.', kPrefix.size());
  if (path.substr(0, kPrefix.size()) != kPrefix || dot == std::string_view::npos) return std::string(path);
  return "plans.{year}" + std::string(path.substr(dot));
}

}  // namespace

const ColumnSet& ProjectColumns() {
  return kProjectSet;
}
const ColumnSet& ReportColumns() {
  return kReportSet;
}
const ColumnSet& UnitColumns() {
  return kUnitSet;
}
const ColumnSet& CertifiedColumns() {
  return kCertifiedSet;
}
const ColumnSet& ListColumns() {
  return kListSet;
}

const ColumnSpec* FindColumn(const ColumnSet& set, std::string_view heading, std::string* milestone) {
  const std::string wanted = Normalized(heading);
  milestone->clear();
  for (const ColumnSpec& spec : set.columns) {
    if (wanted == spec.name || wanted == spec.chinese) return &spec;
  }
  if (set.planned && TakeMilestone(heading, kPlannedColumn, milestone)) return &kPlannedColumn;
  if (set.reached && TakeMilestone(heading, kReachedColumn, milestone)) return &kReachedColumn;
  return nullptr;
}

absl::StatusOr<std::vector<HeaderColumn>> ResolveHeader(const ColumnSet& set, const CsvRow& row) {
  std::vector<HeaderColumn> header;
  std::vector<Problem> problems;
  std::map<std::string, std::string> seen;  // what the column is → its heading
  for (const std::string& cell : row.cells) {
    HeaderColumn column{.heading = std::string(common::Trim(cell))};
    column.spec = FindColumn(set, cell, &column.milestone);
    if (column.spec != nullptr) column.shown = ShownHeading(column);
    header.push_back(column);
    // A trailing comma makes a column without heading, which is none as long as its cells are empty.
    if (column.heading.empty()) continue;
    if (column.spec == nullptr) {
      problems.push_back({.row = row.number, .where = RowText(row.number), .what = UnknownColumn(set, column.heading)});
      continue;
    }
    const std::string what = std::string(column.spec->name) + ":" + MilestoneId(column.milestone);
    const auto [former, is_new] = seen.emplace(what, column.heading);
    if (is_new) continue;
    problems.push_back({.row = row.number,
                        .where = RowText(row.number),
                        .what = "列“" + former->second + "”和“" + column.heading + "”是同一列，重复了"});
  }
  if (!problems.empty()) return ProblemsError(absl::StatusCode::kInvalidArgument, std::move(problems));
  return header;
}

FieldName NameOfPath(const ColumnSet& set, std::string_view path) {
  const std::string general = WithoutYear(path);
  for (const ColumnSpec& spec : set.columns) {
    if (!spec.path.empty() && general == spec.path) return {std::string(spec.chinese), spec.kind};
    if (spec.path.empty() && general == spec.name) return {std::string(spec.chinese), spec.kind};
  }
  constexpr std::string_view kCertified = "certified.";
  if (general.starts_with(kCertified)) {
    return {general.substr(kCertified.size()) + " 今年累计纳统投资(万元)", CellKind::kAmount};
  }
  if (general == "plans.{year}.month_end_yuan") return {"各月累计计划(万元)", CellKind::kAmount};
  std::string_view id;
  std::string_view field;
  if (!SplitMilestonePath(path, id, field)) return {std::string(path), CellKind::kText};
  if (field == "planned_on") return {"计划:" + MilestoneChinese(id), CellKind::kPlanned};
  if (field == "reached_on") return {"完成:" + MilestoneChinese(id), CellKind::kReached};
  return {MilestoneChinese(id) + "." + std::string(field), CellKind::kText};
}

std::string ColumnHelp(const ColumnSet& set) {
  std::string help;
  const auto line = [&help](std::string_view name, std::string_view chinese, std::string_view text) {
    std::string one = "  " + Pad(name, 20) + Pad(chinese, 26) + std::string(text);
    one.erase(one.find_last_not_of(' ') + 1);
    help += one + "\n";
  };
  for (const ColumnSpec& spec : set.columns) line(spec.name, spec.chinese, spec.help);
  if (set.planned) line("plan:<节点>", "计划:<节点>", "节点的计划日期；节点写编号或名称，例如 计划:结顶");
  if (set.reached) line("done:<节点>", "完成:<节点>", "节点的完成日期，例如 完成:结顶");
  return help;
}

}  // namespace wuse::cli
