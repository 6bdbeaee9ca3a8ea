#include "server/engine/day_evaluation.h"

#include "server/engine/engine_fixture.h"

namespace wuse::engine {
namespace {

class DayEvaluationTest : public EngineFixture {
 protected:
  void SetUp() override {
    Boot();
    MustWrite(Unit());
    MustWrite(Create(Project("late", "2021-05-03")));
    MustWrite(Create(Project("later", "2021-05-20")));
    MustWrite(Create(Project("unrated")));
  }
  void EvaluateOn(const std::string& day) {
    clock_.SetToday(Day(day));
    engine_->CheckDay();
    ASSERT_TRUE(WaitUntil([&] { return EvaluatedOn() == Day(day); })) << "not evaluated on " << day;
  }
  common::Date EvaluatedOn() const { return board_->Take().evaluated_on(); }
  // Projects of ids prefix0, prefix1, … whose roof is due on 2021-05-03, in batches.
  void CreateMany(const std::string& prefix, int count) {
    for (int begin = 0; begin < count; begin += 500) {
      v1::ApplyProjectsRequest request;
      for (int i = begin; i < std::min(count, begin + 500); ++i) {
        *request.add_edits()->mutable_project() = Project(prefix + std::to_string(i), "2021-05-03");
      }
      MustWrite(request);
    }
  }
  static int StatusChanges(const std::vector<v1::Update>& updates) {
    int count = 0;
    for (const v1::Update& update : updates) {
      for (const v1::Change& change : update.changes()) count += change.has_status_changed() ? 1 : 0;
    }
    return count;
  }
  static int DaysEvaluated(const std::vector<v1::Update>& updates) {
    int count = 0;
    for (const v1::Update& update : updates) {
      for (const v1::Change& change : update.changes()) count += change.has_day_evaluated() ? 1 : 0;
    }
    return count;
  }
};

TEST_F(DayEvaluationTest, OnlyTheColorsAndAlertsThatChangedAreWrittenThenTheDay) {
  EvaluateOn("2021-04-30");
  ASSERT_EQ(OnBoard("late").status().color(), v1::GREEN);
  const int64_t before = head();
  EvaluateOn("2021-05-04");
  const std::vector<v1::Update> updates = UpdatesFrom(before + 1);
  ASSERT_EQ(updates.size(), 2U);
  ASSERT_EQ(updates[0].changes_size(), 4);
  EXPECT_EQ(updates[0].actor(), "wuse");
  EXPECT_EQ(updates[0].date(), "2021-05-04");
  EXPECT_EQ(updates[0].request_id(), "");
  const v1::StatusChanged& changed = updates[0].changes(0).status_changed();
  EXPECT_EQ(changed.project(), "late");
  EXPECT_EQ(changed.before().color(), v1::GREEN);
  EXPECT_EQ(changed.after().color(), v1::YELLOW);
  EXPECT_EQ(changed.after().since(), "2021-05-04");
  const v1::AlertChanged& overdue = updates[0].changes(1).alert_changed();
  EXPECT_EQ(overdue.after().project(), "late");
  EXPECT_EQ(overdue.after().kind(), v1::MILESTONE_OVERDUE);
  EXPECT_EQ(overdue.event(), v1::FIRED);
  EXPECT_EQ(overdue.measure(), 1);
  ASSERT_EQ(updates[1].changes_size(), 1);
  EXPECT_EQ(updates[1].changes(0).day_evaluated().date(), "2021-05-04");
  EXPECT_EQ(OnBoard("late").status().color(), v1::YELLOW);
  EXPECT_EQ(hub_->head().value, head());
}

TEST_F(DayEvaluationTest, OtherReasonsForTheSameColorAreWrittenToo) {
  EvaluateOn("2021-05-04");
  ASSERT_EQ(OnBoard("late").status().deciding_size(), 1);
  EvaluateOn("2021-05-10");  // the second report is missing
  const v1::ProjectStatus status = OnBoard("late").status();
  EXPECT_EQ(status.color(), v1::YELLOW);
  EXPECT_EQ(status.since(), "2021-05-04");
  ASSERT_EQ(status.deciding_size(), 2);
  EXPECT_EQ(status.deciding(0), v1::DAYS_LATE);
  EXPECT_EQ(status.deciding(1), v1::WEEKS_WITHOUT_REPORT);
}

// Where an alert changes, the project is looked at anyway.
TEST_F(DayEvaluationTest, OtherReasonsForTheSameColorAreWrittenWithoutAnyAlert) {
  v1::SetAlertRulesRequest silence;
  *silence.mutable_rules() = board_->Take().alert_rules().message().rules();
  for (v1::AlertRule& rule : *silence.mutable_rules()) rule.set_disabled(true);
  MustWrite(silence);
  EvaluateOn("2021-05-04");
  ASSERT_EQ(OnBoard("late").status().deciding_size(), 1);
  const int64_t before = head();
  EvaluateOn("2021-05-10");
  EXPECT_EQ(OnBoard("late").status().deciding_size(), 2);
  for (const v1::Update& update : UpdatesFrom(before + 1)) {
    for (const v1::Change& change : update.changes()) EXPECT_FALSE(change.has_alert_changed());
  }
}

TEST_F(DayEvaluationTest, NewPoliciesColorEverythingAnewOnTheSameDay) {
  v1::Project counted = Project("counted", "2021-05-03");
  counted.add_lists(kMainList);
  MustWrite(Create(counted));
  EvaluateOn("2021-05-12");
  ASSERT_EQ(OnBoard("late").status().color(), v1::ORANGE);
  v1::SetPolicyRequest stricter;
  stricter.set_reason("从严");
  v1::ColorPolicy& policy = *stricter.mutable_policy();
  policy.set_name("strict");
  v1::DimensionRule& days = *policy.add_dimensions();
  days.set_dimension(v1::DAYS_LATE);
  days.add_bands()->set_up_to("0");
  days.mutable_bands(0)->set_color(v1::GREEN);
  days.add_bands()->set_from("1");
  days.mutable_bands(1)->set_color(v1::RED);
  const std::string before_it = KeptOverview();
  const int64_t before = MustWrite(stricter);
  ASSERT_TRUE(WaitUntil([&] { return !board_->Take().evaluation_due(); }));
  EXPECT_EQ(OnBoard("late").status().color(), v1::RED);
  EXPECT_EQ(OnBoard("late").status().policy_version(), 1);
  EXPECT_EQ(OnBoard("unrated").status().policy_version(), 0) << "nothing changed for it";
  EXPECT_EQ(DaysEvaluated(UpdatesFrom(before)), 1);
  EXPECT_EQ(KeptOverview(), AddedUpOverview());
  EXPECT_NE(KeptOverview(), before_it) << "the same project in another color";
  const Picture picture = PictureOf(*board_);
  for (const bool replayed : {false, true}) {
    ShutDown();
    if (replayed) ForgetHistory();
    Boot();
    EXPECT_EQ(PictureOf(*board_), picture);
    EXPECT_EQ(board_->Take().policies()->newest_version(), 1);
    EXPECT_FALSE(board_->Take().evaluation_due());
  }
}

TEST_F(DayEvaluationTest, ADayIsEvaluatedOnce) {
  EvaluateOn("2021-04-30");
  const int64_t before = head();
  engine_->CheckDay();
  MustWrite(File("unrated", 1));
  engine_->CheckDay();
  MustWrite(File("unrated", 2));
  engine_->Stop();
  EXPECT_EQ(head(), before + 2);
}

TEST_F(DayEvaluationTest, AfterMissedDaysItRunsOnce) {
  EvaluateOn("2021-04-30");
  const int64_t before = head();
  EvaluateOn("2021-05-12");
  const std::vector<v1::Update> updates = UpdatesFrom(before + 1);
  EXPECT_EQ(DaysEvaluated(updates), 1);
  EXPECT_EQ(StatusChanges(updates), 2);
  EXPECT_EQ(OnBoard("late").status().color(), v1::ORANGE);
  EXPECT_EQ(OnBoard("later").status().color(), v1::YELLOW) << "two reports are missing";
}

TEST_F(DayEvaluationTest, UpdatesAreCutByCountAndReportsPassBetweenTurns) {
  EvaluateOn("2021-04-30");
  CreateMany("q", common::kEvaluatedPerTurn + 500);
  const int64_t before = head();
  clock_.SetToday(Day("2021-05-04"));
  faulty_->BlockAppends();
  engine_->CheckDay();
  ASSERT_TRUE(faulty_->WaitUntilBlocked(kDeadline));  // the first turn
  Answer report = Submit(CommandOf(File("unrated", 1)));
  faulty_->ReleaseAppends();
  const Result result = Wait(std::move(report));
  ASSERT_TRUE(result.ok()) << result.status();
  ASSERT_TRUE(WaitUntil([&] { return EvaluatedOn() == Day("2021-05-04"); }));
  const std::vector<v1::Update> updates = UpdatesFrom(before + 1);
  EXPECT_EQ(StatusChanges(updates), common::kEvaluatedPerTurn + 501);
  // The first turn's updates, then the report, then the second turn's.
  int turns_before = 0;
  int first_turn = 0;
  for (const v1::Update& update : updates) {
    if (update.sequence() >= result->sequence.value) break;
    ++turns_before;
    first_turn += StatusChanges({update});
  }
  EXPECT_EQ(first_turn, common::kEvaluatedPerTurn - 2) << "two of the first projects keep their color";
  EXPECT_GT(turns_before, 2);
  for (const v1::Update& update : updates) {
    EXPECT_LE(update.changes_size(), common::kMaxEngineChanges);
    EXPECT_LE(update.ByteSizeLong(), common::kMaxUpdateBytes);
  }
  EXPECT_TRUE(updates.back().changes(0).has_day_evaluated());
}

TEST_F(DayEvaluationTest, BegunAndNotFinishedItGoesOn) {
  EvaluateOn("2021-04-30");
  CreateMany("q", common::kEvaluatedPerTurn + 500);
  const int64_t before = head();
  faulty_->FailAppend(2);  // the first turn is written, the second is not
  clock_.SetToday(Day("2021-05-04"));
  engine_->CheckDay();
  ASSERT_TRUE(WaitUntil([&] { return !fatal().empty(); }));
  const int first_turn = StatusChanges(UpdatesFrom(before + 1));
  EXPECT_GT(first_turn, 0);
  EXPECT_EQ(EvaluatedOn(), Day("2021-04-30"));
  ShutDown();

  Boot();
  engine_->CheckDay();
  ASSERT_TRUE(WaitUntil([&] { return EvaluatedOn() == Day("2021-05-04"); }));
  const std::vector<v1::Update> updates = UpdatesFrom(before + 1);
  EXPECT_EQ(StatusChanges(updates), common::kEvaluatedPerTurn + 501) << "each color once";
  EXPECT_EQ(DaysEvaluated(updates), 1);
}

TEST_F(DayEvaluationTest, ADayThatMovesOnMeanwhileIsTheOneEvaluated) {
  EvaluateOn("2021-04-30");
  CreateMany("q", common::kEvaluatedPerTurn + 500);
  const int64_t before = head();
  clock_.SetToday(Day("2021-05-04"));
  faulty_->BlockAppends();
  engine_->CheckDay();
  ASSERT_TRUE(faulty_->WaitUntilBlocked(kDeadline));
  clock_.SetToday(Day("2021-05-12"));
  faulty_->ReleaseAppends();
  ASSERT_TRUE(WaitUntil([&] { return EvaluatedOn() == Day("2021-05-12"); }));
  EXPECT_EQ(DaysEvaluated(UpdatesFrom(before + 1)), 1);
  EXPECT_EQ(OnBoard("late").status().color(), v1::ORANGE);
  EXPECT_EQ(OnBoard("q2400").status().color(), v1::ORANGE);
}

class DaySumsTest : public DayEvaluationTest {
 protected:
  void SetUp() override {
    DayEvaluationTest::SetUp();
    for (const char* id : {"a", "b", "c"}) {
      v1::Project project = Project(id, "2021-05-03");
      project.add_lists(kMainList);
      MustWrite(Create(project));
    }
  }
};

TEST_F(DaySumsTest, AreThoseOfTheEvaluatedDayAndFollowWhatIsWritten) {
  EXPECT_EQ(KeptOverview(), "") << "no day was asked for yet";
  EvaluateOn("2021-04-30");
  EXPECT_EQ(KeptOverview(), AddedUpOverview());
  MustWrite(File("a", 7));
  EXPECT_EQ(KeptOverview(), AddedUpOverview());
  const std::string before = KeptOverview();
  EvaluateOn("2021-05-04");
  EXPECT_EQ(KeptOverview(), AddedUpOverview());
  EXPECT_NE(KeptOverview(), before);
}

TEST_F(DaySumsTest, CanBeAskedForBeforeTheEvaluationAndWriteNothing) {
  EvaluateOn("2021-04-30");
  CreateMany("q", common::kEvaluatedPerTurn + 500);
  const int64_t before = head();
  clock_.SetToday(Day("2021-05-04"));
  EXPECT_EQ(KeptOverview(), "");
  engine_->SumDay();
  ASSERT_TRUE(WaitUntil([&] { return !KeptOverview().empty(); }));
  EXPECT_EQ(KeptOverview(), AddedUpOverview());
  EXPECT_EQ(EvaluatedOn(), Day("2021-04-30"));
  EXPECT_EQ(head(), before);
}

TEST_F(DaySumsTest, AreMadeInTurnsBetweenWhichReportsPass) {
  CreateMany("q", 2 * common::kEvaluatedPerTurn);
  EvaluateOn("2021-05-04");
  EXPECT_EQ(KeptOverview(), AddedUpOverview());
}

TEST_F(DaySumsTest, AreMadeAgainAfterARestartThoughTheDayIsEvaluated) {
  EvaluateOn("2021-04-30");
  MustWrite(File("a", 7));
  const std::string before = KeptOverview();
  const int64_t written = head();
  ShutDown();
  Boot();
  EXPECT_EQ(KeptOverview(), "");
  engine_->CheckDay();
  ASSERT_TRUE(WaitUntil([&] { return !KeptOverview().empty(); }));
  EXPECT_EQ(KeptOverview(), before);
  MustWrite(File("b", 9));
  EXPECT_EQ(KeptOverview(), AddedUpOverview());
  EXPECT_EQ(head(), written + 1) << "sums are not written";
}

TEST_F(DayEvaluationTest, AReportIsColoredByItsDayBeforeTheEvaluationComes) {
  EvaluateOn("2021-04-30");
  clock_.SetToday(Day("2021-05-04"));
  const Result result = Call(File("late", 1, "", "2021-W18"));
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(OnBoard("late").status().color(), v1::YELLOW);
  const int64_t before = head();
  EvaluateOn("2021-05-04");
  EXPECT_EQ(StatusChanges(UpdatesFrom(before + 1)), 0);
}

const v1::Alert* FindAlert(const v1::Project& project, v1::AlertKind kind) {
  for (const v1::Alert& alert : project.alerts()) {
    if (alert.kind() == kind) return &alert;
  }
  return nullptr;
}

v1::SetAlertRulesRequest OverdueFrom(int64_t days) {
  v1::SetAlertRulesRequest request;
  request.set_request_id("overdue-from-" + std::to_string(days));
  v1::AlertRule& rule = *request.add_rules();
  rule.set_kind(v1::MILESTONE_OVERDUE);
  rule.add_bands()->set_from(days);
  rule.mutable_bands(0)->set_severity(v1::CRITICAL);
  return request;
}

TEST_F(DayEvaluationTest, NewAlertRulesJudgeEverythingAnewOnTheSameDay) {
  EvaluateOn("2021-05-04");
  ASSERT_EQ(FindAlert(OnBoard("late"), v1::MILESTONE_OVERDUE)->severity(), v1::NOTICE);
  const int64_t before = head();
  MustWrite(OverdueFrom(1));
  ASSERT_TRUE(WaitUntil([&] { return !board_->Take().evaluation_due(); }));
  EXPECT_EQ(FindAlert(OnBoard("late"), v1::MILESTONE_OVERDUE)->severity(), v1::CRITICAL);
  EXPECT_EQ(DaysEvaluated(UpdatesFrom(before + 1)), 1);
  EXPECT_EQ(EvaluatedOn(), Day("2021-05-04"));
  EXPECT_EQ(board_->Take().alert_rules().of(v1::MILESTONE_OVERDUE).bands.size(), 1U);
}

TEST_F(DayEvaluationTest, RulesThatWereSetBeforeAStopAreJudgedAfterTheStart) {
  EvaluateOn("2021-05-04");
  MustWrite(File("unrated", 3));  // with it the engine has looked once more whether the day moved on
  faulty_->BlockAppends();
  Answer set = Submit(CommandOf(OverdueFrom(1)));
  ASSERT_TRUE(faulty_->WaitUntilBlocked(kDeadline));
  std::thread stopper([this] { engine_->Stop(); });
  // The stop has begun once commands are refused for it: the evaluation that the rules ask for does not come any more.
  ASSERT_TRUE(WaitUntil([&] {
    Command command = CommandOf(File("unrated", 1));
    command.bytes = common::kMaxQueuedBytes + 1;
    return ReasonOf(Wait(Submit(std::move(command))).status()) == "SERVER_STOPPING";
  }));
  faulty_->ReleaseAppends();
  stopper.join();
  ASSERT_TRUE(Wait(std::move(set)).ok());
  ASSERT_TRUE(board_->Take().evaluation_due());
  ShutDown();
  Boot();
  ASSERT_TRUE(board_->Take().evaluation_due()) << "it is remembered";
  engine_->CheckDay();
  ASSERT_TRUE(WaitUntil([&] { return !board_->Take().evaluation_due(); }));
  EXPECT_EQ(FindAlert(OnBoard("late"), v1::MILESTONE_OVERDUE)->severity(), v1::CRITICAL);
}

TEST_F(DayEvaluationTest, AnAlertIsToldOnceWhateverDaysAndRestartsCome) {
  EvaluateOn("2021-04-30");
  const int64_t before = head();
  for (const char* day : {"2021-05-04", "2021-05-05", "2021-05-20"}) {
    EvaluateOn(day);
    ShutDown();
    Boot();
    engine_->CheckDay();
    MustWrite(File("unrated", common::Date::OfStored(day).day()));
  }
  std::vector<std::string> events;
  for (const v1::Update& update : UpdatesFrom(before + 1)) {
    for (const v1::Change& change : update.changes()) {
      const v1::AlertChanged& changed = change.alert_changed();
      if (changed.after().project() != "late" || changed.after().kind() != v1::MILESTONE_OVERDUE) continue;
      events.push_back(update.date() + " " + v1::AlertEvent_Name(changed.event()));
    }
  }
  EXPECT_EQ(events, (std::vector<std::string>{"2021-05-04 FIRED", "2021-05-20 ESCALATED"}));
}

}  // namespace
}  // namespace wuse::engine
