#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "server/app/verify.h"
#include "tests/integration/small_register.h"
#include "wuse/v1/board_service.pb.h"

// Weekly bulletins: composed, published, frozen, corrected.
namespace wuse::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kFailedPrecondition = grpc::StatusCode::FAILED_PRECONDITION;

class Bulletins : public ::testing::Test {
 protected:
  Bulletins() { register_.Fill(); }

  v1::GetBulletinResponse GetBulletin(const std::string& request) {
    return register_.Get<v1::GetBulletinResponse>("GetBulletin", request);
  }
  v1::Bulletin Publish(const std::string& request) {
    return register_.Get<v1::PublishBulletinResponse>("PublishBulletin", request).bulletin();
  }
  void CorrectWeek17(const std::string& yuan) {
    register_.Do("FileReport", "edit { report { project: 'p-1' week: '2021-W17' invested_this_year_yuan: " + yuan +
                                   " } correction_reason: '重复计算' }");
  }
  std::vector<std::string> Listed(const std::string& request = "") {
    std::vector<std::string> listed;
    const auto response = register_.Get<v1::ListBulletinsResponse>("ListBulletins", request);
    for (const v1::BulletinHead& head : response.bulletins()) {
      listed.push_back(head.period() + " " + std::to_string(head.edition()) + (head.has_filter() ? " filtered" : ""));
    }
    return listed;
  }
  // Refused, and nothing is written.
  void ExpectRefused(const std::string& method, const std::string& request, grpc::StatusCode code,
                     const std::string& reason, const std::string& what = "") {
    SCOPED_TRACE(request);
    const int64_t head = register_.head();
    const std::vector<std::string> listed = Listed();
    const RawAnswer answer = register_.Call(method, request);
    ExpectRefusal(answer, code, reason);
    EXPECT_THAT(answer.status.error_message(), HasSubstr(what));
    EXPECT_EQ(register_.head(), head);
    EXPECT_EQ(Listed(), listed);
  }

  SmallRegister register_;
};

TEST_F(Bulletins, AWeekIsOfItsFriday) {
  const auto response = GetBulletin("period: '2021-W17'");
  const v1::Bulletin& bulletin = response.bulletin();
  EXPECT_EQ(response.edition_count(), 0);
  EXPECT_EQ(bulletin.edition(), 0);
  EXPECT_EQ(bulletin.as_of(), "2021-04-30");
  EXPECT_EQ(bulletin.figures().project_count(), 2);
  EXPECT_EQ(bulletin.figures().invested_yuan(), 4'000'000);
  EXPECT_EQ(bulletin.figures().in_period().invested_yuan(), 1'000'000) << "3 million were reported for W15";
  EXPECT_EQ(bulletin.figures().distance().points(), "0.00");
  EXPECT_EQ(bulletin.style().decimals(), 2);
  ASSERT_EQ(bulletin.units_size(), 2);
  EXPECT_EQ(bulletin.units(0).unit(), "duohu");
  EXPECT_EQ(bulletin.units(0).missing_count(), 0);
  EXPECT_EQ(bulletin.units(1).unit(), "dongxiao") << "without a distance: last";
  EXPECT_EQ(bulletin.units(1).missing_count(), 1);
  EXPECT_EQ(bulletin.report_week(), "2021-W17");
  EXPECT_EQ(bulletin.expected_count(), 2);
  ASSERT_EQ(bulletin.missing_size(), 1);
  EXPECT_EQ(bulletin.missing(0).id(), "p-2");
  EXPECT_EQ(bulletin.missing(0).last_week(), "");
  EXPECT_EQ(bulletin.since_last().period(), "2021-W16");
  EXPECT_EQ(bulletin.since_last().as_of(), "2021-04-23");
  EXPECT_FALSE(bulletin.since_last().published());
  EXPECT_EQ(bulletin.since_last().completion_points(), "8.33");
  ASSERT_EQ(bulletin.due_next_size(), 1) << "the start of p-1 is late; its roof is not due by the end of W18";
  EXPECT_EQ(bulletin.due_next(0).milestone_name(), "开工");
  EXPECT_EQ(bulletin.due_next(0).days_late(), 60);
  EXPECT_EQ(bulletin.head().sequence(), register_.head());
}

TEST_F(Bulletins, OfTodayTheRedAndOrangeOnesAreListedWithTheirReasons) {
  const v1::Bulletin bulletin = GetBulletin("").bulletin();
  EXPECT_EQ(bulletin.period(), "2021-W18");
  EXPECT_EQ(bulletin.as_of(), "2021-05-07");
  EXPECT_EQ(bulletin.behind_count(), 1);
  ASSERT_EQ(bulletin.behind_size(), 1);
  EXPECT_EQ(bulletin.behind(0).id(), "p-1");
  EXPECT_EQ(bulletin.behind(0).color(), v1::ORANGE);
  EXPECT_THAT(bulletin.behind(0).reasons(), ElementsAre("应开工 2 个月未开工，2 为橙"));
  EXPECT_EQ(bulletin.since_last().worsened_count(), 1);
  EXPECT_EQ(bulletin.since_last().worsened(0).before(), v1::YELLOW);
  EXPECT_EQ(bulletin.since_last().worsened(0).after(), v1::ORANGE);
}

