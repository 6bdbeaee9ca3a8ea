#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "client/cli/fake_colors.h"
#include "client/cli/width.h"
#include "wuse/v1/color.pb.h"

namespace wuse::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ColorMonthCommands : public ColorOffice {
 protected:
  void SetUp() override {
    colors_.month = Parsed<v1::GetRecoloredMonthResponse>(R"(
      month { month: "2021-04" published_on: "2021-05-05" published_by: "wuse" policy_version: 3 project_count: 9
              colors { color: NOT_RATED count: 1 } colors { color: GREEN count: 5 } colors { color: RED count: 3 } }
      month_before: "2021-03"
      matrix { before: NOT_RATED after { color: NOT_RATED count: 1 } after { color: RED count: 1 } }
      matrix { before: GREEN after { color: GREEN count: 4 } after { color: RED count: 2 } }
      matrix { before: RED after { color: GREEN count: 1 } }
      units { unit: "duohu" project_count: 3
              matrix { before: GREEN after { color: GREEN count: 1 } after { color: RED count: 2 } } }
      restated { color: NOT_RATED count: 1 } restated { color: GREEN count: 6 } restated { color: RED count: 2 }
      projects { id: "a" unit: "duohu" before: GREEN published: RED is_overridden: true restated: GREEN
                 name: "名字很长很长很长很长很长很长很长很长很长很长很长很长的一个示范街道安置小区及配套设施"
                 reasons { text: "落后序时进度 12.4 个百分点，超过 10 为红" } }
      projects { id: "b" name: "乙" unit: "duohu" before: RED published: GREEN restated: GREEN })");
  }
};

TEST_F(ColorMonthCommands, MonthShowsMovesUnitsAndProjectsWithin100Columns) {
  ASSERT_EQ(Run({"color", "month", "2021/4"}), 0) << err_.str();
  const std::string out = out_.str();
  EXPECT_THAT(out, HasSubstr("按月调色 2021-04：2021-05-05 由 wuse 公布，评色办法第 3 版；全区 9 个项目\n"));
  EXPECT_THAT(out, HasSubstr("公布的颜色    3    0    0    5    0       1     9\n"
                             "更正后        2    0    0    6    0       1     9\n"));
  EXPECT_THAT(out, HasSubstr("2021-03 ＼ 2021-04 "));
  EXPECT_THAT(out, HasSubstr("●绿                   2    ·    ·    4    ·       ·     6\n"));
  EXPECT_THAT(out, HasSubstr("2 个项目变差，1 个变好\n")) << "from not rated to red is neither";
  EXPECT_THAT(out, HasSubstr("多湖街道    2    0    0    1    0       0     3     2     0\n"));
  EXPECT_THAT(out, HasSubstr("●绿    → ✕红      a  "));
  EXPECT_THAT(out, HasSubstr("  人工\n         落后序时进度 12.4 个百分点，超过 10 为红\n         更正后：●绿\n"));
  EXPECT_THAT(out, HasSubstr("✕红    → ●绿      b  ")) << "of the second page, too";
  std::istringstream lines(out);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(DisplayWidth(line), 100) << line;
  ASSERT_EQ(colors_.months.size(), 2u);
  EXPECT_EQ(colors_.months[0].month(), "2021-04");
  EXPECT_FALSE(colors_.months[0].include_unchanged());
  EXPECT_EQ(colors_.months[1].page_token(), "1");
}

TEST_F(ColorMonthCommands, MonthOfSomeUnitsCountsOnlyTheirs) {
  ASSERT_EQ(Run({"color", "month", "2021-04", "--unit", "多湖街道", "--all"}), 0) << err_.str();
  EXPECT_EQ(colors_.months[0].units(0), "duohu");
  EXPECT_TRUE(colors_.months[0].include_unchanged());
  EXPECT_THAT(out_.str(), HasSubstr("公布的颜色    2    0    0    1    0       0     3\n"));
  EXPECT_THAT(out_.str(), Not(HasSubstr("更正后   ")));
  EXPECT_THAT(out_.str(), HasSubstr("2 个项目变差，0 个变好\n"));
}

TEST_F(ColorMonthCommands, MonthAsCsvIsARowAProjectAndJsonIsWhole) {
  ASSERT_EQ(Run({"color", "month", "2021-04", "-o", "csv"}), 0) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("2021-04,b,乙,多湖街道,✕红,●绿,,,\r\n"));
  ASSERT_EQ(Run({"color", "month", "2021-04", "-o", "json"}), 0) << err_.str();
  v1::GetRecoloredMonthResponse month;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(out_.str(), &month).ok()) << out_.str();
  EXPECT_EQ(month.projects_size(), 2);
  EXPECT_EQ(month.next_page_token(), "");
}

