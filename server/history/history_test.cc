#include "server/history/history.h"

#include <gtest/gtest.h>

#include "server/history/history_fixture.h"

namespace wuse::history {
namespace {

using board::DayChange;
using board::ProjectChange;
using board::ReportChange;
using board::StatusChange;
using board::TestProject;
using board::UnitChange;

const std::string kProjectOfSlot0("p\0\0\0\0", 5);

common::Week WeekOf(const std::string& text) {
  return *common::Week::Parse(text);
}

TEST_F(HistoryTest, AnEmptyDirectoryHasNothingApplied) {
  EXPECT_EQ(history_->applied(), common::Sequence{0});
  EXPECT_EQ(board_->Take().project_count(), 0u);
  EXPECT_FALSE(board_->Take().evaluated_on().IsSet());
}

TEST_F(HistoryTest, OfAnotherStoreIsRefused) {
  history_.reset();
  History::Options other = OptionsOf();
  other.store_id = "ffffffffffffffffffffffffffffffff";
  const absl::Status status = History::Open(other).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_NE(status.message().find(kStore), std::string::npos) << status;
}

TEST_F(HistoryTest, OfAnotherFormatIsRefused) {
  history_.reset();
  PutRaw("0format", "1");
  EXPECT_EQ(History::Open(OptionsOf()).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(HistoryTest, LoadsTheBoardAsItWas) {
  Apply({UnitChange("zhen", "镇"), UnitChange("ban", "办"), ProjectChange(TestProject("zebra", "A"), true),
         ProjectChange(TestProject("apple"), true)});
  Apply({ReportChange("apple", "2021-W17", "2021-04-30", 5), ReportChange("apple", "2020-W53", "2020-12-31", 9),
         StatusChange("apple", v1::RED, "2021-04-30"), UnitChange("zhen", "新镇"), DayChange("2021-04-30")});
  const board::View before = board_->Take();
  Open();
  EXPECT_EQ(history_->applied(), common::Sequence{2});
  const board::View after = board_->Take();
  ASSERT_EQ(after.project_count(), 2u);
  for (size_t slot = 0; slot < 2; ++slot) EXPECT_EQ(*after.project(slot).encoded, *before.project(slot).encoded);
  EXPECT_EQ(board::ProjectOf(after.project(0)).id(), "zebra");  // the order of creation, not of ids
  EXPECT_EQ(board_->FindSlot("A"), 0u);
  EXPECT_EQ(after.project(1).row->color, v1::RED);
  ASSERT_EQ(after.project(1).marks->size(), 2u);
  EXPECT_EQ(after.project(1).marks->at(0).week().ToString(), "2020-W53");
  EXPECT_EQ(after.project(1).marks->at(0).as_of.ToString(), "2020-12-31");
  EXPECT_EQ(after.project(1).marks->at(1).invested.value, 5);
  ASSERT_EQ(after.units().size(), 2u);
  EXPECT_EQ(after.units()[0].name(), "新镇");
  EXPECT_EQ(after.units()[1].id(), "ban");
  EXPECT_EQ(after.evaluated_on().ToString(), "2021-04-30");
}

TEST_F(HistoryTest, AReportOfFiguresDoesNotWriteTheProjectAgain) {
  Apply({ProjectChange(TestProject("p-0"), true)});
  history_.reset();
  v1::Project edited = TestProject("p-0");
  edited.set_note("written behind the history's back");
  PutRaw(kProjectOfSlot0, edited.SerializeAsString());
  auto opened = History::Open(OptionsOf());
  ASSERT_TRUE(opened.ok()) << opened.status();
  history_ = *std::move(opened);
  // The board still has the project without the note: writing it would remove the note.
  Apply({ReportChange("p-0", "2021-W17", "2021-04-30", 5)});
  Open();
  EXPECT_EQ(board::ProjectOf(board_->Take().project(0)).note(), edited.note());
  EXPECT_EQ(board_->Take().project(0).marks->size(), 1u);
}

TEST_F(HistoryTest, AReportThatReachesAMilestoneWritesTheProject) {
  Apply({ProjectChange(TestProject("p-0"), true)});
  v1::Change change = ReportChange("p-0", "2021-W17", "2021-04-30", 5);
  v1::Milestone& rung = *change.mutable_report_filed()->add_milestones();
  rung = TestProject("p-0").milestones(0);
  rung.set_reached_on("2021-04-29");
  change.mutable_report_filed()->set_project_etag("e");
  Apply({change});
  Open();
  EXPECT_EQ(board::ProjectOf(board_->Take().project(0)).milestones(0).reached_on(), "2021-04-29");
}

TEST_F(HistoryTest, KeepsEveryVersionOfAReport) {
  Apply({ProjectChange(TestProject("p-0"), true), ReportChange("p-0", "2021-W17", "2021-04-30", 5)});
  Apply({ReportChange("p-0", "2021-W17", "2021-04-29", 6, 2)});
  Apply({ReportChange("p-0", "2021-W17", "2021-04-28", 7, 3), ReportChange("p-0", "2021-W17", "2021-04-27", 8, 4)});
  for (const bool reopened : {false, true}) {
    if (reopened) Open();
    for (int version = 0; version <= 4; ++version) {
      const auto report = history_->FindReport("p-0", WeekOf("2021-W17"), version);
      ASSERT_TRUE(report.ok()) << version << report.status();
      EXPECT_EQ(report->version(), version == 0 ? 4 : version);
      EXPECT_EQ(report->invested_this_year_yuan(), version == 0 ? 8 : 4 + version);
    }
  }
  ASSERT_EQ(board_->Take().project(0).marks->size(), 1u);
  EXPECT_EQ(board_->Take().project(0).marks->at(0).as_of.ToString(), "2021-04-27");
  EXPECT_EQ(board_->Take().project(0).marks->at(0).invested.value, 8);
}

TEST_F(HistoryTest, AReportThatIsNotThereIsNotFound) {
  Apply({ProjectChange(TestProject("p-0"), true), ReportChange("p-0", "2021-W17", "2021-04-30", 5)});
  EXPECT_EQ(history_->FindReport("p-0", WeekOf("2021-W16")).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(history_->FindReport("p", WeekOf("2021-W17")).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(history_->FindReport("p-0", WeekOf("2021-W17"), 2).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(history_->FindReport("p-0", WeekOf("2021-W17"), -1).status().code(), absl::StatusCode::kNotFound);
}

class ScanTest : public HistoryTest {
 protected:
  ScanTest() {
    std::vector<v1::Change> changes;
    for (const char* id : {"ab", "abc", "ab-c", "b"}) {
      changes.push_back(ProjectChange(TestProject(id), true));
      for (const char* week : {"2020-W53", "2021-W01", "2021-W02"}) {
        changes.push_back(ReportChange(id, week, common::Week::Parse(week)->Friday().ToString(), 5));
      }
    }
    changes.push_back(ReportChange("abc", "2021-W01", "2021-01-08", 6, 2));
    Apply(changes);
  }

  struct Of {
    std::string from;
    std::string to;
    std::string after;
    std::string not_wanted;
    size_t at_most = 100;
  };
  std::vector<std::string> Scan(const Of& of) {
    std::vector<std::string> seen;
    std::function<bool(std::string_view)> wanted;
    if (!of.not_wanted.empty()) wanted = [&of](std::string_view id) { return id != of.not_wanted; };
    const absl::Status status = history_->ScanReports(
        common::Week::OfStored(of.from), common::Week::OfStored(of.to), of.after, wanted,
        [&](const v1::Report& report) {
          seen.push_back(report.week() + " " + report.project() + " v" + std::to_string(report.version()));
          return seen.size() < of.at_most;
        });
    EXPECT_TRUE(status.ok()) << status;
    return seen;
  }
};

using Seen = std::vector<std::string>;

TEST_F(ScanTest, ReportsComeByWeekThenProjectInTheirNewestVersion) {
  EXPECT_EQ(Scan({.from = "2020-W53", .to = "2021-W01"}),
            (Seen{"2020-W53 ab v1", "2020-W53 ab-c v1", "2020-W53 abc v1", "2020-W53 b v1", "2021-W01 ab v1",
                  "2021-W01 ab-c v1", "2021-W01 abc v2", "2021-W01 b v1"}));
  EXPECT_EQ(Scan({}).size(), 12u);
  EXPECT_EQ(Scan({.from = "2021-W01"}).size(), 8u);
  EXPECT_EQ(Scan({.to = "2020-W53"}).size(), 4u);
  EXPECT_EQ(Scan({.from = "2021-W03"}), Seen());
  EXPECT_EQ(Scan({.from = "2021-W02", .to = "2021-W01"}), Seen());
}

TEST_F(ScanTest, PagesGoOnAfterTheLastReportTaken) {
  Seen all;
  Of of{.from = "2020-W53", .to = "2021-W02", .at_most = 2};
  for (int page = 0; page < 20; ++page) {
    const Seen seen = Scan(of);
    if (seen.empty()) break;
    all.insert(all.end(), seen.begin(), seen.end());
    of.from = seen.back().substr(0, 8);
    of.after = seen.back().substr(9, seen.back().size() - 12);
  }
  EXPECT_EQ(all, Scan({}));
}

TEST_F(ScanTest, ReportsNotWantedAreLeftOut) {
  EXPECT_EQ(Scan({.from = "2021-W01", .to = "2021-W01", .not_wanted = "abc"}),
            (Seen{"2021-W01 ab v1", "2021-W01 ab-c v1", "2021-W01 b v1"}));
}

class ChangesTest : public HistoryTest {
 protected:
  ChangesTest() {
    Apply({UnitChange("zhen", "镇")});
    Apply({ProjectChange(TestProject("ab"), true), ProjectChange(TestProject("abc"), true)});
    Apply({MakeUpdate({.sequence = 3, .changes = {ReportChange("ab", "2021-W17", "2021-04-30", 5)}, .actor = "wang"}),
           MakeUpdate({.sequence = 4,
                       .changes = {ReportChange("abc", "2021-W17", "2021-04-30", 5),
                                   StatusChange("abc", v1::RED, "2021-04-30")},
                       .actor = "wang-2"})});
    Apply({DayChange("2021-05-01")});
  }

  std::vector<int64_t> Scan(const History::ChangeIndex& index, int64_t before = 0, size_t at_most = 100) {
    std::vector<int64_t> seen;
    const absl::Status status = history_->ScanChanges(index, {before}, [&](common::Sequence sequence) {
      seen.push_back(sequence.value);
      return seen.size() < at_most;
    });
    EXPECT_TRUE(status.ok()) << status;
    return seen;
  }
};

using Sequences = std::vector<int64_t>;

TEST_F(ChangesTest, AreFoundByProjectActorAndKindNewestFirst) {
  EXPECT_EQ(Scan({.project = "ab"}), (Sequences{3, 2}));
  EXPECT_EQ(Scan({.project = "abc"}), (Sequences{4, 2}));
  EXPECT_EQ(Scan({.project = "a"}), Sequences());
  EXPECT_EQ(Scan({.actor = "wang"}), (Sequences{3}));
  EXPECT_EQ(Scan({.actor = "lin"}), (Sequences{5, 2, 1}));
  EXPECT_EQ(Scan({.kind = v1::UNIT_CHANGED}), (Sequences{1}));
  EXPECT_EQ(Scan({.kind = v1::PROJECT_CHANGED}), (Sequences{2}));
  EXPECT_EQ(Scan({.kind = v1::REPORT_FILED}), (Sequences{4, 3}));
  EXPECT_EQ(Scan({.kind = v1::STATUS_CHANGED}), (Sequences{4}));
  EXPECT_EQ(Scan({.kind = v1::DAY_EVALUATED}), (Sequences{5}));
}

TEST_F(ChangesTest, PagesGoOnBelowASequence) {
  EXPECT_EQ(Scan({.actor = "lin"}, 0, 1), (Sequences{5}));
  EXPECT_EQ(Scan({.actor = "lin"}, 5), (Sequences{2, 1}));
  EXPECT_EQ(Scan({.actor = "lin"}, 1), Sequences());
  // Within one group.
  EXPECT_EQ(Scan({.kind = v1::REPORT_FILED}, 0, 1), (Sequences{4}));
  EXPECT_EQ(Scan({.kind = v1::REPORT_FILED}, 4), (Sequences{3}));
}

TEST_F(ChangesTest, ExactlyOneIndexIsNamed) {
  const auto take = [](common::Sequence) { return true; };
  EXPECT_EQ(history_->ScanChanges({}, {0}, take).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(history_->ScanChanges({.project = "ab", .actor = "lin"}, {0}, take).code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(HistoryTest, AGapOrARepetitionIsRefusedAndChangesNothing) {
  Apply({ProjectChange(TestProject("p-0"), true)});
  for (const int64_t sequence : {1, 3}) {
    const absl::Status status =
        ApplyGroup(*history_, *board_,
                   {MakeUpdate({.sequence = sequence, .changes = {StatusChange("p-0", v1::RED, "2021-04-30")}})});
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << sequence;
  }
  Open();
  EXPECT_EQ(history_->applied(), common::Sequence{1});
  EXPECT_EQ(board_->Take().project(0).row->color, v1::COLOR_UNSPECIFIED);
}

TEST_F(HistoryTest, AStoredValueThatDoesNotParseIsDataLoss) {
  Apply({ProjectChange(TestProject("p-0"), true), ReportChange("p-0", "2021-W17", "2021-04-30", 5)});
  history_.reset();
  PutRaw("w2021-W17p-0", "\xff");
  PutRaw(kProjectOfSlot0, "\xff");
  const auto history = History::Open(OptionsOf());
  ASSERT_TRUE(history.ok()) << history.status();
  EXPECT_EQ((*history)->FindReport("p-0", WeekOf("2021-W17")).status().code(), absl::StatusCode::kDataLoss);
  board::Board board;
  board::Staging staging(board);
  EXPECT_EQ((*history)->Load(staging).code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace wuse::history
