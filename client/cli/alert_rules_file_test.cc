#include "client/cli/alert_rules_file.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "client/lib/error.h"

namespace wuse::cli {
namespace {

using ::testing::HasSubstr;

v1::AlertRules TwoRules() {
  v1::AlertRules rules;
  rules.set_etag("e1");
  v1::AlertRule& overdue = *rules.add_rules();
  overdue.set_kind(v1::MILESTONE_OVERDUE);
  overdue.set_clear_days(1);
  for (const auto& [from, until, severity] :
       {std::tuple(1, 7, v1::NOTICE), std::tuple(7, 15, v1::WARNING), std::tuple(15, 0, v1::CRITICAL)}) {
    v1::AlertBand& band = *overdue.add_bands();
    band.set_from(from);
    if (until > 0) band.set_until(until);
    band.set_severity(severity);
  }
  v1::AlertRule& behind = *rules.add_rules();
  behind.set_kind(v1::INVESTMENT_BEHIND);
  behind.set_grace_days(7);
  behind.set_disabled(true);
  behind.add_bands()->set_from(1000);
  behind.mutable_bands(0)->set_until(3001);
  behind.mutable_bands(0)->set_severity(v1::WARNING);
  return rules;
}

TEST(AlertRulesFile, WhatIsExportedIsReadAsItWas) {
  const v1::AlertRules rules = TwoRules();
  const auto read = ReadAlertRules(AlertRulesText(rules));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(*read, rules)) << read->DebugString();
}

TEST(AlertRulesFile, WhatIsNotUnderstoodIsTold) {
  EXPECT_THAT(client::ChineseOf(ReadAlertRules("{]").status()), HasSubstr("JSON 读不懂"));
  EXPECT_THAT(client::ChineseOf(ReadAlertRules("{\"ruels\": []}").status()), HasSubstr("ruels"));
  EXPECT_THAT(client::ChineseOf(ReadAlertRules("{}").status()), HasSubstr("没有规则"));
}

TEST(AlertRulesFile, BandsAreInWords) {
  EXPECT_EQ(BandsText(TwoRules().rules(0)), "1–6 天 提示，7–14 天 警告，15 天起 严重");
  EXPECT_EQ(BandsText(TwoRules().rules(1)), "10.00–30.00 个百分点 警告");
  v1::AlertRule color;
  color.set_kind(v1::COLOR_WORSENED);
  color.add_bands()->set_from(v1::ORANGE);
  color.mutable_bands(0)->set_until(v1::RED);
  color.mutable_bands(0)->set_severity(v1::WARNING);
  color.add_bands()->set_from(v1::RED);
  color.mutable_bands(1)->set_severity(v1::CRITICAL);
  EXPECT_EQ(BandsText(color), "橙 警告，红 严重");
}

TEST(AlertRulesFile, OnlyWhatDiffersIsShown) {
  const v1::AlertRules before = TwoRules();
  v1::AlertRules after = before;
  EXPECT_EQ(AlertRulesDifference(before, after), "");
  after.mutable_rules(1)->set_disabled(false);
  EXPECT_EQ(AlertRulesDifference(before, after),
            "  投资滞后\n"
            "    原 停用；10.00–30.00 个百分点 警告；观察期 7 天，解除 当天\n"
            "    新 10.00–30.00 个百分点 警告；观察期 7 天，解除 当天\n");
}

}  // namespace
}  // namespace wuse::cli
