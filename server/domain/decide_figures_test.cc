#include "common/limits.h"
#include "server/domain/decide_case.h"
#include "server/domain/figure_book.h"

namespace wuse::domain {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

// --- lists and their targets

class DecideLists : public DecideCase {
 protected:
  Decision Apply(std::string_view lists) { return Do<v1::ApplyListsRequest>(lists); }
  const v1::ProjectList* Find(std::string_view id) const { return register_.figure_book().FindList(id); }
};

TEST_F(DecideLists, AListIsNamedAndGivenATarget) {
  const Decision decision = Apply(R"(
    lists { id: "City-Hundred" name: "市百大项目" period: "2021"
            target { measure: TARGET_MILESTONE value: 12 milestone: "Started" } }
    lists { id: "district-key" name: "区重点" })");
  EXPECT_THAT(KindsOf(decision), ElementsAre(v1::Change::kListChanged, v1::Change::kListChanged));
  EXPECT_EQ(decision.plan.at(0).action(), v1::PlannedChange::CREATE);
  EXPECT_EQ(decision.plan[0].id(), "city-hundred") << "as ids are";
  ASSERT_NE(Find("city-hundred"), nullptr);
  EXPECT_EQ(Find("city-hundred")->target().milestone(), "started");
}

TEST_F(DecideLists, AListReplacesTheOneWithItsId) {
  Apply(R"(lists { id: "a" name: "甲" note: "旧" })");
  const Decision decision = Apply(R"(lists { id: "a" name: "甲" } lists { id: "b" })");
  EXPECT_EQ(decision.plan.at(0).action(), v1::PlannedChange::UPDATE);
  EXPECT_FALSE(decision.changes.at(0).list_changed().created());
  EXPECT_EQ(Find("a")->note(), "");
  const Decision again = Apply(R"(lists { id: "a" name: "甲" })");
  EXPECT_THAT(again.changes, SizeIs(0));
  EXPECT_EQ(again.plan.at(0).action(), v1::PlannedChange::UNCHANGED);
}

TEST_F(DecideLists, TheyAreBounded) {
  EXPECT_EQ(ReasonOf(Try<v1::ApplyListsRequest>("").status()), "EMPTY_BATCH");
  v1::ApplyListsRequest request;
  for (size_t i = 0; i < common::kMaxLists; ++i) request.add_lists()->set_id("list-" + std::to_string(i));
  register_.Commit(Try(request)->changes);
  request.Clear();
  request.add_lists()->set_id("one-more");
  EXPECT_EQ(ReasonOf(Try(request).status()), "LISTS_FULL");
  request.mutable_lists(0)->set_id("list-0");
  request.mutable_lists(0)->set_name("名");
  EXPECT_TRUE(Try(request).ok()) << "in place of one that is there";
}

class BadList : public DecideCase, public testing::WithParamInterface<BadInput> {};

TEST_P(BadList, IsNamedWithItsPathItsReasonAndItsValue) {
  const BadInput& bad = GetParam();
  const auto decision = Try<v1::ApplyListsRequest>(R"(lists { id: "good" } lists { )" + bad.request + " }");
  ASSERT_EQ(decision.status().code(), absl::StatusCode::kInvalidArgument) << decision.status();
  EXPECT_THAT(ViolationsOf(decision.status()),
              ElementsAre(AllOf(StartsWith("lists[1]." + bad.field + " " + bad.reason + " "), HasSubstr(bad.chinese))));
}

const std::vector<BadInput> kBadLists = {
    {"IdMissing", R"(name: "x")", "id", "REQUIRED", "清单编号"},
    {"IdMalformed", R"(id: "区 重点")", "id", "ID_MALFORMED", "清单编号“区 重点”"},
    {"IdTwice", R"(id: "GOOD")", "id", "DUPLICATE_ROW", "“good”与第1条重复"},
    {"NameTooLong", R"(id: "a" name: ")" + Repeat("长", 101) + "\"", "name", "TEXT_TOO_LONG", "超过100个字"},
    {"PeriodMalformed", R"(id: "a" period: "今年")", "period", "PERIOD_MALFORMED", "时期“今年”不正确"},
    {"MeasureMissing", R"(id: "a" target { value: 1 })", "target.measure", "REQUIRED", "目标口径"},
    {"MeasureUnknown", R"(id: "a" target { measure: 9 value: 1 })", "target.measure", "ENUM_UNKNOWN", "9"},
    {"TargetZero", R"(id: "a" target { measure: TARGET_STARTED })", "target.value", "TARGET_INVALID",
     "目标值“0”不正确"},
    {"TargetNegative", R"(id: "a" target { measure: TARGET_STARTED value: -3 })", "target.value", "TARGET_INVALID",
     "目标值“-3”不正确"},
    {"MilestoneMissing", R"(id: "a" target { measure: TARGET_MILESTONE value: 1 })", "target.milestone", "REQUIRED",
     "目标节点"},
    {"MilestoneOfAnotherMeasure", R"(id: "a" target { measure: TARGET_STARTED value: 1 milestone: "roof" })",
     "target.milestone", "TARGET_INVALID", "只有按节点定目标时才填写节点"},
};
INSTANTIATE_TEST_SUITE_P(DecideLists, BadList, testing::ValuesIn(kBadLists),
                         [](const auto& param_info) { return param_info.param.name; });

