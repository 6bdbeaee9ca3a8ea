#include "client/cli/watch_text.h"

#include "client/cli/color_text.h"
#include "client/cli/format_text.h"
#include "client/cli/labels.h"
#include "client/cli/width.h"
#include "common/money.h"

namespace wuse::cli {

std::string WatchText::Of(const v1::WatchResponse& response) {
  std::string text;
  for (const v1::Unit& unit : response.units()) {
    text +=
        "现状  单位  " + unit.id() + " " + unit.name() + "（" + std::string(kUnitGroups.Chinese(unit.group())) + "）\n";
  }
  for (const v1::Project& project : response.projects()) {
    names_[project.id()] = project.name();
    text += "现状  项目  " + Named(project.id()) + "  " + Colored(project.status().color()) + "\n";
  }
  if (response.synced() > 0 || response.synced_empty()) {
    text += "现状已全部列出（到第 " + std::to_string(response.synced()) + " 号更新），以下是新的变化\n";
  }
  for (const v1::Update& update : response.updates()) {
    const std::string head =
        "#" + std::to_string(update.sequence()) + "  " + update.date() + "  " + update.actor() + "  ";
    for (const v1::Change& change : update.changes()) {
      if (change.has_project_recolored()) continue;  // thousands of them: the month's line tells
      text += head + OfChange(change) + "\n";
    }
  }
  return text;
}

std::string WatchText::OfChange(const v1::Change& change) {
  switch (change.kind_case()) {
    case v1::Change::kUnitChanged: {
      const v1::Unit& unit = change.unit_changed().unit();
      const std::string what = change.unit_changed().created() ? "新增单位" : "修改单位";
      return what + "  " + unit.id() + " " + unit.name();
    }
    case v1::Change::kProjectChanged:
      return OfProject(change.project_changed());
    case v1::Change::kReportFiled:
      return OfReport(change.report_filed());
    case v1::Change::kStatusChanged:
      return OfStatus(change.status_changed());
    case v1::Change::kDayEvaluated:
      return "每日评价  " + change.day_evaluated().date() + " 的颜色已全部评出";
    case v1::Change::kAlertChanged:
      return "预警  " + AlertChangeText(change, unit_name_, color_);
    case v1::Change::kAlertRulesChanged:
      return "预警规则  已修改";
    case v1::Change::kPolicyChanged:
      return "评色办法  " + PolicyVersionText(change.policy_changed().version());
    case v1::Change::kColorOverridden:
      return OfOverride(change.color_overridden());
    case v1::Change::kRecoloringBegun:
      return "按月调色  " + change.recoloring_begun().month() + " 开始";
    case v1::Change::kMonthRecolored:
      return OfMonth(change.month_recolored().month());
    case v1::Change::kCertifiedRecorded:
      return "纳统投资  " + Named(change.certified_recorded().project()) + "  " +
             change.certified_recorded().certified().month() + "  今年累计 " +
             common::FormatWan({change.certified_recorded().certified().invested_this_year_yuan()}) + "万元";
    case v1::Change::kReferenceFigureChanged:
      return "参考数  " + change.reference_figure_changed().figure().period();
    case v1::Change::kListChanged:
      return "清单  " + change.list_changed().list().id() + " " + change.list_changed().list().name();
    case v1::Change::kHouseStyleChanged:
      return "出数口径  已修改";
    case v1::Change::kBulletinPublished:
      return "通报  " + change.bulletin_published().bulletin().period() + " 已发布";
    case v1::Change::kProjectRecolored:
    case v1::Change::KIND_NOT_SET:
      break;
  }
  return "不认识的变更，客户端的版本可能较旧";
}

std::string WatchText::OfProject(const v1::ProjectChanged& changed) {
  const v1::Project& project = changed.project();
  names_[project.id()] = project.name();
  std::string text = (changed.created() ? "新增项目  " : "修改项目  ") + Named(project.id());
  if (!project.delisted_on().empty()) text += "  自 " + project.delisted_on() + " 起调出：" + project.delist_reason();
  if (!changed.replan_reason().empty()) text += "  调整原因：" + changed.replan_reason();
  if (!changed.correction_reason().empty()) text += "  更正原因：" + changed.correction_reason();
  return text;
}

std::string WatchText::OfReport(const v1::ReportFiled& filed) {
  constexpr int kProgressWidth = 40;
  const v1::Report& report = filed.report();
  std::string text =
      (filed.correction() ? "更正周报  " : "报送周报  ") + Named(report.project()) + "  " + report.week();
  if (report.has_invested_this_year_yuan()) {
    text += "  今年累计 " + common::FormatWan({report.invested_this_year_yuan()}) + "万元";
  }
  if (report.has_percent_done_bp()) text += "  形象进度 " + common::FormatBasisPoints(report.percent_done_bp()) + "%";
  for (const v1::Milestone& milestone : filed.milestones()) {
    const std::string& name = milestone.name().empty() ? milestone.id() : milestone.name();
    if (!milestone.reached_on().empty()) text += "  完成" + name + " " + milestone.reached_on();
  }
  if (!report.progress().empty()) text += "  " + Shorten(report.progress(), kProgressWidth);
  return text;
}

std::string WatchText::OfStatus(const v1::StatusChanged& changed) {
  const bool is_same = changed.has_before() && changed.before().color() == changed.after().color();
  std::string text = (is_same ? "原因变化  " : "颜色变化  ") + Named(changed.project()) + "  ";
  if (is_same) text += "仍为";
  if (changed.has_before() && !is_same) text += Colored(changed.before().color()) + " → ";
  text += Colored(changed.after().color());
  const std::string deciding = DecidingText(changed.after());
  return deciding.empty() ? text : text + "（" + deciding + "）";
}

std::string WatchText::OfOverride(const v1::ColorOverridden& overridden) {
  const v1::ColorOverride& given = overridden.override();
  const std::string head = "人工评定  " + Named(overridden.project()) + "  ";
  if (overridden.lifted()) {
    return head + "取消" + Colored(given.color()) + "（" + given.lifted_by() + "：" + given.lift_reason() + "）";
  }
  return head + Colored(given.color()) + "，至 " + given.until() + "（" + given.by() + "：" + given.reason() + "）";
}

std::string WatchText::OfMonth(const v1::RecoloredMonth& month) {
  return "按月调色  " + month.month() + " 完成：" + CountsText(month.colors()) + "，共 " +
         std::to_string(month.project_count()) + " 个项目";
}

std::string WatchText::Named(const std::string& project_id) {
  const auto known = names_.find(project_id);
  const std::string& name = known != names_.end() ? known->second : (names_[project_id] = name_of_(project_id));
  return name.empty() ? project_id : project_id + " " + name;
}

std::string WatchText::Colored(v1::Color color) const {
  return ColoredWord(color, color_);
}

}  // namespace wuse::cli
