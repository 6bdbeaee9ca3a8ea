#include "server/board/board.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "server/board/board_fixture.h"

namespace wuse::board {
namespace {

std::string IdOf(size_t number) {
  return "p-" + std::to_string(number);
}

// `count` projects in one commit.
void Fill(Board& board, size_t count) {
  std::vector<v1::Change> changes;
  changes.reserve(count);
  for (size_t i = 0; i < count; ++i) changes.push_back(ProjectChange(TestProject(IdOf(i)), true));
  CommitChanges(board, changes);
}

TEST(Board, BeginsEmptyBeforeTheFirstSequence) {
  Board board;
  const View view = board.Take();
  EXPECT_EQ(view.sequence(), common::Sequence{0});
  EXPECT_EQ(view.project_count(), 0u);
  EXPECT_TRUE(view.units().empty());
  EXPECT_FALSE(view.evaluated_on().IsSet());
  EXPECT_EQ(board.FindSlot("p-0"), std::nullopt);
}

TEST(Board, ShowsWhatWasCommittedInTheOrderOfCreation) {
  Board board;
  CommitChanges(board, {ProjectChange(TestProject("zebra"), true), ProjectChange(TestProject("apple"), true)});
  CommitChanges(board, {ProjectChange(TestProject("mango"), true)});
  const View view = board.Take();
  ASSERT_EQ(view.project_count(), 3u);
  EXPECT_EQ(view.sequence(), common::Sequence{2});
  EXPECT_EQ(ProjectOf(view.project(0)).id(), "zebra");
  EXPECT_EQ(ProjectOf(view.project(1)).id(), "apple");
  EXPECT_EQ(ProjectOf(view.project(2)).id(), "mango");
  EXPECT_EQ(board.FindSlotById("mango"), 2u);
  EXPECT_TRUE(view.project(0).marks->empty());
}

TEST(Board, AViewStaysAsItWas) {
  Board board;
  Fill(board, 2);
  CommitChanges(board, {UnitChange("xiaoshun", "孝顺镇"), DayChange("2021-04-29")});
  const View before = board.Take();
  CommitChanges(board, {StatusChange("p-1", v1::RED, "2021-04-30"), UnitChange("xiaoshun", "孝顺"),
                        UnitChange("caozhai", "曹宅镇"), DayChange("2021-04-30"),
                        ReportChange("p-0", "2021-W17", "2021-04-30", 5), ProjectChange(TestProject("p-2"), true)});
  EXPECT_EQ(before.project_count(), 2u);
  EXPECT_EQ(ProjectOf(before.project(1)).status().color(), v1::COLOR_UNSPECIFIED);
  EXPECT_TRUE(before.project(0).marks->empty());
  EXPECT_EQ(before.FindUnit("xiaoshun")->name(), "孝顺镇");
  EXPECT_EQ(before.FindUnit("caozhai"), nullptr);
  EXPECT_EQ(before.evaluated_on().ToString(), "2021-04-29");

  const View after = board.Take();
  EXPECT_EQ(after.project_count(), 3u);
  EXPECT_EQ(after.project(1).row->color, v1::RED);
  EXPECT_EQ(after.project(0).marks->size(), 1u);
  ASSERT_EQ(after.units().size(), 2u);
  EXPECT_EQ(after.units()[0].name(), "孝顺");
  EXPECT_EQ(after.units()[1].id(), "caozhai");
  EXPECT_EQ(after.evaluated_on().ToString(), "2021-04-30");
}

TEST(Board, AReportOfFiguresKeepsTheProjectsBytesAndRow) {
  Board board;
  Fill(board, 1);
  const ProjectState before = board.Take().project(0);
  CommitChanges(board, {ReportChange("p-0", "2021-W17", "2021-04-30", 7)});
  const ProjectState after = board.Take().project(0);
  EXPECT_EQ(after.encoded, before.encoded);  // the same object: neither encoded nor parsed again
  EXPECT_EQ(after.row, before.row);
  ASSERT_EQ(after.marks->size(), 1u);
  EXPECT_EQ(after.marks->front().week().ToString(), "2021-W17");
  EXPECT_EQ(after.marks->front().as_of.ToString(), "2021-04-30");
  EXPECT_EQ(after.marks->front().invested.value, 7);
}

TEST(Board, AReportThatReachesAMilestoneChangesProjectAndMarks) {
  Board board;
  Fill(board, 1);
  v1::Change change = ReportChange("p-0", "2021-W17", "2021-04-30", 7);
  v1::Milestone& milestone = *change.mutable_report_filed()->add_milestones();
  milestone = ProjectOf(board.Take().project(0)).milestones(0);
  milestone.set_reached_on("2021-04-28");
  change.mutable_report_filed()->set_project_etag("0123456789abcdef");
  CommitChanges(board, {change});
  const ProjectState after = board.Take().project(0);
  EXPECT_EQ(ProjectOf(after).milestones(0).reached_on(), "2021-04-28");
  EXPECT_EQ(ProjectOf(after).etag(), "0123456789abcdef");
  EXPECT_EQ(after.row->rungs.at(0).reached_on.ToString(), "2021-04-28");
  EXPECT_EQ(after.marks->size(), 1u);
}

TEST(Board, OnlyThePagesTouchedAreCopied) {
  Board board;
  Fill(board, 3 * kPageSize);
  const View before = board.Take();
  CommitChanges(board, {ReportChange(IdOf(kPageSize + 3), "2021-W17", "2021-04-30", 7)});
  const View after = board.Take();
  // References into one page are the same address while the page is shared.
  EXPECT_EQ(&before.project(0), &after.project(0));
  EXPECT_EQ(&before.project(kPageSize + 4), &after.project(kPageSize + 4));  // the neighbor's state is shared too
  EXPECT_NE(&before.project(kPageSize + 3), &after.project(kPageSize + 3));
  EXPECT_TRUE(before.SharesPage(after, 0));
  EXPECT_FALSE(before.SharesPage(after, kPageSize));
  EXPECT_TRUE(before.SharesPage(after, 2 * kPageSize));
}

TEST(Board, GrowsOverPages) {
  Board board;
  for (size_t i = 0; i < kPageSize + 1; ++i) CommitChanges(board, {ProjectChange(TestProject(IdOf(i)), true)});
  const View view = board.Take();
  ASSERT_EQ(view.project_count(), kPageSize + 1);
  for (size_t i = 0; i < view.project_count(); ++i) EXPECT_EQ(ProjectOf(view.project(i)).id(), IdOf(i));
}

TEST(Board, AnExternalCodeFindsTheProjectAndAnIdGoesFirst) {
  Board board;
  CommitChanges(board,
                {ProjectChange(TestProject("p-0", "GC-1"), true), ProjectChange(TestProject("p-1", "p-0"), true)});
  EXPECT_EQ(board.FindSlot("GC-1"), 0u);
  EXPECT_EQ(board.FindSlot("p-0"), 0u);
  EXPECT_EQ(board.FindSlotByExternalCode("p-0"), 1u);
  EXPECT_EQ(board.FindSlotById("GC-1"), std::nullopt);
}

TEST(Board, AChangedExternalCodeFindsAnewAndNoLongerByTheOldOne) {
  Board board;
  CommitChanges(board, {ProjectChange(TestProject("p-0", "A"), true), ProjectChange(TestProject("p-1", "B"), true)});
  CommitChanges(board, {ProjectChange(TestProject("p-0", "C"), false), ProjectChange(TestProject("p-1"), false)});
  EXPECT_EQ(board.FindSlot("C"), 0u);
  EXPECT_EQ(board.FindSlot("A"), std::nullopt);
  EXPECT_EQ(board.FindSlot("B"), std::nullopt);
  CommitChanges(board, {ProjectChange(TestProject("p-1", "A"), false)});
  EXPECT_EQ(board.FindSlot("A"), 1u);
}

TEST(Board, TwoProjectsMayExchangeTheirExternalCodes) {
  Board board;
  CommitChanges(board, {ProjectChange(TestProject("p-0", "A"), true), ProjectChange(TestProject("p-1", "B"), true)});
  CommitChanges(board, {ProjectChange(TestProject("p-0", "B"), false), ProjectChange(TestProject("p-1", "A"), false)});
  EXPECT_EQ(board.FindSlot("B"), 0u);
  EXPECT_EQ(board.FindSlot("A"), 1u);
}

TEST(Board, CommittingNothingOnlyMovesTheSequence) {
  Board board;
  Fill(board, 1);
  const View before = board.Take();
  CommitChanges(board, {});
  EXPECT_EQ(board.Take().sequence(), common::Sequence{2});
  EXPECT_TRUE(before.SharesPage(board.Take(), 0));
}

// Readers take views and follow the indexes while the writer commits; run under ThreadSanitizer too.
TEST(Board, ReadersSeeWholeCommitsWhileTheWriterGoesOn) {
  constexpr size_t kProjects = 300;
  Board board;
  Fill(board, kProjects);
  std::atomic<bool> done{false};
  std::atomic<int> torn{0};
  std::atomic<int> looks{0};
  constexpr int kReaders = 2;
  std::vector<std::thread> readers;
  readers.reserve(kReaders);
  for (int i = 0; i < kReaders; ++i) {
    readers.emplace_back([&] {
      while (!done.load() || looks.load() < 10) {
        const View view = board.Take();
        const size_t marks = view.project(0).marks->size();
        // Each commit adds one report to the first and to the last project.
        if (view.project(kProjects - 1).marks->size() != marks || view.project_count() < kProjects + marks) ++torn;
        const std::optional<size_t> newest = board.FindSlotById(IdOf(kProjects));
        if (newest && *newest != kProjects) ++torn;
        ++looks;
      }
    });
  }
  for (int week = 0; week < 200; ++week) {
    const common::Week of = common::Week::First(2021).Plus(week);
    CommitChanges(board, {ReportChange(IdOf(0), of.ToString(), of.Friday().ToString(), week),
                          ReportChange(IdOf(kProjects - 1), of.ToString(), of.Friday().ToString(), week),
                          ProjectChange(TestProject(IdOf(kProjects + static_cast<size_t>(week))), true)});
  }
  done = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(torn.load(), 0);
  EXPECT_EQ(board.Take().project(0).marks->size(), 200u);
}

TEST(BoardDeathTest, AStagingBegunBeforeAnotherCommitIsRefused) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  Board board;
  Fill(board, 1);
  Staging stale(board);
  CommitChanges(board, {StatusChange("p-0", v1::RED, "2021-04-30")});
  EXPECT_DEATH(board.Commit(std::move(stale), {9}), "begun before another commit");
}

}  // namespace
}  // namespace wuse::board