TEST_F(Bulletins, APublishedOneStaysAsItWasSent) {
  const v1::Bulletin sent = Publish("period: '2021-W17'");
  EXPECT_EQ(sent.edition(), 1);
  EXPECT_EQ(sent.published_on(), "2021-05-08");
  EXPECT_EQ(sent.published_by(), "li");
  CorrectWeek17("3600000");
  const auto later = GetBulletin("period: '2021-W17' format: BULLETIN_TEXT");
  EXPECT_EQ(later.bulletin().SerializeAsString(), sent.SerializeAsString());
  EXPECT_THAT(later.rendered(), HasSubstr("完成投资0.04亿元"));
  EXPECT_EQ(later.edition_count(), 1);
  ASSERT_GT(later.differences_size(), 0);
  bool told = false;
  for (const v1::BulletinDifference& one : later.differences()) {
    told = told || (one.what() == "合计 年度计划完成率" && one.before() == "33.33%" && one.after() == "30.00%");
  }
  EXPECT_TRUE(told) << later.ShortDebugString();
  const auto now = GetBulletin("period: '2021-W17' unpublished: true");
  EXPECT_EQ(now.bulletin().edition(), 0);
  EXPECT_EQ(now.bulletin().figures().invested_yuan(), 3'600'000);
  EXPECT_EQ(now.edition_count(), 1);
  EXPECT_EQ(now.differences_size(), 0);
}

TEST_F(Bulletins, ACorrectionStandsBesideWhatWasSent) {
  const v1::Bulletin first = Publish("period: '2021-W17'");
  CorrectWeek17("3600000");
  const v1::Bulletin second = Publish("period: '2021-W17' correction_reason: '重复计算'");
  EXPECT_EQ(second.edition(), 2);
  EXPECT_EQ(second.correction_reason(), "重复计算");
  EXPECT_EQ(second.figures().invested_yuan(), 3'600'000);
  ASSERT_GT(second.corrected_size(), 0);
  EXPECT_EQ(second.corrected(0).what(), "合计 年度计划完成率");
  EXPECT_EQ(second.corrected(0).before(), "33.33%");
  EXPECT_EQ(second.corrected(0).after(), "30.00%");
  EXPECT_EQ(GetBulletin("period: '2021-W17' edition: 1").bulletin().SerializeAsString(), first.SerializeAsString());
  const auto newest = GetBulletin("period: '2021-W17' format: BULLETIN_TEXT");
  EXPECT_EQ(newest.bulletin().SerializeAsString(), second.SerializeAsString());
  EXPECT_THAT(newest.rendered(), HasSubstr("更正版，第2版"));
  EXPECT_THAT(newest.rendered(), HasSubstr("更正原因：重复计算"));
  EXPECT_EQ(newest.edition_count(), 2);
  EXPECT_THAT(Listed(), ElementsAre("2021-W17 2", "2021-W17 1"));
}

TEST_F(Bulletins, TheNextOneIsComparedWithWhatWasSent) {
  Publish("period: '2021-W17'");
  CorrectWeek17("3600000");
  const v1::SinceLast since = GetBulletin("period: '2021-W18'").bulletin().since_last();
  EXPECT_TRUE(since.published());
  EXPECT_EQ(since.figures().invested_yuan(), 4'000'000) << "as sent, whatever was corrected";
  EXPECT_EQ(since.completion_points(), "-3.33");
}

TEST_F(Bulletins, WhatMayNotBePublishedIsRefused) {
  const std::string method = "PublishBulletin";
  ExpectRefused(method, "period: '2021-W19'", kInvalid, "PERIOD_IN_FUTURE", "2021-W19");
  ExpectRefused(method, "period: '2021-Q1'", kInvalid, "PERIOD_MALFORMED", "2021-Q1");
  ExpectRefused(method, "period: '2021-05'", kInvalid, "PERIOD_NOT_ENDED", "2021-05-31");
  ExpectRefused(method, "period: '2021-W17' filter { units: 'nowhere' }", kInvalid, "UNIT_UNKNOWN", "nowhere");
  ExpectRefused(method, "period: '2021-W17' correction_reason: '漏报'", kFailedPrecondition, "BULLETIN_NOT_PUBLISHED");
  Publish("period: '2021-W17'");
  ExpectRefused(method, "period: '2021-W17'", kFailedPrecondition, "BULLETIN_PUBLISHED", "2021-05-08");
  ExpectRefused(method, "period: '2021-W17' correction_reason: '漏报'", kFailedPrecondition, "NOTHING_CORRECTED");
  ExpectRefused("GetBulletin", "period: '2021-W17' edition: 2", grpc::StatusCode::NOT_FOUND, "EDITION_NOT_FOUND");
  ExpectRefused("GetBulletin", "period: '2021-W16' edition: 1", grpc::StatusCode::NOT_FOUND, "EDITION_NOT_FOUND");
  ExpectRefused("GetBulletin", "period: '2021-W20'", kInvalid, "PERIOD_IN_FUTURE");
  ExpectRefused("GetBulletin", "format: 9", kInvalid, "VALUE_UNKNOWN");
}

