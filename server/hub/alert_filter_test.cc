#include <optional>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/hub/hub_fixture.h"
#include "server/hub/watch_filter.h"

namespace wuse::hub {
namespace {

using ::testing::ElementsAre;

// One side of a change: the project, and the alert as it is on that side.
struct AlertSide {
  std::string project = "mill";
  std::string unit = "xiaoshun";
  std::string department = "jingshang";
  std::vector<std::string> lists = {"district-key", "city-key"};
  std::string leader = "张三";
  v1::AlertState state = v1::ALERT_FIRING;  // ALERT_STATE_UNSPECIFIED: there is no alert
  v1::Severity severity = v1::WARNING;
};

v1::Alert AlertOf(const AlertSide& side, v1::AlertKind kind) {
  v1::Alert alert;
  alert.set_kind(kind);
  alert.set_project(side.project);
  alert.set_episode(1);
  alert.set_state(side.state);
  alert.set_severity(side.severity);
  alert.mutable_acknowledgment()->set_note("已约谈");
  return alert;
}

v1::Match MatchOf(const AlertSide& side) {
  return MakeMatch({.project = side.project, .unit = side.unit, .department = side.department, .lists = side.lists});
}

v1::Change ChangeOf(const AlertSide& before, const AlertSide& after, v1::AlertKind kind = v1::INVESTMENT_BEHIND) {
  v1::Change change;
  *change.mutable_match_before() = MatchOf(before);
  *change.mutable_match_after() = MatchOf(after);
  v1::AlertChanged& changed = *change.mutable_alert_changed();
  if (before.state != v1::ALERT_STATE_UNSPECIFIED) *changed.mutable_before() = AlertOf(before, kind);
  *changed.mutable_after() = AlertOf(after, kind);
  changed.set_measure(1234);
  changed.set_leader(after.leader);
  if (before.leader != after.leader) changed.set_leader_before(before.leader);
  return change;
}

bool Takes(const v1::AlertFilter& filter, const v1::Change& change) {
  const v1::Update update = UpdateOf(1, {change});
  const bool takes = !MatchingChanges(WatchFilter(filter), *BlockOf(update)).empty();
  EXPECT_EQ(!MatchingChanges(WatchFilter(filter), *UpdateBlock::Of(update)).empty(), takes)
      << "as it was made, and as it was stored";
  return takes;
}

// The change to an alert that would not match whatever the filter, and back: so one side alone decides.
v1::Change FromNothing(const AlertSide& after) {
  AlertSide none = after;
  none.state = v1::ALERT_STATE_UNSPECIFIED;
  return ChangeOf(none, after);
}
v1::Change ToNothing(const AlertSide& before) {
  AlertSide resolved = before;
  resolved.state = v1::ALERT_RESOLVED;
  return ChangeOf(before, resolved);
}

struct AlertFieldCase {
  const char* name;
  void (*fill)(v1::AlertFilter&);
  bool matches;  // a warning of the mill that fires
};

const AlertFieldCase kAlertFieldCases[] = {
    {"nothing asked", [](v1::AlertFilter&) {}, true},
    {"its unit", [](v1::AlertFilter& f) { f.add_units("xiaoshun"); }, true},
    {"another unit", [](v1::AlertFilter& f) { f.add_units("duohu"); }, false},
    {"one of two units", [](v1::AlertFilter& f) { f.add_units("duohu"), f.add_units("xiaoshun"); }, true},
    {"its department", [](v1::AlertFilter& f) { f.add_departments("jingshang"); }, true},
    {"its unit as a department", [](v1::AlertFilter& f) { f.add_departments("xiaoshun"); }, false},
    {"one of its lists", [](v1::AlertFilter& f) { f.add_lists("city-key"); }, true},
    {"a list it is not on", [](v1::AlertFilter& f) { f.add_lists("contest-2021"); }, false},
    {"its project", [](v1::AlertFilter& f) { f.add_projects("mill"); }, true},
    {"another project", [](v1::AlertFilter& f) { f.add_projects("mill-2"); }, false},
    {"its leader", [](v1::AlertFilter& f) { f.add_leaders("张三"); }, true},
    {"another leader", [](v1::AlertFilter& f) { f.add_leaders("李四"); }, false},
    {"a part of its leader", [](v1::AlertFilter& f) { f.add_leaders("张"); }, false},
    {"one of two leaders", [](v1::AlertFilter& f) { f.add_leaders("李四"), f.add_leaders("张三"); }, true},
    {"its kind", [](v1::AlertFilter& f) { f.add_kinds(v1::INVESTMENT_BEHIND); }, true},
    {"another kind", [](v1::AlertFilter& f) { f.add_kinds(v1::STALLED); }, false},
    {"a lower severity", [](v1::AlertFilter& f) { f.set_min_severity(v1::NOTICE); }, true},
    {"its severity", [](v1::AlertFilter& f) { f.set_min_severity(v1::WARNING); }, true},
    {"a higher severity", [](v1::AlertFilter& f) { f.set_min_severity(v1::CRITICAL); }, false},
    {"also the pending", [](v1::AlertFilter& f) { f.set_include_pending(true); }, true},
    {"its unit and another leader", [](v1::AlertFilter& f) { f.add_units("xiaoshun"), f.add_leaders("李四"); }, false},
};

TEST(AlertFilter, FieldsAreAndedValuesWithinOneOredOnTheSideThatFires) {
  for (const AlertFieldCase& row : kAlertFieldCases) {
    v1::AlertFilter filter;
    row.fill(filter);
    EXPECT_EQ(Takes(filter, FromNothing({})), row.matches) << row.name << ": it fires";
    EXPECT_EQ(Takes(filter, ToNothing({})), row.matches) << row.name << ": it resolves";
    EXPECT_EQ(Takes(filter, ChangeOf({}, {})), row.matches) << row.name << ": it is acknowledged, say";
  }
}

struct MoveCase {
  const char* name;
  AlertSide other;  // what the alert is on the other side; it matches on one side only
  void (*fill)(v1::AlertFilter&);
};

const MoveCase kMoveCases[] = {
    {"unit", {.unit = "duohu"}, [](v1::AlertFilter& f) { f.add_units("xiaoshun"); }},
    {"department", {.department = ""}, [](v1::AlertFilter& f) { f.add_departments("jingshang"); }},
    {"list", {.lists = {}}, [](v1::AlertFilter& f) { f.add_lists("district-key"); }},
    {"leader", {.leader = "李四"}, [](v1::AlertFilter& f) { f.add_leaders("张三"); }},
    {"no leader", {.leader = ""}, [](v1::AlertFilter& f) { f.add_leaders("张三"); }},
    {"severity", {.severity = v1::NOTICE}, [](v1::AlertFilter& f) { f.set_min_severity(v1::WARNING); }},
    {"state", {.state = v1::ALERT_RESOLVED}, [](v1::AlertFilter&) {}},
    {"pending", {.state = v1::ALERT_PENDING}, [](v1::AlertFilter&) {}},
    {"withdrawn", {.state = v1::ALERT_RESOLVED}, [](v1::AlertFilter& f) { f.set_include_pending(true); }},
};

TEST(AlertFilter, WhatLeavesIsSeenLeavingAndWhatComesIsSeenComing) {
  for (const MoveCase& row : kMoveCases) {
    v1::AlertFilter filter;
    row.fill(filter);
    EXPECT_TRUE(Takes(filter, ChangeOf({}, row.other))) << row.name << ": leaves";
    // A leader that is set from nothing cannot be told from one that stays; the text of after is meant then.
    EXPECT_TRUE(Takes(filter, ChangeOf(row.other, {}))) << row.name << ": comes";
    EXPECT_FALSE(Takes(filter, ChangeOf(row.other, row.other))) << row.name << ": stays away";
  }
}

TEST(AlertFilter, OneSideMatchesByItselfAndNotAMixtureOfBoth) {
  v1::AlertFilter filter;
  filter.add_units("xiaoshun");
  filter.set_min_severity(v1::CRITICAL);
  EXPECT_FALSE(Takes(filter, ChangeOf({.severity = v1::WARNING}, {.unit = "duohu", .severity = v1::CRITICAL})));
  filter.set_min_severity(v1::NOTICE);
  EXPECT_FALSE(Takes(filter, ChangeOf({.state = v1::ALERT_PENDING}, {.unit = "duohu"})));
  filter.clear_units();
  filter.add_leaders("张三");
  EXPECT_FALSE(Takes(filter, ChangeOf({.state = v1::ALERT_PENDING}, {.leader = "李四"})));
}

struct StateCase {
  v1::AlertState before;
  v1::AlertState after;
  bool firing;
  bool with_pending;
};

constexpr v1::AlertState kNoAlert = v1::ALERT_STATE_UNSPECIFIED;
constexpr StateCase kStateCases[] = {
    {kNoAlert, v1::ALERT_PENDING, false, true},         {v1::ALERT_PENDING, v1::ALERT_PENDING, false, true},
    {v1::ALERT_PENDING, v1::ALERT_FIRING, true, true},  {v1::ALERT_PENDING, v1::ALERT_RESOLVED, false, true},
    {kNoAlert, v1::ALERT_FIRING, true, true},           {v1::ALERT_FIRING, v1::ALERT_FIRING, true, true},
    {v1::ALERT_FIRING, v1::ALERT_RESOLVED, true, true}, {v1::ALERT_RESOLVED, v1::ALERT_PENDING, false, true},
    {v1::ALERT_RESOLVED, v1::ALERT_FIRING, true, true}, {v1::ALERT_RESOLVED, v1::ALERT_RESOLVED, false, false},
};

TEST(AlertFilter, WhatFiresIsMeantAndWhatIsPendingWhereThatIsAskedFor) {
  v1::AlertFilter pending;
  pending.set_include_pending(true);
  for (const StateCase& row : kStateCases) {
    const v1::Change change = ChangeOf({.state = row.before}, {.state = row.after});
    EXPECT_EQ(Takes({}, change), row.firing) << row.before << " " << row.after;
    EXPECT_EQ(Takes(pending, change), row.with_pending) << row.before << " " << row.after;
  }
}

TEST(AlertFilter, NothingElseMatchesNotEvenTheRules) {
  v1::Change rules;
  rules.mutable_alert_rules_changed();
  v1::Change day;
  day.mutable_day_evaluated();
  for (const v1::Change& change : {ReportOf("mill"), rules, day}) EXPECT_FALSE(Takes({}, change));
}

TEST(AlertFilter, OfAnUpdateOnlyTheAlertsThatMatchAreTaken) {
  v1::AlertFilter filter;
  filter.add_projects("mill");
  const v1::Change mill = FromNothing({});
  const v1::Change other = FromNothing({.project = "other"});
  const auto block = BlockOf(UpdateOf(1, {ReportOf("mill"), mill, other, mill}));
  EXPECT_THAT(MatchingChanges(WatchFilter(filter), *block), ElementsAre(1, 3));
  EXPECT_THAT(MatchingChanges(WatchFilter(v1::AlertFilter()), *block), ElementsAre(1, 2, 3));
  EXPECT_THAT(MatchingChanges(WatchFilter(), *block), ElementsAre(0, 1, 2, 3)) << "a Watch takes alerts, too";
}

}  // namespace
}  // namespace wuse::hub
