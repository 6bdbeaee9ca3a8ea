#include "server/domain/house_style.h"

#include <gtest/gtest.h>

namespace wuse::domain {
namespace {

TEST(HouseStyleMerging, WhatIsSetTakesThePlaceOfWhatIsBelow) {
  v1::HouseStyle over;
  over.set_decimals(0);
  over.set_unit_order(v1::BEST_FIRST);
  const v1::HouseStyle style = Merged(DefaultHouseStyle(), over);
  EXPECT_EQ(style.decimals(), 0) << "0 is a number like others";
  EXPECT_EQ(style.unit_order(), v1::BEST_FIRST);
  EXPECT_EQ(style.start_base(), v1::OF_ALL_PROJECTS);
  EXPECT_EQ(style.amount_decimals(), 2);
}

TEST(HouseStyleMerging, ATimeBaseBringsItsTargetPath) {
  v1::HouseStyle district;
  district.set_time_base(v1::TIME_BASE_TARGET_PATH);
  for (int month = 0; month < 12; ++month) district.add_target_path("10");
  v1::HouseStyle months;
  months.set_time_base(v1::TIME_BASE_MONTHS);
  EXPECT_EQ(Merged(district, months).target_path_size(), 0);
  EXPECT_EQ(Merged(months, district).target_path_size(), 12);
  EXPECT_EQ(Merged(district, district).target_path_size(), 12) << "laid over, not added";
  EXPECT_EQ(Merged(district, {}).target_path_size(), 12);
}

TEST(HouseStyleCheck, NamesTheFieldThatIsWrong) {
  const auto wrong_field = [](const v1::HouseStyle& style) {
    Problems problems;
    CheckHouseStyle(style, "style.", problems);
    return problems.empty() ? std::string() : common::DetailOf(problems.ToStatus())->fields[0].field;
  };
  EXPECT_EQ(wrong_field(DefaultHouseStyle()), "");
  EXPECT_EQ(wrong_field({}), "") << "nothing is set";
  v1::HouseStyle style;
  style.set_decimals(3);
  EXPECT_EQ(wrong_field(style), "style.decimals");
  style.set_decimals(-1);
  EXPECT_EQ(wrong_field(style), "style.decimals");
  style.set_decimals(2);
  style.set_amount_decimals(5);
  EXPECT_EQ(wrong_field(style), "style.amount_decimals");
  style.set_amount_decimals(4);
  style.set_start_base(static_cast<v1::StartBase>(17));
  EXPECT_EQ(wrong_field(style), "style.start_base");
}

}  // namespace
}  // namespace wuse::domain
