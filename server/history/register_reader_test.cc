#include "server/history/register_reader.h"

#include <gtest/gtest.h>

#include <map>

#include "server/history/history_fixture.h"
#include "server/history/keys.h"

namespace wuse::history {
namespace {

using board::ProjectChange;
using board::ReportChange;
using board::TestProject;

using RegisterReaderTest = HistoryTest;

absl::StatusCode LoadCode(const History& history) {
  board::Board board;
  board::Staging staging(board);
  return history.Load(staging).code();
}

TEST_F(RegisterReaderTest, AMissingProjectAndAMarkOfNoProjectAreDataLoss) {
  Apply({ProjectChange(TestProject("p-0"), true), ReportChange("p-0", "2021-W17", "2021-04-30", 5)});
  history_.reset();
  const std::string mark = Encode(domain::ReportMark{.as_of = *common::Date::Parse("2021-04-30"), .invested = {1}});
  for (const auto& [key, value] : std::map<std::string, std::string>{{MarkKey(1, "2021-W17"), mark},
                                                                     {MarkKey(0, "2021-W60"), mark},
                                                                     {MarkKey(0, "2021-W18"), mark},
                                                                     {MarkKey(0, "2021-W19"), "short"},
                                                                     {ProjectKey(2), ""},
                                                                     {ProjectKey(1), ""}}) {
    PutRaw(key, value);
    {
      const auto history = History::Open(OptionsOf());
      ASSERT_TRUE(history.ok()) << history.status();
      EXPECT_EQ(LoadCode(**history), absl::StatusCode::kDataLoss) << testing::PrintToString(key);
    }
    DeleteRaw(key);
  }
  const auto history = History::Open(OptionsOf());
  ASSERT_TRUE(history.ok()) << history.status();
  EXPECT_EQ(LoadCode(**history), absl::StatusCode::kOk);
}

TEST_F(RegisterReaderTest, LoadsMoreProjectsThanAreReadAtOnceEachWithItsMarks) {
  constexpr int kMany = 1300;
  std::vector<v1::Change> changes;
  for (int i = 0; i < kMany; ++i) {
    const std::string id = "p-" + std::to_string(i);
    changes.push_back(ProjectChange(TestProject(id, "code " + std::to_string(i)), true));
    for (int week = 0; week < i % 3; ++week) {
      const common::Week of = common::Week::First(2021).Plus(week);
      changes.push_back(ReportChange(id, of.ToString(), of.Friday().ToString(), 1000 * i + week));
    }
  }
  Apply(changes);
  Open();
  const board::View view = board_->Take();
  ASSERT_EQ(view.project_count(), static_cast<size_t>(kMany));
  for (int i = 0; i < kMany; ++i) {
    const board::ProjectState& project = view.project(static_cast<size_t>(i));
    const std::string id = "p-" + std::to_string(i);
    ASSERT_EQ(board_->symbols().TextOf(project.row->id), id);
    EXPECT_EQ(board_->FindSlot(id), static_cast<size_t>(i));
    EXPECT_EQ(board_->FindSlot("code " + std::to_string(i)), static_cast<size_t>(i));
    ASSERT_EQ(project.marks->size(), static_cast<size_t>(i % 3)) << id;
    for (int week = 0; week < i % 3; ++week) {
      EXPECT_EQ(project.marks->at(static_cast<size_t>(week)).invested.value, 1000 * i + week);
    }
  }
}

}  // namespace
}  // namespace wuse::history
