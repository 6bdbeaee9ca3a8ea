#include <string>
#include <vector>

#include "common/limits.h"
#include "server/domain/decide_case.h"
#include "server/domain/validate.h"

namespace wuse::domain {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

// p-1 of DecideCase: planned to start on 2021-03-01 and not started, so orange by `wuse-default` on 2021-05-08.
class DecideColorsTest : public DecideCase {
 protected:
  // A policy in which only months not started count.
  static std::string Months(const std::string& color_from_1, const std::string& more = "") {
    return R"(policy { name: "months" dimensions { dimension: MONTHS_NOT_STARTED waivable: true
      bands { up_to: "0" color: GREEN } bands { from: "1" color: )" +
           color_from_1 + "} } " + more + "}";
  }
  v1::PolicyVersion Set(const std::string& request) {
    const Decision decision = Do<v1::SetPolicyRequest>(request + R"( reason: "第8号文")");
    EXPECT_THAT(decision.changes, SizeIs(1));
    return decision.changes.empty() ? v1::PolicyVersion() : decision.changes[0].policy_changed().version();
  }
  template <class Request>
  void ExpectRefused(const std::string& request, absl::StatusCode code, const std::string& reason,
                     const std::string& told) {
    const absl::StatusOr<Decision> decision = Try<Request>(request);
    EXPECT_EQ(decision.status().code(), code) << request;
    const auto detail = common::DetailOf(decision.status());
    ASSERT_TRUE(detail) << request;
    // Of a bad field: its path, reason and text.
    const std::vector<std::string> fields = ViolationsOf(decision.status());
    const std::string text = fields.empty() ? detail->reason + " " + detail->chinese : fields[0];
    EXPECT_THAT(text, HasSubstr(reason)) << request;
    EXPECT_THAT(text, HasSubstr(told)) << request;
  }
};

TEST_F(DecideColorsTest, APolicyIsAVersionWithWhoWhenAndWhy) {
  const v1::PolicyVersion first = Set(Months("RED"));
  EXPECT_EQ(first.version(), 1);
  EXPECT_EQ(first.set_by(), "li");
  EXPECT_EQ(first.set_on(), "2021-05-08");
  EXPECT_EQ(first.reason(), "第8号文");
  EXPECT_EQ(first.subject(), v1::SUBJECT_PROJECT);
  EXPECT_EQ(first.policy().dimensions(0).bands(1).words(), "1 及以上");
  EXPECT_EQ(Set("preset: 'Wuhan' category: PLOT").version(), 2);
  EXPECT_EQ(Set("preset: 'sanya-2022-area'").subject(), v1::SUBJECT_UNIT);
  EXPECT_EQ(Set("drop: SUBJECT_UNIT").version(), 4);
  EXPECT_FALSE(Set("drop: SUBJECT_PROJECT category: PLOT").has_policy());
  EXPECT_EQ(register_.policies()->newest_version(), 5);
}

TEST_F(DecideColorsTest, WhatIsInForceAlreadyWritesNothing) {
  Set(Months("RED"));
  for (const std::string& same :
       {Months("RED"), std::string("drop: SUBJECT_UNIT"), std::string("drop: SUBJECT_PROJECT category: PLOT")}) {
    const auto again = Try<v1::SetPolicyRequest>(same + R"( reason: "再来")");
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_TRUE(again->changes.empty()) << same;
  }
}

TEST_F(DecideColorsTest, AnEditIsColoredByThePolicyInForceAndAWaiverHolds) {
  EXPECT_EQ(P().status().color(), v1::ORANGE);
  Set(Months("RED"));
  Edit(R"(note: "动一动")", "note");
  EXPECT_EQ(P().status().color(), v1::RED);
  EXPECT_EQ(P().status().policy_version(), 1);
  Set(Months("RED", R"(waivers { project: "P-1" dimension: MONTHS_NOT_STARTED by: "区委" reason: "不可抗力"
                                 until: "2021-05-09" })"));
  Edit(R"(note: "再动")", "note");
  EXPECT_EQ(P().status().color(), v1::NOT_RATED) << "an edited project is known by its id";
  today_ = common::Date::OfYmd(2021, 5, 10);
  Edit(R"(note: "三动")", "note");
  EXPECT_EQ(P().status().color(), v1::RED) << "the waiver is over";
}

TEST_F(DecideColorsTest, BadPoliciesAreRefusedWithTheirPlace) {
  Set(Months("RED"));
  const auto invalid = absl::StatusCode::kInvalidArgument;
  const std::string why = R"( reason: "x")";
  ExpectRefused<v1::SetPolicyRequest>(Months("ORANGE"), invalid, "REASON_MISSING", "reason");
  ExpectRefused<v1::SetPolicyRequest>(why, invalid, "POLICY_MISSING", "policy");
  ExpectRefused<v1::SetPolicyRequest>(why + "drop: SUBJECT_PROJECT", invalid, "DISTRICT_NEEDS_POLICY", "drop");
  ExpectRefused<v1::SetPolicyRequest>(why + "preset: 'sanya-2022-area' category: PLOT", invalid, "CATEGORY_OF_UNITS",
                                      "category");
  ExpectRefused<v1::SetPolicyRequest>(why + Months("NOT_RATED"), invalid, "COLOR_UNKNOWN",
                                      "policy.dimensions[0].bands[1].color");
  ExpectRefused<v1::SetPolicyRequest>(
      why + Months("RED", R"(waivers { project: "p-9" dimension: MONTHS_NOT_STARTED by: "x" reason: "y"
                                       until: "2021-05-08" })"),
      invalid, "PROJECT_NOT_FOUND", "policy.waivers[0].project");
  ExpectRefused<v1::SetPolicyRequest>(
      why + Months("RED", R"(waivers { project: "p-1" dimension: MONTHS_NOT_STARTED by: "x" reason: "y"
                                       until: "2021-05-07" })"),
      invalid, "WAIVER_IN_PAST", "policy.waivers[0].until");
  ExpectRefused<v1::SetPolicyRequest>("preset: 'wuhn' reason: 'x'", absl::StatusCode::kNotFound, "PRESET_UNKNOWN",
                                      "wuhan");
}

