#include <gmock/gmock.h>

#include <map>

#include "tests/integration/alert_register.h"

namespace wuse::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

using Request = v1::WatchAlertsRequest;

Request AlertsFrom(int64_t sequence) {
  Request request;
  request.set_from_sequence(sequence);
  return request;
}
Request AlertsAfter(const std::string& token) {
  Request request;
  request.set_resume_token(token);
  return request;
}

class WatchAlerts : public AlertRegister {
 protected:
  // What a stream brings up to SYNCED, by project.
  std::map<std::string, v1::AlertItem> TakeSnapshot(WatchClient& client) {
    std::map<std::string, v1::AlertItem> items;
    while (const auto response = client.Next()) {
      EXPECT_TRUE(response->updates().empty()) << "an update before SYNCED";
      EXPECT_TRUE(response->projects().empty() && response->units().empty());
      for (const v1::AlertItem& item : response->alerts()) {
        EXPECT_TRUE(items.emplace(item.alert().project(), item).second) << "sent twice";
      }
      synced_ = response->synced();
      if (synced_ > 0 || response->synced_empty()) return items;
      EXPECT_EQ(response->resume_token(), "") << "there is nothing to resume yet";
    }
    ADD_FAILURE() << "the stream ended before SYNCED";
    return items;
  }

  static std::vector<std::pair<std::string, v1::AlertEvent>> EventsOf(const WatchClient& client) {
    std::vector<std::pair<std::string, v1::AlertEvent>> events;
    for (const v1::Change& change : client.changes()) {
      EXPECT_TRUE(change.has_alert_changed()) << change.ShortDebugString();
      events.emplace_back(change.alert_changed().after().project(), change.alert_changed().event());
    }
    return events;
  }

  grpc::Status StatusOf(const Request& request) {
    WatchClient client(channel(), request);
    const grpc::Status status = client.ReadToEnd();
    EXPECT_TRUE(client.updates().empty());
    return status;
  }

  int64_t synced_ = 0;
};

TEST_F(WatchAlerts, BeginWithWhatFiresThenGoOnWithWhatHappens) {
  Request by_name;
  by_name.mutable_snapshot();
  WatchClient client(channel(), Request());
  const auto items = TakeSnapshot(client);
  WatchClient asked(channel(), by_name);
  EXPECT_EQ(TakeSnapshot(asked).size(), items.size()) << "a snapshot is the default";
  EXPECT_EQ(synced_, register_.head());
  const int64_t added = AddLate("d", "duohu", "王五", "2021-05-06");
  const int64_t topped = TopRoof("d");
  ASSERT_TRUE(client.ReadTo(topped));
  EXPECT_EQ(client.sequences(), (std::vector<int64_t>{added, topped}));
  EXPECT_THAT(EventsOf(client), ElementsAre(Pair("d", v1::FIRED), Pair("d", v1::RESOLVED)));
  ASSERT_EQ(items.size(), 3U);
  const v1::AlertItem& item = items.at("a");
  const v1::Project project = GetProject(channel(), "a").response.project();
  EXPECT_EQ(item.project_name(), "项目a");
  EXPECT_EQ(item.unit(), "duohu");
  EXPECT_EQ(item.leader(), "张三");
  EXPECT_EQ(item.milestone_name(), "结顶");
  EXPECT_EQ(item.measure(), 7);
  EXPECT_EQ(item.color(), project.status().color());
  ASSERT_EQ(project.alerts_size(), 1);
  EXPECT_EQ(item.alert().SerializeAsString(), project.alerts(0).SerializeAsString());
}

