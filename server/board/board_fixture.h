#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/board/board.h"
#include "wuse/v1/update.pb.h"

namespace wuse::board {

// What the tests of board and history make changes with.
inline v1::Project TestProject(const std::string& id, const std::string& external_code = "") {
  v1::Project project;
  project.set_id(id);
  project.set_external_code(external_code);
  project.set_name("项目 " + id);
  project.set_kind(v1::NEW);
  project.set_level(v1::DISTRICT);
  project.set_category(v1::INDUSTRY);
  project.set_unit("xiaoshun");
  project.add_lists("district-key");
  project.set_listed_on("2021-01-01");
  project.set_total_investment_yuan(120'000'000);
  v1::Milestone* started = project.add_milestones();
  started->set_id("started");
  started->set_name("开工");
  started->set_planned_on("2021-03-01");
  v1::Milestone* completed = project.add_milestones();
  completed->set_id("completed");
  completed->set_name("竣工");
  v1::YearPlan* plan = project.add_plans();
  plan->set_year(2021);
  plan->set_annual_yuan(12'000'000);
  for (int64_t month = 1; month <= 12; ++month) plan->add_month_end_yuan(month * 1'000'000);
  return project;
}

inline v1::Change ProjectChange(v1::Project project, bool created) {
  v1::Change change;
  change.mutable_project_changed()->set_created(created);
  *change.mutable_project_changed()->mutable_project() = std::move(project);
  return change;
}

inline v1::Change ReportChange(const std::string& project, const std::string& week, const std::string& as_of,
                               int64_t invested, int version = 1) {
  v1::Change change;
  v1::Report& report = *change.mutable_report_filed()->mutable_report();
  report.set_project(project);
  report.set_week(week);
  report.set_as_of(as_of);
  report.set_invested_this_year_yuan(invested);
  report.set_progress("版本 " + std::to_string(version));
  report.set_version(version);
  change.mutable_report_filed()->set_correction(version > 1);
  return change;
}

inline v1::Change StatusChange(const std::string& project, v1::Color color, const std::string& since) {
  v1::Change change;
  change.mutable_status_changed()->set_project(project);
  v1::ProjectStatus& after = *change.mutable_status_changed()->mutable_after();
  after.set_color(color);
  after.set_since(since);
  after.add_deciding(v1::POINTS_BEHIND);
  return change;
}

inline v1::Change UnitChange(const std::string& id, const std::string& name) {
  v1::Change change;
  change.mutable_unit_changed()->mutable_unit()->set_id(id);
  change.mutable_unit_changed()->mutable_unit()->set_name(name);
  return change;
}

inline v1::Change DayChange(const std::string& date) {
  v1::Change change;
  change.mutable_day_evaluated()->set_date(date);
  return change;
}

inline v1::Change CertifiedChange(const std::string& project, const std::string& month, int64_t invested) {
  v1::Change change;
  v1::CertifiedRecorded& recorded = *change.mutable_certified_recorded();
  recorded.set_project(project);
  recorded.mutable_certified()->set_month(month);
  recorded.mutable_certified()->set_invested_this_year_yuan(invested);
  return change;
}

inline v1::Change ListChange(const std::string& id, const std::string& name) {
  v1::Change change;
  change.mutable_list_changed()->mutable_list()->set_id(id);
  change.mutable_list_changed()->mutable_list()->set_name(name);
  return change;
}

// Of the main list's annual completion.
inline v1::Change ReferenceChange(const std::string& period, const std::string& value, bool removed = false) {
  v1::Change change;
  v1::ReferenceFigure& figure = *change.mutable_reference_figure_changed()->mutable_figure();
  figure.set_metric(v1::METRIC_ANNUAL_COMPLETION);
  figure.set_period(period);
  figure.set_value(value);
  figure.set_source("区统计局");
  change.mutable_reference_figure_changed()->set_removed(removed);
  return change;
}

// Of the main list.
inline v1::Change BulletinChange(const std::string& period, int edition) {
  v1::Change change;
  v1::Bulletin& bulletin = *change.mutable_bulletin_published()->mutable_bulletin();
  bulletin.set_period(period);
  bulletin.set_edition(edition);
  bulletin.set_published_by("li");
  bulletin.set_behind_count(edition);  // what only the whole bulletin says
  return change;
}

inline v1::Project ProjectOf(const ProjectState& state) {
  v1::Project project;
  project.ParseFromString(*state.encoded);
  return project;
}

// Stages and commits as the next sequence.
inline void CommitChanges(Board& board, const std::vector<v1::Change>& changes) {
  Staging staging(board);
  for (const v1::Change& change : changes) staging.Apply(change);
  board.Commit(std::move(staging), board.Take().sequence().Next());
}

}  // namespace wuse::board
