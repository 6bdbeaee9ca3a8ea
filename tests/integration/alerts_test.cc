#include <gmock/gmock.h>

#include <algorithm>

#include "tests/integration/alert_register.h"

// What is listed of alerts, what people say about them, and their rules.
namespace wuse::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Keys = std::vector<std::string>;

Keys KeysOf(const v1::ListAlertsResponse& page) {
  Keys keys;
  for (const v1::AlertItem& item : page.alerts()) {
    keys.push_back(item.alert().project() + " " + v1::AlertKind_Name(item.alert().kind()));
  }
  return keys;
}

class Alerts : public AlertRegister {
 protected:
  v1::ListAlertsResponse List(std::string_view text) {
    return register_.Get<v1::ListAlertsResponse>("ListAlerts", text);
  }
  v1::ListAlertHistoryResponse History(std::string_view text) {
    return register_.Get<v1::ListAlertHistoryResponse>("ListAlertHistory", text);
  }
  Keys AllPages(v1::ListAlertsRequest request, int page_size) {
    Keys keys;
    request.set_page_size(page_size);
    while (true) {
      const auto page = register_.Get<v1::ListAlertsResponse>(request);
      EXPECT_LE(page.alerts_size(), page_size);
      const Keys of_page = KeysOf(page);
      keys.insert(keys.end(), of_page.begin(), of_page.end());
      if (page.next_page_token().empty() || of_page.empty()) return keys;
      request.set_page_token(page.next_page_token());
    }
  }
  // Orange on the 9th: a second alert of a and of b, at once.
  void BecomeTheNinth() {
    register_.Get<v1::SetAlertRulesResponse>("SetAlertRules", R"(request_id: "no-grace" rules {
        kind: COLOR_WORSENED clear_days: 7
        bands { from: 5 until: 6 severity: WARNING } bands { from: 6 severity: CRITICAL } })");
    Become(common::Date::OfYmd(2021, 5, 9));
  }

  static std::string RefTo(const std::string& project) {
    return "alert { kind: MILESTONE_OVERDUE project: '" + project + "' milestone: '结顶' } ";
  }
};

TEST_F(Alerts, AreListedWorstFirstThenTheLongestThenByProject) {
  EXPECT_THAT(KeysOf(List("")), ElementsAre("a MILESTONE_OVERDUE", "b MILESTONE_OVERDUE", "c MILESTONE_OVERDUE"));
  BecomeTheNinth();
  AddLate("aa", "duohu", "", "2021-05-02");
  const auto list = List("");
  EXPECT_THAT(KeysOf(list), ElementsAre("a MILESTONE_OVERDUE", "b MILESTONE_OVERDUE", "a COLOR_WORSENED",
                                        "aa MILESTONE_OVERDUE", "b COLOR_WORSENED", "c MILESTONE_OVERDUE"));
  EXPECT_EQ(list.total(), 6);
  EXPECT_EQ(list.sequence(), register_.head());
  EXPECT_EQ(list.alerts(0).measure(), 8) << "today's, not that of the day it fired";
  EXPECT_EQ(list.alerts(2).measure(), v1::ORANGE);
  EXPECT_EQ(list.alerts(2).milestone_name(), "");
  EXPECT_EQ(list.alerts(3).leader(), "");
}

TEST_F(Alerts, PagesOfAnySizeHaveEachAlertOnce) {
  BecomeTheNinth();
  const v1::ListAlertsRequest request;
  const Keys whole = KeysOf(List(""));
  ASSERT_EQ(whole.size(), 5U);
  for (const int size : {1, 2, 3, 5}) EXPECT_EQ(AllPages(request, size), whole) << size;
  const auto page = List("page_size: 2");
  EXPECT_EQ(page.total(), 5);
  EXPECT_EQ(List("page_size: 5").next_page_token(), "");
  // One that resolves between the pages repeats and loses none of the others.
  TopRoof("b");
  auto next = request;
  next.set_page_token(page.next_page_token());
  EXPECT_THAT(KeysOf(register_.Get<v1::ListAlertsResponse>(next)),
              ElementsAre("a COLOR_WORSENED", "c MILESTONE_OVERDUE"))
      << "with its roof topped b is not rated any more";
}