TEST_F(DecideColorsTest, APolicyHasALimitOfBytes) {
  const std::string waiver = R"(waivers { project: "p-1" dimension: MONTHS_NOT_STARTED by: "区委" reason: ")" +
                             Repeat("停", common::kMaxTextCharacters) + R"(" until: "2021-05-31" })";
  const std::string why = R"(reason: "x" )";
  ExpectRefused<v1::SetPolicyRequest>(why + Months("RED", Repeat(waiver, 100)), absl::StatusCode::kInvalidArgument,
                                      "POLICY_TOO_LARGE", "字节");
  EXPECT_EQ(Set(Months("RED", Repeat(waiver, 80))).version(), 1);
}

TEST_F(DecideColorsTest, WhoSawAnotherVersionIsRefused) {
  Set(Months("RED"));
  ExpectRefused<v1::SetPolicyRequest>(Months("ORANGE") + R"( reason: "x" seen_version: 0)", absl::StatusCode::kAborted,
                                      "POLICY_CHANGED_MEANWHILE", "第 1 版");
  EXPECT_EQ(Set(Months("ORANGE") + "seen_version: 1").version(), 2);
}

TEST_F(DecideColorsTest, VersionsHaveALimit) {
  for (int i = 0; i < common::kMaxPolicyVersions; ++i) Set(Months(i % 2 == 0 ? "RED" : "ORANGE"));
  ExpectRefused<v1::SetPolicyRequest>("preset: 'wuhan' reason: 'x'", absl::StatusCode::kResourceExhausted,
                                      "POLICY_VERSIONS_FULL", std::to_string(common::kMaxPolicyVersions));
}

TEST_F(DecideColorsTest, AColorByHandHoldsUntilItsLastDayAndCanBeLifted) {
  const Decision given =
      Do<v1::OverrideColorRequest>(R"(project: "金东1号" color: YELLOW until: "2021-05-10" reason: "已协调")");
  EXPECT_THAT(KindsOf(given), ElementsAre(v1::Change::kColorOverridden, v1::Change::kStatusChanged));
  EXPECT_EQ(P().status().color(), v1::YELLOW);
  EXPECT_THAT(P().status().deciding(), ElementsAre(v1::JUDGED_BY_PERSON));
  EXPECT_EQ(P().overrides(0).by(), "li");
  const auto again =
      Try<v1::OverrideColorRequest>(R"(project: "p-1" color: YELLOW until: "2021-05-10" reason: "已协调")");
  ASSERT_TRUE(again.ok());
  EXPECT_TRUE(again->changes.empty());
  const std::string etag = P().etag();
  Edit(R"(note: "动一动")", "note");
  EXPECT_EQ(P().overrides_size(), 1) << "an edit keeps it";
  EXPECT_NE(P().etag(), etag);
  Do<v1::OverrideColorRequest>(R"(project: "p-1" lift: true reason: "误定")");
  EXPECT_EQ(P().status().color(), v1::ORANGE);
  EXPECT_EQ(P().overrides(0).lifted_by(), "li");
  EXPECT_EQ(P().overrides(0).lift_reason(), "误定");
  Do<v1::OverrideColorRequest>(R"(project: "p-1" color: GREEN until: "2021-05-10" reason: "再定")");
  today_ = common::Date::OfYmd(2021, 5, 11);
  Edit(R"(note: "过期")", "note");
  EXPECT_EQ(P().status().color(), v1::ORANGE) << "its last day is over";
  EXPECT_EQ(P().overrides_size(), 2);
}

