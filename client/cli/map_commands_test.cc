#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/fake_figures.h"

namespace wuse::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class MapCommand : public FigureOffice {
 protected:
  void SetUp() override {
    board_.map = Parsed<v1::BattleMap>(R"(
      as_of: "2021-05-08" district: "金东区" columns: 7 rows: 3 sequence: 9
      units { unit: "a" name: "名字非常非常长的一个街道" tile { column: 6 row: 0 } project_count: 12345
              color_counts { color: RED count: 12345 } color_counts { color: ORANGE count: 12345 } }
      units { unit: "b" name: "乙" tile { column: 0 row: 2 } project_count: 4
              color_counts { color: RED count: 1 } color_counts { color: YELLOW count: 1 }
              color_counts { color: GREEN count: 2 } }
      units { unit: "c" name: "交投集团" project_count: 1 color_counts { color: BLUE count: 1 } })");
  }
};

TEST_F(MapCommand, DrawsTheTilesAndListsTheOthersBelowWithin100Columns) {
  ASSERT_EQ(Run({"map"}), 0) << err_.str();
  const std::string out = out_.str();
  EXPECT_THAT(out, HasSubstr("\n乙 4\n✕1 ◆1\n●2\n██████······\n"));
  EXPECT_THAT(out, HasSubstr("图上没有位置的单位:\n"));
  EXPECT_THAT(out, HasSubstr("交投集团 "));
  EXPECT_LE(Widest(), 100) << out;
}

TEST_F(MapCommand, AGridThatIsTooWideIsAList) {
  board_.map.set_columns(64);
  ASSERT_EQ(Run({"map"}), 0) << err_.str();
  EXPECT_THAT(out_.str(), Not(HasSubstr("图上没有位置")));
  EXPECT_THAT(out_.str(), HasSubstr("乙 "));
  EXPECT_LE(Widest(), 100) << out_.str();
}

TEST_F(MapCommand, AsCsvHasTheTiles) {
  ASSERT_EQ(Run({"map", "-o", "csv", "--period", "2021-04"}), 0) << err_.str();
  EXPECT_EQ(board_.asked_map.period(), "2021-04");
  EXPECT_THAT(out_.str(), HasSubstr("b,乙,0,2,4,1,0,1,2,0,0\r\n"));
  EXPECT_THAT(out_.str(), HasSubstr("c,交投集团,,,1,"));
}

}  // namespace
}  // namespace wuse::cli