TEST_F(Alerts, ATokenOfAPageIsGoodForItsOwnRequestOnly) {
  const std::string token = List("page_size: 1").next_page_token();
  std::string forged = token;
  forged[3] = forged[3] == 'A' ? 'B' : 'A';
  SmallRegister other;
  const std::string same = "page_token: '" + token + "'";
  EXPECT_EQ(List(same).alerts_size(), 2);
  for (const std::string& bad : {"page_token: '" + forged + "'", same + " filter { units: 'duohu' }",
                                 same + " resolved_since: '2021-05-01'", std::string("page_token: '不是'")}) {
    ExpectRefusal(register_.Call("ListAlerts", bad), kInvalid, "PAGE_TOKEN_INVALID");
  }
  ExpectRefusal(other.Call("ListAlerts", same), kInvalid, "PAGE_TOKEN_INVALID");
  ExpectRefusal(register_.Call("ListAlertHistory", "project: 'a' " + same), kInvalid, "PAGE_TOKEN_INVALID");
  ExpectRefusal(register_.Call("ListAlerts", "page_size: 501"), kInvalid, "PAGE_SIZE_INVALID");
  ExpectRefusal(register_.Call("ListAlerts", "resolved_since: '5月'"), kInvalid, "DATE_MALFORMED");
}

TEST_F(Alerts, TheResolvedAreListedSinceADayWhereTheyAreAskedFor) {
  TopRoof("a");
  EXPECT_THAT(KeysOf(List("")), ElementsAre("b MILESTONE_OVERDUE", "c MILESTONE_OVERDUE"));
  EXPECT_THAT(KeysOf(List("resolved_since: '2021-05-08'")),
              ElementsAre("a MILESTONE_OVERDUE", "b MILESTONE_OVERDUE", "c MILESTONE_OVERDUE"));
  EXPECT_THAT(KeysOf(List("resolved_since: '2021-05-09'")), ElementsAre("b MILESTONE_OVERDUE", "c MILESTONE_OVERDUE"));
  EXPECT_THAT(KeysOf(List("resolved_since: '2021-05-08' filter { min_severity: WARNING leaders: '李四' }")),
              ElementsAre("b MILESTONE_OVERDUE"));
  const auto list = List("resolved_since: '2021-05-01' filter { projects: 'a' }");
  ASSERT_EQ(list.alerts_size(), 1);
  EXPECT_FALSE(list.alerts(0).has_measure()) << "a rung that is reached is not late";
}

TEST_F(Alerts, ThePendingAreListedWhereTheyAreAskedForAfterWhatFires) {
  register_.Do("SetAlertRules", R"(rules { kind: MILESTONE_OVERDUE grace_days: 3
                                           bands { from: 1 severity: CRITICAL } })");
  AddLate("d", "duohu", "", "2021-05-07");
  ASSERT_TRUE(WaitFor([&] { return List("filter { min_severity: CRITICAL }").total() == 3; }));
  EXPECT_THAT(KeysOf(List("filter { projects: 'd' }")), IsEmpty());
  EXPECT_THAT(KeysOf(List("filter { include_pending: true }")),
              ElementsAre("a MILESTONE_OVERDUE", "b MILESTONE_OVERDUE", "c MILESTONE_OVERDUE", "d MILESTONE_OVERDUE"));
}

// --- history

