#include "server/domain/decide_case.h"
#include "server/domain/validate.h"

namespace wuse::domain {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

// p-1 of DecideCase, with the default rules: its start is planned on 2021-03-01 and today is 2021-05-08.
class DecideAlertsTest : public DecideCase {
 protected:
  DecideAlertsTest() {
    Do<v1::SetAlertRulesRequest>(R"(rules { kind: NOT_STARTED bands { from: 1 severity: NOTICE } })");
    Edit(R"(note: "动一动")", "note");  // judged by the rules that are there now
  }
  v1::Alert NotStarted() {
    for (const v1::Alert& alert : P().alerts()) {
      if (alert.kind() == v1::NOT_STARTED) return alert;
    }
    return {};
  }
  static constexpr std::string_view kAlert = R"(alert { kind: NOT_STARTED project: "p-1" } )";
};

TEST_F(DecideAlertsTest, AnAcknowledgmentSaysWhoUntilWhenAndWhy) {
  EXPECT_EQ(NotStarted().state(), v1::ALERT_FIRING);
  const Decision decision = Do<v1::AcknowledgeAlertRequest>(Cat(kAlert, R"(note: "已约谈" until: "2021-05-20")"));
  ASSERT_THAT(decision.changes, SizeIs(1));
  EXPECT_EQ(decision.changes[0].alert_changed().event(), v1::ACKNOWLEDGED);
  const v1::Acknowledgment said = NotStarted().acknowledgment();
  EXPECT_EQ(said.by(), "li");
  EXPECT_EQ(said.on(), "2021-05-08");
  EXPECT_EQ(said.until(), "2021-05-20");
  EXPECT_EQ(said.note(), "已约谈");
  EXPECT_EQ(NotStarted().state(), v1::ALERT_FIRING);
  const auto again = Try<v1::AcknowledgeAlertRequest>(Cat(kAlert, R"(note: "已约谈" until: "2021-05-20")"));
  ASSERT_TRUE(again.ok());
  EXPECT_TRUE(again->changes.empty()) << "it was like that already";
}

TEST_F(DecideAlertsTest, AnAcknowledgmentWithoutAnEndLastsTwoWeeks) {
  Do<v1::AcknowledgeAlertRequest>(Cat(kAlert, R"(note: "已约谈")"));
  EXPECT_EQ(NotStarted().acknowledgment().until(), "2021-05-22");
}

TEST_F(DecideAlertsTest, ASnoozeThroughTodayIsTheShortest) {
  Do<v1::SnoozeAlertRequest>(Cat(kAlert, R"(note: "等批复" until: "2021-05-08")"));
  EXPECT_EQ(NotStarted().snooze().until(), "2021-05-08");
}

struct BadQuiet {
  std::string text;
  absl::StatusCode code;
  std::string reason;
};
TEST_F(DecideAlertsTest, WhatCannotBeAcknowledgedOrSnoozedIsRefusedWithItsReason) {
  const std::string alert(kAlert);
  const std::vector<BadQuiet> cases = {
      {alert + R"(note: "x")", absl::StatusCode::kInvalidArgument, "UNTIL_MISSING"},
      {alert + R"(note: "x" until: "2021-05-07")", absl::StatusCode::kInvalidArgument, "UNTIL_IN_PAST"},
      {alert + R"(note: "x" until: "2022-05-08")", absl::StatusCode::kInvalidArgument, "UNTIL_TOO_FAR"},
      {alert + R"(note: "x" until: "五月")", absl::StatusCode::kInvalidArgument, "DATE_MALFORMED"},
      {alert + R"(until: "2021-05-20")", absl::StatusCode::kInvalidArgument, "REQUIRED"},
      {R"(alert { kind: STALLED project: "p-1" } note: "x" until: "2021-05-20")", absl::StatusCode::kNotFound,
       "ALERT_UNKNOWN"},
      {R"(alert { kind: NOT_STARTED project: "p-9" } note: "x" until: "2021-05-20")", absl::StatusCode::kNotFound,
       "PROJECT_NOT_FOUND"},
      {R"(alert { kind: NOT_STARTED project: "p-1" milestone: "started" } note: "x" until: "2021-05-20")",
       absl::StatusCode::kInvalidArgument, "MILESTONE_UNEXPECTED"},
      {R"(alert { kind: MILESTONE_OVERDUE project: "p-1" milestone: "屋顶花园" } note: "x" until: "2021-05-20")",
       absl::StatusCode::kInvalidArgument, "MILESTONE_UNKNOWN"},
      {R"(alert { kind: 77 project: "p-1" } note: "x" until: "2021-05-20")", absl::StatusCode::kInvalidArgument,
       "ENUM_UNKNOWN"},
  };
  for (const BadQuiet& bad : cases) {
    const auto refused = Try<v1::SnoozeAlertRequest>(bad.text);
    ASSERT_FALSE(refused.ok()) << bad.text;
    EXPECT_EQ(refused.status().code(), bad.code) << bad.text << refused.status();
    const auto detail = common::DetailOf(refused.status());
    ASSERT_TRUE(detail.has_value());
    const std::string reason = detail->fields.empty() ? detail->reason : detail->fields[0].reason;
    EXPECT_EQ(reason, bad.reason) << bad.text;
  }
}

TEST_F(DecideAlertsTest, WhatIsNotFiringIsNotAcknowledged) {
  Edit(R"(milestones { id: "started" reached_on: "2021-05-07" })", "milestones.started.reached_on");
  ASSERT_EQ(NotStarted().state(), v1::ALERT_RESOLVED);
  const auto refused = Try<v1::AcknowledgeAlertRequest>(Cat(kAlert, R"(note: "x")"));
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(refused.status()), "ALERT_NOT_FIRING");
  EXPECT_THAT(common::DetailOf(refused.status())->chinese, HasSubstr("已于2021-05-08解除"));
}

