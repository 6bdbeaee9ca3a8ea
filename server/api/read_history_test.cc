#include <gtest/gtest.h>

#include <future>

#include "server/api/call.h"
#include "server/history/history_fixture.h"

namespace wuse::api {
namespace {

using board::ProjectChange;
using board::TestProject;

class ReadHistoryTest : public history::HistoryTest {};

TEST_F(ReadHistoryTest, WaitsForWhatTheBoardShows) {
  const v1::Update update = history::MakeUpdate({.sequence = 1, .changes = {ProjectChange(TestProject("p-0"), true)}});
  board::Staging staging(*board_);
  staging.Apply(update.changes(0));
  board_->Commit(staging, {1});

  common::WorkerPool readers(1, 8);
  std::promise<common::Sequence> read;
  ASSERT_TRUE(ReadHistory(readers, *board_, *history_, [&](const absl::Status& readable) {
    EXPECT_TRUE(readable.ok()) << readable;
    read.set_value(history_->applied());
  }));
  const std::vector<const v1::Update*> updates = {&update};
  ASSERT_TRUE(history_->Apply(updates, staging).ok());
  EXPECT_EQ(read.get_future().get(), common::Sequence{1});
}

TEST_F(ReadHistoryTest, IsToldThatHistoryHasFailed) {
  board::Staging staging(*board_);
  board_->Commit(staging, {2});
  common::WorkerPool readers(1, 8);
  std::promise<absl::Status> told;
  ASSERT_TRUE(
      ReadHistory(readers, *board_, *history_, [&](const absl::Status& readable) { told.set_value(readable); }));
  const v1::Update ahead = history::MakeUpdate({.sequence = 2, .changes = {}});
  const std::vector<const v1::Update*> updates = {&ahead};
  ASSERT_FALSE(history_->Apply(updates, staging).ok()) << "the first one is missing";
  EXPECT_FALSE(told.get_future().get().ok());
}

}  // namespace
}  // namespace wuse::api
