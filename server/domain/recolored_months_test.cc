#include "server/domain/recolored_months.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "server/domain/row_builder.h"

namespace wuse::domain {
namespace {

TEST(DueMonth, IsTheEarliestThatNobodyHasRecolored) {
  struct Row {
    std::vector<std::string> recolored;
    std::string since;
    int day;
    std::string today;
    std::string due;  // "": none
  };
  const std::vector<Row> rows = {
      {{}, "2021-05-08", 5, "2021-05-31", ""},  // April was before the register began
      {{}, "2021-05-08", 5, "2021-06-04", ""},
      {{}, "2021-05-08", 5, "2021-06-05", "2021-05"},
      {{}, "2021-05-08", 5, "2021-09-30", "2021-05"},  // after missed months: one after the other
      {{"2021-05"}, "2021-05-08", 5, "2021-09-30", "2021-06"},
      {{"2021-04"}, "2021-05-08", 5, "2021-06-05", "2021-05"},
      {{"2021-05"}, "2021-05-08", 5, "2021-06-30", ""},
      {{"2021-07"}, "2021-05-08", 5, "2021-09-05", "2021-08"},  // what somebody has skipped stays skipped
      {{}, "2021-12-31", 1, "2022-01-01", "2021-12"},
      {{}, "2021-01-01", 28, "2021-02-27", ""},
      {{}, "2021-01-01", 28, "2021-02-28", "2021-01"},
      {{}, "2021-05-08", 0, "2022-01-01", ""},  // never
      {{}, "", 5, "2022-01-01", ""},            // no day was evaluated yet
  };
  for (const Row& row : rows) {
    RecoloredMonths recolored;
    for (const std::string& month : row.recolored) recolored[month];
    const RecolorDay when{.register_since = common::Date::OfStored(row.since), .day = row.day};
    const std::optional<common::Month> due = DueMonth(recolored, when, Day(row.today));
    EXPECT_EQ(due ? due->ToString() : "", row.due) << row.since << " day " << row.day << " on " << row.today;
  }
}

}  // namespace
}  // namespace wuse::domain
