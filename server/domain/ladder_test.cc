#include "server/domain/ladder.h"

#include <gtest/gtest.h>

#include <set>

#include "common/limits.h"
#include "common/text.h"

namespace wuse::domain {
namespace {

// "id name" of each rung, in order; a track is put before its first rung.
std::string Written(v1::Category category) {
  std::string text;
  std::string track;
  for (const v1::Milestone& milestone : DefaultLadder(category)) {
    if (milestone.track() != track) text += "| " + milestone.track() + ": ";
    track = milestone.track();
    text += milestone.id() + " " + milestone.name() + " ";
  }
  return text;
}

TEST(DefaultLadder, IsThatOfTheCategory) {
  const std::string end = "| investment: investment-completed 完成投资 ";
  EXPECT_EQ(Written(v1::INDUSTRY),
            "signed 签约 approved 立项 pre-approved 前置审批 land-cleared 净地交付 started 开工 piling-done 桩基 "
            "roof-topped 结顶 completed 竣工 in-production 投产 " +
                end);
  const std::string building =
      "approved 立项 pre-approved 前置审批 policy-settled 政策处理 land-cleared 净地交付 started 开工 piling-done 桩基 "
      "roof-topped 结顶 completed 竣工 " +
      end;
  EXPECT_EQ(Written(v1::URBAN), building);
  EXPECT_EQ(Written(v1::LIVELIHOOD), building);
  EXPECT_EQ(Written(v1::TRANSPORT),
            "approved 立项 designed 设计 policy-settled 政策处理 started 开工 roadbed-done 路基 open-to-traffic 通车 "
            "completed 竣工 " +
                end);
  EXPECT_EQ(Written(v1::PLOT),
            "| clearing: signed 签约 vacated 腾空 demolished 拆除 graves-moved 迁坟 site-stripped 清表 land-cleared "
            "净地交付 | granting: pre-approved 前置审批 granted 出让 " +
                end);
}

TEST(DefaultLadder, HasIdsThatAreIdsAndDifferAndNamesThatDiffer) {
  for (int category = v1::Category_MIN; category <= v1::Category_MAX; ++category) {
    std::set<std::string> seen;
    const auto ladder = DefaultLadder(static_cast<v1::Category>(category));
    ASSERT_LE(ladder.size(), common::kMaxMilestones);
    ASSERT_EQ(ladder.rbegin()->id(), kInvestmentCompleted);
    for (const v1::Milestone& milestone : ladder) {
      EXPECT_TRUE(common::IsId(milestone.id())) << milestone.id();
      EXPECT_TRUE(seen.insert(milestone.id()).second) << milestone.id();
      EXPECT_TRUE(seen.insert(milestone.name()).second) << milestone.name();
    }
  }
}

TEST(FindMilestone, FindsByIdOrNameAndPrefersTheId) {
  v1::Project project;
  project.set_category(v1::INDUSTRY);
  *project.mutable_milestones() = DefaultLadder(v1::INDUSTRY);
  EXPECT_EQ(FindMilestone(project, "roof-topped"), &project.milestones(6));
  EXPECT_EQ(FindMilestone(project, "结顶"), &project.milestones(6));
  EXPECT_EQ(FindMilestone(project, "封顶"), nullptr);
  EXPECT_EQ(FindMilestone(project, ""), nullptr);
  project.mutable_milestones(0)->set_name("roof-topped");
  EXPECT_EQ(FindMilestone(project, "roof-topped"), &project.milestones(6));
  project.mutable_milestones(0)->clear_name();
  EXPECT_EQ(FindMilestone(project, ""), nullptr);
}

TEST(ClosingRung, IsTheMarkedOneElseTheDefaultOfTheCategory) {
  v1::Project project;
  *project.mutable_milestones() = DefaultLadder(v1::INDUSTRY);
  for (const v1::Category category : {v1::INDUSTRY, v1::URBAN, v1::LIVELIHOOD, v1::TRANSPORT}) {
    project.set_category(category);
    EXPECT_EQ(project.milestones(ClosingRung(project)).id(), kCompleted);
  }
  project.set_category(v1::PLOT);
  EXPECT_EQ(project.milestones(ClosingRung(project)).id(), kLandCleared);
  project.mutable_milestones(4)->set_closing(true);
  EXPECT_EQ(ClosingRung(project), 4);
  project.clear_milestones();
  EXPECT_EQ(ClosingRung(project), -1);
  *project.add_milestones() = DefaultLadder(v1::INDUSTRY).Get(0);
  EXPECT_EQ(ClosingRung(project), -1);
}

TEST(ClosingRung, OfADefaultLadderIsThere) {
  for (int category = v1::INDUSTRY; category <= v1::Category_MAX; ++category) {
    v1::Project project;
    project.set_category(static_cast<v1::Category>(category));
    *project.mutable_milestones() = DefaultLadder(project.category());
    EXPECT_GE(ClosingRung(project), 0) << category;
  }
}

}  // namespace
}  // namespace wuse::domain