// --- the house style

class DecideHouseStyle : public DecideCase {
 protected:
  Decision Set(std::string_view request) { return Do<v1::SetHouseStyleRequest>(request); }
  const v1::HouseStyle& style() const { return register_.figure_book().style(); }
};

TEST_F(DecideHouseStyle, WhatIsNotGivenStays) {
  Set("style { decimals: 1 amount_unit: IN_WAN }");
  Set("style { decimals: 0 }");
  EXPECT_TRUE(style().has_decimals());
  EXPECT_EQ(style().decimals(), 0);
  EXPECT_EQ(style().amount_unit(), v1::IN_WAN);
  Set("style { unit_order: BEST_FIRST } reset: true");
  EXPECT_FALSE(style().has_decimals()) << "reset";
  EXPECT_EQ(style().amount_unit(), v1::AMOUNT_UNIT_UNSPECIFIED);
}

TEST_F(DecideHouseStyle, TheSameAgainChangesNothing) {
  Set("style { decimals: 1 }");
  EXPECT_THAT(Try<v1::SetHouseStyleRequest>("style { decimals: 1 }")->changes, SizeIs(0));
  EXPECT_THAT(Try<v1::SetHouseStyleRequest>("")->changes, SizeIs(0));
  EXPECT_THAT(Try<v1::SetHouseStyleRequest>("reset: true")->changes, SizeIs(1));
}

class BadStyle : public DecideCase, public testing::WithParamInterface<BadInput> {};

TEST_P(BadStyle, IsNamedWithItsPathItsReasonAndItsValue) {
  const BadInput& bad = GetParam();
  const auto decision = Try<v1::SetHouseStyleRequest>("style { " + bad.request + " }");
  ASSERT_EQ(decision.status().code(), absl::StatusCode::kInvalidArgument) << decision.status();
  EXPECT_THAT(ViolationsOf(decision.status()),
              ElementsAre(AllOf(StartsWith("style." + bad.field + " " + bad.reason + " "), HasSubstr(bad.chinese))));
}

const std::vector<BadInput> kBadStyles = {
    {"DecimalsTooMany", "decimals: 3", "decimals", "DECIMALS_INVALID", "小数位数“3”不正确，应为 0 到 2"},
    {"DecimalsNegative", "decimals: -1", "decimals", "DECIMALS_INVALID", "“-1”"},
    {"AmountDecimals", "amount_decimals: 5", "amount_decimals", "DECIMALS_INVALID", "“5”不正确，应为 0 到 4"},
    {"TimeBaseUnknown", "time_base: 9", "time_base", "ENUM_UNKNOWN", "9"},
    {"RoundingUnknown", "distance_rounding: 9", "distance_rounding", "ENUM_UNKNOWN", "9"},
    {"StartBaseUnknown", "start_base: 9", "start_base", "ENUM_UNKNOWN", "9"},
    {"OrderUnknown", "unit_order: 9", "unit_order", "ENUM_UNKNOWN", "9"},
    {"UnitUnknown", "amount_unit: 9", "amount_unit", "ENUM_UNKNOWN", "9"},
    {"PathShort", R"(time_base: TIME_BASE_TARGET_PATH target_path: "10")", "target_path", "TARGET_PATH_INVALID", ""},
    {"PathOfAnotherBase", R"(time_base: TIME_BASE_MONTHS target_path: "10")", "target_path", "TARGET_PATH_INVALID", ""},
};
INSTANTIATE_TEST_SUITE_P(DecideHouseStyle, BadStyle, testing::ValuesIn(kBadStyles),
                         [](const auto& param_info) { return param_info.param.name; });

}  // namespace
}  // namespace wuse::domain
