#include "client/cli/figure_text.h"

#include <gtest/gtest.h>

#include "client/cli/fake_colors.h"

namespace wuse::cli {
namespace {

TEST(FigureText, AmountsAreInTheUnitOfTheStyle) {
  EXPECT_EQ(AmountText(5'277'600'000, Parsed<v1::HouseStyle>("amount_unit: IN_YI amount_decimals: 2")), "52.78");
  EXPECT_EQ(AmountText(5'277'600'000, Parsed<v1::HouseStyle>("amount_unit: IN_WAN amount_decimals: 0")), "527760");
  EXPECT_EQ(AmountText(-12'345, Parsed<v1::HouseStyle>("amount_unit: IN_WAN amount_decimals: 1")), "-1.2");
}

TEST(FigureText, PointsAreAheadBehindOrEqual) {
  EXPECT_EQ(DistanceText("3.25"), "超前 3.25");
  EXPECT_EQ(DistanceText("-12.00"), "落后 12.00");
  EXPECT_EQ(DistanceText("0.00"), "持平");
  EXPECT_EQ(DistanceText(""), "—") << "without an annual plan";
}

TEST(FigureText, WhatIsUndefinedIsADash) {
  EXPECT_EQ(PercentFigure(""), "—");
  EXPECT_EQ(SignedText(""), "—");
  EXPECT_EQ(MetricText(v1::METRIC_GROWTH, "", {}), "—");
  EXPECT_EQ(MetricText(v1::METRIC_GROWTH, "12.3", {}), "+12.3%");
}

TEST(FigureText, BarsNeverLeaveTheirWidth) {
  EXPECT_EQ(Bar(1, 2, 4), "██··");
  EXPECT_EQ(Bar(9, 2, 4), "████");
  EXPECT_EQ(Bar(-1, 2, 4), "····");
  EXPECT_EQ(Bar(1, 0, 4), "····");
  EXPECT_EQ(PercentBar("1234.56", 4), "████");
  EXPECT_EQ(PercentBar("", 4), "····");
}

}  // namespace
}  // namespace wuse::cli
