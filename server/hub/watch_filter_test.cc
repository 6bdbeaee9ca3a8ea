#include "server/hub/watch_filter.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/hub/hub_fixture.h"

namespace wuse::hub {
namespace {

using ::testing::ElementsAre;

const MatchValues kMill = {.project = "mill",
                           .unit = "xiaoshun",
                           .department = "jingshang",
                           .lists = {"district-key", "city-key"},
                           .category = v1::INDUSTRY,
                           .level = v1::CITY,
                           .color = v1::RED};

v1::Change WithMatch(v1::ChangeKind kind, const std::optional<MatchValues>& before,
                     const std::optional<MatchValues>& after) {
  v1::Change change;
  if (before) *change.mutable_match_before() = MakeMatch(*before);
  if (after) *change.mutable_match_after() = MakeMatch(*after);
  if (kind == v1::UNIT_CHANGED) change.mutable_unit_changed();
  if (kind == v1::PROJECT_CHANGED) change.mutable_project_changed();
  if (kind == v1::REPORT_FILED) change.mutable_report_filed();
  if (kind == v1::STATUS_CHANGED) change.mutable_status_changed();
  if (kind == v1::DAY_EVALUATED) change.mutable_day_evaluated();
  return change;
}

bool Matches(const v1::WatchFilter& filter, const v1::Change& change) {
  return !MatchingChanges(WatchFilter(filter), *BlockOf(UpdateOf(1, {change}))).empty();
}

struct FieldCase {
  const char* name;
  void (*fill)(v1::WatchFilter&);
  bool matches;  // the mill
};

const FieldCase kFieldCases[] = {
    {"nothing asked", [](v1::WatchFilter&) {}, true},
    {"its unit", [](v1::WatchFilter& f) { f.add_units("xiaoshun"); }, true},
    {"another unit", [](v1::WatchFilter& f) { f.add_units("duohu"); }, false},
    {"one of two units", [](v1::WatchFilter& f) { f.add_units("duohu"), f.add_units("xiaoshun"); }, true},
    {"its department", [](v1::WatchFilter& f) { f.add_departments("jingshang"); }, true},
    {"its unit as a department", [](v1::WatchFilter& f) { f.add_departments("xiaoshun"); }, false},
    {"one of its lists", [](v1::WatchFilter& f) { f.add_lists("city-key"); }, true},
    {"a list it is not on", [](v1::WatchFilter& f) { f.add_lists("contest-2021"); }, false},
    {"a list it is on and one it is not", [](v1::WatchFilter& f) { f.add_lists("no"), f.add_lists("city-key"); }, true},
    {"itself", [](v1::WatchFilter& f) { f.add_projects("mill"); }, true},
    {"another project", [](v1::WatchFilter& f) { f.add_projects("mill-2"); }, false},
    {"its category", [](v1::WatchFilter& f) { f.add_categories(v1::INDUSTRY); }, true},
    {"another category", [](v1::WatchFilter& f) { f.add_categories(v1::PLOT); }, false},
    {"its level", [](v1::WatchFilter& f) { f.add_levels(v1::CITY); }, true},
    {"another level", [](v1::WatchFilter& f) { f.add_levels(v1::TOWN); }, false},
    {"its color", [](v1::WatchFilter& f) { f.add_colors(v1::RED); }, true},
    {"another color", [](v1::WatchFilter& f) { f.add_colors(v1::GREEN); }, false},
    {"its kind", [](v1::WatchFilter& f) { f.add_change_kinds(v1::REPORT_FILED); }, true},
    {"another kind", [](v1::WatchFilter& f) { f.add_change_kinds(v1::STATUS_CHANGED); }, false},
    {"its unit and its color", [](v1::WatchFilter& f) { f.add_units("xiaoshun"), f.add_colors(v1::RED); }, true},
    {"its unit and another color", [](v1::WatchFilter& f) { f.add_units("xiaoshun"), f.add_colors(v1::BLUE); }, false},
    {"itself but another kind",
     [](v1::WatchFilter& f) { f.add_projects("mill"), f.add_change_kinds(v1::DAY_EVALUATED); }, false},
};

TEST(WatchFilter, FieldsAreAndedValuesWithinOneOredAndAnEmptyOneDoesNotRestrict) {
  for (const FieldCase& row : kFieldCases) {
    v1::WatchFilter filter;
    row.fill(filter);
    EXPECT_EQ(Matches(filter, WithMatch(v1::REPORT_FILED, kMill, kMill)), row.matches) << row.name;
    if (filter.change_kinds().empty()) {
      EXPECT_EQ(WatchFilter(filter).MatchesNow(MakeMatch(kMill)), row.matches) << row.name;
    }
  }
}

TEST(WatchFilter, AChangeMatchesIfItDidBeforeOrDoesAfter) {
  v1::WatchFilter red;
  red.add_colors(v1::RED);
  MatchValues green = kMill;
  green.color = v1::GREEN;
  EXPECT_TRUE(Matches(red, WithMatch(v1::STATUS_CHANGED, kMill, green))) << "leaves red";
  EXPECT_TRUE(Matches(red, WithMatch(v1::STATUS_CHANGED, green, kMill))) << "becomes red";
  EXPECT_TRUE(Matches(red, WithMatch(v1::PROJECT_CHANGED, std::nullopt, kMill))) << "is created red";
  EXPECT_FALSE(Matches(red, WithMatch(v1::STATUS_CHANGED, green, green)));
  EXPECT_FALSE(Matches(red, WithMatch(v1::PROJECT_CHANGED, std::nullopt, green)));
}

TEST(WatchFilter, OneSideMatchesByItselfAndNotAMixtureOfBoth) {
  v1::WatchFilter filter;
  filter.add_units("xiaoshun");
  filter.add_colors(v1::GREEN);
  MatchValues moved = kMill;
  moved.unit = "duohu";
  moved.color = v1::GREEN;
  EXPECT_FALSE(Matches(filter, WithMatch(v1::PROJECT_CHANGED, kMill, moved)));
}

TEST(WatchFilter, EachKindIsToldApart) {
  const v1::ChangeKind kinds[] = {v1::UNIT_CHANGED, v1::PROJECT_CHANGED, v1::REPORT_FILED, v1::STATUS_CHANGED,
                                  v1::DAY_EVALUATED};
  for (const v1::ChangeKind asked : kinds) {
    v1::WatchFilter filter;
    filter.add_change_kinds(asked);
    for (const v1::ChangeKind kind : kinds) {
      EXPECT_EQ(Matches(filter, WithMatch(kind, std::nullopt, kMill)), kind == asked) << asked << " " << kind;
    }
  }
}

TEST(WatchFilter, UnitsAlsoMeansTheUnitsOwnChangesAndOtherFieldsLeaveThemOut) {
  const v1::Change change = WithMatch(v1::UNIT_CHANGED, std::nullopt, MatchValues{.unit = "xiaoshun"});
  const WatchFilter everything;
  EXPECT_TRUE(Matches({}, change));
  EXPECT_TRUE(everything.MatchesUnit("xiaoshun"));
  v1::WatchFilter filter;
  filter.add_units("xiaoshun");
  EXPECT_TRUE(Matches(filter, change));
  EXPECT_TRUE(WatchFilter(filter).MatchesUnit("xiaoshun"));
  EXPECT_FALSE(WatchFilter(filter).MatchesUnit("duohu"));
  EXPECT_FALSE(Matches(filter, WithMatch(v1::UNIT_CHANGED, std::nullopt, MatchValues{.unit = "duohu"})));
  for (const FieldCase& row : kFieldCases) {
    v1::WatchFilter other;
    row.fill(other);
    if (other.units_size() + other.change_kinds_size() > 0 || other.ByteSizeLong() == 0) continue;
    other.add_units("xiaoshun");
    EXPECT_FALSE(Matches(other, change)) << row.name;
    EXPECT_FALSE(WatchFilter(other).MatchesUnit("xiaoshun")) << row.name;
  }
}

TEST(WatchFilter, ADayEvaluatedIsOnlyForThoseWhoDoNotAskForProjects) {
  const v1::Change day = WithMatch(v1::DAY_EVALUATED, std::nullopt, std::nullopt);
  EXPECT_TRUE(Matches({}, day));
  v1::WatchFilter kind;
  kind.add_change_kinds(v1::DAY_EVALUATED);
  EXPECT_TRUE(Matches(kind, day));
  for (const FieldCase& row : kFieldCases) {
    v1::WatchFilter filter;
    row.fill(filter);
    if (filter.change_kinds_size() > 0 || filter.ByteSizeLong() == 0) continue;
    EXPECT_FALSE(Matches(filter, day)) << row.name;
  }
}

TEST(WatchFilter, WhoAsksForNothingGetsChangesOfAnyKindAlsoUnknownOnes) {
  EXPECT_TRUE(Matches({}, WithMatch(v1::CHANGE_KIND_UNSPECIFIED, std::nullopt, std::nullopt)));
  EXPECT_TRUE(Matches({}, WithMatch(v1::PROJECT_CHANGED, std::nullopt, std::nullopt)));
  v1::WatchFilter filter;
  filter.add_units("xiaoshun");
  EXPECT_FALSE(Matches(filter, WithMatch(v1::CHANGE_KIND_UNSPECIFIED, std::nullopt, std::nullopt)));
}

TEST(WatchFilter, OfAnUpdateOnlyTheChangesThatMatchAreTaken) {
  v1::WatchFilter filter;
  filter.add_projects("b");
  const auto block = BlockOf(UpdateOf(1, {ReportOf("a"), ReportOf("b"), ReportOf("c"), ReportOf("b")}));
  EXPECT_THAT(MatchingChanges(WatchFilter(filter), *block), ElementsAre(1, 3));
  EXPECT_THAT(MatchingChanges(WatchFilter(), *block), ElementsAre(0, 1, 2, 3));
}

}  // namespace
}  // namespace wuse::hub
