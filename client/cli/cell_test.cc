#include "client/cli/cell.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wuse/v1/kinds.pb.h"

namespace wuse::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string Fault(CellKind kind, std::string_view text) {
  std::string what;
  return ReadCell(kind, text, what) ? "no fault" : what;
}

template <class T>
T Value(CellKind kind, std::string_view text) {
  std::string what;
  const auto value = ReadCell(kind, text, what);
  EXPECT_TRUE(value.has_value()) << text << ": " << what;
  return value && std::holds_alternative<T>(*value) ? std::get<T>(*value) : T();
}

TEST(ReadCell, AmountsAreTenThousandsOfYuanWithUpToFourDecimals) {
  EXPECT_EQ(Value<int64_t>(CellKind::kAmount, "12.3456"), 123456);
  EXPECT_EQ(Value<int64_t>(CellKind::kAmount, "1,250"), 12'500'000);
  EXPECT_EQ(Value<int64_t>(CellKind::kAmount, "0"), 0);
  EXPECT_EQ(Fault(CellKind::kAmount, "12.34567"), "最多 4 位小数");
  EXPECT_EQ(Fault(CellKind::kAmount, "-1"), "金额不能为负");
  EXPECT_THAT(Fault(CellKind::kAmount, "100000000000.0001"), HasSubstr("太大"));
  EXPECT_THAT(Fault(CellKind::kAmount, "约三千"), HasSubstr("不是数字"));
  EXPECT_THAT(Fault(CellKind::kAmount, "1e5"), HasSubstr("不是数字"));
}

TEST(ReadCell, DatesAlsoAsSpreadsheetsWriteThem) {
  EXPECT_EQ(Value<std::string>(CellKind::kDate, "2021-05-08"), "2021-05-08");
  EXPECT_EQ(Value<std::string>(CellKind::kPlanned, "2021/5/8"), "2021-05-08");
  EXPECT_EQ(Value<std::string>(CellKind::kReached, "2021年5月8日"), "2021-05-08");
  EXPECT_THAT(Fault(CellKind::kDate, "2021-02-30"), HasSubstr("不是日期"));
  EXPECT_THAT(Fault(CellKind::kDate, "2021/2/30"), HasSubstr("不是日期"));
  EXPECT_THAT(Fault(CellKind::kDate, "31.5."), HasSubstr("不是日期"));
}

TEST(ReadCell, WeeksAndYears) {
  EXPECT_EQ(Value<std::string>(CellKind::kWeek, "2021-w18"), "2021-W18");
  EXPECT_THAT(Fault(CellKind::kWeek, "2021-W54"), HasSubstr("不是周"));
  EXPECT_EQ(Value<int64_t>(CellKind::kYear, "2021"), 2021);
  EXPECT_THAT(Fault(CellKind::kYear, "21"), HasSubstr("整数"));
}

TEST(ReadCell, PercentsAreHundredths) {
  EXPECT_EQ(Value<int64_t>(CellKind::kPercent, "47.5"), 4750);
  EXPECT_EQ(Value<int64_t>(CellKind::kPercent, "100%"), 10'000);
  EXPECT_THAT(Fault(CellKind::kPercent, "101"), HasSubstr("0 到 100"));
  EXPECT_THAT(Fault(CellKind::kPercent, "一半"), HasSubstr("百分数"));
}

TEST(ReadCell, WordsOfEnumsInChineseAndByName) {
  EXPECT_EQ(Value<int64_t>(CellKind::kKind, "续建"), v1::CONTINUING);
  EXPECT_EQ(Value<int64_t>(CellKind::kLevel, "DISTRICT"), v1::DISTRICT);
  EXPECT_THAT(Fault(CellKind::kKind, "改建"), HasSubstr("新建、续建、预备"));
  EXPECT_NE(Fault(CellKind::kCategory, "产业"), "no fault");
}

TEST(ReadCell, IdsAreLoweredAndChecked) {
  EXPECT_EQ(Value<std::string>(CellKind::kId, "GB-001"), "gb-001");
  EXPECT_THAT(Fault(CellKind::kId, "坏 编号"), HasSubstr("原编号"));
  EXPECT_NE(Fault(CellKind::kId, "-"), "no fault");
}

TEST(ReadCell, ADashClears) {
  std::string what;
  for (const CellKind kind :
       {CellKind::kText, CellKind::kAmount, CellKind::kDate, CellKind::kIds, CellKind::kReached}) {
    const auto value = ReadCell(kind, "-", what);
    ASSERT_TRUE(value.has_value());
    EXPECT_TRUE(std::holds_alternative<Clear>(*value));
  }
}

TEST(ReadMonth, TakesWhatSpreadsheetsMakeOfIt) {
  std::string what;
  for (const char* text : {"2021-04", "2021/4", "2021/04", "2021年4月"})
    EXPECT_EQ(ReadMonth(text, what), "2021-04") << text;
  for (const char* text :
       {"", "2021", "2021-4", "2021-13", "2021-04-01", "2021/4/1", "2021年4月1日", "四月", "2021-04x"}) {
    what.clear();
    EXPECT_EQ(ReadMonth(text, what), std::nullopt) << text;
    EXPECT_THAT(what, HasSubstr("2021-04")) << text;
  }
}

TEST(SplitList, TakesAllTheirSeparators) {
  EXPECT_THAT(SplitList("a;b； c，d、e,,f"), ElementsAre("a", "b", "c", "d", "e", "f"));
  EXPECT_THAT(SplitList(" ; "), IsEmpty());
}

}  // namespace
}  // namespace wuse::cli