TEST_F(DecideColorsTest, ABadColorByHandIsRefused) {
  const auto invalid = absl::StatusCode::kInvalidArgument;
  const std::string p = R"(project: "p-1" )";
  const std::string good = p + R"(color: RED reason: "x" )";
  ExpectRefused<v1::OverrideColorRequest>(R"(project: "p-9" color: RED reason: "x" until: "2021-05-10")",
                                          absl::StatusCode::kNotFound, "PROJECT_NOT_FOUND", "p-9");
  ExpectRefused<v1::OverrideColorRequest>(p + R"(reason: "x" until: "2021-05-10")", invalid, "COLOR_UNKNOWN", "color");
  ExpectRefused<v1::OverrideColorRequest>(p + R"(color: NOT_RATED reason: "x" until: "2021-05-10")", invalid,
                                          "COLOR_UNKNOWN", "color");
  ExpectRefused<v1::OverrideColorRequest>(p + R"(color: RED until: "2021-05-10")", invalid, "REASON_MISSING", "reason");
  ExpectRefused<v1::OverrideColorRequest>(good, invalid, "UNTIL_MISSING", "until");
  ExpectRefused<v1::OverrideColorRequest>(good + R"(until: "2021-05-07")", invalid, "UNTIL_IN_PAST", "2021-05-07");
  ExpectRefused<v1::OverrideColorRequest>(good + R"(until: "2022-05-10")", invalid, "UNTIL_TOO_FAR", "2022-05-09");
  ExpectRefused<v1::OverrideColorRequest>(good + R"(until: "明年")", invalid, "", "明年");
  ExpectRefused<v1::OverrideColorRequest>(p + R"(lift: true reason: "x")", absl::StatusCode::kFailedPrecondition,
                                          "NO_OVERRIDE", "泉源安置二期");
}

TEST_F(DecideColorsTest, AMonthIsRecoloredOnceAfterItsEnd) {
  const auto invalid = absl::StatusCode::kInvalidArgument;
  ExpectRefused<v1::RecolorMonthRequest>("", invalid, "MONTH_MALFORMED", "month");
  ExpectRefused<v1::RecolorMonthRequest>(R"(month: "2021-4")", invalid, "MONTH_MALFORMED", "2021-4");
  ExpectRefused<v1::RecolorMonthRequest>(R"(month: "2021-05")", invalid, "MONTH_NOT_ENDED", "2021-05");
  ExpectRefused<v1::RecolorMonthRequest>(R"(month: "2022-01")", invalid, "MONTH_NOT_ENDED", "2022-01");
  const Decision begun = Do<v1::RecolorMonthRequest>(R"(month: "2021-04")");
  ASSERT_THAT(begun.changes, SizeIs(1));
  EXPECT_EQ(begun.changes[0].recoloring_begun().published_on(), "2021-05-08");
  EXPECT_EQ(begun.changes[0].recoloring_begun().published_by(), "li");
  ExpectRefused<v1::RecolorMonthRequest>(R"(month: "2021-03")", absl::StatusCode::kAborted, "RECOLORING_RUNS",
                                         "2021-04");
  v1::Change whole;
  whole.mutable_month_recolored()->mutable_month()->set_month("2021-04");
  whole.mutable_month_recolored()->mutable_month()->set_published_on("2021-05-08");
  register_.Commit(whole);
  ExpectRefused<v1::RecolorMonthRequest>(R"(month: "2021-04")", absl::StatusCode::kFailedPrecondition,
                                         "MONTH_RECOLORED", "2021-05-08");
}

}  // namespace
}  // namespace wuse::domain
