#include "server/domain/project_diff.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

namespace wuse::domain {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

template <typename Message>
std::vector<std::string> Diff(const char* before, const char* after) {
  Message was;
  Message is;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(before, &was)) << before;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(after, &is)) << after;
  std::vector<std::string> lines;
  for (const v1::FieldChange& field : DiffOf(was, is)) {
    lines.push_back(field.path() + ": " + field.before() + " > " + field.after());
  }
  return lines;
}

TEST(ProjectDiff, NamesMaskPathsWithBothTexts) {
  EXPECT_THAT(
      Diff<v1::Project>(
          R"(kind: NEW lists: "a" registered_on: "2021-03-01" team { leader: "甲" } plans { year: 2021 annual_yuan: 2 month_end_yuan: [1, 2] }
             milestones { id: "started" planned_on: "2021-03-01" })",
          R"(kind: CONTINUING lists: "a" lists: "b" registered_on: "2021-04-01" team { leader: "乙" }
             plans { year: 2021 annual_yuan: 3 month_end_yuan: [1, 3] } plans { year: 2022 annual_yuan: 0 }
             pauses { from: "2021-05-01" by: "区委" reason: "x" }
             milestones { id: "started" planned_on: "2021-04-01" } milestones { id: "roof-topped" name: "结顶" })"),
      ElementsAre("kind: NEW > CONTINUING", "lists: a > a;b", "pauses:  > 2021-05-01,,区委,x",
                  "registered_on: 2021-03-01 > 2021-04-01", "team.leader: 甲 > 乙", "plans.2021.annual_yuan: 2 > 3",
                  "plans.2021.month_end_yuan.2: 2 > 3", "plans.2022.annual_yuan:  > 0",
                  "milestones: started > started;roof-topped", "milestones.started.planned_on: 2021-03-01 > 2021-04-01",
                  "milestones.roof-topped.name:  > 结顶"));
}

TEST(ProjectDiff, LeavesOutWhatOnlyTheServerSets) {
  EXPECT_THAT(Diff<v1::Project>(R"(etag: "1" status { color: RED })",
                                R"(etag: "2" overrides { color: RED } plans { year: 2021 former { reason: "x" } })"),
              IsEmpty());
  EXPECT_THAT(Diff<v1::Report>(R"(version: 1 actor: "a" filed_on: "x")", R"(version: 2 actor: "b" filed_on: "y")"),
              IsEmpty());
}

TEST(ProjectDiff, OfReportsTellsNoneFromZero) {
  EXPECT_THAT(
      Diff<v1::Report>("", R"(percent_done_bp: 0 milestones { id: "started" reached_on: "2021-05-01" done: 0 })"),
      ElementsAre("percent_done_bp:  > 0", "milestones.started.reached_on:  > 2021-05-01",
                  "milestones.started.done:  > 0"));
}

TEST(ProjectDiff, OfUnits) {
  EXPECT_THAT(Diff<v1::Unit>(R"(id: "a" group: TOWNSHIP)", R"(id: "a" group: TOWNSHIP tile { column: 1 row: 2 })"),
              ElementsAre("tile:  > 1,2"));
}

}  // namespace
}  // namespace wuse::domain
