#include "common/money.h"

#include <limits>

#include "common/limits.h"
#include "gtest/gtest.h"

namespace wuse::common {
namespace {

constexpr int64_t kMost = std::numeric_limits<int64_t>::max();

TEST(Wan, TextAndYuanAgree) {
  const struct {
    const char* text;
    int64_t yuan;
    const char* formatted;
  } rows[] = {
      {"0", 0, "0"},
      {"1250", 12'500'000, "1250"},
      {"1,250", 12'500'000, "1250"},
      {"12.5", 125'000, "12.5"},
      {"12.50", 125'000, "12.5"},
      {"12.5000", 125'000, "12.5"},
      {"0.0001", 1, "0.0001"},
      {"1,234,567.8901", 12'345'678'901, "1234567.8901"},
      {"007", 70'000, "7"},
      {"-3.5", -35'000, "-3.5"},
      {"-0", 0, "0"},
      {"-0.0001", -1, "-0.0001"},
      {"100000000000", kMaxYuan, "100000000000"},
      {"100,000,000,000.0000", kMaxYuan, "100000000000"},
      {"-100000000000", -kMaxYuan, "-100000000000"},
      {"2026400", 20'264'000'000, "2026400"},
  };
  for (const auto& row : rows) {
    const std::optional<Yuan> yuan = ParseWan(row.text);
    ASSERT_TRUE(yuan.has_value()) << row.text;
    EXPECT_EQ(yuan->value, row.yuan) << row.text;
    EXPECT_EQ(FormatWan(*yuan), row.formatted) << row.text;
    EXPECT_EQ(ParseWan(FormatWan(*yuan)), yuan) << row.text;
  }
}

TEST(Wan, MalformedTooPreciseAndTooLargeAreRefused) {
  for (const char* text : {"",
                           "-",
                           ".",
                           ".5",
                           "5.",
                           "1.2.3",
                           "1.23456",
                           "0.00000",
                           "+5",
                           "--5",
                           "5-",
                           " 5",
                           "5 ",
                           "1e5",
                           "0x10",
                           "12万",
                           "０",
                           "１２",
                           "nan",
                           "1,25",
                           "12,5",
                           ",250",
                           "1,",
                           "1,250,",
                           "1,,250",
                           "1250,000",
                           "1.250,5",
                           "1,2500",
                           "1.5,000",
                           "1,25.5",
                           "-,250",
                           "，250",
                           "1，250",
                           "100000000000.0001",
                           "100000000001",
                           "-100000000000.0001",
                           "99999999999999999999999999999999999999999999999999999999999999"}) {
    EXPECT_FALSE(ParseWan(text).has_value()) << text;
  }
}

TEST(Yi, IsRoundedHalfAwayFromZero) {
  const struct {
    int64_t yuan;
    int decimals;
    const char* text;
  } rows[] = {
      {5'277'600'000, 2, "52.78"},  {5'277'500'000, 2, "52.78"},   {5'277'499'999, 2, "52.77"},
      {4'703'000'000, 2, "47.03"},  {20'264'000'000, 2, "202.64"}, {0, 2, "0.00"},
      {-500'000, 2, "-0.01"},       {-499'999, 2, "0.00"},         {150'000'000, 0, "2"},
      {149'999'999, 0, "1"},        {1, 8, "0.00000001"},          {kMaxYuan, 2, "10000000.00"},
      {kMost, 2, "92233720368.55"},
  };
  for (const auto& row : rows) EXPECT_EQ(FormatYi(Yuan{row.yuan}, row.decimals), row.text) << row.yuan;
  EXPECT_EQ(FormatYi(Yuan{5'277'600'000}), "52.78");
}

// Figures as they were published, with what they are: one in twenty is wrong.
TEST(Ratio, ReproducesPublishedFiguresAndShowsThoseThatAreWrong) {
  const struct {
    const char* what;
    int64_t numerator;
    int64_t denominator;
    int decimals;
    const char* published;
    const char* exact;
  } rows[] = {
      {"金东区 2021-04 开工率", 69, 110, 2, "62.73", "62.73"},
      {"金东区 2021-04 期间完成率", 5278, 4703, 1, "112.2", "112.2"},
      {"金东区经商局 2021-Q1 开工率", 22, 35, 1, "62.9", "62.9"},
      {"金东区经商局 2021-Q1 开工率(技改)", 38, 46, 1, "82.6", "82.6"},
      {"金东区做地专班 2021-Q1 净地交付率", 9, 29, 0, "23", "31"},
      {"的确是 9/39", 9, 39, 0, "23", "23"},
      {"金东区做地专班 2021-Q1 前置审批率", 10, 29, 0, "34", "34"},
      {"丽水 2018-11 开工率", 13, 16, 1, "81.3", "81.3"},
      {"许昌 2021-06 开工率(在建+竣工)", 283, 386, 2, "73.32", "73.32"},
      {"许昌 2021-06 投资完成率", 27003, 49558, 2, "54.49", "54.49"},
      {"许昌中心城区 2021-06 开工率", 124, 189, 2, "65.61", "65.61"},
      {"许昌中心城区 2021-06 投资完成率", 18870, 35320, 2, "53.43", "53.43"},
      {"许昌4县 2021-06 开工率", 159, 197, 2, "80.71", "80.71"},
      {"许昌4县 2021-06 投资完成率", 8133, 14238, 2, "57.12", "57.12"},
      {"江门 1-10月 年计划完成率", 6290, 6474, 1, "97.2", "97.2"},
      {"江门 1-10月 开工率", 206, 255, 1, "80.8", "80.8"},
      {"江门 2021-03 开工率", 129, 270, 0, "47", "48"},
      {"江门 2021-03 年计划完成率", 31364, 101500, 2, "30.90", "30.90"},
      {"江门 2013-04 年计划完成率", 1074, 4019, 1, "26.7", "26.7"},
      {"云浮 2017-08上半月 年计划完成率", 11973, 19582, 2, "61.14", "61.14"},
      {"松阳 2025-04 年计划完成率", 2101, 9850, 1, "21.3", "21.3"},
      {"松阳 2025-04 开工率", 7, 15, 1, "46.7", "46.7"},
      {"闽清 2023-11 滞后项目占比", 48, 385, 2, "12.72", "12.47"},
      {"闽清 2024-06 滞后项目占比", 13, 476, 2, "2.73", "2.73"},
  };
  int wrong = 0;
  for (const auto& row : rows) {
    EXPECT_EQ(Percent(row.numerator, row.denominator, row.decimals), row.exact) << row.what;
    if (std::string_view(row.exact) != row.published) ++wrong;
  }
  EXPECT_EQ(wrong, 3);
}

TEST(Ratio, IsRoundedHalfAwayFromZeroAsExcelDoes) {
  const struct {
    int64_t numerator, denominator, scale;
    int decimals;
    const char* text;
  } rows[] = {
      {-1, 4, 1, 1, "-0.3"},
      {1, 4, 1, 1, "0.3"},
      {1, -4, 1, 1, "-0.3"},
      {-1, -4, 1, 1, "0.3"},
      {13, 16, 100, 1, "81.3"},
      {-13, 16, 100, 1, "-81.3"},
      {1, 8, 100, 1, "12.5"},
      {1, 8, 100, 0, "13"},
      {1, 2, 1, 0, "1"},
      {-1, 2, 1, 0, "-1"},
      {49, 100, 1, 0, "0"},
      {-49, 100, 1, 0, "0"},
      {-4, 1000, 1, 2, "0.00"},
      {-5, 1000, 1, 2, "-0.01"},
      {0, 7, 100, 2, "0.00"},
      {1, 3, 100, 2, "33.33"},
      {2, 3, 100, 2, "66.67"},
      {5, 5, 100, 2, "100.00"},
      {3, 2, 100, 0, "150"},
      {999'995, 1'000'000, 100, 2, "100.00"},
      {7'5480 - 6'4740, 7'7688, 100, 1, "13.8"},  // 江门's distance to 10/12 from unrounded values
  };
  for (const auto& row : rows) {
    EXPECT_EQ(Ratio(row.numerator, row.denominator, row.scale, row.decimals), row.text)
        << row.numerator << "/" << row.denominator;
  }
}

TEST(Ratio, OfNothingIsEmptyAndOfTheLargestIsExact) {
  EXPECT_EQ(Ratio(5, 0, 100, 2), "");
  EXPECT_EQ(Percent(0, 0), "");
  EXPECT_EQ(Percent(1, 3), "33.33");
  EXPECT_EQ(Percent(kMost, kMost, 2), "100.00");
  EXPECT_EQ(Percent(kMost, 1, 2), "922337203685477580700.00");
  EXPECT_EQ(Percent(kMost - 1, kMost, 2), "100.00");
  EXPECT_EQ(Ratio(-kMost, 1, 1, 0), "-9223372036854775807");
}

TEST(YuanSum, IsExactThoughBoundedWhenShown) {
  YuanSum sum;
  for (int i = 0; i < 3; ++i) sum.Add({kMost}, 1);
  EXPECT_EQ(sum.Bounded().value, kMost);
  for (int i = 0; i < 2; ++i) sum.Add({kMost - 5}, -1);
  EXPECT_EQ(sum.Bounded().value, kMost);
  sum.Add({kMost}, -1);
  EXPECT_EQ(sum.Bounded().value, 10);
  sum.Add({kMost}, -1);
  sum.Add({kMost}, -1);
  EXPECT_EQ(sum.Bounded().value, std::numeric_limits<int64_t>::min());
}

TEST(MulDivRound, IsExactAndRoundedHalfAwayFromZero) {
  const struct {
    int64_t a, b, c, result;
  } rows[] = {
      {100, 15, 30, 50},
      {1, 1, 2, 1},
      {-1, 1, 2, -1},
      {1, -1, 2, -1},
      {1, 1, 3, 0},
      {2, 1, 3, 1},
      {5, 1, 10, 1},
      {-5, 1, 10, -1},
      {4, 1, 10, 0},
      {0, 9, 7, 0},
      {7, 3, 2, 11},
      {kMost, 1, 2, int64_t{1} << 62},
      {-kMost - 1, 1, 2, -(int64_t{1} << 62)},
      {-kMost - 1, 1, 1, -kMost - 1},
      {kMost, 31, 31, kMost},
      {-29, 1, 30, -1},
      {-15, 1, 31, 0},
      {-7, 3, 2, -11},
      {kMaxYuan, 30, 31, 967'741'935'483'871},  // 1 of 31 days to go
      {kMaxYuan, 1'000'000, 1'000'000, kMaxYuan},
      {kMost, 1000, 1000, kMost},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(MulDivRound(row.a, row.b, row.c), row.result) << row.a << "*" << row.b << "/" << row.c;
  }
}

TEST(BasisPoints, TextAndNumberAgree) {
  const struct {
    const char* text;
    int32_t value;
    const char* formatted;
  } rows[] = {{"47.5", 4750, "47.5"},   {"0", 0, "0"},          {"100", 10'000, "100"}, {"0.01", 1, "0.01"},
              {"62.73", 6273, "62.73"}, {"-1.5", -150, "-1.5"}, {"7.00", 700, "7"}};
  for (const auto& row : rows) {
    EXPECT_EQ(ParseBasisPoints(row.text), row.value) << row.text;
    EXPECT_EQ(FormatBasisPoints(row.value), row.formatted) << row.text;
  }
  EXPECT_EQ(ParseBasisPoints("21474836.47"), std::numeric_limits<int32_t>::max());
  for (const char* text : {"", "47.555", "47%", "1,000", ".5", "5.", "21474836.48", "99999999999999999999", "abc"}) {
    EXPECT_FALSE(ParseBasisPoints(text).has_value()) << text;
  }
}

TEST(Thousandths, TextAndNumberAgree) {
  const struct {
    const char* text;
    int64_t value;
    const char* formatted;
  } rows[] = {{"5.2", 5200, "5.2"},
              {"15.8", 15'800, "15.8"},
              {"12", 12'000, "12"},
              {"0.001", 1, "0.001"},
              {"1000000000000", 1'000'000'000'000'000, "1000000000000"}};
  for (const auto& row : rows) {
    EXPECT_EQ(ParseThousandths(row.text), row.value) << row.text;
    EXPECT_EQ(FormatThousandths(row.value), row.formatted) << row.text;
  }
  for (const char* text : {"", "5.2222", "1,000", "1000000000000.001", "5.2亩"}) {
    EXPECT_FALSE(ParseThousandths(text).has_value()) << text;
  }
}

TEST(TenThousandths, TextAndNumberAgree) {
  const struct {
    const char* text;
    int64_t value;
    const char* formatted;
  } rows[] = {{"0.8333", 8333, "0.8333"}, {"0.80", 8000, "0.8"},   {"10", 100'000, "10"},
              {"-0.5", -5000, "-0.5"},    {"0.0001", 1, "0.0001"}, {"10000000", 100'000'000'000, "10000000"}};
  for (const auto& row : rows) {
    EXPECT_EQ(ParseTenThousandths(row.text), row.value) << row.text;
    EXPECT_EQ(FormatTenThousandths(row.value), row.formatted) << row.text;
  }
  for (const char* text : {"", "0.83333", "1,000", "10000000.0001", "80%", "-", ".5", "5."}) {
    EXPECT_FALSE(ParseTenThousandths(text).has_value()) << text;
  }
}

TEST(Yuan, AddsAndCompares) {
  EXPECT_EQ(Yuan{3} + Yuan{4}, Yuan{7});
  EXPECT_EQ(Yuan{3} - Yuan{4}, Yuan{-1});
  EXPECT_LT(Yuan{3}, Yuan{4});
}

}  // namespace
}  // namespace wuse::common
