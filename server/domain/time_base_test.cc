#include "server/domain/time_base.h"

#include <gtest/gtest.h>

#include <string>

#include "server/domain/row_builder.h"

namespace wuse::domain {
namespace {

std::string ExpectedOn(v1::TimeBase base, std::string_view day, const std::vector<std::string>& path = {}) {
  const google::protobuf::RepeatedPtrField<std::string> target_path(path.begin(), path.end());
  const Fraction share = ExpectedShare(TimeBase::Of(base, target_path), MonthDay::Of(Day(day)));
  return common::ScaledText(common::ScaledRatio(share.numerator, share.denominator, 100, 2), 2);
}

TEST(ExpectedShareOfTime, ByMonthsCountsThoseThatHaveEnded) {
  EXPECT_EQ(ExpectedOn(v1::TIME_BASE_MONTHS, "2021-04-30"), "33.33");
  EXPECT_EQ(ExpectedOn(v1::TIME_BASE_MONTHS, "2021-04-29"), "25.00");
  EXPECT_EQ(ExpectedOn(v1::TIME_BASE_MONTHS, "2021-01-30"), "0.00");
  EXPECT_EQ(ExpectedOn(v1::TIME_BASE_MONTHS, "2020-02-28"), "8.33") << "a leap year's February has a day more";
  EXPECT_EQ(ExpectedOn(v1::TIME_BASE_MONTHS, "2021-12-31"), "100.00");
}

TEST(ExpectedShareOfTime, ByHalfMonthsEndsThemOnThe15th) {
  EXPECT_EQ(ExpectedOn(v1::TIME_BASE_HALF_MONTHS, "2017-08-15"), "62.50") << "Yunfu, first half of August";
  EXPECT_EQ(ExpectedOn(v1::TIME_BASE_HALF_MONTHS, "2017-08-14"), "58.33");
  EXPECT_EQ(ExpectedOn(v1::TIME_BASE_HALF_MONTHS, "2017-08-31"), "66.67");
}

TEST(ExpectedShareOfTime, ByTargetPathIsLinearWithinAMonth) {
  const std::vector<std::string> path = {"2", "4", "10", "20", "30.5", "50", "60", "70", "80", "90", "95", "99.5"};
  EXPECT_EQ(ExpectedOn(v1::TIME_BASE_TARGET_PATH, "2021-04-30", path), "20.00");
  EXPECT_EQ(ExpectedOn(v1::TIME_BASE_TARGET_PATH, "2021-04-15", path), "15.00");
  EXPECT_EQ(ExpectedOn(v1::TIME_BASE_TARGET_PATH, "2021-01-01", path), "0.06") << "2/31";
  EXPECT_EQ(ExpectedOn(v1::TIME_BASE_TARGET_PATH, "2021-12-31", path), "99.50") << "the last need not be 100";
}

TEST(TargetPathCheck, WantsTwelvePercentsThatNeverFall) {
  const auto reason_of = [](v1::TimeBase base, const std::vector<std::string>& path) {
    Problems problems;
    CheckTargetPath("style.", base, {path.begin(), path.end()}, problems);
    return problems.empty() ? std::string() : common::DetailOf(problems.ToStatus())->reason;
  };
  std::vector<std::string> path(12, "50");
  EXPECT_EQ(reason_of(v1::TIME_BASE_TARGET_PATH, path), "");
  EXPECT_EQ(reason_of(v1::TIME_BASE_MONTHS, path), "TARGET_PATH_INVALID") << "of no other base";
  path[5] = "49.9999";
  EXPECT_EQ(reason_of(v1::TIME_BASE_TARGET_PATH, path), "TARGET_PATH_INVALID");
  path[5] = "x";
  EXPECT_EQ(reason_of(v1::TIME_BASE_TARGET_PATH, path), "TARGET_PATH_INVALID");
  path.resize(11);
  EXPECT_EQ(reason_of(v1::TIME_BASE_TARGET_PATH, path), "TARGET_PATH_INVALID");
}

}  // namespace
}  // namespace wuse::domain