TEST_F(WatchAlerts, ATokenGoesOnAfterARestartWithWhatWasMissed) {
  WatchClient before(channel(), Request());
  TakeSnapshot(before);
  const int64_t seen = AddLate("d", "duohu", "王五", "2021-05-06");
  ASSERT_TRUE(before.ReadTo(seen));
  const int64_t missed = TopRoof("a");
  server().Stop();
  server().clock().SetToday(common::Date::OfYmd(2021, 5, 13));
  server().Start();
  Request overdue = AlertsAfter(before.token());
  overdue.mutable_filter()->add_kinds(v1::MILESTONE_OVERDUE);  // b becomes orange, too
  WatchClient after(channel(), overdue);
  const int64_t last = TopRoof("c", "2021-05-13");
  ASSERT_TRUE(after.ReadTo(last));
  EXPECT_EQ(after.updates().front().sequence(), missed);
  // On the 13th d is 7 days late, as c would have been a day later.
  EXPECT_THAT(EventsOf(after), ElementsAre(Pair("a", v1::RESOLVED), Pair("d", v1::ESCALATED), Pair("c", v1::RESOLVED)));
  overdue.set_from_sequence(1);
  WatchClient all(channel(), overdue);
  ASSERT_TRUE(all.ReadTo(last));
  EXPECT_THAT(EventsOf(all),
              ElementsAre(Pair("a", v1::FIRED), Pair("b", v1::FIRED), Pair("c", v1::FIRED), Pair("d", v1::FIRED),
                          Pair("a", v1::RESOLVED), Pair("d", v1::ESCALATED), Pair("c", v1::RESOLVED)));
}

TEST_F(WatchAlerts, WhatMovesAwayIsSeenLeavingAndTheNewUnitSeesItCome) {
  Request duohu;
  duohu.mutable_filter()->add_units("duohu");
  Request dongxiao;
  dongxiao.mutable_filter()->add_units("dongxiao");
  WatchClient old_unit(channel(), duohu);
  WatchClient new_unit(channel(), dongxiao);
  EXPECT_EQ(TakeSnapshot(old_unit).size(), 2U);
  EXPECT_EQ(TakeSnapshot(new_unit).size(), 1U);
  const int64_t moved = MoveTo("a", "dongxiao");
  const int64_t topped = TopRoof("a");
  const int64_t last = TopRoof("b");
  ASSERT_TRUE(new_unit.ReadTo(topped));
  EXPECT_THAT(EventsOf(new_unit), ElementsAre(Pair("a", v1::MOVED), Pair("a", v1::RESOLVED)));
  ASSERT_TRUE(old_unit.ReadTo(last));
  EXPECT_EQ(old_unit.sequences(), (std::vector<int64_t>{moved, last}));
  EXPECT_THAT(EventsOf(old_unit), ElementsAre(Pair("a", v1::MOVED), Pair("b", v1::RESOLVED)));
  EXPECT_EQ(old_unit.changes()[0].match_after().unit(), "dongxiao");
}

TEST_F(WatchAlerts, TheSnapshotHasWhatTheFilterMeans) {
  const struct {
    const char* filter;
    std::vector<std::string> projects;
  } rows[] = {{"", {"a", "b", "c"}},
              {"units: 'duohu'", {"a", "b"}},
              {"projects: 'c' projects: 'no-such'", {"c"}},
              {"lists: 'district-key' leaders: '张三'", {"a", "c"}},
              {"lists: 'other'", {}},
              {"min_severity: WARNING", {"a", "b"}},
              {"min_severity: WARNING leaders: '张三'", {"a"}},
              {"kinds: MILESTONE_OVERDUE units: 'dongxiao'", {"c"}},
              {"kinds: STALLED", {}},
              {"departments: 'duohu'", {}}};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.filter);
    Request request;
    *request.mutable_filter() = Parsed<v1::AlertFilter>(row.filter);
    WatchClient client(channel(), request);
    std::vector<std::string> projects;
    for (const auto& [project, item] : TakeSnapshot(client)) projects.push_back(project);
    EXPECT_EQ(projects, row.projects);
    v1::ListAlertsRequest list;
    *list.mutable_filter() = request.filter();
    EXPECT_EQ(register_.Get<v1::ListAlertsResponse>(list).total(), static_cast<int>(row.projects.size()));
  }
}

