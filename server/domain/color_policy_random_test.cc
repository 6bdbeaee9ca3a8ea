#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "server/domain/apply_change.h"
#include "server/domain/color_policy.h"
#include "server/domain/color_rule_reference.h"
#include "server/domain/policy_presets.h"
#include "server/domain/random_case.h"

// Policies as data over random projects: the default one beside the rule written by hand, and what must hold of every
// preset.

namespace wuse::domain {
namespace {

TEST(DefaultPolicy, GivesTheVerdictsOfTheRuleWrittenByHand) {
  const uint32_t seed = Seed();
  const ColorPolicy policy(*FindPreset(kDefaultPolicyName), Names().Finder());
  std::map<v1::Color, int> seen;
  for (uint32_t i = 0; i < 4000; ++i) {
    RandomCase random(seed + i);
    Names names;
    const ProjectRow row = RowOf(random.project(), names.Interner());
    for (int j = 0; j < 10; ++j) {
      const common::Date day = Day(random.AnyDay());
      const Verdict by_rule = RuleByHand::ColorOf(row, random.reports(), day, Calendar2021());
      const PolicyDay policy_day(policy, day, Calendar2021());
      ASSERT_EQ(policy_day.ColorOf(row, random.reports()), by_rule)
          << "seed " << seed + i << " on " << day.ToString() << " " << random.project().DebugString();
      ASSERT_EQ(policy_day.JustColorOf(row, random.reports()), by_rule.color) << "seed " << seed + i;
      ++seen[by_rule.color];
    }
  }
  for (int color = v1::NOT_RATED; color <= v1::RED; ++color) {
    EXPECT_GT(seen[static_cast<v1::Color>(color)], 100) << "hardly a case for " << color << ", seed " << seed;
  }
}

// Whatever the order in which the reports came in, the marks are the same; and so is what is made of them.
TEST(EveryPreset, GivesOneColorAndItsReasonsWhateverTheOrderOfTheReports) {
  const uint32_t seed = Seed();
  std::map<std::string, std::map<v1::Color, int>> seen;
  for (uint32_t i = 0; i < 1500; ++i) {
    RandomCase random(seed + i);
    random.AddOverrides();
    Names names;
    const ProjectRow row = RowOf(random.project(), names.Interner());
    std::vector<ReportMark> shuffled = random.reports();
    std::shuffle(shuffled.begin(), shuffled.end(), std::mt19937(seed + i));
    std::vector<ReportMark> filed;
    for (const ReportMark& mark : shuffled) InsertMark(filed, mark);
    const common::Date day = Day(random.AnyDay());
    for (const v1::ColorPolicy& preset : PolicyPresets()) {
      const ColorPolicy policy(preset, names.Finder());
      if (policy.is_of_units()) continue;
      const PolicyDay policy_day(policy, day, Calendar2021());
      const Verdict verdict = policy_day.ColorOf(row, random.reports());
      ASSERT_EQ(policy_day.ColorOf(row, filed), verdict) << preset.name() << " seed " << seed + i;
      ASSERT_EQ(policy_day.JustColorOf(row, filed), verdict.color) << preset.name() << " seed " << seed + i;
      const auto reasons = policy_day.ReasonsOf(row, random.reports(), random.project());
      const auto again = policy_day.ReasonsOf(row, filed, random.project());
      const bool escalates = verdict.color > reasons.front().color();
      ASSERT_EQ(reasons.size(), std::max<size_t>(1, verdict.deciding.size()) + (escalates ? 1 : 0))
          << preset.name() << " seed " << seed + i;
      ASSERT_EQ(reasons.back().color(), verdict.color) << preset.name() << " seed " << seed + i;
      for (size_t r = 0; r < reasons.size(); ++r) {
        ASSERT_EQ(reasons[r].SerializeAsString(), again[r].SerializeAsString()) << preset.name();
        ASSERT_NE(reasons[r].text(), "") << preset.name();
      }
      ++seen[preset.name()][verdict.color];
    }
  }
  EXPECT_GT(seen["yinchuan-2025"][v1::YELLOW], 0) << seed;
  EXPECT_GT(seen["yinchuan-2025-statlib"][v1::RED], 5) << seed;
  EXPECT_GT(seen["dazu-2025-five"][v1::ORANGE], 5) << seed;
  EXPECT_GT(seen["haikou-jiangdong-2020"][v1::RED], 5) << seed;
  EXPECT_GT(seen["wuhan"][v1::RED], 5) << seed;
  EXPECT_GT(seen["ouhai-2020"][v1::YELLOW], 0) << seed;
}

}  // namespace
}  // namespace wuse::domain
