#include <atomic>
#include <map>

#include "gtest/gtest.h"
#include "tests/integration/faulty_server.h"
#include "tests/integration/watch_client.h"

// A snapshot and the updates after it, put together as a client would, are the register; while many write.
namespace wuse::testing {
namespace {

constexpr int kWriters = 4;
constexpr int kProjectsPerWriter = 4;
constexpr int kWeeks = 12;
constexpr int kWritesPerProject = 1 + kWeeks + kWeeks / 4;  // created, reports, edits

// Projects as a client keeps them from nothing but what a stream brings.
class FoldedRegister {
 public:
  void Put(const v1::Project& project) { projects_[project.id()] = project; }

  void Apply(const v1::Update& update) {
    for (const v1::Change& change : update.changes()) Apply(change);
  }

  std::map<std::string, std::string> Encoded() const {
    std::map<std::string, std::string> encoded;
    for (const auto& [id, project] : projects_) encoded[id] = project.DebugString();
    return encoded;
  }
  size_t size() const { return projects_.size(); }

 private:
  void Apply(const v1::Change& change) {
    if (change.has_project_changed()) {
      const v1::Project& changed = change.project_changed().project();
      v1::Project& project = projects_[changed.id()];
      const bool was_rated = project.has_status();
      const v1::Project before = project;
      project = changed;
      if (was_rated) *project.mutable_status() = before.status();
      *project.mutable_alerts() = before.alerts();
    } else if (change.has_report_filed()) {
      Apply(change.report_filed());
    } else if (change.has_status_changed()) {
      *projects_[change.status_changed().project()].mutable_status() = change.status_changed().after();
    } else if (change.has_alert_changed()) {
      Apply(change.alert_changed().after());
    }
  }

  // By kind and milestone; what never fired and is over is gone.
  void Apply(const v1::Alert& alert) {
    const auto key = [](const v1::Alert& of) { return std::pair(of.kind(), of.milestone()); };
    std::map<std::pair<v1::AlertKind, std::string>, v1::Alert> alerts;
    v1::Project& project = projects_[alert.project()];
    for (const v1::Alert& other : project.alerts()) alerts[key(other)] = other;
    alerts[key(alert)] = alert;
    if (alert.state() == v1::ALERT_RESOLVED && alert.episode() == 0) alerts.erase(key(alert));
    project.clear_alerts();
    for (const auto& [of, each] : alerts) *project.add_alerts() = each;
  }

  void Apply(const v1::ReportFiled& filed) {
    v1::Project& project = projects_[filed.report().project()];
    for (const v1::Milestone& changed : filed.milestones()) {
      for (v1::Milestone& rung : *project.mutable_milestones()) {
        if (rung.id() == changed.id()) rung = changed;
      }
    }
    if (!filed.project_etag().empty()) project.set_etag(filed.project_etag());
  }

