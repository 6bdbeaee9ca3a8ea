#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/calendar.h"
#include "server/domain/project_row.h"

namespace wuse::domain {

// For tests only: projects, rows and reports in a line each.

// Texts and their numbers, as the board's symbols.
class Names {
 public:
  Symbol Of(std::string_view text) {
    if (text.empty()) return 0;
    const auto [place, fresh] = numbers_.try_emplace(std::string(text), static_cast<Symbol>(texts_.size() + 1));
    if (fresh) texts_.emplace_back(text);
    return place->second;
  }
  Symbol Find(std::string_view text) const {
    const auto place = numbers_.find(std::string(text));
    return place == numbers_.end() ? 0 : place->second;
  }
  std::string TextOf(Symbol symbol) const { return symbol == 0 ? "" : texts_.at(symbol - 1); }
  Intern Interner() {
    return [this](std::string_view text) { return Of(text); };
  }
  Intern Finder() const {
    return [this](std::string_view text) { return Find(text); };
  }

 private:
  std::deque<std::string> texts_;
  std::unordered_map<std::string, Symbol> numbers_;
};

inline common::Date Day(std::string_view text) {
  return common::Date::Parse(text).value();
}
inline common::Week WeekOf(std::string_view text) {
  return common::Week::Parse(text).value();
}

// A new industry project of the town duohu, on no list, without ladder and plan, listed from ever.
class ProjectBuilder {
 public:
  explicit ProjectBuilder(v1::Kind kind = v1::NEW) {
    project_.set_id("p-1");
    project_.set_name("项目一");
    project_.set_kind(kind);
    project_.set_level(v1::DISTRICT);
    project_.set_category(v1::INDUSTRY);
    project_.set_unit("duohu");
  }
  ProjectBuilder& Category(v1::Category category) {
    project_.set_category(category);
    return *this;
  }
  ProjectBuilder& Listed(const std::string& on) {
    project_.set_listed_on(on);
    return *this;
  }
  ProjectBuilder& Delisted(const std::string& on) {
    project_.set_delisted_on(on);
    return *this;
  }
  ProjectBuilder& Registered(const std::string& on) {
    project_.set_registered_on(on);
    return *this;
  }
  // A color that li gave.
  ProjectBuilder& Given(v1::Color color, const std::string& on, const std::string& until,
                        const std::string& lifted_on = "") {
    v1::ColorOverride& given = *project_.add_overrides();
    given.set_color(color);
    given.set_by("li");
    given.set_reason("材料未齐");
    given.set_on(on);
    given.set_until(until);
    given.set_lifted_on(lifted_on);
    return *this;
  }
  ProjectBuilder& Pause(const std::string& from, const std::string& until = "") {
    v1::Pause& pause = *project_.add_pauses();
    pause.set_from(from);
    pause.set_until(until);
    return *this;
  }
  ProjectBuilder& Rung(const std::string& id, const std::string& planned, const std::string& reached = "",
                       const std::string& track = "") {
    v1::Milestone& milestone = *project_.add_milestones();
    milestone.set_id(id);
    milestone.set_planned_on(planned);
    milestone.set_reached_on(reached);
    milestone.set_track(track);
    return *this;
  }
  // Of the rung before.
  ProjectBuilder& Closing() {
    LastRung().set_closing(true);
    return *this;
  }
  // Of the rung before: the date that was in force before `replaced_on`.
  ProjectBuilder& Former(const std::string& replaced_on, const std::string& planned) {
    v1::FormerDate& former = *LastRung().add_former();
    former.set_replaced_on(replaced_on);
    former.set_planned_on(planned);
    return *this;
  }
  ProjectBuilder& Plan(int year, int64_t annual, const std::vector<int64_t>& month_ends) {
    v1::YearPlan& plan = *project_.add_plans();
    plan.set_year(year);
    plan.set_annual_yuan(annual);
    plan.mutable_month_end_yuan()->Assign(month_ends.begin(), month_ends.end());
    return *this;
  }
  // The same sum each month.
  ProjectBuilder& EvenPlan(int year, int64_t a_month) { return Plan(year, 12 * a_month, Even(a_month)); }
  // Of the plan before: the plan that was in force before `replaced_on`.
  ProjectBuilder& FormerEvenPlan(const std::string& replaced_on, int64_t a_month) {
    v1::FormerPlan& former = *project_.mutable_plans(project_.plans_size() - 1)->add_former();
    former.set_replaced_on(replaced_on);
    former.set_annual_yuan(12 * a_month);
    const std::vector<int64_t> month_ends = Even(a_month);
    former.mutable_month_end_yuan()->Assign(month_ends.begin(), month_ends.end());
    return *this;
  }
  v1::Project& project() { return project_; }
  ProjectRow Row(Names& names) const { return RowOf(project_, names.Interner()); }
  ProjectRow Row() const {
    Names names;
    return Row(names);
  }

 private:
  v1::Milestone& LastRung() { return *project_.mutable_milestones(project_.milestones_size() - 1); }
  static std::vector<int64_t> Even(int64_t a_month) {
    std::vector<int64_t> month_ends;
    for (int month = 1; month <= 12; ++month) month_ends.push_back(month * a_month);
    return month_ends;
  }

  v1::Project project_;
};

inline ReportMark Filed(std::string_view week, std::string_view as_of, int64_t invested) {
  EXPECT_EQ(common::Week::Of(Day(as_of)), WeekOf(week));
  return {.as_of = Day(as_of), .invested = {invested}};
}

// Reports of the weeks from one to another, each as of its default day, with nothing invested.
inline std::vector<ReportMark> FiledWeekly(std::string_view first, std::string_view last) {
  std::vector<ReportMark> reports;
  for (common::Week week = WeekOf(first); week <= WeekOf(last); week = week.Plus(1)) {
    reports.push_back({.as_of = common::DefaultAsOf(week, week.Sunday()), .invested = {0}});
  }
  return reports;
}

// The holidays of early 2021: W06's Friday falls in Spring Festival.
inline const common::WorkingDays& Calendar2021() {
  static const common::WorkingDays* const calendar = new common::WorkingDays(
      common::WorkingDays::ParseCsv("date,day,name\n2021-01-01,off,元旦\n2021-02-07,work,调休\n2021-02-11,off,春节\n"
                                    "2021-02-12,off,春节\n2021-02-15,off,春节\n2021-02-16,off,春节\n"
                                    "2021-02-17,off,春节\n2021-02-20,work,调休\n2021-04-05,off,清明节\n"
                                    "2021-04-25,work,调休\n2021-05-03,off,劳动节\n2021-05-04,off,劳动节\n"
                                    "2021-05-05,off,劳动节\n2021-05-08,work,调休\n")
          .value());
  return *calendar;
}

}  // namespace wuse::domain
