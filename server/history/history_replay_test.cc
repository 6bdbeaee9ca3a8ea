#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "server/history/history.h"
#include "server/history/history_fixture.h"

// A history that is replayed, from the beginning or from where a crash left it.
namespace wuse::history {
namespace {

using board::BulletinChange;
using board::CertifiedChange;
using board::DayChange;
using board::ListChange;
using board::ProjectChange;
using board::ReferenceChange;
using board::ReportChange;
using board::StatusChange;
using board::TestProject;
using board::UnitChange;

// Groups of updates as an engine would make them, at random but the same for the same seed.
std::vector<std::vector<v1::Update>> RandomGroups(uint32_t seed, int count) {
  std::mt19937 random(seed);
  const auto below = [&random](int bound) { return std::uniform_int_distribution<int>(0, bound - 1)(random); };
  std::vector<std::vector<v1::Update>> groups;
  std::map<std::string, int> versions;
  std::map<std::string, int> editions;
  int projects = 0;
  int64_t sequence = 0;
  for (int i = 0; i < count; ++i) {
    std::vector<v1::Update>& group = groups.emplace_back();
    for (int j = 0, size = 1 + below(6); j < size; ++j) {
      UpdateOf of{.sequence = ++sequence, .changes = {}, .seconds = kStart + sequence * kDay / 20};
      of.actor = "actor-" + std::to_string(below(3));
      if (below(4) > 0) of.request_id = "r-" + std::to_string(sequence);
      if (projects == 0 || below(5) == 0) {
        of.changes.push_back(ProjectChange(TestProject("p-" + std::to_string(projects++)), true));
      }
      const std::string id = "p-" + std::to_string(below(projects));
      const std::string week = common::Week::First(2021).Plus(below(4)).ToString();
      of.changes.push_back(
          ReportChange(id, week, common::Week::Parse(week)->Friday().ToString(), below(1000), ++versions[id + week]));
      if (below(2) == 0) of.changes.push_back(StatusChange(id, static_cast<v1::Color>(1 + below(6)), "2021-05-01"));
      if (below(6) == 0) of.changes.push_back(UnitChange("u-" + std::to_string(below(5)), std::to_string(below(99))));
      if (below(6) == 0) of.changes.push_back(DayChange(common::ShanghaiDay(At(of.seconds)).ToString()));
      if (below(4) == 0)
        of.changes.push_back(CertifiedChange(id, "2021-0" + std::to_string(1 + below(4)), below(1000)));
      if (below(6) == 0) of.changes.push_back(ListChange("l-" + std::to_string(below(4)), std::to_string(below(99))));
      if (below(4) == 0) of.changes.push_back(ReferenceChange("202" + std::to_string(below(2)), "7", below(3) == 0));
      if (below(6) == 0) of.changes.push_back(BulletinChange(week, ++editions[week]));
      group.push_back(MakeUpdate(of));
    }
  }
  return groups;
}

// A crash is the directory as it is on the disk while the history is open: what was not flushed is missing.
TEST(HistoryAfterACrash, ReplayingGivesTheSameContents) {
  const uint32_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  namespace fs = std::filesystem;
  const fs::path root = fs::path(testing::TempDir()) / ("history-" + std::to_string(seed));
  fs::remove_all(root);
  fs::create_directories(root);
  const History::Options whole{.dir = root / "whole", .store_id = "s", .max_remembered_requests = 40};
  History::Options crashed = whole;
  crashed.dir = root / "crashed";
  const std::vector<std::vector<v1::Update>> groups = RandomGroups(seed, 40);

  size_t done = 0;
  {
    board::Board board;
    auto history = History::Open(whole);
    ASSERT_TRUE(history.ok()) << history.status();
    for (; done < 10; ++done) ASSERT_TRUE(ApplyGroup(**history, board, groups[done]).ok());
  }  // flushed here
  {
    auto history = History::Open(whole);
    ASSERT_TRUE(history.ok()) << history.status();
    board::Board board;
    board::Staging staging(board);
    ASSERT_TRUE((*history)->Load(staging).ok());
    board.Commit(std::move(staging), (*history)->applied());
    for (; done < 30; ++done) ASSERT_TRUE(ApplyGroup(**history, board, groups[done]).ok());
    fs::copy(whole.dir, crashed.dir, fs::copy_options::recursive);
    for (; done < groups.size(); ++done) ASSERT_TRUE(ApplyGroup(**history, board, groups[done]).ok());
  }
  {
    auto history = History::Open(crashed);
    ASSERT_TRUE(history.ok()) << history.status();
    EXPECT_EQ((*history)->applied(), common::Sequence{groups[9].back().sequence()}) << "the crash lost nothing";
    board::Board board;
    board::Staging staging(board);
    ASSERT_TRUE((*history)->Load(staging).ok());
    board.Commit(std::move(staging), (*history)->applied());
    for (size_t i = 10; i < groups.size(); ++i) ASSERT_TRUE(ApplyGroup(**history, board, groups[i]).ok());
  }
  EXPECT_TRUE(Dump(whole.dir, rocksdb::Env::Default()) == Dump(crashed.dir, rocksdb::Env::Default()));
  fs::remove_all(root);
}

// What a history answers, whatever the groups were.
std::map<std::string, std::string> Answers(const History& history) {
  std::map<std::string, std::string> answers;
  EXPECT_TRUE(history
                  .ScanReports({}, {}, "", nullptr,
                               [&](const v1::Report& report) {
                                 answers[report.week() + report.project()] = report.SerializeAsString();
                                 return true;
                               })
                  .ok());
  constexpr int kProjects = 50;
  std::vector<History::ChangeIndex> indexes;
  indexes.reserve(kProjects + 20);
  for (int i = 0; i < kProjects; ++i) indexes.push_back({.project = "p-" + std::to_string(i)});
  for (int i = 0; i < 3; ++i) indexes.push_back({.actor = "actor-" + std::to_string(i)});
  for (int i = 1; i < v1::ChangeKind_ARRAYSIZE; ++i) indexes.push_back({.kind = static_cast<v1::ChangeKind>(i)});
  for (const History::ChangeIndex& index : indexes) {
    std::string& all = answers[index.project + "/" + index.actor + "/" + std::to_string(index.kind)];
    EXPECT_TRUE(history
                    .ScanChanges(index, {0},
                                 [&](common::Sequence sequence) {
                                   all += std::to_string(sequence.value) + " ";
                                   return true;
                                 })
                    .ok());
  }
  return answers;
}

TEST_F(HistoryTest, AReplayInOtherGroupsGivesTheSameAnswers) {
  const uint32_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::vector<v1::Update> all;
  for (const std::vector<v1::Update>& group : RandomGroups(seed, 40)) {
    Apply(group);
    all.insert(all.end(), group.begin(), group.end());
  }
  History::Options other = OptionsOf();
  other.dir = "/other";
  const auto replayed = History::Open(other);
  ASSERT_TRUE(replayed.ok()) << replayed.status();
  board::Board board;
  ASSERT_TRUE(ApplyGroup(**replayed, board, all).ok());
  const auto answers = Answers(*history_);
  EXPECT_GT(answers.size(), 20u);
  EXPECT_TRUE(answers == Answers(**replayed));
}

}  // namespace
}  // namespace wuse::history
