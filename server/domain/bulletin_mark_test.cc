#include "server/domain/bulletin_mark.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "server/domain/row_builder.h"

namespace wuse::domain {
namespace {

// The bulletin of 2021-W17: 26 April to 2 May, as of the Friday.
BulletinDates DatesOfW17() {
  return {.day = Day("2021-04-30"),
          .first = Day("2021-04-26"),
          .until = Day("2021-05-09"),
          .report_week = WeekOf("2021-W17"),
          .report_due = Day("2021-04-30")};
}

// "rung listed-by", reached ones with a star.
std::string ListedOf(const ProjectBuilder& project) {
  std::string text;
  const ProjectRow row = project.Row();
  ForEachListedRung(row, DatesOfW17(), [&text](const ListedRung& listed) {
    text += (text.empty() ? "" : " ") + std::to_string(listed.rung) + (listed.is_reached ? "*" : "") + ":" +
            listed.listed_by.ToString() + "/" + listed.planned_on.ToString();
  });
  return text;
}

TEST(ListedRungs, AreReachedInThePeriodOrDueByTheEndOfTheNext) {
  struct Case {
    const char* name;
    ProjectBuilder project;
    std::string listed;
  };
  const std::vector<Case> cases = {
      {"nothing", ProjectBuilder(), ""},
      {"reached on the first day", ProjectBuilder().Rung("a", "2021-03-01", "2021-04-26"), "0*:2021-04-26/2021-03-01"},
      {"reached the day before", ProjectBuilder().Rung("a", "2021-03-01", "2021-04-25"), ""},
      {"reached on the day", ProjectBuilder().Rung("a", "", "2021-04-30"), "0*:2021-04-30/"},
      {"reached the day after: it is still due", ProjectBuilder().Rung("a", "2021-05-01", "2021-05-01"),
       "0:2021-05-01/2021-05-01"},
      {"late", ProjectBuilder().Rung("a", "2021-01-31"), "0:2021-01-31/2021-01-31"},
      {"due on the last day", ProjectBuilder().Rung("a", "2021-05-09"), "0:2021-05-09/2021-05-09"},
      {"due the day after", ProjectBuilder().Rung("a", "2021-05-10"), ""},
      {"without a plan", ProjectBuilder().Rung("a", ""), ""},
      {"replanned since", ProjectBuilder().Rung("a", "2021-09-01").Former("2021-05-01", "2021-05-05"),
       "0:2021-05-05/2021-05-05"},
      {"passed by a later one of its track",
       ProjectBuilder().Rung("a", "2021-04-01").Rung("b", "2021-04-02", "2021-04-28").Rung("c", "2021-05-03"),
       "2:2021-05-03/2021-05-03 1*:2021-04-28/2021-04-02"},
      {"not by one of another track",
       ProjectBuilder().Rung("a", "2021-04-01").Rung("b", "2021-04-02", "2021-04-28", "二号楼"),
       "1*:2021-04-28/2021-04-02 0:2021-04-01/2021-04-01"},
      {"paused", ProjectBuilder().Pause("2021-04-01").Rung("a", "2021-04-28", "2021-04-28").Rung("b", "2021-05-01"),
       "0*:2021-04-28/2021-04-28"},
  };
  for (const Case& each : cases) EXPECT_EQ(ListedOf(each.project), each.listed) << each.name;
}

TEST(AMark, CountsWhatIsListedAndKnowsTheFirstOfIt) {
  const ProjectRow row = ProjectBuilder()
                             .Rung("a", "2021-04-20", "2021-04-29")
                             .Rung("b", "2021-04-21", "2021-04-27")
                             .Rung("c", "2021-05-08")
                             .Rung("d", "2021-04-23")
                             .Rung("e", "2021-06-01")
                             .Row();
  const BulletinMark mark = MarkOf(row, {}, DatesOfW17());
  EXPECT_EQ(mark.reached_count, 2);
  EXPECT_EQ(mark.first_reached, Day("2021-04-27"));
  EXPECT_EQ(mark.due_count, 2);
  EXPECT_EQ(mark.first_due, Day("2021-04-23"));
  EXPECT_EQ(mark.days_late, 7) << "the latest of what is open";
}

TEST(AMark, OfNothingHasNothing) {
  const BulletinMark mark = MarkOf(ProjectBuilder().Listed("2021-05-01").Row(), {}, DatesOfW17());
  EXPECT_EQ(mark, BulletinMark());
}

TEST(AMark, TellsWhoOwesTheReportAndWhoHasFiledIt) {
  const ProjectRow row = ProjectBuilder().Row();
  EXPECT_TRUE(MarkOf(row, {}, DatesOfW17()).owes_report);
  EXPECT_FALSE(MarkOf(row, {}, DatesOfW17()).has_report);
  EXPECT_FALSE(MarkOf(row, FiledWeekly("2021-W15", "2021-W16"), DatesOfW17()).has_report);
  EXPECT_TRUE(MarkOf(row, FiledWeekly("2021-W15", "2021-W17"), DatesOfW17()).has_report);
}

}  // namespace
}  // namespace wuse::domain
