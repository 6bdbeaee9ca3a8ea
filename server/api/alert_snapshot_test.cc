#include <set>
#include <string>

#include "common/limits.h"
#include "gmock/gmock.h"
#include "server/api/alerts.h"
#include "server/api/watch_fixture.h"

namespace wuse::api {
namespace {

v1::Alert AlertOf(const std::string& project, const std::string& milestone, size_t note_bytes = 0) {
  v1::Alert alert;
  alert.set_kind(v1::MILESTONE_OVERDUE);
  alert.set_project(project);
  alert.set_milestone(milestone);
  alert.set_episode(1);
  alert.set_state(v1::ALERT_FIRING);
  alert.set_severity(v1::WARNING);
  alert.set_fired_on("2021-05-08");
  alert.mutable_acknowledgment()->set_note(std::string(note_bytes, 'x'));
  return alert;
}

v1::Change AlertChange(const v1::Alert& alert) {
  v1::Change change;
  change.mutable_match_before()->set_project(alert.project());
  change.mutable_match_before()->set_unit("xiaoshun");
  *change.mutable_match_after() = change.match_before();
  *change.mutable_alert_changed()->mutable_after() = alert;
  change.mutable_alert_changed()->set_event(v1::FIRED);
  return change;
}

class AlertSnapshotTest : public WatchFixture {
 protected:
  static v1::WatchAlertsRequest Everything() { return {}; }

  std::shared_ptr<WatchStream> OpenAlerts(FakeWriter& writer) {
    const StreamRegistry::Id id = registry_.NewId();
    auto source = WatchSource::Of(Parts(), Everything(), registry_.BellOf(id));
    EXPECT_TRUE(source.ok()) << source.status();
    auto stream = std::make_shared<WatchStream>(*std::move(source), writer, clock_, registry_.BellOf(id));
    EXPECT_TRUE(registry_.Add(id, {}, stream).ok());
    stream->Poke();
    return stream;
  }
};

TEST_F(AlertSnapshotTest, ComesInChunksWithEachAlertOnceThenSyncedThenWhatFollows) {
  constexpr int kProjects = 400;
  for (int i = 0; i < kProjects; ++i) PutProject("p" + std::to_string(i));
  std::vector<v1::Change> changes;
  std::set<std::string> expected;
  for (int i = 0; i < kProjects; ++i) {
    for (const char* milestone : {"started", "completed"}) {
      changes.push_back(AlertChange(AlertOf("p" + std::to_string(i), milestone, 1000)));
      expected.insert("p" + std::to_string(i) + " " + milestone);
    }
  }
  Put(changes);
  FakeWriter& writer = NewWriter();
  const auto stream = OpenAlerts(writer);
  PutProject("no-alert");
  Put({AlertChange(AlertOf("no-alert", "started"))});
  std::set<std::string> seen;
  int chunks = 0;
  while (true) {
    const v1::WatchResponse response = Read(*stream, writer);
    if (response.synced() > 0) {
      EXPECT_EQ(response.synced(), kProjects + 1) << "as of when the stream began";
      break;
    }
    ASSERT_GT(response.alerts_size(), 0);
    ++chunks;
    for (const v1::AlertItem& item : response.alerts()) {
      EXPECT_TRUE(seen.insert(item.alert().project() + " " + item.alert().milestone()).second) << "sent twice";
      EXPECT_EQ(item.milestone_name(), item.alert().milestone() == "started" ? "开工" : "竣工");
    }
  }
  EXPECT_EQ(seen, expected);
  EXPECT_GE(chunks, 4);
  for (const size_t size : writer.sizes()) EXPECT_LE(size, common::kMaxResponseChunkBytes);
  const v1::WatchResponse update = Read(*stream, writer);
  ASSERT_EQ(update.updates_size(), 1) << "not that of the project";
  EXPECT_EQ(update.updates(0).changes(0).alert_changed().after().project(), "no-alert");
}

TEST(AlertRankTest, IsTheSameAfterItsTextAndSortsTheWorstAndTheLongestFirst) {
  std::deque<std::string> encoded;  // the ranks' texts are within
  const auto rank = [&encoded](int severity, std::string_view fired_on, std::string_view project, int kind,
                               const std::string& milestone) {
    v1::Alert alert;
    alert.set_milestone(milestone);
    return AlertRank::Of(project,
                         {.kind = static_cast<uint8_t>(kind),
                          .severity = static_cast<uint8_t>(severity),
                          .fired_on = common::Date::OfStored(fired_on)},
                         encoded.emplace_back(alert.SerializeAsString()));
  };
  const AlertRank sorted[] = {rank(v1::CRITICAL, "2021-05-01", "z", 2, "started"),
                              rank(v1::CRITICAL, "2021-05-02", "a", 1, ""),
                              rank(v1::CRITICAL, "", "a", 1, ""),  // pending
                              rank(v1::WARNING, "2021-01-01", "a", 1, ""),
                              rank(v1::WARNING, "2021-01-01", "a", 2, "a"),
                              rank(v1::WARNING, "2021-01-01", "a", 2, "b"),
                              rank(v1::WARNING, "2021-01-01", "b", 1, ""),
                              rank(v1::NOTICE, "2020-01-01", "a", 1, "")};
  for (size_t i = 0; i < std::size(sorted); ++i) {
    const std::string position = sorted[i].ToPosition();
    EXPECT_EQ(AlertRank::OfPosition(position), sorted[i]);
    for (size_t j = i + 1; j < std::size(sorted); ++j) EXPECT_LT(sorted[i], sorted[j]) << i << " " << j;
  }
}

}  // namespace
}  // namespace wuse::api
