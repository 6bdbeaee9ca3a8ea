#include "server/domain/project_brief.h"

#include <gtest/gtest.h>

#include "server/domain/ladder.h"

namespace wuse::domain {
namespace {

v1::Project Whole() {
  v1::Project project;
  project.set_id("p1");
  project.set_external_code("原-1");
  project.set_name("示范项目");
  project.set_level(v1::CITY);
  project.set_category(v1::URBAN);
  project.set_unit("xiaoshun");
  project.set_department("zjj");
  project.mutable_team()->set_name("专班");
  project.add_lists("district-key");
  project.add_lists("city-key");
  project.set_listed_on("2021-01-01");
  project.set_total_investment_yuan(100);
  project.add_plans()->set_year(2021);
  *project.mutable_milestones() = DefaultLadder(v1::URBAN);
  project.set_note("注");
  project.set_etag("0123456789abcdef");
  return project;
}

void SetStatus(v1::Project& project) {
  project.mutable_status()->set_color(v1::ORANGE);
  project.mutable_status()->set_since("2021-04-01");
  project.mutable_status()->add_deciding(v1::POINTS_BEHIND);
  project.mutable_status()->add_deciding(v1::DAYS_LATE);
}

ProjectBrief ReadFrom(const v1::Project& project) {
  return ProjectBrief::Within(std::make_shared<const std::string>(project.SerializeAsString()),
                              std::make_shared<const ProjectRow>(RowAlone(project)));
}

TEST(ProjectBrief, ReadFromBytesIsThatOfTheMessage) {
  v1::Project project = Whole();
  for (const bool colored : {false, true}) {
    if (colored) SetStatus(project);
    const ProjectBrief read = ReadFrom(project);
    const ProjectBrief made = ProjectBrief::Of(std::make_shared<const v1::Project>(project));
    EXPECT_EQ(read.match().SerializeAsString(), MatchOf(project).SerializeAsString());
    EXPECT_EQ(made.match().SerializeAsString(), MatchOf(project).SerializeAsString());
    EXPECT_EQ(read.id(), "p1");
    EXPECT_EQ(read.name(), "示范项目");
    EXPECT_EQ(made.name(), "示范项目");
    ASSERT_EQ(read.status() != nullptr, colored);
    ASSERT_EQ(made.status() != nullptr, colored);
    if (colored) {
      EXPECT_EQ(read.status()->SerializeAsString(), project.status().SerializeAsString());
    }
    EXPECT_EQ(read.message()->SerializeAsString(), project.SerializeAsString());
    EXPECT_EQ(read.row().rungs.size(), made.row().rungs.size());
  }
}

TEST(ProjectBriefDeathTest, BytesThatDoNotParseAreNotTaken) {
  const auto row = std::make_shared<const ProjectRow>();
  const std::string bytes = Whole().SerializeAsString();
  for (const std::string& bad : {bytes.substr(0, bytes.size() - 3), bytes + '\xff'}) {
    EXPECT_DEATH(ProjectBrief::Within(std::make_shared<const std::string>(bad), row), "");
  }
}

TEST(StatusWithin, IsThatOfTheParsedProject) {
  v1::Project project = Whole();
  EXPECT_FALSE(StatusWithin(project.SerializeAsString()).has_value());
  SetStatus(project);
  const std::optional<v1::ProjectStatus> status = StatusWithin(project.SerializeAsString());
  ASSERT_TRUE(status.has_value());
  EXPECT_EQ(status->SerializeAsString(), project.status().SerializeAsString());
}

}  // namespace
}  // namespace wuse::domain
