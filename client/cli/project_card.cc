#include "client/cli/project_card.h"

#include <ostream>

#include "client/cli/color_text.h"
#include "client/cli/format_text.h"
#include "client/cli/labels.h"
#include "common/money.h"

namespace wuse::cli {
namespace {

constexpr int kLabelWidth = 22;

// "label  value", left out when there is no value.
class Lines {
 public:
  explicit Lines(std::ostream& out) : out_(out) {}
  void Add(std::string_view label, const std::string& value) {
    if (!value.empty()) out_ << "  " << Pad(label, kLabelWidth) << value << "\n";
  }

 private:
  std::ostream& out_;
};

std::string Joined(const google::protobuf::RepeatedPtrField<std::string>& texts) {
  std::string joined;
  for (const std::string& text : texts) joined += (joined.empty() ? "" : "、") + text;
  return joined;
}

std::string UnitText(const std::string& id, UnitNames& units) {
  const std::string name = units.NameOf(id);
  return id.empty() || name == id ? id : name + "（" + id + "）";
}

void WriteTitle(std::ostream& out, const v1::Project& project, bool color) {
  const std::string_view escape = color ? ColorEscape(project.status().color()) : "";
  out << project.id() << "  " << project.name() << "  " << escape << ColorWord(project.status().color())
      << (escape.empty() ? "" : "\x1b[0m");
  if (!project.status().since().empty()) out << "  自 " << project.status().since();
  const std::string deciding = DecidingText(project.status());
  if (!deciding.empty()) out << "（" << deciding << "）";
  out << "\n";
}

// The color that a person gave and that holds on the day; nullptr: none does. Of several the one made last counts.
const v1::ColorOverride* OverrideOn(const v1::Project& project, const std::string& day) {
  const v1::ColorOverride* holds = nullptr;
  for (const v1::ColorOverride& given : project.overrides()) {
    const bool lifted = !given.lifted_on().empty() && given.lifted_on() <= day;
    if (given.on() <= day && day <= given.until() && !lifted) holds = &given;
  }
  return holds;
}

void WriteFacts(std::ostream& out, const v1::Project& project, UnitNames& units) {
  Lines lines(out);
  lines.Add("演示", MadeUpText(project.made_up()));
  lines.Add("原编号", project.external_code());
  lines.Add("项目代码", project.national_code());
  lines.Add("建设性质", std::string(kKinds.Chinese(project.kind())));
  lines.Add("项目级别", std::string(kLevels.Chinese(project.level())));
  lines.Add("项目类别", std::string(kCategories.Chinese(project.category())));
  lines.Add("责任单位", UnitText(project.unit(), units));
  lines.Add("牵头部门", UnitText(project.department(), units));
  lines.Add("专班", project.team().name());
  lines.Add("责任领导", project.team().leader());
  lines.Add("专班成员", Joined(project.team().members()));
  lines.Add("清单", Joined(project.lists()));
  lines.Add("所属项目", project.parent());
  lines.Add("列入日期", project.listed_on());
  lines.Add("入库日期", project.registered_on());
  if (!project.delisted_on().empty()) {
    lines.Add("调出日期", project.delisted_on() + "（" + project.delist_reason() + "）");
  }
  for (const v1::Pause& pause : project.pauses()) {
    lines.Add("暂缓", pause.from() + " 至 " + (pause.until().empty() ? "未定" : pause.until()) + "，" + pause.by() +
                          "：" + pause.reason());
  }
  lines.Add("备注", project.note());
}

void WriteFigures(std::ostream& out, const v1::Project& project, const v1::ProjectFigures& figures) {
  out << "\n" << figures.day() << " 的情况\n";
  Lines lines(out);
  if (const v1::ColorOverride* given = OverrideOn(project, figures.day())) {
    lines.Add("人工评定", OverrideText(*given, false));
  }
  lines.Add("总投资", common::FormatWan({project.total_investment_yuan()}) + "万元");
  lines.Add("累计完成投资", common::FormatWan({figures.invested_total_yuan()}) + "万元");
  if (figures.has_invested_this_year_yuan()) {
    lines.Add("今年完成投资",
              common::FormatWan({figures.invested_this_year_yuan()}) + "万元（截至 " + figures.invested_as_of() + "）");
  }
  if (figures.has_annual_plan_yuan()) {
    lines.Add("年度计划投资", common::FormatWan({figures.annual_plan_yuan()}) + "万元");
  }
  if (figures.has_planned_to_day_yuan()) {
    lines.Add("序时进度计划", common::FormatWan({figures.planned_to_day_yuan()}) + "万元");
  }
  if (!figures.points_behind().empty()) lines.Add("比序时进度", PointsText(figures.points_behind()) + " 个百分点");
  if (figures.has_days_late()) {
    lines.Add("节点逾期", DaysLateText(figures) + (figures.days_late() < 0 ? "" : " 天") + "（" +
                              MilestoneChinese(figures.late_milestone()) + "）");
  }
  if (figures.has_months_not_started()) {
    lines.Add("应开工未开工", std::to_string(figures.months_not_started()) + " 个月");
  }
  if (figures.has_weeks_without_report()) {
    lines.Add("连续未报周报", std::to_string(figures.weeks_without_report()) + " 周");
  }
  lines.Add("是否开工", figures.started() ? "已开工" : "未开工");
}

void WritePlans(std::ostream& out, const v1::Project& project) {
  for (const v1::YearPlan& plan : project.plans()) {
    out << "\n" << plan.year() << " 年计划（万元）  全年 " << WanOf(plan.has_annual_yuan(), plan.annual_yuan()) << "\n";
    Table table;
    std::vector<Cell> row;
    for (int month = 0; month < plan.month_end_yuan_size(); ++month) {
      table.columns.push_back({std::to_string(month + 1) + "月累计", Align::kRight});
      row.emplace_back(common::FormatWan({plan.month_end_yuan(month)}));
    }
    table.rows.push_back(std::move(row));
    if (!table.columns.empty()) WriteTable(out, table, false);
    for (const v1::FormerPlan& former : plan.former()) {
      out << "  " << former.replaced_on() << " 前为全年 " << WanOf(former.has_annual_yuan(), former.annual_yuan())
          << "，调整原因：" << former.reason() << "\n";
    }
  }
}

std::string MeasureText(const v1::Milestone& milestone) {
  if (milestone.total() == 0) return "";
  return common::FormatThousandths(milestone.done()) + "/" + common::FormatThousandths(milestone.total()) +
         milestone.unit();
}

void WriteMilestones(std::ostream& out, const v1::Project& project) {
  out << "\n节点\n";
  Table table{.columns = {{"编号"}, {"名称"}, {"轨道"}, {"首次计划"}, {"现计划"}, {"完成"}, {"完成量"}, {""}},
              .rows = {}};
  for (const v1::Milestone& milestone : project.milestones()) {
    const std::string& first = milestone.former().empty() ? milestone.planned_on() : milestone.former(0).planned_on();
    table.rows.push_back({milestone.id(), milestone.name(), milestone.track(), first, milestone.planned_on(),
                          milestone.reached_on(), MeasureText(milestone), milestone.closing() ? "收尾节点" : ""});
  }
  WriteTable(out, table, false);
  for (const v1::Milestone& milestone : project.milestones()) {
    for (const v1::FormerDate& former : milestone.former()) {
      out << "  " << milestone.name() << "：" << former.replaced_on() << " 由 "
          << (former.planned_on().empty() ? "未定" : former.planned_on()) << " 调整，原因：" << former.reason() << "\n";
    }
  }
}

}  // namespace

void WriteProjectCard(std::ostream& out, const v1::GetProjectResponse& response, UnitNames& units, bool color) {
  WriteTitle(out, response.project(), color);
  WriteFacts(out, response.project(), units);
  WriteFigures(out, response.project(), response.figures());
  WritePlans(out, response.project());
  WriteMilestones(out, response.project());
}

Table ProjectTable(const google::protobuf::RepeatedPtrField<v1::ListedProject>& projects, UnitNames& units) {
  Table table{.columns = {{"项目编号"},
                          {"项目名称", Align::kLeft, 44},
                          {"责任单位"},
                          {"颜色"},
                          {"原因"},
                          {"逾期天数", Align::kRight},
                          {"落后百分点", Align::kRight},
                          {"今年完成(万元)", Align::kRight},
                          {"年度计划(万元)", Align::kRight},
                          {"演示"}},
              .rows = {}};
  for (const v1::ListedProject& listed : projects) {
    const v1::Project& project = listed.project();
    const v1::ProjectFigures& figures = listed.figures();
    table.rows.push_back(
        {project.id(), project.name(), units.NameOf(project.unit()), ColorCell(project.status().color()),
         DecidingText(project.status()), DaysLateText(figures), figures.points_behind(),
         WanOf(figures.has_invested_this_year_yuan(), figures.invested_this_year_yuan()),
         WanOf(figures.has_annual_plan_yuan(), figures.annual_plan_yuan()), MadeUpMark(project.made_up())});
  }
  return table;
}

}  // namespace wuse::cli
