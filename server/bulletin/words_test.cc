#include "server/bulletin/words.h"

#include <gtest/gtest.h>

namespace wuse::bulletin {
namespace {

TEST(BulletinWords, DaysAndPeriodsAreChinese) {
  EXPECT_EQ(DayText("2021-04-30"), "2021年4月30日");
  EXPECT_EQ(ShortDayText("2021-04-05"), "4月5日");
  EXPECT_EQ(WeekText("2021-W07"), "第7周");
  EXPECT_EQ(PeriodText("2021-04-H2"), "2021年4月下半月");
  EXPECT_EQ(PeriodText("2021-Q1"), "2021-Q1") << "of a reference figure: as entered";
  EXPECT_EQ(DayText(""), "");
}

TEST(BulletinWords, AmountsHaveTheStylesUnitAndDecimals) {
  v1::HouseStyle style;
  style.set_amount_unit(v1::IN_YI);
  style.set_amount_decimals(2);
  EXPECT_EQ(AmountText(5'277'600'000, style), "52.78亿元");
  style.set_amount_unit(v1::IN_WAN);
  style.set_amount_decimals(0);
  EXPECT_EQ(AmountText(5'277'605'000, style), "527761万元") << "half away from zero";
}

TEST(BulletinWords, ZeroIsLevelAndWhatIsUndefinedADash) {
  EXPECT_EQ(DistanceText("0.00"), "与序时进度持平");
  EXPECT_EQ(DistanceText("-0.0"), "与序时进度持平");
  EXPECT_EQ(DistanceText("-6.6"), "慢于序时进度6.6个百分点");
  EXPECT_EQ(DistanceText("2.83"), "快于序时进度2.83个百分点");
  EXPECT_EQ(DistanceText(""), "与序时进度的差距—");
  EXPECT_EQ(DistanceNumber("0"), "持平");
  EXPECT_EQ(DistanceNumber("2.83"), "+2.83");
  EXPECT_EQ(DistanceNumber("-6.6"), "-6.6");
  EXPECT_EQ(DistanceNumber(""), "—");
  EXPECT_EQ(PercentText(""), "—");
}

TEST(BulletinWords, OnlyGrowthHasArrows) {
  EXPECT_EQ(PointsGrowth("13.60"), "提高▲13.60个百分点");
  EXPECT_EQ(PointsGrowth("-1.5"), "下降▼1.5个百分点");
  EXPECT_EQ(PointsGrowth("0.00"), "持平");
  EXPECT_EQ(PercentGrowth("12.3"), "增长▲12.3%");
  EXPECT_EQ(PercentGrowth("-12.3"), "下降▼12.3%");
  EXPECT_EQ(PercentGrowth(""), "—");
}

TEST(BulletinWords, BlanksBesideChineseAreLeftOut) {
  EXPECT_EQ(Tight("逾期 31 天，15 及以上 为红"), "逾期31天，15及以上为红");
  EXPECT_EQ(Tight("Phase 2 A座"), "Phase 2 A座") << "between other letters they stay";
}

TEST(BulletinWords, ColorsAreWordsAndOnPaperHaveGlyphs) {
  EXPECT_EQ(ColorWord(v1::RED), "红色");
  EXPECT_EQ(ColorChar(v1::ORANGE), "橙");
  EXPECT_EQ(ColorChar(v1::NOT_RATED), "未评");
  EXPECT_EQ(ColorGlyph(v1::RED), "✕");
  EXPECT_EQ(ColorGlyph(v1::NOT_RATED), "");
}

}  // namespace
}  // namespace wuse::bulletin
