#include "tests/bench/load/made_up_register.h"

#include <array>
#include <string_view>

#include "fmt/format.h"

namespace wuse::bench {
namespace {

constexpr int64_t kYuanPerWeek = 570'000;
constexpr int64_t kMonthYuan = 2'500'000;
constexpr int kMonths = 12;

struct Rung {
  std::string_view id;
  std::string_view name;
};
constexpr std::array<Rung, 8> kRungs = {{{"approved", "立项"},
                                         {"pre-approved", "前置审批"},
                                         {"policy-settled", "政策处理"},
                                         {"land-cleared", "净地交付"},
                                         {"started", "开工"},
                                         {"piling-done", "桩基"},
                                         {"roof-topped", "结顶"},
                                         {"completed", "竣工"}}};
constexpr std::array<std::string_view, 4> kProgress = {
    "二层结构施工完成，外墙砌筑过半，安全检查整改到位", "桩基施工完成八成，施工便道已贯通，材料进场验收合格",
    "主体结顶，机电安装班组进场，同步推进室外管网", "政策处理基本完成，剩余三户正在洽谈，临时用水用电接通"};
constexpr std::array<std::string_view, 3> kProblems = {"", "部分管线迁改进度偏慢，需电力部门协调", ""};
constexpr std::string_view kNext = "继续推进主体施工，完成本月节点，组织一次现场协调会";

std::string UnitId(int number) {
  return fmt::format("unit-{:02}", number);
}

void AddLadder(int64_t number, v1::Project& project) {
  for (size_t i = 0; i < kRungs.size(); ++i) {
    v1::Milestone& milestone = *project.add_milestones();
    milestone.set_id(std::string(kRungs[i].id));
    milestone.set_name(std::string(kRungs[i].name));
    const int month = static_cast<int>(i) + 1 + static_cast<int>(number % 5);  // 1 to 12
    const int day = 1 + static_cast<int>(number % 28);
    milestone.set_planned_on(fmt::format("2021-{:02}-{:02}", month, day));
    if (i < 3 + static_cast<size_t>(number % 5)) {
      milestone.set_reached_on(fmt::format("2021-{:02}-{:02}", month, 1 + static_cast<int>(number % 13)));
    }
  }
}

void AddPlan(int64_t number, v1::Project& project) {
  v1::YearPlan& plan = *project.add_plans();
  plan.set_year(2021);
  const int64_t month_yuan = kMonthYuan + number % 50 * 10'000;
  for (int month = 1; month <= kMonths; ++month) plan.add_month_end_yuan(month * month_yuan);
  plan.set_annual_yuan(kMonths * month_yuan);
}

}  // namespace

v1::ApplyUnitsRequest UnitsRequest(const std::string& note) {
  v1::ApplyUnitsRequest request;
  for (int i = 0; i < kUnits; ++i) {
    v1::Unit& unit = *request.add_units();
    unit.set_id(UnitId(i));
    unit.set_name(fmt::format("示范单位{}", i));
    unit.set_group(i < 12 ? v1::TOWNSHIP : (i < 21 ? v1::DEPARTMENT : v1::TASK_FORCE));
    if (i == 0) unit.set_note(note);
  }
  return request;
}

std::string ProjectId(int64_t number) {
  return fmt::format("p-{:07}", number);
}

v1::Project ProjectOf(int64_t number) {
  v1::Project project;
  project.set_id(ProjectId(number));
  project.set_external_code(fmt::format("示范〔2021〕{}号", number));
  project.set_name(fmt::format("示范街道安置小区及配套设施建设工程{}期", number));
  project.set_kind(number % 3 == 0 ? v1::CONTINUING : v1::NEW);
  project.set_level(v1::DISTRICT);
  project.set_category(number % 2 == 0 ? v1::URBAN : v1::LIVELIHOOD);
  project.set_unit(UnitId(static_cast<int>(number % 12)));
  project.set_department(UnitId(12 + static_cast<int>(number % 9)));
  project.mutable_team()->set_name("示范安置小区专班");
  project.mutable_team()->set_leader("示范街道主要负责人");
  project.add_lists("district-key");
  project.set_total_investment_yuan(438'000'000 + number % 1000 * 10'000);
  project.set_invested_before_yuan(number % 3 == 0 ? 105'040'000 : 0);
  AddPlan(number, project);
  AddLadder(number, project);
  return project;
}

v1::ReportEdit ReportOf(int64_t project, int week, int64_t correction) {
  v1::ReportEdit edit;
  v1::Report& report = *edit.mutable_report();
  report.set_project(ProjectId(project));
  report.set_week(fmt::format("2021-W{:02}", week));
  report.set_invested_this_year_yuan(week * (kYuanPerWeek + project % 100 * 1000) + correction);
  report.set_percent_done_bp(week * 190);
  const auto text = static_cast<size_t>(project + week);
  report.set_progress(std::string(kProgress[text % kProgress.size()]));
  report.set_problems(std::string(kProblems[text % kProblems.size()]));
  report.set_next(std::string(kNext));
  if (correction > 0) edit.set_correction_reason("核对后更正");
  return edit;
}

v1::ReportEdit ReportByNumber(int64_t number, int64_t projects) {
  const int64_t round = number / projects;
  return ReportOf(number % projects, static_cast<int>(round % kWeeks) + 1, round / kWeeks);
}

}  // namespace wuse::bench
