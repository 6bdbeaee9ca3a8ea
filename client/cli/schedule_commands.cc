#include "client/cli/schedule_commands.h"

#include <algorithm>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "client/cli/color_text.h"
#include "client/cli/figure_options.h"
#include "client/cli/figure_text.h"
#include "client/cli/labels.h"
#include "common/calendar.h"
#include "common/limits.h"

namespace wuse::cli {
namespace {

constexpr int kMonthWidth = 3;  // columns
constexpr int kRulerWidth = 12 * kMonthWidth;
constexpr int kScheduledNameWidth = 22;

struct ScheduleOptions {
  FilterOptions filter;
  std::string period;
  bool late = false;
};

// One line over the months of a year.
class Ruler {
 public:
  explicit Ruler(int year) : year_(year), cells_(kRulerWidth, " ") {
    for (int i = 0; i < kRulerWidth; i += kMonthWidth) cells_[i] = "·";
  }
  // Dates of other years are at the edge; "" marks nothing.
  void Mark(const std::string& date, std::string_view mark) {
    const auto day = common::Date::Parse(date);
    if (!day) return;
    if (day->year() < year_) {
      cells_.front() = "‹";
    } else if (day->year() > year_) {
      cells_.back() = "›";
    } else {
      cells_[(day->month() - 1) * kMonthWidth + (day->day() - 1) * kMonthWidth / kDaysOfMonth] = std::string(mark);
    }
  }
  // Only within the year.
  void MarkToday(const std::string& today) {
    const auto day = common::Date::Parse(today);
    if (day && day->year() == year_) Mark(today, "│");
  }
  std::string Text() const {
    std::string text;
    for (const std::string& cell : cells_) text += cell;
    return text;
  }

 private:
  static constexpr int kDaysOfMonth = 31;