TEST_F(ColorMonthCommands, RecolorWaitsLongAndShowsTheMonth) {
  ASSERT_EQ(Run({"color", "recolor", "2021-04"}), 0) << err_.str();
  EXPECT_GT(colors_.seconds_left, 500);
  EXPECT_EQ(colors_.recolored[0].month(), "2021-04");
  EXPECT_EQ(colors_.recolored[0].request_id().size(), 32U);
  EXPECT_THAT(
      out_.str(),
      HasSubstr("已完成按月调色 2021-04：红 3 橙 0 黄 0 绿 5 蓝 0 未评价 1（更新序号 41）\n按月调色 2021-04："));
  ASSERT_EQ(Run({"color", "recolor", "2021-04", "--timeout", "20"}), 0) << err_.str();
  EXPECT_LE(colors_.seconds_left, 20);
  EXPECT_NE(Run({"color", "recolor", "2021-13"}), 0);
  EXPECT_THAT(err_.str(), HasSubstr("月份 的值“2021-13”不是月份；应写成 2021-04 这样"));
  EXPECT_EQ(colors_.recolored.size(), 2u);
  colors_.refusal = grpc::Status(grpc::StatusCode::FAILED_PRECONDITION, "it is closed already");
  EXPECT_NE(Run({"color", "recolor", "2021-04"}), 0);
  EXPECT_EQ(out_.str(), "");
}

TEST_F(ColorMonthCommands, HistoryShowsPublishedAndRestatedWithWhy) {
  colors_.history = Parsed<v1::GetColorHistoryResponse>(R"(
    project: "a" name: "甲" now: GREEN now_policy_version: 3
    months { month: "2021-04" published_on: "2021-05-05" published_by: "wuse" published: RED policy_version: 3
             reasons { text: "落后 12" } restated: YELLOW restated_reasons { text: "落后 3" } }
    months { month: "2021-03" published_on: "2021-04-05" published_by: "li" published: YELLOW
             restated: YELLOW override { color: YELLOW by: "li" reason: "会" on: "2021-03-02" until: "2021-03-31" } }
    overrides { color: YELLOW by: "li" reason: "会" on: "2021-03-02" until: "2021-03-31"
                lifted_on: "2021-03-30" lifted_by: "wang" lift_reason: "好了" })");
  ASSERT_EQ(Run({"color", "history", "a", "--from", "2021-03", "--to", "2021年4月"}), 0) << err_.str();
  EXPECT_EQ(out_.str(),
            "a 甲\n"
            "现在     ●绿     第 3 版\n"
            "2021-04  ✕红     2021-05-05 由 wuse 公布，第 3 版\n"
            "         落后 12\n"
            "         更正后：◆黄\n"
            "           落后 3\n"
            "2021-03  ◆黄     2021-04-05 由 li 公布，默认办法\n"
            "         人工评定：◆黄，2021-03-02 至 2021-03-31（li：会）\n"
            "\n人工评定\n"
            "  ◆黄，2021-03-02 至 2021-03-31（li：会），2021-03-30 取消（wang：好了）\n");
  EXPECT_EQ(colors_.asked_history.project(), "a");
  EXPECT_EQ(colors_.asked_history.from_month(), "2021-03");
  EXPECT_EQ(colors_.asked_history.to_month(), "2021-04");
  ASSERT_EQ(Run({"color", "history", "a", "-o", "csv"}), 0) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("2021-04,✕红,2021-05-05,wuse,3,,落后 12,◆黄,落后 3\r\n"));
}

TEST_F(ColorMonthCommands, HistoryIsOfAProjectOrAUnit) {
  colors_.history = Parsed<v1::GetColorHistoryResponse>(R"(unit: "duohu" name: "多湖街道")");
  ASSERT_EQ(Run({"color", "history", "--unit", "多湖街道"}), 0) << err_.str();
  EXPECT_EQ(colors_.asked_history.unit(), "duohu");
  EXPECT_EQ(out_.str(), "duohu 多湖街道\n没有公布过按月调色\n");
  EXPECT_NE(Run({"color", "history"}), 0);
  EXPECT_NE(Run({"color", "history", "a", "--unit", "duohu"}), 0);
  EXPECT_NE(Run({"color", "history", "a", "--from", "四月"}), 0);
  EXPECT_THAT(err_.str(), HasSubstr("选项 --from 的值“四月”"));
}

}  // namespace
}  // namespace wuse::cli
