#include "server/domain/apply_change.h"

#include <gtest/gtest.h>

#include <set>

#include "server/domain/message_walk.h"
#include "server/domain/row_builder.h"

namespace wuse::domain {
namespace {

bool StartsWith(const std::string& text, const std::string& prefix) {
  return text.compare(0, prefix.size(), prefix) == 0;
}

TEST(EtagOf, CoversWhatPeopleSetAndNoMore) {
  v1::Project project;
  FillMessage(project, 1);
  const std::string before = EtagOf(project);
  int changed = 0;
  VisitEachFieldChanged(project, "", [&](const std::string& path) {
    const std::string after = EtagOf(project);
    if (path == "etag" || StartsWith(path, "status") || StartsWith(path, "alerts") || StartsWith(path, "overrides") ||
        StartsWith(path, "certified")) {
      EXPECT_EQ(after, before) << path;
    } else {
      EXPECT_NE(after, before) << path;
      ++changed;
    }
  });
  EXPECT_GT(changed, 80);
  EXPECT_EQ(EtagOf(project), before);
}

TEST(EtagOf, IsSixteenHexDigitsAndLeavesTheProjectAlone) {
  v1::Project project = ProjectBuilder().project();
  project.set_etag("before");
  const std::string etag = EtagOf(project);
  EXPECT_EQ(etag.size(), 16U);
  EXPECT_EQ(etag.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_EQ(project.etag(), "before");
}

TEST(EtagOf, TellsZeroFromAbsent) {
  v1::Project absent = ProjectBuilder().project();
  absent.add_plans()->set_year(2021);
  v1::Project zero = absent;
  zero.mutable_plans(0)->set_annual_yuan(0);
  EXPECT_NE(EtagOf(absent), EtagOf(zero));
}

v1::Project Stored() {
  v1::Project project = ProjectBuilder().Rung("started", "2021-03-01").Rung("completed", "2021-12-01").project();
  project.set_etag("e1");
  project.mutable_status()->set_color(v1::GREEN);
  project.mutable_status()->set_since("2021-01-08");
  return project;
}

TEST(ProjectAfter, ACreatedProjectHasNoStatusYet) {
  v1::Change change;
  change.mutable_project_changed()->set_created(true);
  *change.mutable_project_changed()->mutable_project() = Stored();
  v1::Project expected = Stored();
  expected.clear_status();
  EXPECT_EQ(ProjectAfter(nullptr, change).SerializeAsString(), expected.SerializeAsString());
}

TEST(ProjectAfter, AnEditedProjectKeepsItsStatus) {
  const v1::Project before = Stored();
  v1::Change change;
  v1::Project& edited = *change.mutable_project_changed()->mutable_project();
  edited = before;
  edited.clear_status();
  edited.set_name("改名");
  edited.set_etag("e2");
  v1::Project expected = before;
  expected.set_name("改名");
  expected.set_etag("e2");
  EXPECT_EQ(ProjectAfter(&before, change).SerializeAsString(), expected.SerializeAsString());
}

TEST(ProjectAfter, AReportSetsItsMilestonesAndTheEtag) {
  const v1::Project before = Stored();
  v1::Change change;
  change.mutable_report_filed()->mutable_report()->set_project("p-1");
  EXPECT_EQ(ProjectAfter(&before, change).SerializeAsString(), before.SerializeAsString());

  change.mutable_report_filed()->set_project_etag("e2");
  v1::Milestone& reached = *change.mutable_report_filed()->add_milestones();
  reached = before.milestones(1);
  reached.set_reached_on("2021-11-20");
  reached.set_done(8000);
  v1::Project expected = before;
  *expected.mutable_milestones(1) = reached;
  expected.set_etag("e2");
  EXPECT_EQ(ProjectAfter(&before, change).SerializeAsString(), expected.SerializeAsString());
}

TEST(ProjectAfter, AMilestoneThatTheLadderLacksIsAddedLast) {
  const v1::Project before = Stored();
  v1::Change change;
  change.mutable_report_filed()->mutable_report()->set_project("p-1");
  change.mutable_report_filed()->add_milestones()->set_id("investment-completed");
  const v1::Project after = ProjectAfter(&before, change);
  ASSERT_EQ(after.milestones_size(), 3);
  EXPECT_EQ(after.milestones(2).id(), "investment-completed");
}

TEST(ProjectAfter, AStatusReplacesTheStatusAlone) {
  const v1::Project before = Stored();
  v1::Change change;
  change.mutable_status_changed()->set_project("p-1");
  change.mutable_status_changed()->mutable_after()->set_color(v1::RED);
  v1::Project expected = before;
  *expected.mutable_status() = change.status_changed().after();
  EXPECT_EQ(ProjectAfter(&before, change).SerializeAsString(), expected.SerializeAsString());
}

TEST(ProjectAfterDeathTest, StopsAtAChangeThatIsNotAboutTheProject) {
  const v1::Project before = Stored();
  v1::Change status;
  status.mutable_status_changed()->set_project("p-2");
  EXPECT_DEATH(ProjectAfter(&before, status), "another project");
  EXPECT_DEATH(ProjectAfter(nullptr, status), "does not exist");
  v1::Change unit;
  unit.mutable_unit_changed()->mutable_unit()->set_id("p-1");
  EXPECT_DEATH(ProjectAfter(&before, unit), "no project");
  v1::Change created;
  *created.mutable_project_changed()->mutable_project() = before;
  EXPECT_DEATH(ProjectAfter(nullptr, created), "created once");
  created.mutable_project_changed()->set_created(true);
  EXPECT_DEATH(ProjectAfter(&before, created), "created once");
}

TEST(KindOf, IsNamedAsTheChangesField) {
  const auto* kinds = v1::Change::descriptor()->FindOneofByName("kind");
  ASSERT_EQ(kinds->field_count(), v1::ChangeKind_MAX);
  for (int i = 0; i < kinds->field_count(); ++i) {
    v1::Change change;
    change.GetReflection()->MutableMessage(&change, kinds->field(i));
    std::string name = kinds->field(i)->name();
    for (char& letter : name) letter = static_cast<char>(std::toupper(letter));
    EXPECT_EQ(v1::ChangeKind_Name(KindOf(change)), name);
  }
  EXPECT_EQ(KindOf(v1::Change()), v1::CHANGE_KIND_UNSPECIFIED);
}

TEST(ProjectIdOf, IsTheProjectsAndEmptyForUnitsAndDays) {
  v1::Change change;
  EXPECT_EQ(ProjectIdOf(change), "");
  change.mutable_project_changed()->mutable_project()->set_id("a");
  EXPECT_EQ(ProjectIdOf(change), "a");
  change.mutable_report_filed()->mutable_report()->set_project("b");
  EXPECT_EQ(ProjectIdOf(change), "b");
  change.mutable_status_changed()->set_project("c");
  EXPECT_EQ(ProjectIdOf(change), "c");
  change.mutable_unit_changed()->mutable_unit()->set_id("d");
  EXPECT_EQ(ProjectIdOf(change), "");
  change.mutable_day_evaluated()->set_date("2021-05-08");
  EXPECT_EQ(ProjectIdOf(change), "");
}

TEST(MarkOf, TakesDayAmountAndWhatIsDone) {
  v1::Report report;
  report.set_week("2021-W18");
  report.set_as_of("2021-05-07");
  report.set_invested_this_year_yuan(12);
  const ReportMark mark = MarkOf(report);
  EXPECT_EQ(mark.week(), WeekOf("2021-W18"));
  EXPECT_EQ(mark.as_of, Day("2021-05-07"));
  EXPECT_EQ(mark.invested.value, 12);
  EXPECT_EQ(mark.percent_done_bp, ReportMark::kNotTold);
  report.set_percent_done_bp(0);
  EXPECT_EQ(MarkOf(report).percent_done_bp, 0);
  report.set_percent_done_bp(10'000);
  EXPECT_EQ(MarkOf(report).percent_done_bp, 10'000);
}

TEST(InsertMark, KeepsWeeksInOrderAndReplacesAnEqualOne) {
  std::vector<ReportMark> marks;
  InsertMark(marks, Filed("2021-W10", "2021-03-12", 1));
  InsertMark(marks, Filed("2021-W12", "2021-03-26", 2));
  InsertMark(marks, Filed("2021-W11", "2021-03-19", 3));
  InsertMark(marks, Filed("2020-W53", "2020-12-31", 4));
  InsertMark(marks, Filed("2021-W11", "2021-03-18", 5));
  std::string written;
  for (const ReportMark& mark : marks) {
    written += mark.week().ToString() + " " + mark.as_of.ToString() + " " + std::to_string(mark.invested.value) + "\n";
  }
  EXPECT_EQ(written, "2020-W53 2020-12-31 4\n2021-W10 2021-03-12 1\n2021-W11 2021-03-18 5\n2021-W12 2021-03-26 2\n");
}

}  // namespace
}  // namespace wuse::domain