TEST_F(Alerts, TheHistoryHasEveryEventOldestFirst) {
  register_.Do("AcknowledgeAlert", RefTo("c") + "note: '已约谈施工单位'");
  Become(common::Date::OfYmd(2021, 5, 14));
  TopRoof("c", "2021-05-14");
  const auto history = History("project: 'c' kind: MILESTONE_OVERDUE milestone: 'roof-topped'");
  std::vector<v1::AlertEvent> events;
  Keys days;
  for (const v1::AlertHistoryEntry& entry : history.entries()) {
    events.push_back(entry.event());
    days.push_back(entry.date() + " " + entry.actor());
    EXPECT_EQ(entry.alert().project(), "c");
    EXPECT_GT(entry.time().seconds(), 0);
  }
  EXPECT_THAT(events, ElementsAre(v1::FIRED, v1::ACKNOWLEDGED, v1::ESCALATED, v1::RESOLVED));
  EXPECT_THAT(days, ElementsAre("2021-05-08 tester", "2021-05-08 li", "2021-05-14 wuse", "2021-05-14 tester"));
  EXPECT_EQ(history.entries(0).measure(), 1);
  EXPECT_FALSE(history.entries(1).has_measure());
  EXPECT_EQ(history.entries(1).alert().acknowledgment().note(), "已约谈施工单位");
  EXPECT_EQ(history.next_page_token(), "");
  for (const int size : {1, 2, 3}) {
    v1::ListAlertHistoryRequest request;
    request.set_project("c");
    request.set_page_size(size);
    std::string pages;
    do {
      const auto page = register_.Get<v1::ListAlertHistoryResponse>(request);
      EXPECT_LE(page.entries_size(), size);
      for (const v1::AlertHistoryEntry& entry : page.entries()) pages += entry.SerializeAsString();
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    std::string whole;
    const auto of_project = History("project: 'c'");
    for (const v1::AlertHistoryEntry& entry : of_project.entries()) whole += entry.SerializeAsString();
    EXPECT_EQ(pages, whole) << size;
  }
}

TEST_F(Alerts, TheHistoryOfWhatNeverWasIsRefusedAndThatOfAQuietProjectIsEmpty) {
  ExpectRefusal(register_.Call("ListAlertHistory", "project: 'no-such'"), grpc::StatusCode::NOT_FOUND,
                "PROJECT_NOT_FOUND");
  ExpectRefusal(register_.Call("ListAlertHistory", "project: 'a' kind: STALLED"), grpc::StatusCode::NOT_FOUND,
                "ALERT_UNKNOWN");
  ExpectRefusal(register_.Call("ListAlertHistory", "project: 'a' kind: MILESTONE_OVERDUE milestone: 'approved'"),
                grpc::StatusCode::NOT_FOUND, "ALERT_UNKNOWN");
  ExpectRefusal(register_.Call("ListAlertHistory", "project: 'a' kind: STALLED milestone: 'roof-topped'"), kInvalid,
                "MILESTONE_UNEXPECTED");
  AddLate("quiet", "duohu", "", "2021-09-01");
  EXPECT_THAT(History("project: 'quiet'").entries(), IsEmpty());
}

// --- what people say

TEST_F(Alerts, AreAcknowledgedAndSnoozedByNameAndRepeatingWritesNothing) {
  const std::string note = RefTo("a") + "note: '已约谈' request_id: 'r-1'";
  const auto first = register_.Get<v1::AlertMutationResponse>("AcknowledgeAlert", note);
  EXPECT_EQ(first.alert().acknowledgment().by(), "li");
  EXPECT_EQ(first.alert().acknowledgment().until(), "2021-05-22");
  EXPECT_EQ(first.sequence(), register_.head());
  EXPECT_EQ(register_.Get<v1::AlertMutationResponse>("AcknowledgeAlert", note).SerializeAsString(),
            first.SerializeAsString());
  const auto again = register_.Get<v1::AlertMutationResponse>("AcknowledgeAlert", RefTo("a") + "note: '已约谈'");
  EXPECT_EQ(again.sequence(), 0) << "it was like that already";
  EXPECT_EQ(again.alert().SerializeAsString(), first.alert().SerializeAsString());
  const auto snoozed =
      register_.Get<v1::AlertMutationResponse>("SnoozeAlert", RefTo("a") + "note: '等待施工许可' until: '2021-05-20'");
  EXPECT_EQ(snoozed.alert().snooze().until(), "2021-05-20");
  EXPECT_EQ(snoozed.alert().acknowledgment().note(), "已约谈") << "the one does not undo the other";
  EXPECT_EQ(List("filter { projects: 'a' }").alerts(0).alert().SerializeAsString(),
            snoozed.alert().SerializeAsString());
}

TEST_F(Alerts, WhatCannotBeSaidIsRefused) {
  TopRoof("b");
  const std::string note = "note: '等待' ";
  const struct {
    const char* method;
    std::string request;
    grpc::StatusCode code;
    const char* reason;
  } rows[] = {
      {"SnoozeAlert", RefTo("a") + note, kInvalid, "UNTIL_MISSING"},
      {"SnoozeAlert", RefTo("a") + note + "until: '2021-05-07'", kInvalid, "UNTIL_IN_PAST"},
      {"SnoozeAlert", RefTo("a") + note + "until: '2022-05-07'", kInvalid, "UNTIL_TOO_FAR"},
      {"AcknowledgeAlert", RefTo("a") + note + "until: '2021-05-07'", kInvalid, "UNTIL_IN_PAST"},
      {"AcknowledgeAlert", RefTo("b") + note, grpc::StatusCode::FAILED_PRECONDITION, "ALERT_NOT_FIRING"},
      {"SnoozeAlert", RefTo("b") + note + "until: '2021-05-20'", grpc::StatusCode::FAILED_PRECONDITION,
       "ALERT_NOT_FIRING"},
      {"AcknowledgeAlert", "alert { kind: STALLED project: 'a' } " + note, grpc::StatusCode::NOT_FOUND,
       "ALERT_UNKNOWN"},
  };
  const std::string before = register_.Everything();
  for (const auto& row : rows) {
    SCOPED_TRACE(row.request);
    ExpectRefusal(register_.Call(row.method, row.request), row.code, row.reason);
  }
  EXPECT_EQ(register_.Everything(), before);
}

// --- rules

TEST_F(Alerts, RulesAreSetByKindAndAllAlertsAreJudgedAnew) {
  const auto before = register_.Get<v1::AlertRules>("GetAlertRules", "");
  EXPECT_TRUE(before.defaults());
  EXPECT_EQ(before.rules_size(), 6);
  const std::string strict = "rules { kind: MILESTONE_OVERDUE bands { from: 5 severity: CRITICAL } } etag: '";
  const auto tried =
      register_.Get<v1::SetAlertRulesResponse>("SetAlertRules", strict + before.etag() + "' validate_only: true");
  EXPECT_EQ(tried.sequence(), 0);
  EXPECT_EQ(register_.Get<v1::AlertRules>("GetAlertRules", "").SerializeAsString(), before.SerializeAsString());
  const auto set = register_.Get<v1::SetAlertRulesResponse>("SetAlertRules", strict + before.etag() + "'");
  EXPECT_GT(set.sequence(), 0);
  EXPECT_EQ(set.rules().SerializeAsString(), tried.rules().SerializeAsString()) << "as the trial said";
  EXPECT_EQ(register_.Get<v1::AlertRules>("GetAlertRules", "").SerializeAsString(), set.rules().SerializeAsString());
  EXPECT_FALSE(set.rules().defaults());
  ASSERT_TRUE(WaitFor([&] { return List("").total() == 2; })) << "a day late is no alert any more";
  EXPECT_THAT(KeysOf(List("filter { min_severity: CRITICAL }")),
              ElementsAre("a MILESTONE_OVERDUE", "b MILESTONE_OVERDUE"));
  ExpectRefusal(register_.Call("SetAlertRules", strict + before.etag() + "'"), grpc::StatusCode::ABORTED,
                "ETAG_MISMATCH");
  const auto same = register_.Get<v1::SetAlertRulesResponse>("SetAlertRules", strict + "'");
  EXPECT_EQ(same.sequence(), 0);
  EXPECT_EQ(same.rules().etag(), set.rules().etag());
}

TEST_F(Alerts, ARuleWithOverlappingBandsIsRefusedWithTheValue) {
  const std::string before = register_.Everything();
  const RawAnswer answer = register_.Call("SetAlertRules", R"(rules { kind: STALLED
      bands { from: 1 until: 7 severity: NOTICE } bands { from: 5 severity: CRITICAL } })");
  ExpectRefusal(answer, kInvalid, "BANDS_OVERLAP");
  EXPECT_EQ(ErrorOf(answer.status).fields.at(0).field(), "rules[0].bands[1].from");
  EXPECT_THAT(ErrorOf(answer.status).chinese, HasSubstr("5"));
  EXPECT_EQ(register_.Everything(), before);
}

// --- deliveries

TEST_F(Alerts, WithoutReceiversNothingWasDelivered) {
  const auto none = register_.Get<v1::ListDeliveriesResponse>("ListDeliveries", "");
  EXPECT_THAT(none.deliveries(), IsEmpty());
  const RawAnswer answer = register_.Call("ListDeliveries", "receiver: '督查室'");
  ExpectRefusal(answer, grpc::StatusCode::NOT_FOUND, "RECEIVER_UNKNOWN");
  EXPECT_THAT(ErrorOf(answer.status).chinese, HasSubstr("督查室"));
  ExpectRefusal(register_.Call("ListDeliveries", "page_size: 501"), kInvalid, "PAGE_SIZE_INVALID");
}

}  // namespace
}  // namespace wuse::testing