TEST_F(Bulletins, ARepeatedRequestIsAnsweredTheSame) {
  const std::string request = "period: '2021-W17' request_id: 'once'";
  const std::string first = register_.Do("PublishBulletin", request);
  CorrectWeek17("3600000");
  EXPECT_EQ(register_.Do("PublishBulletin", request), first);
  EXPECT_THAT(Listed(), ElementsAre("2021-W17 1"));
}

TEST_F(Bulletins, AfterARestartTheyAreTheSameBytes) {
  Publish("period: '2021-W17'");
  CorrectWeek17("3600000");
  Publish("period: '2021-W17' correction_reason: '重复计算'");
  const std::string first = register_.Do("GetBulletin", "period: '2021-W17' edition: 1 format: BULLETIN_HTML");
  const std::string second = register_.Do("GetBulletin", "period: '2021-W17' edition: 2 format: BULLETIN_HTML");
  const std::string list = register_.Do("ListBulletins", "");
  register_.server().Stop();
  register_.server().Start();
  EXPECT_EQ(register_.Do("GetBulletin", "period: '2021-W17' edition: 1 format: BULLETIN_HTML"), first);
  EXPECT_EQ(register_.Do("GetBulletin", "period: '2021-W17' edition: 2 format: BULLETIN_HTML"), second);
  EXPECT_EQ(register_.Do("ListBulletins", ""), list);
  ExpectRefused("PublishBulletin", "period: '2021-W17'", kFailedPrecondition, "BULLETIN_PUBLISHED");
}

TEST_F(Bulletins, TheHeadThatIsPrintedIsFoundInTheLedger) {
  const v1::Bulletin sent = Publish("period: '2021-W17'");
  EXPECT_EQ(sent.head().sequence(), register_.head() - 1) << "of the figures, which publishing comes after";
  CorrectWeek17("3600000");
  const std::string printed = std::to_string(sent.head().sequence()) + ":" + sent.head().hash();
  EXPECT_THAT(GetBulletin("period: '2021-W17' format: BULLETIN_HTML").rendered(), HasSubstr(printed));
  const auto expected = app::ExpectedHead::Parse(printed);
  ASSERT_TRUE(expected.ok()) << expected.status();
  const common::Sequence end{register_.head()};
  EXPECT_TRUE(app::WalkLedger(register_.ledger(), end, *expected).ok());
  app::ExpectedHead other = *expected;
  other.sequence = other.sequence.Next();
  EXPECT_FALSE(app::WalkLedger(register_.ledger(), end, other).ok());
}

TEST_F(Bulletins, TheyAreListedInPagesNewestPeriodFirst) {
  Publish("period: '2021-W16'");
  Publish("period: '2021-W18'");
  Publish("period: '2021-W17'");
  Publish("period: '2021-W17' filter { units: 'duohu' }");
  EXPECT_EQ(Listed().size(), 4U);
  EXPECT_EQ(Listed().front(), "2021-W18 1");
  EXPECT_EQ(Listed().back(), "2021-W16 1");
  std::vector<std::string> paged;
  std::string token;
  do {
    const std::string request = "page_size: 1 page_token: '" + token + "'";
    const auto page = register_.Get<v1::ListBulletinsResponse>("ListBulletins", request);
    ASSERT_EQ(page.bulletins_size(), 1);
    for (const std::string& one : Listed(request)) paged.push_back(one);
    token = page.next_page_token();
  } while (!token.empty() && paged.size() < 5);
  EXPECT_EQ(paged, Listed());
}

TEST_F(Bulletins, ASelectionHasABulletinOfItsOwn) {
  const v1::Bulletin bulletin = Publish("period: '2021-W17' filter { units: 'duohu' }");
  EXPECT_EQ(bulletin.figures().project_count(), 1);
  EXPECT_EQ(bulletin.units_size(), 1);
  EXPECT_EQ(GetBulletin("period: '2021-W17'").edition_count(), 0);
  EXPECT_EQ(GetBulletin("period: '2021-W17' filter { units: 'duohu' }").edition_count(), 1);
}

TEST_F(Bulletins, MonthsAndHalvesAreOfTheirLastDay) {
  EXPECT_EQ(GetBulletin("period: '2021-04'").bulletin().as_of(), "2021-04-30");
  EXPECT_EQ(GetBulletin("period: '2021-04-H1'").bulletin().as_of(), "2021-04-15");
  const v1::Bulletin month = GetBulletin("period: '2021-04'").bulletin();
  EXPECT_EQ(month.report_week(), "2021-W17");
  EXPECT_EQ(month.since_last().as_of(), "2021-03-31");
  EXPECT_EQ(GetBulletin("period: '2021-05'").bulletin().as_of(), "2021-05-08") << "today";
}

}  // namespace
}  // namespace wuse::testing
