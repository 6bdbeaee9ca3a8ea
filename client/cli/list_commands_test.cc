#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/fake_figures.h"

namespace wuse::cli {
namespace {

using ::testing::HasSubstr;

class ListCommands : public FigureOffice {};

TEST_F(ListCommands, ApplySendsEachListWhole) {
  figures_.lists_answer = Parsed<v1::ApplyListsResponse>(R"(plan { id: "a" name: "甲" action: CREATE } sequence: 3)");
  ASSERT_EQ(Run({"list", "apply", "-", "--yes"},
                "清单编号,清单名称,时期,目标口径,目标值,目标节点,备注\na,甲,2021,完成投资,100,,好\n"),
            0)
      << err_.str();
  ASSERT_EQ(figures_.lists_applied.size(), 2U);
  const v1::ProjectList& sent = figures_.lists_applied[1].lists(0);
  EXPECT_EQ(sent.name(), "甲");
  EXPECT_EQ(sent.target().value(), 1'000'000);
  EXPECT_EQ(sent.note(), "好");
}

TEST_F(ListCommands, ShowFitsIn100ColumnsAndItsCsvCanBeApplied) {
  figures_.lists = Parsed<v1::ListListsResponse>(R"(
    as_of: "2021-04-30" main_list: "district-key-projects-of-2021"
    lists { list { id: "district-key-projects-of-2021" name: "一个非常非常非常非常长的清单名称" period: "2021-Q1"
                   target { measure: TARGET_INVESTED value: 9999999999999000 } }
            project_count: 12345 started_count: 12345 completion { percent: "1234.56" } }
    lists { list { id: "b" } project_count: 1 })");
  ASSERT_EQ(Run({"list", "show", "--period", "2021-04", "--decimals", "1"}), 0) << err_.str();
  EXPECT_EQ(figures_.asked_lists.period(), "2021-04");
  EXPECT_EQ(figures_.asked_lists.style().decimals(), 1);
  EXPECT_THAT(out_.str(), HasSubstr("1234.56%"));
  EXPECT_LE(Widest(), 100) << out_.str();
  ASSERT_EQ(Run({"list", "show", "-o", "csv"}), 0) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr(",2021-Q1,完成投资,999999999999.9,,\r\n"));
  EXPECT_THAT(out_.str(), HasSubstr("b,,,,,,\r\n"));
}

}  // namespace
}  // namespace wuse::cli
