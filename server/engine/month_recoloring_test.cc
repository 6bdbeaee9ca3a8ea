#include "server/engine/month_recoloring.h"

#include "server/engine/engine_fixture.h"

namespace wuse::engine {
namespace {

class MonthRecoloringTest : public EngineFixture {
 protected:
  // What the ledger has of the months: of each its projects in the order in which they were frozen, and how often it
  // was begun and made whole.
  struct Frozen {
    std::vector<std::string> projects;
    int begun = 0;
    int whole = 0;
  };

  void SetUp() override { clock_.SetToday(Day("2021-05-08")); }
  void BootAndFill(int projects) {
    Boot();
    EvaluateOn("2021-05-08");
    MustWrite(Unit());
    for (int begin = 0; begin < projects; begin += 500) {
      v1::ApplyProjectsRequest request;
      for (int i = begin; i < std::min(projects, begin + 500); ++i) {
        *request.add_edits()->mutable_project() = Project(Id(i), i % 3 == 0 ? "2021-04-20" : "2021-09-01");
      }
      MustWrite(request);
    }
  }
  static std::string Id(int i) { return "p" + std::to_string(i); }
  static v1::RecolorMonthRequest Recolor(const std::string& month, const std::string& request_id = "") {
    v1::RecolorMonthRequest request;
    request.set_month(month);
    request.set_request_id(request_id);
    return request;
  }
  void EvaluateOn(const std::string& day) {
    clock_.SetToday(Day(day));
    engine_->CheckDay();
    ASSERT_TRUE(WaitUntil([&] { return board_->Take().evaluated_on() == Day(day); })) << day;
  }
  bool WaitForMonth(const std::string& month) const {
    return WaitUntil([&] { return board_->Take().recolored_months().contains(month); });
  }
  std::map<std::string, Frozen> InLedger() const {
    std::map<std::string, Frozen> months;
    for (const v1::Update& update : UpdatesFrom(1)) {
      for (const v1::Change& change : update.changes()) {
        if (change.has_recoloring_begun()) ++months[change.recoloring_begun().month()].begun;
        if (change.has_month_recolored()) ++months[change.month_recolored().month().month()].whole;
        if (!change.has_project_recolored()) continue;
        const v1::OfficialColor& color = change.project_recolored().color();
        EXPECT_EQ(change.match_after().color(), color.color());
        months[color.month()].projects.push_back(color.project());
      }
    }
    return months;
  }
  void ExpectEachOnce(const std::string& month, int projects) const {
    const Frozen frozen = InLedger()[month];
    EXPECT_EQ(frozen.begun, 1);
    EXPECT_EQ(frozen.whole, 1);
    ASSERT_EQ(frozen.projects.size(), static_cast<size_t>(projects));
    for (int i = 0; i < projects; ++i) EXPECT_EQ(frozen.projects[i], Id(i)) << "in their order, each once";
  }
};

TEST_F(MonthRecoloringTest, IsAnsweredWhenWholeAndReportsPassBetween) {
  constexpr int kProjects = common::kRecoloredPerTurn + 500;
  BootAndFill(kProjects);
  Answer recoloring = BlockWith(CommandOf(Recolor("2021-04", "r-1")));
  Answer report = Submit(CommandOf(File("p1", 1)));
  Answer again = Submit(CommandOf(Recolor("2021-04", "r-1")));
  faulty_->ReleaseAppends();
  const Result answer = Wait(std::move(recoloring));
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_TRUE(board_->Take().recolored_months().contains("2021-04")) << "whole before it is answered";
  EXPECT_EQ(Wait(std::move(again))->sequence, answer->sequence);
  const Result filed = Wait(std::move(report));
  ASSERT_TRUE(filed.ok()) << filed.status();
  EXPECT_TRUE(UpdatesFrom(filed->sequence.value + 1)[0].changes(0).has_project_recolored()) << "the rest came after it";
  ExpectEachOnce("2021-04", kProjects);
  const v1::RecoloredMonth month = board_->Take().recolored_months().at("2021-04");
  EXPECT_EQ(month.project_count(), kProjects);
  EXPECT_EQ(month.published_by(), "lin");
  EXPECT_EQ(month.published_on(), "2021-05-08");
  EXPECT_EQ(month.colors(v1::ORANGE - 1).count(), kProjects / 3) << "10 days late";
  EXPECT_EQ(month.colors(v1::GREEN - 1).count(), kProjects - kProjects / 3);
  for (const v1::Update& update : UpdatesFrom(answer->sequence.value)) {
    EXPECT_LE(update.changes_size(), common::kMaxEngineChanges);
  }
}

TEST_F(MonthRecoloringTest, CutShortItGoesOnAfterTheStartAndFreezesEachOnce) {
  constexpr int kProjects = 2 * common::kRecoloredPerTurn + 500;
  for (const bool replayed : {false, true}) {
    SCOPED_TRACE(replayed);
    const std::string month = replayed ? "2021-05" : "2021-04";
    clock_.SetToday(Day(replayed ? "2021-06-08" : "2021-05-08"));
    replayed ? Boot() : BootAndFill(kProjects);
    faulty_->FailAppend(3);  // it begins, the first turn is written, the second is not
    const Result failed = Call(Recolor(month));
    EXPECT_EQ(ReasonOf(failed.status()), "LEDGER_FAILED");
    EXPECT_FALSE(board_->Take().recolored_months().contains(month));
    ShutDown();
    if (replayed) ForgetHistory();
    clock_.SetToday(Day(replayed ? "2021-06-11" : "2021-05-11"));
    Boot();
    ASSERT_NE(board_->Take().recoloring(), nullptr);
    EXPECT_EQ(board_->Take().recoloring()->next_slot, static_cast<size_t>(common::kRecoloredPerTurn));
    EXPECT_EQ(ReasonOf(Call(Recolor("2021-02")).status()), "RECOLORING_RUNS");
    engine_->CheckDay();
    ASSERT_TRUE(WaitForMonth(month));
    ExpectEachOnce(month, kProjects);
    const v1::RecoloredMonth whole = board_->Take().recolored_months().at(month);
    EXPECT_EQ(whole.published_on(), replayed ? "2021-06-08" : "2021-05-08") << "the day on which it was begun";
    EXPECT_EQ(whole.project_count(), kProjects);
    EXPECT_EQ(ReasonOf(Call(Recolor(month)).status()), "MONTH_RECOLORED");
    ShutDown();
  }
}

TEST_F(MonthRecoloringTest, AStopRefusesWhoWaitsAndTheMonthGoesOnLater) {
  BootAndFill(common::kRecoloredPerTurn + 500);
  Answer recoloring = BlockWith(CommandOf(Recolor("2021-04", "r-1")));
  std::thread stopper([this] { engine_->Stop(); });
  ASSERT_TRUE(WaitUntil([&] {
    Command command = CommandOf(File("p1", 1));
    command.bytes = common::kMaxQueuedBytes + 1;
    return ReasonOf(Wait(Submit(std::move(command))).status()) == "SERVER_STOPPING";
  }));
  faulty_->ReleaseAppends();
  stopper.join();
  EXPECT_EQ(ReasonOf(Wait(std::move(recoloring)).status()), "SERVER_STOPPING");
  ShutDown();
  Boot();
  engine_->CheckDay();
  const Result again = Call(Recolor("2021-04", "r-1"));  // the same request finds its month
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(board_->Take().recolored_months().contains("2021-04"));
  ExpectEachOnce("2021-04", common::kRecoloredPerTurn + 500);
}

TEST_F(MonthRecoloringTest, OnItsDayAMonthIsRecoloredByTheServerAlsoAfterMissedMonths) {
  recolor_day_ = 5;
  BootAndFill(3);
  EvaluateOn("2021-06-04");
  MustWrite(File("p1", 1));
  EXPECT_TRUE(InLedger().empty()) << "April was before the register began, and May is not due";
  EvaluateOn("2021-06-05");
  ASSERT_TRUE(WaitForMonth("2021-05"));
  ShutDown();
  clock_.SetToday(Day("2021-09-30"));
  Boot();
  engine_->CheckDay();
  ASSERT_TRUE(WaitForMonth("2021-08"));
  ShutDown();
  Boot();
  engine_->CheckDay();
  MustWrite(File("p1", 2, "", "2021-W18"));
  const std::map<std::string, Frozen> months = InLedger();
  EXPECT_EQ(months.size(), 4U) << "May to August, September is not due";
  for (const auto& [month, frozen] : months) ExpectEachOnce(month, 3);
  EXPECT_EQ(board_->Take().recolored_months().at("2021-07").published_on(), "2021-09-30");
  EXPECT_EQ(board_->Take().recolored_months().at("2021-07").published_by(), "wuse");
}

TEST_F(MonthRecoloringTest, WhatSomebodyHasRecoloredTheServerDoesNot) {
  recolor_day_ = 5;
  BootAndFill(3);
  clock_.SetToday(Day("2021-06-02"));
  MustWrite(Recolor("2021-05"));
  EvaluateOn("2021-06-05");
  EvaluateOn("2021-07-05");
  ASSERT_TRUE(WaitForMonth("2021-06"));
  ExpectEachOnce("2021-05", 3);
  EXPECT_EQ(board_->Take().recolored_months().at("2021-05").published_by(), "lin");
}

}  // namespace
}  // namespace wuse::engine