TEST_F(DecideAlertsTest, RulesOfOtherKindsStayAndTheEtagTellsChanges) {
  const v1::AlertRules before = register_.alert_rules().message();
  const Decision decision = Do<v1::SetAlertRulesRequest>(
      R"(rules { kind: STALLED grace_days: 3 bands { from: 2 until: 5 severity: NOTICE }
                 bands { from: 5 severity: WARNING } } etag: ")" +
      before.etag() + "\"");
  ASSERT_THAT(decision.changes, SizeIs(1));
  const v1::AlertRules after = register_.alert_rules().message();
  EXPECT_EQ(after.rules_size(), before.rules_size());
  EXPECT_NE(after.etag(), before.etag());
  EXPECT_EQ(register_.alert_rules().of(v1::STALLED).SeverityOf(4), v1::NOTICE);
  EXPECT_EQ(register_.alert_rules().of(v1::STALLED).SeverityOf(5), v1::WARNING);
  EXPECT_EQ(register_.alert_rules().of(v1::NOT_STARTED).SeverityOf(1), v1::NOTICE);
  const auto late = Try<v1::SetAlertRulesRequest>(
      R"(rules { kind: STALLED bands { from: 2 severity: NOTICE } } etag: ")" + before.etag() + "\"");
  EXPECT_EQ(late.status().code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(late.status()), "ETAG_MISMATCH");
}

TEST_F(DecideAlertsTest, BadRulesAreRefusedNamingTheValue) {
  const std::vector<BadInput> cases = {
      {"none", "", "rules", "RULES_MISSING", "没有给出"},
      {"kind", R"(rules { bands { from: 1 severity: NOTICE } })", "rules[0].kind", "RULE_KIND_INVALID", "“0”"},
      {"no bands", R"(rules { kind: STALLED })", "rules[0].bands", "BANDS_MISSING", "至少要有一档"},
      {"overlap",
       R"(rules { kind: STALLED bands { from: 1 until: 10 severity: NOTICE } bands { from: 9 severity: WARNING } })",
       "rules[0].bands[1].from", "BANDS_OVERLAP", "9落在两档里"},
      {"open before the last",
       R"(rules { kind: STALLED bands { from: 1 severity: NOTICE } bands { from: 9 severity: WARNING } })",
       "rules[0].bands[1].from", "BANDS_OVERLAP", "9落在两档里"},
      {"gap",
       R"(rules { kind: STALLED bands { from: 1 until: 7 severity: NOTICE } bands { from: 10 severity: WARNING } })",
       "rules[0].bands[1].from", "BANDS_GAP", "7到9"},
      {"end", R"(rules { kind: STALLED bands { from: 1 until: 7 severity: NOTICE } })", "rules[0].bands[0]",
       "BANDS_GAP", "7及以上"},
      {"reversed", R"(rules { kind: STALLED bands { from: 8 until: 7 severity: NOTICE } })", "rules[0].bands[0]",
       "BAND_INVALID", "“8”到“7”"},
      {"zero", R"(rules { kind: STALLED bands { severity: NOTICE } })", "rules[0].bands[0]", "BAND_INVALID", "“0”"},
      {"no severity", R"(rules { kind: STALLED bands { from: 1 } })", "rules[0].bands[0]", "BAND_INVALID", "级别"},
      {"falling",
       R"(rules { kind: STALLED bands { from: 1 until: 7 severity: WARNING } bands { from: 7 severity: NOTICE } })",
       "rules[0].bands[1].severity", "SEVERITY_FALLS", "逐档升高"},
      {"color", R"(rules { kind: COLOR_WORSENED bands { from: 3 severity: NOTICE } })", "rules[0].bands[0]",
       "BAND_INVALID", "“3”"},
      {"grace", R"(rules { kind: STALLED grace_days: 61 bands { from: 1 severity: NOTICE } })", "rules[0].grace_days",
       "NUMBER_OUT_OF_RANGE", "61"},
      {"twice",
       R"(rules { kind: STALLED bands { from: 1 severity: NOTICE } } rules { kind: STALLED bands { from: 1 severity: NOTICE } })",
       "rules[1].kind", "RULE_TWICE", "进展停滞"},
  };
  const std::string before = register_.alert_rules().message().etag();
  for (const BadInput& bad : cases) {
    const auto refused = Try<v1::SetAlertRulesRequest>(bad.request);
    ASSERT_FALSE(refused.ok()) << bad.name;
    const auto detail = common::DetailOf(refused.status());
    ASSERT_TRUE(detail && !detail->fields.empty()) << bad.name << refused.status();
    EXPECT_EQ(detail->fields[0].field, bad.field) << bad.name;
    EXPECT_EQ(detail->fields[0].reason, bad.reason) << bad.name;
    EXPECT_THAT(detail->fields[0].chinese, HasSubstr(bad.chinese)) << bad.name;
  }
  EXPECT_EQ(register_.alert_rules().message().etag(), before);
}

TEST(DefaultAlertRules, AreGoodRules) {
  const v1::AlertRules rules = DefaultAlertRules();
  ASSERT_EQ(rules.rules_size(), v1::AlertKind_ARRAYSIZE - 1);
  Problems problems;
  for (int i = 0; i < rules.rules_size(); ++i) {
    EXPECT_EQ(rules.rules(i).kind(), i + 1) << "one of each kind, by kind";
    CheckAlertRule(rules.rules(i), "", problems);
  }
  EXPECT_TRUE(problems.empty());
  EXPECT_TRUE(AlertRuleSet().message().defaults());
}

}  // namespace
}  // namespace wuse::domain