TEST_F(WatchAlerts, ABadStartIsRefused) {
  WatchClient client(channel(), AlertsFrom(1));
  ASSERT_TRUE(client.Next());
  std::string forged = client.token();
  forged[8] = forged[8] == 'A' ? 'B' : 'A';
  SmallRegister other;
  const common::Sequence head{register_.head()};
  const struct {
    Request request;
    grpc::StatusCode code;
    const char* reason;
  } rows[] = {
      {AlertsAfter(forged), kInvalid, "TOKEN_INVALID"},
      {AlertsAfter("不是"), kInvalid, "TOKEN_INVALID"},
      {AlertsAfter(api::MakeResumeToken(other.server().server().store_id(), {1})),
       grpc::StatusCode::FAILED_PRECONDITION, "TOKEN_OF_ANOTHER_STORE"},
      {AlertsAfter(api::MakeResumeToken(server().server().store_id(), head.Next())), grpc::StatusCode::OUT_OF_RANGE,
       "SEQUENCE_IN_FUTURE"},
      {AlertsFrom(head.value + 2), grpc::StatusCode::OUT_OF_RANGE, "SEQUENCE_IN_FUTURE"},
      {AlertsFrom(0), kInvalid, "SEQUENCE_INVALID"},
  };
  for (const auto& row : rows) ExpectRefusal({StatusOf(row.request), ""}, row.code, row.reason);
}

TEST_F(WatchAlerts, ABadFilterIsRefusedWithItsPathByTheStreamAndByTheList) {
  const struct {
    const char* filter;
    const char* field;
    const char* reason;
    const char* chinese;
  } rows[] = {
      {"units: 'duohu' units: 'doohu'", "filter.units[1]", "UNIT_UNKNOWN", "“doohu”，最接近的是“duohu”"},
      {"departments: 'fagai'", "filter.departments[0]", "UNIT_UNKNOWN", "没有部门“fagai”"},
      {"units: 'Duo Hu'", "filter.units[0]", "FILTER_INVALID", "“Duo Hu”"},
      {"lists: '清单'", "filter.lists[0]", "FILTER_INVALID", "“清单”"},
      {"projects: ''", "filter.projects[0]", "FILTER_INVALID", "“”"},
      {"leaders: ''", "filter.leaders[0]", "FILTER_INVALID", "姓名"},
      {"leaders: '张三' leaders: '\\001'", "filter.leaders[1]", "FILTER_INVALID", "姓名"},
      {"kinds: [STALLED, ALERT_KIND_UNSPECIFIED]", "filter.kinds[1]", "FILTER_INVALID", "“0”"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.filter);
    Request request;
    *request.mutable_filter() = Parsed<v1::AlertFilter>(row.filter);
    v1::ListAlertsRequest list;
    *list.mutable_filter() = request.filter();
    for (const grpc::Status& status : {StatusOf(request), register_.Call(list).status}) {
      ExpectRefusal({status, ""}, kInvalid, row.reason);
      const ErrorOf error(status);
      ASSERT_EQ(error.fields.size(), 1U);
      EXPECT_EQ(error.fields[0].field(), row.field);
      EXPECT_THAT(error.fields[0].localized_message().message(), HasSubstr(row.chinese));
    }
  }
  Request severity;
  severity.mutable_filter()->set_min_severity(static_cast<v1::Severity>(9));
  EXPECT_EQ(ErrorOf(StatusOf(severity)).fields.at(0).field(), "filter.min_severity");
  Request long_name;
  long_name.mutable_filter()->add_leaders(std::string(101, 'x'));
  EXPECT_EQ(ErrorOf(StatusOf(long_name)).fields.at(0).field(), "filter.leaders[0]");
}

TEST_F(WatchAlerts, AnIdleStreamGetsBookmarksAndAStopLeavesATokenToGoOnWith) {
  WatchClient client(channel(), Request());
  TakeSnapshot(client);
  const auto bookmark = NextAfterTicks(server(), client);
  ASSERT_TRUE(bookmark);
  EXPECT_TRUE(IsBookmark(*bookmark));
  EXPECT_EQ(SequenceOf(server(), client.token()), register_.head());
  const std::string token = client.token();
  server().Stop();
  ExpectRefusal({client.ReadToEnd(), ""}, grpc::StatusCode::UNAVAILABLE, "SERVER_STOPPING");
  server().Start();
  WatchClient again(channel(), AlertsAfter(token));
  const auto first = again.Next();
  ASSERT_TRUE(first);
  EXPECT_TRUE(IsBookmark(*first));
}

}  // namespace
}  // namespace wuse::testing
