#include "server/api/answers.h"

#include "gtest/gtest.h"

namespace wuse::api {
namespace {

v1::Change FiledReport(const std::string& project, const std::string& progress) {
  v1::Change change;
  change.mutable_match_before()->set_project(project);
  change.mutable_match_after()->set_project(project);
  change.mutable_match_after()->set_color(v1::YELLOW);
  v1::ReportFiled& filed = *change.mutable_report_filed();
  filed.set_correction(true);
  filed.add_milestones()->set_id("started");
  filed.set_project_etag("etag");
  v1::Report& report = *filed.mutable_report();
  report.set_project(project);
  report.set_week("2021-W18");
  report.set_progress(progress);
  report.set_invested_this_year_yuan(0);
  report.add_milestones()->set_id("started");
  report.set_version(2);
  return change;
}

v1::Change Recolored(const std::string& project, v1::Color color) {
  v1::Change change;
  change.mutable_match_after()->set_project(project);
  change.mutable_match_after()->set_color(color);
  v1::StatusChanged& changed = *change.mutable_status_changed();
  changed.set_project(project);
  changed.mutable_after()->set_color(color);
  changed.mutable_after()->add_deciding(v1::DAYS_LATE);
  return change;
}

struct AnswerCase {
  const char* name;
  std::vector<v1::Change> changes;
  v1::ProjectStatus status;
};

v1::ProjectStatus StatusOf(v1::Color color, bool whole) {
  v1::ProjectStatus status;
  status.set_color(color);
  if (whole) status.add_deciding(v1::DAYS_LATE);
  return status;
}

TEST(ReportAsFiled, IsWhatTheMessageWouldBe) {
  v1::Change colorless = FiledReport("mill", "");
  colorless.mutable_match_after()->clear_color();
  const AnswerCase cases[] = {
      {"a report", {FiledReport("mill", "gates")}, StatusOf(v1::YELLOW, false)},
      {"a large one", {FiledReport("mill", std::string(5000, 'x'))}, StatusOf(v1::YELLOW, false)},
      {"of a project without a color", {colorless}, {}},
      {"with a new color", {FiledReport("mill", "gates"), Recolored("mill", v1::RED)}, StatusOf(v1::RED, true)},
      {"another project has a new color",
       {FiledReport("mill", "gates"), Recolored("bridge", v1::RED)},
       StatusOf(v1::YELLOW, false)},
  };
  for (const AnswerCase& row : cases) {
    auto update = std::make_shared<v1::Update>();
    update->set_sequence(300);
    update->set_actor("li");
    for (const v1::Change& change : row.changes) *update->add_changes() = change;
    v1::FileReportResponse expected;
    *expected.mutable_report() = row.changes.front().report_filed().report();
    *expected.mutable_status() = row.status;
    expected.set_sequence(300);
    const Rope answer = ReportAsFiled(
        {.sequence = common::Sequence{300}, .update = update, .block = hub::UpdateBlock::Of(*update), .plan = {}});
    EXPECT_EQ(answer.Flatten(), expected.SerializeAsString()) << row.name;
  }
}

}  // namespace
}  // namespace wuse::api