  std::map<std::string, v1::Project> projects_;
};

// What a stream's snapshot brings: chunks, then SYNCED.
struct Snapshot {
  FoldedRegister projects;
  int unit_count = 0;
  int64_t synced = -1;  // 0: of an empty store; -1: the stream ended before
};

Snapshot TakeSnapshot(WatchClient& client) {
  Snapshot snapshot;
  while (const std::optional<v1::WatchResponse> response = client.Next()) {
    EXPECT_TRUE(response->updates().empty()) << "an update before SYNCED";
    snapshot.unit_count += response->units_size();
    const size_t before = snapshot.projects.size();
    for (const v1::Project& project : response->projects()) snapshot.projects.Put(project);
    EXPECT_EQ(snapshot.projects.size(), before + static_cast<size_t>(response->projects_size())) << "sent twice";
    if (response->synced() == 0 && !response->synced_empty()) {
      EXPECT_EQ(response->resume_token(), "") << "there is nothing to resume yet";
      continue;
    }
    EXPECT_NE(response->resume_token(), "");
    snapshot.synced = response->synced();
    break;
  }
  return snapshot;
}

std::string IdOf(int writer, int project) {
  return "p" + std::to_string(writer) + "-" + std::to_string(project);
}

// Creates projects, files reports that reach milestones and change colors, and edits; counts the answers.
void Write(const Channel& channel, int writer, std::atomic<int>& answers) {
  for (int number = 0; number < kProjectsPerWriter; ++number) {
    v1::Project project = AnyProject(IdOf(writer, number), "duohu");
    const std::string request = project.id() + ".";
    ASSERT_TRUE(CreateProject(channel, project, request + "create").ok());
    ++answers;
    for (int week = 1; week <= kWeeks; ++week) {
      const std::string name = common::Week::First(2021).Plus(week - 1).ToString();
      v1::Report report = AnyReport(project.id(), name, int64_t{week} * 100'000 * (number + 1));
      report.set_progress("第" + std::to_string(week) + "周");
      if (week == 3) {
        v1::MilestoneMark& mark = *report.add_milestones();
        mark.set_id("started");
        mark.set_reached_on("2021-01-20");
      }
      const auto filed = FileReport(channel, report, request + name);
      ASSERT_TRUE(filed.ok()) << filed.status.error_message();
      ++answers;
      if (week % 4 != 0) continue;
      project.set_note("到第" + std::to_string(week) + "周");
      ASSERT_TRUE(UpdateProject(channel, project, {"note"}, request + "edit" + name).ok());
      ++answers;
    }
  }
}

class WatchSnapshot : public ::testing::Test {
 protected:
  void SetUp() override {
    server_.Start();
    const auto applied = ApplyUnit(server_.channel(), AnyUnit("duohu", "多湖街道"));
    ASSERT_TRUE(applied.ok());
    head_ = applied.response.sequence();
  }

  std::map<std::string, std::string> RegisterNow() {
    FoldedRegister now;
    for (int writer = 0; writer < kWriters; ++writer) {
      for (int number = 0; number < kProjectsPerWriter; ++number) {
        const auto answer = GetProject(server_.channel(), IdOf(writer, number));
        EXPECT_TRUE(answer.ok());
        now.Put(answer.response.project());
      }
    }
    return now.Encoded();
  }

  // A last update that all streams can wait for.
  int64_t WriteLast() {
    const auto applied = ApplyUnit(server_.channel(), AnyUnit("last", "最后街道"));
    EXPECT_TRUE(applied.ok());
    return applied.response.sequence();
  }

  TestServer server_;
  int64_t head_ = 0;
};

TEST_F(WatchSnapshot, WhileManyWriteEveryoneSeesEachUpdateOnceInOrderAndTheSumIsTheRegister) {
  WatchClient live(server_.channel(), FromNow());
  ASSERT_TRUE(live.Next());
  WatchClient beginning(server_.NewChannel(), FromSequence(1));
  std::atomic<int> answers{0};
  std::vector<std::thread> writers;
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([this, writer, &answers] { Write(server_.NewChannel(), writer, answers); });
  }
  // Snapshots that begin while it goes on.
  constexpr int kWrites = kWriters * kProjectsPerWriter * kWritesPerProject;
  constexpr int kSnapshots = 20;
  std::vector<std::unique_ptr<WatchClient>> snapshots;
  for (int i = 0; i < kSnapshots; ++i) {
    EXPECT_TRUE(WaitFor([&] { return answers >= kWrites * i / kSnapshots; }));
    snapshots.push_back(std::make_unique<WatchClient>(server_.channel(), FromSnapshot()));
  }
  for (std::thread& writer : writers) writer.join();
  const int64_t last = WriteLast();
  EXPECT_EQ(last, head_ + kWrites + 1);

  ASSERT_TRUE(live.ReadTo(last));
  EXPECT_EQ(live.sequences(), Sequences(head_ + 1, last));
  ASSERT_TRUE(beginning.ReadTo(last));
  EXPECT_EQ(beginning.sequences(), Sequences(1, last));
  const std::map<std::string, std::string> now = RegisterNow();
  for (const auto& client : snapshots) {
    Snapshot snapshot = TakeSnapshot(*client);
    ASSERT_GE(snapshot.synced, head_);
    FoldedRegister at_synced;
    for (const v1::Update& update : beginning.updates()) {
      if (update.sequence() <= snapshot.synced) at_synced.Apply(update);
    }
    EXPECT_EQ(snapshot.projects.Encoded(), at_synced.Encoded()) << "not the state as of " << snapshot.synced;
    EXPECT_EQ(snapshot.unit_count, snapshot.synced == last ? 2 : 1);
    if (snapshot.synced < last) {
      ASSERT_TRUE(client->ReadTo(last));
    }
    EXPECT_EQ(client->sequences(), Sequences(snapshot.synced + 1, last)) << "a gap or a repeat after SYNCED";
    for (const v1::Update& update : client->updates()) snapshot.projects.Apply(update);
    EXPECT_EQ(snapshot.projects.Encoded(), now);
  }
}

TEST_F(WatchSnapshot, ASnapshotBringsOnlyWhatMatchesAndSoDoWhatFollows) {
  ASSERT_TRUE(ApplyUnit(server_.channel(), AnyUnit("lipu", "澧浦镇")).ok());
  ASSERT_TRUE(CreateProject(server_.channel(), AnyProject("a", "duohu")).ok());
  const auto created = CreateProject(server_.channel(), AnyProject("b", "lipu"));
  ASSERT_TRUE(created.ok());
  v1::WatchRequest request = FromSnapshot();
  request.mutable_filter()->add_units("lipu");
  WatchClient client(server_.channel(), request);
  const Snapshot snapshot = TakeSnapshot(client);
  EXPECT_EQ(snapshot.synced, created.response.sequence());
  EXPECT_EQ(snapshot.unit_count, 1);
  ASSERT_EQ(snapshot.projects.size(), 1U);
  EXPECT_EQ(snapshot.projects.Encoded().count("b"), 1U);
  ASSERT_TRUE(FileReport(server_.channel(), AnyReport("a", "2021-W17", 1)).ok());
  const auto filed = FileReport(server_.channel(), AnyReport("b", "2021-W17", 1));
  ASSERT_TRUE(client.ReadTo(filed.response.sequence()));
  EXPECT_EQ(client.sequences(), std::vector<int64_t>{filed.response.sequence()});
}

TEST_F(WatchSnapshot, ASnapshotIsTheSameWhenTheServerHasStartedAgain) {
  std::atomic<int> answers{0};
  Write(server_.channel(), 0, answers);
  WatchClient before(server_.channel(), FromSnapshot());
  const Snapshot first = TakeSnapshot(before);
  server_.Stop();
  server_.Start();
  WatchClient after(server_.channel(), FromSnapshot());
  const Snapshot second = TakeSnapshot(after);
  EXPECT_EQ(second.synced, first.synced);
  EXPECT_EQ(second.projects.Encoded(), first.projects.Encoded());
}

TEST(WatchSnapshotOfNothing, AnEmptyStoreSaysSoAndThenBringsItsFirstUpdate) {
  // The server's own first update, of the day's evaluation, is held back: else no store would be seen empty.
  FaultyServer faulty;
  faulty.BlockAppendsFromTheStart();
  ASSERT_TRUE(faulty.server.TryStart().ok());
  WatchClient client(faulty.server.channel(), FromSnapshot());
  const auto synced = client.Next();
  ASSERT_TRUE(synced);
  EXPECT_TRUE(synced->synced_empty());
  EXPECT_EQ(synced->synced(), 0);
  EXPECT_NE(synced->resume_token(), "");
  WatchClient resumed(faulty.server.channel(), FromToken(synced->resume_token()));
  faulty.ledger().ReleaseAppends();
  for (WatchClient* each : {&client, &resumed}) {
    ASSERT_TRUE(each->ReadTo(1));
    EXPECT_EQ(each->sequences(), Sequences(1, 1));
    EXPECT_TRUE(each->updates()[0].changes(0).has_day_evaluated());
  }
}

}  // namespace
}  // namespace wuse::testing
