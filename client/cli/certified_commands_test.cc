#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/fake_figures.h"

namespace wuse::cli {
namespace {

using ::testing::HasSubstr;

constexpr const char* kCertifiedCsv = "项目编号,月份,今年累计纳统投资(万元),更正原因\nduohu-001,2021-04,3000,\n";

class CertifiedCommands : public FigureOffice {
 protected:
  void SetUp() override {
    figures_.certified_answer = Parsed<v1::RecordCertifiedInvestmentResponse>(R"(
      plan { id: "duohu-001" name: "甲" action: UPDATE
             fields { path: "certified.2021-04" before: "10000000" after: "30000000" } }
      sequence: 31)");
  }
};

TEST_F(CertifiedCommands, PushValidatesShowsThePlanAndWrites) {
  ASSERT_EQ(Run({"certified", "push", "-", "--yes"}, kCertifiedCsv), 0) << err_.str();
  ASSERT_EQ(figures_.certified.size(), 2U);
  EXPECT_TRUE(figures_.certified[0].validate_only());
  EXPECT_FALSE(figures_.certified[1].validate_only());
  EXPECT_EQ(figures_.certified[1].edits(0).invested_this_year_yuan(), 30'000'000);
  EXPECT_FALSE(figures_.certified[1].request_id().empty());
  EXPECT_THAT(out_.str(), HasSubstr("2021-04 今年累计纳统投资(万元)：1000 → 3000\n"));
}

TEST_F(CertifiedCommands, ADryRunWritesNothing) {
  ASSERT_EQ(Run({"certified", "push", "-", "--dry-run"}, kCertifiedCsv), 0) << err_.str();
  ASSERT_EQ(figures_.certified.size(), 1U);
  EXPECT_TRUE(figures_.certified[0].validate_only());
}

TEST_F(CertifiedCommands, ABadRowWritesNothing) {
  EXPECT_NE(Run({"certified", "push", "-", "--yes"}, "project,month,certified\na,2021-04,x\n"), 0);
  EXPECT_THAT(err_.str(), HasSubstr("第 2 行"));
  for (const auto& request : figures_.certified) EXPECT_TRUE(request.validate_only());
}

}  // namespace
}  // namespace wuse::cli
