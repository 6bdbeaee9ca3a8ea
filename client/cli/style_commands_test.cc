#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/fake_figures.h"

namespace wuse::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class StyleCommands : public FigureOffice {
 protected:
  void SetUp() override {
    figures_.style = Parsed<v1::HouseStyle>(R"(
      decimals: 1 time_base: TIME_BASE_TARGET_PATH target_path: ["10", "100"] distance_rounding: FROM_ROUNDED
      start_base: OF_PLANNED_STARTS unit_order: BEST_FIRST amount_unit: IN_WAN amount_decimals: 0)");
  }
};

TEST_F(StyleCommands, ShowTellsEveryFieldInWords) {
  ASSERT_EQ(Run({"style", "show"}), 0) << err_.str();
  for (const char* word : {"目标进度", "10 100", "先取整后减", "年度计划开工", "好的在前", "万元"}) {
    EXPECT_THAT(out_.str(), HasSubstr(word));
  }
}

TEST_F(StyleCommands, SetSendsWhatIsGiven) {
  ASSERT_EQ(Run({"style", "set", "--decimals", "1", "--base", "months", "--target-path", "10,20", "--amount-unit",
                 "万元", "--amount-decimals", "0", "--order", "best"}),
            0)
      << err_.str();
  const v1::HouseStyle& sent = figures_.styles_set[0].style();
  EXPECT_EQ(sent.decimals(), 1);
  EXPECT_EQ(sent.time_base(), v1::TIME_BASE_MONTHS);
  EXPECT_THAT(sent.target_path(), ElementsAre("10", "20"));
  EXPECT_EQ(sent.amount_unit(), v1::IN_WAN);
  EXPECT_TRUE(sent.has_amount_decimals());
  EXPECT_EQ(sent.unit_order(), v1::BEST_FIRST);
  EXPECT_EQ(sent.start_base(), v1::START_BASE_UNSPECIFIED);
  EXPECT_THAT(out_.str(), HasSubstr("已写入（更新序号 7）\n"));
}

TEST_F(StyleCommands, SetWithoutAnythingIsRefusedAndResetIsNot) {
  EXPECT_NE(Run({"style", "set"}), 0);
  EXPECT_THAT(err_.str(), HasSubstr("没有要改的"));
  EXPECT_EQ(Run({"style", "set", "--reset"}), 0) << err_.str();
  EXPECT_TRUE(figures_.styles_set[0].reset());
}

}  // namespace
}  // namespace wuse::cli