  const int year_;
  std::vector<std::string> cells_;
};

bool IsLateAndOpen(const v1::ScheduledMilestone& milestone) {
  return milestone.reached_on().empty() && milestone.days_late() > 0;
}

// 2021-05-01（原 2021-03-01）迟 12 天
std::string WhenText(const v1::ScheduledMilestone& milestone) {
  std::string text = milestone.reached_on().empty() ? milestone.planned_on() : milestone.reached_on();
  if (!milestone.baseline_on().empty() && milestone.baseline_on() != milestone.planned_on()) {
    text += "（原 " + milestone.baseline_on() + "）";
  }
  if (milestone.has_days_late() && milestone.days_late() > 0) {
    text += " 迟 " + std::to_string(milestone.days_late()) + " 天";
  }
  return text;
}

Table ScheduleTable(const v1::Schedule& schedule) {
  Table table{.columns = {{"项目编号"},
                          {"项目名称"},
                          {"责任单位"},
                          {"颜色"},
                          {"节点"},
                          {"首次计划"},
                          {"现计划"},
                          {"完成"},
                          {"迟(天)"},
                          {"调整次数"},
                          {"演示"}},
              .rows = {}};
  for (const v1::ScheduledProject& project : schedule.projects()) {
    for (const v1::ScheduledMilestone& milestone : project.milestones()) {
      table.rows.push_back({project.id(), project.name(), project.unit_name(), ColorWord(project.color()),
                            milestone.name(), milestone.baseline_on(), milestone.planned_on(), milestone.reached_on(),
                            milestone.has_days_late() ? std::to_string(milestone.days_late()) : "",
                            std::to_string(milestone.replanned_count()), project.made_up() ? "演示" : ""});
    }
  }
  return table;
}

void WriteScheduled(std::ostream& out, const v1::Schedule& schedule, const v1::ScheduledProject& project, int year,
                    bool color) {
  out << PaddedColor(project.color(), color) << " " << Shorten(project.id(), kProjectIdWidth) << "  "
      << Shorten(project.name(), kProjectNameWidth) << "  " << Shorten(project.unit_name(), kUnitNameWidth)
      << (project.made_up() ? "  演示" : "") << "\n";
  for (const v1::ScheduledMilestone& milestone : project.milestones()) {
    if (milestone.planned_on().empty() && milestone.reached_on().empty()) continue;
    Ruler ruler(year);
    ruler.MarkToday(schedule.today());
    if (milestone.baseline_on() != milestone.planned_on()) ruler.Mark(milestone.baseline_on(), "◌");
    ruler.Mark(milestone.planned_on(), IsLateAndOpen(milestone) ? "×" : "○");
    ruler.Mark(milestone.reached_on(), "●");
    out << Pad("  " + Shorten(milestone.name(), kScheduledNameWidth - 2), kScheduledNameWidth) << " " << ruler.Text()
        << " " << WhenText(milestone) << "\n";
  }
}

void WriteSchedule(std::ostream& out, const v1::Schedule& schedule, bool color) {
  const auto as_of = common::Date::Parse(schedule.as_of());
  const int year = as_of ? as_of->year() : 0;
  out << "进度图  截至 " << schedule.as_of() << "；○ 计划  ◌ 首次计划  ● 完成  × 逾期  │ 今天  ‹ › 别的年份\n";
  out << Pad(std::to_string(year) + " 年", kScheduledNameWidth + 1);
  for (int month = 1; month <= 12; ++month) out << Pad(std::to_string(month), kMonthWidth);
  out << "\n";
  for (const v1::ScheduledProject& project : schedule.projects()) {
    WriteScheduled(out, schedule, project, year, color);
  }
  out << "共 " << schedule.projects_size() << " 个项目；数据到第 " << schedule.sequence() << " 号更新\n";
}

absl::StatusOr<v1::Schedule> WholeSchedule(client::Connection& connection, v1::GetScheduleRequest request) {
  request.set_page_size(common::kMaxPageSize);
  absl::StatusOr<v1::Schedule> all = connection.GetSchedule(request);
  while (all.ok() && !all->next_page_token().empty()) {
    request.set_page_token(all->next_page_token());
    auto page = connection.GetSchedule(request);
    if (!page.ok()) return page.status();
    for (v1::ScheduledProject& project : *page->mutable_projects()) *all->add_projects() = std::move(project);
    all->set_next_page_token(page->next_page_token());
  }
  return all;
}

absl::StatusOr<Exit> ShowSchedule(Session& session, const ScheduleOptions& options) {
  UnitNames units(session);
  const auto filter = ProjectFilterOf(options.filter, units);
  if (!filter.ok()) return filter.status();
  v1::GetScheduleRequest request;
  if (*filter) *request.mutable_filter() = **filter;
  request.set_period(options.period);
  request.set_late_only(options.late);
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  const auto schedule = WholeSchedule(**connection, std::move(request));
  if (!schedule.ok()) return schedule.status();
  if (!WriteForMachines(session, *schedule, ScheduleTable(*schedule))) {
    WriteSchedule(session.out(), *schedule, session.terminal().color);
  }
  return Exit::kOk;
}

}  // namespace

void AddScheduleCommand(CLI::App& app, Session& session, Action& action) {
  CLI::App* schedule = app.add_subcommand("schedule", "进度图: 各项目的节点，计划的、首次计划的和完成的日子");
  auto options = std::make_shared<ScheduleOptions>();
  AddPeriodOption(*schedule, options->period);
  schedule->add_flag("--late", options->late, "只要有节点逾期的项目");
  AddFilterOptions(*schedule, options->filter);
  schedule->footer(
      "画时段所在的一年；调整过计划的写出首次计划的日子。\n\n"
      "例: wuse schedule --unit 多湖街道 --late\n"
      "    wuse schedule --period 2021-04 -o csv > schedule.csv");
  schedule->callback(
      [&session, &action, options] { action = [&session, options] { return ShowSchedule(session, *options); }; });
}

}  // namespace wuse::cli
