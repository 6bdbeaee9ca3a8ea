#include "server/domain/policy_presets.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "common/money.h"
#include "server/domain/check_policy.h"
#include "server/domain/color_policy.h"
#include "server/domain/policy_words.h"
#include "server/domain/random_case.h"

namespace wuse::domain {
namespace {

// A color, and what is said beside it.
struct Shown {
  v1::Color color;
  v1::Mark mark = v1::MARK_UNSPECIFIED;
  friend bool operator==(const Shown&, const Shown&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Shown& shown) {
    return out << v1::Color_Name(shown.color) << " " << v1::Mark_Name(shown.mark);
  }
};
constexpr Shown kGreen{v1::GREEN};
constexpr Shown kYellow{v1::YELLOW};
constexpr Shown kOrange{v1::ORANGE};
constexpr Shown kRed{v1::RED};
constexpr Shown kTracked{v1::GREEN, v1::MARK_TRACKED};
constexpr Shown kSilent{v1::GREEN, v1::MARK_NOTHING_SAID};

// Just below a bound, on it, and just above it.
struct BoundCase {
  std::string preset;
  v1::Dimension dimension;
  std::string bound;
  Shown below;
  Shown on;
  Shown above;
};

std::vector<BoundCase> BoundCases() {
  std::vector<BoundCase> cases = {
      {"wuse-default", v1::POINTS_BEHIND, "0", kGreen, kGreen, kYellow},
      {"wuse-default", v1::POINTS_BEHIND, "10", kYellow, kOrange, kOrange},
      {"wuse-default", v1::POINTS_BEHIND, "30", kOrange, kOrange, kRed},
      {"wuse-default", v1::DAYS_LATE, "0", kGreen, kGreen, kYellow},
      {"wuse-default", v1::DAYS_LATE, "1", kGreen, kYellow, kYellow},
      {"wuse-default", v1::DAYS_LATE, "7", kYellow, kYellow, kOrange},
      {"wuse-default", v1::DAYS_LATE, "8", kYellow, kOrange, kOrange},
      {"wuse-default", v1::DAYS_LATE, "14", kOrange, kOrange, kRed},
      {"wuse-default", v1::DAYS_LATE, "15", kOrange, kRed, kRed},
      {"wuse-default", v1::MONTHS_NOT_STARTED, "0", kGreen, kGreen, kYellow},
      {"wuse-default", v1::MONTHS_NOT_STARTED, "1", kGreen, kYellow, kOrange},
      {"wuse-default", v1::MONTHS_NOT_STARTED, "2", kYellow, kOrange, kRed},
      {"wuse-default", v1::MONTHS_NOT_STARTED, "3", kOrange, kRed, kRed},
      {"wuse-default", v1::WEEKS_WITHOUT_REPORT, "1", kGreen, kGreen, kYellow},
      {"wuse-default", v1::WEEKS_WITHOUT_REPORT, "2", kGreen, kYellow, kYellow},
      {"wuse-default", v1::WEEKS_WITHOUT_REPORT, "3", kYellow, kYellow, kOrange},
      {"wuse-default", v1::WEEKS_WITHOUT_REPORT, "4", kYellow, kOrange, kOrange},
      {"wuhan", v1::RATIO_TO_PLAN, "0.60", kRed, kYellow, kYellow},
      {"wuhan", v1::RATIO_TO_PLAN, "0.80", kYellow, kSilent, kSilent},
      {"sanya-2022-project", v1::SHORTFALL_RATIO, "0", kGreen, kGreen, kYellow},
      {"sanya-2022-project", v1::SHORTFALL_RATIO, "0.50", kYellow, kYellow, kRed},
      {"sanya-2022-area", v1::MONTHLY_TASK, "1", kYellow, kGreen, kGreen},
      {"tianjin-2022-bond", v1::SHORTFALL_RATIO, "0", kGreen, kGreen, kYellow},
      {"tianjin-2022-bond", v1::SHORTFALL_RATIO, "0.30", kYellow, kYellow, kRed},
      {"shenzhen-co-days", v1::DAYS_LATE, "0", kGreen, kGreen, kYellow},
      {"shenzhen-co-days", v1::DAYS_LATE, "7", kYellow, kYellow, kOrange},
      {"shenzhen-co-days", v1::DAYS_LATE, "15", kOrange, kRed, kRed},
      {"xinhuang-2015", v1::MONTHLY_TASK, "0.60", kYellow, kTracked, kTracked},
      {"xinhuang-2015", v1::MONTHLY_TASK, "0.80", kTracked, kSilent, kSilent},
      {"ouhai-2020", v1::MONTHLY_TASK, "1", kRed, kGreen, kGreen},
      {"dazu-2025-five", v1::PERCENT_DONE, "30", kRed, kOrange, kOrange},
      {"dazu-2025-five", v1::PERCENT_DONE, "60", kOrange, kYellow, kYellow},
      {"dazu-2025-five", v1::PERCENT_DONE, "90", kYellow, kGreen, kGreen},
  };
  for (const char* preset : {"yinchuan-2025", "yinchuan-2025-progress"}) {
    cases.push_back({preset, v1::POINTS_BEHIND, "0", kGreen, kGreen, kSilent});
    cases.push_back({preset, v1::POINTS_BEHIND, "10", kSilent, kYellow, kYellow});
    cases.push_back({preset, v1::POINTS_BEHIND, "30", kYellow, kYellow, kRed});
  }
  for (const char* preset : {"yinchuan-2025", "yinchuan-2025-start"}) {
    cases.push_back({preset, v1::MONTHS_NOT_STARTED, "0", kGreen, kGreen, kYellow});
    cases.push_back({preset, v1::MONTHS_NOT_STARTED, "1", kGreen, kYellow, kYellow});
    cases.push_back({preset, v1::MONTHS_NOT_STARTED, "2", kYellow, kYellow, kRed});
    cases.push_back({preset, v1::MONTHS_NOT_STARTED, "3", kYellow, kRed, kRed});
  }
  for (const char* preset : {"yinchuan-2025", "yinchuan-2025-statlib"}) {
    cases.push_back({preset, v1::MONTHS_NOT_REGISTERED, "1", kGreen, kYellow, kYellow});
    cases.push_back({preset, v1::MONTHS_NOT_REGISTERED, "2", kYellow, kYellow, kRed});
  }
  return cases;
}

int64_t TenThousandths(const std::string& text) {
  return common::ParseTenThousandths(text).value();
}

const v1::DimensionRule& RuleOf(const std::string& preset, v1::Dimension dimension) {
  for (const v1::DimensionRule& rule : FindPreset(preset)->dimensions()) {
    if (rule.dimension() == dimension) return rule;
  }
  ADD_FAILURE() << preset << " has no " << v1::Dimension_Name(dimension);
  return v1::DimensionRule::default_instance();
}

Shown At(const PolicyDimension& bands, const Fraction& value) {
  const PolicyDimension::Step& step = bands.StepOf(value);
  return {step.color, step.mark};
}

Shown At(const PolicyDimension& bands, int64_t whole) {
  const PolicyDimension::Step& step = bands.StepOf(static_cast<int>(whole));
  return {step.color, step.mark};
}

TEST(PolicyPresets, HoldTheirSourcesBoundsToTheDigit) {
  for (const BoundCase& c : BoundCases()) {
    SCOPED_TRACE(c.preset + " " + v1::Dimension_Name(c.dimension) + " at " + c.bound);
    const PolicyDimension bands(RuleOf(c.preset, c.dimension));
    const int64_t bound = TenThousandths(c.bound);
    if (bands.line->whole) {
      EXPECT_EQ(At(bands, bound / kTenThousand - 1), c.below);
      EXPECT_EQ(At(bands, bound / kTenThousand), c.on);
      EXPECT_EQ(At(bands, bound / kTenThousand + 1), c.above);
      continue;
    }
    constexpr int64_t kFine = 1'000'000'000;  // far finer than any bound
    EXPECT_EQ(At(bands, Fraction{Int128{bound} * kFine - 1, Int128{kTenThousand} * kFine}), c.below);
    EXPECT_EQ(At(bands, Fraction{bound, kTenThousand}), c.on);
    EXPECT_EQ(At(bands, Fraction{Int128{bound} * kFine + 1, Int128{kTenThousand} * kFine}), c.above);
  }
}

// The text of a band's bounds; empty ones are left out.
std::vector<std::string> BoundsOf(const v1::Band& band) {
  std::vector<std::string> bounds;
  for (const std::string& text : {band.from(), band.above(), band.up_to(), band.below()}) {
    if (!text.empty()) bounds.push_back(text);
  }
  return bounds;
}

TEST(PolicyPresets, EveryBoundHasItsCase) {
  std::set<std::tuple<std::string, v1::Dimension, int64_t>> cases;
  for (const BoundCase& c : BoundCases()) cases.insert({c.preset, c.dimension, TenThousandths(c.bound)});
  for (const v1::ColorPolicy& preset : PolicyPresets()) {
    for (const v1::DimensionRule& rule : preset.dimensions()) {
      for (const v1::Band& band : rule.bands()) {
        for (const std::string& bound : BoundsOf(band)) {
          EXPECT_TRUE(cases.contains({preset.name(), rule.dimension(), TenThousandths(bound)}))
              << preset.name() << " " << v1::Dimension_Name(rule.dimension()) << " " << bound;
        }
      }
    }
  }
}

// A band read a second time, as it is written.
bool IsWithin(const v1::Band& band, const Fraction& value) {
  const auto compare = [&value](const std::string& bound) {
    const Int128 left = value.numerator * kTenThousand;
    const Int128 right = TenThousandths(bound) * value.denominator;
    return left < right ? -1 : left > right ? 1 : 0;
  };
  if (band.has_from() && compare(band.from()) < 0) return false;
  if (band.has_above() && compare(band.above()) <= 0) return false;
  if (band.has_up_to() && compare(band.up_to()) > 0) return false;
  return !band.has_below() || compare(band.below()) < 0;
}

void ExpectOneBand(const v1::ColorPolicy& preset, const v1::DimensionRule& rule, const Fraction& value) {
  const PolicyDimension bands(rule);
  int within = 0;
  for (const v1::Band& band : rule.bands()) {
    if (!IsWithin(band, value)) continue;
    ++within;
    ASSERT_EQ(At(bands, value), (Shown{band.color(), band.mark()})) << preset.name();
  }
  ASSERT_EQ(within, 1) << preset.name() << " " << v1::Dimension_Name(rule.dimension()) << " "
                       << static_cast<int64_t>(value.numerator) << "/" << static_cast<int64_t>(value.denominator);
}

TEST(PolicyPresets, EveryValueHasExactlyOneColor) {
  std::mt19937_64 random(Seed());
  for (const v1::ColorPolicy& preset : PolicyPresets()) {
    for (const v1::DimensionRule& rule : preset.dimensions()) {
      const PolicyLine* line = LineOf(rule.dimension());
      if (line == nullptr) continue;
      const int64_t lowest = line->lowest.value_or(-200 * kTenThousand);
      const int64_t highest = line->highest.value_or(200 * kTenThousand);
      const int64_t step = line->whole ? kTenThousand : 10;  // thousandths
      for (int64_t at = lowest; at <= highest; at += step) ExpectOneBand(preset, rule, {at, kTenThousand});
      if (line->whole) continue;
      for (int i = 0; i < 2000; ++i) {
        const auto denominator = static_cast<int64_t>(random() % 1'000'000'000'000'000 + 1);
        const Int128 span = Int128{highest - lowest} * denominator / kTenThousand;
        const Int128 offset = span * static_cast<int64_t>(random() % 1'000'000) / 1'000'000;
        ExpectOneBand(preset, rule, {Int128{lowest} * denominator / kTenThousand + offset, denominator});
      }
    }
  }
}

TEST(PolicyPresets, AreGoodPoliciesWithTheDefaultFirst) {
  std::set<std::string> names;
  for (const v1::ColorPolicy& preset : PolicyPresets()) {
    Problems problems;
    CheckPolicy(
        preset, "", Day("2021-05-08"), [](std::string_view) { return true; }, problems);
    EXPECT_TRUE(problems.empty()) << preset.name() << ": " << (problems.empty() ? "" : problems.ToStatus().ToString());
    EXPECT_TRUE(names.insert(preset.name()).second) << preset.name();
    EXPECT_NE(preset.title(), "") << preset.name();
    EXPECT_EQ(preset.source().empty(), preset.name() == kDefaultPolicyName) << preset.name();
  }
  EXPECT_EQ(PolicyPresets().front().name(), kDefaultPolicyName);
  EXPECT_EQ(names.size(), 14u);
  EXPECT_EQ(FindPreset("yinchuan"), nullptr);
}

// What a source does not say is filled, and says so; what it says is quoted.
TEST(PolicyPresets, SayWhatTheSourceSaysAndWhatIsFilled) {
  for (const v1::ColorPolicy& preset : PolicyPresets()) {
    if (preset.name() == kDefaultPolicyName) continue;
    EXPECT_NE(preset.note(), "") << preset.name();
    for (const v1::DimensionRule& rule : preset.dimensions()) {
      for (const v1::Band& band : rule.bands()) {
        EXPECT_TRUE(band.filled() || !band.source().empty()) << preset.name() << " " << band.ShortDebugString();
        EXPECT_TRUE(band.filled() || band.mark() != v1::MARK_NOTHING_SAID) << preset.name();
        EXPECT_TRUE(band.mark() == v1::MARK_UNSPECIFIED || band.color() == v1::GREEN) << preset.name();
      }
    }
  }
}

TEST(PolicyPresets, AreInWords) {
  const auto words = [](const std::string& preset, v1::Dimension dimension) {
    std::string text;
    for (const v1::Band& band : RuleOf(preset, dimension).bands()) {
      text += band.words() + " " + std::string(ChineseOf(band.color())) + "; ";
    }
    return text;
  };
  EXPECT_EQ(words("wuse-default", v1::POINTS_BEHIND), "不超过 0 绿; 超过 0、低于 10 黄; 10–30 橙; 超过 30 红; ");
  EXPECT_EQ(words("wuse-default", v1::DAYS_LATE), "0 及以下 绿; 1–7 黄; 8–14 橙; 15 及以上 红; ");
  EXPECT_EQ(words("wuse-default", v1::WEEKS_WITHOUT_REPORT), "0–1 绿; 2–3 黄; 4 及以上 橙; ");
  EXPECT_EQ(words("wuhan", v1::RATIO_TO_PLAN), "不低于 80% 绿; 不低于 60%、低于 80% 黄; 低于 60% 红; ");
  EXPECT_EQ(words("shenzhen-co-days", v1::DAYS_LATE), "0 及以下 绿; 1–7 黄; 8–14 橙; 15 及以上 红; ");
}

}  // namespace
}  // namespace wuse::domain
