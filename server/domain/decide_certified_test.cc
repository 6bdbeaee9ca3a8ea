#include "common/limits.h"
#include "server/domain/decide_case.h"

namespace wuse::domain {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

// Today is 2021-05-08: April is the last month that has ended.
class DecideCertified : public DecideCase {
 protected:
  static std::string Row(std::string_view month, int64_t yuan, std::string_view more = "") {
    return "edits { project: \"p-1\" month: \"" + std::string(month) +
           "\" invested_this_year_yuan: " + std::to_string(yuan) + " " + std::string(more) + " }";
  }
  Decision Record(std::string_view text) { return Do<v1::RecordCertifiedInvestmentRequest>(text); }
  absl::Status Refused(std::string_view text) { return Try<v1::RecordCertifiedInvestmentRequest>(text).status(); }
  // month=yuan of p-1.
  std::vector<std::string> Certified() {
    std::vector<std::string> months;
    for (const v1::CertifiedMonth& month : P().certified()) {
      months.push_back(month.month() + "=" + std::to_string(month.invested_this_year_yuan()));
    }
    return months;
  }
};

TEST_F(DecideCertified, MonthsAreKeptInOrder) {
  const Decision decision = Record(Row("2021-03", 300) + Row("2021-01", 100) + Row("2020-12", 900));
  EXPECT_THAT(KindsOf(decision), ElementsAre(v1::Change::kCertifiedRecorded, v1::Change::kCertifiedRecorded,
                                             v1::Change::kCertifiedRecorded));
  ASSERT_THAT(decision.plan, SizeIs(3));
  EXPECT_EQ(decision.plan[0].id(), "p-1");
  EXPECT_EQ(decision.plan[0].action(), v1::PlannedChange::CREATE);
  Record(Row("2021-02", 200));
  EXPECT_THAT(Certified(), ElementsAre("2020-12=900", "2021-01=100", "2021-02=200", "2021-03=300"));
}

TEST_F(DecideCertified, AProjectIsAlsoNamedByItsExternalCode) {
  Record(R"(edits { project: "金东1号" month: "2021-04" invested_this_year_yuan: 7 })");
  EXPECT_THAT(Certified(), ElementsAre("2021-04=7"));
}

TEST_F(DecideCertified, TheSameAmountAgainChangesNothing) {
  Record(Row("2021-04", 400));
  const Decision again = Record(Row("2021-04", 400));
  EXPECT_THAT(again.changes, SizeIs(0));
  EXPECT_EQ(again.plan.at(0).action(), v1::PlannedChange::UNCHANGED);
}

TEST_F(DecideCertified, AnotherAmountOfAMonthNeedsAReason) {
  Record(Row("2021-04", 4'000'000));
  EXPECT_THAT(ViolationsOf(Refused(Row("2021-04", 3'000'000))),
              ElementsAre("edits[0].month CERTIFIED_ALREADY 项目“p-1”2021-04的纳统投资已录入，为“400”万元；"
                          "要改成别的数，请写明更正原因"));
  const Decision decision =
      Record("validate_only: true " + Row("2021-04", 3'000'000, R"(correction_reason: "统计局核减")"));
  EXPECT_EQ(decision.plan.at(0).action(), v1::PlannedChange::UPDATE);
  ASSERT_THAT(decision.plan[0].fields(), SizeIs(1));
  EXPECT_EQ(decision.plan[0].fields(0).path(), "certified.2021-04");
  EXPECT_EQ(decision.plan[0].fields(0).before(), "4000000");
  EXPECT_EQ(decision.plan[0].fields(0).after(), "3000000");
  const v1::CertifiedRecorded& record = decision.changes.at(0).certified_recorded();
  EXPECT_TRUE(record.correction());
  EXPECT_EQ(record.correction_reason(), "统计局核减");
  EXPECT_THAT(Certified(), ElementsAre("2021-04=3000000")) << "in place of the other";
}

TEST_F(DecideCertified, AmountsDoNotFallWithinAYear) {
  Record(Row("2021-01", 1'000'000) + Row("2021-03", 3'000'000));
  EXPECT_THAT(ViolationsOf(Refused(Row("2021-02", 3'500'000))),
              ElementsAre("edits[0].invested_this_year_yuan AMOUNT_FALLS 项目“p-1”2021-02的“350”万元与"
                          "2021-03的“300”万元不符：今年累计数不能一月比一月少"));
  EXPECT_THAT(ViolationsOf(Refused(Row("2021-02", 500'000))),
              ElementsAre(HasSubstr("AMOUNT_FALLS 项目“p-1”2021-02的“50”万元与2021-01的“100”万元不符")));
  EXPECT_EQ(ReasonOf(Refused(Row("2021-01", 3'500'000, R"(correction_reason: "x")"))), "AMOUNT_FALLS")
      << "whatever the reason";
  Record(Row("2021-02", 1'000'000));
  Record(Row("2020-12", 9'000'000));
  EXPECT_THAT(Certified(), SizeIs(4)) << "a year begins at nothing";
}

TEST_F(DecideCertified, RowsAreHeldAgainstTheOthersOfTheRequest) {
  EXPECT_THAT(ViolationsOf(Refused(Row("2021-02", 500) + Row("2021-01", 600))),
              ElementsAre(StartsWith("edits[0].invested_this_year_yuan AMOUNT_FALLS")))
      << "the later month is told";
  Record(Row("2021-01", 600) + Row("2021-02", 700));
  Record(Row("2021-01", 400, R"(correction_reason: "x")") + Row("2021-02", 500, R"(correction_reason: "x")"));
  EXPECT_THAT(Certified(), ElementsAre("2021-01=400", "2021-02=500")) << "each would fall by itself";
}

TEST_F(DecideCertified, NothingIsDoneByHalves) {
  const absl::Status status = Refused(Row("2021-03", 300) + R"(edits { project: "p-9" month: "2021-03"
                                                                     invested_this_year_yuan: 1 })");
  EXPECT_THAT(ViolationsOf(status), ElementsAre(StartsWith("edits[1].project PROJECT_NOT_FOUND 项目编号“p-9”不存在")));
  EXPECT_THAT(Certified(), SizeIs(0));
}

TEST_F(DecideCertified, BatchesAreBounded) {
  EXPECT_EQ(ReasonOf(Refused("")), "EMPTY_BATCH");
  v1::RecordCertifiedInvestmentRequest request;
  for (int i = 0; i <= common::kMaxBatch; ++i) request.add_edits();
  EXPECT_EQ(ReasonOf(Try(request).status()), "BATCH_TOO_LARGE");
}

// --- one row of p-1: edits { project: "p-1" <request> }

class BadCertified : public DecideCase, public testing::WithParamInterface<BadInput> {};

TEST_P(BadCertified, IsNamedWithItsPathItsReasonAndItsValue) {
  const BadInput& bad = GetParam();
  const auto decision = Try<v1::RecordCertifiedInvestmentRequest>("edits { project: \"p-1\" " + bad.request + " }");
  ASSERT_EQ(decision.status().code(), absl::StatusCode::kInvalidArgument) << decision.status();
  EXPECT_THAT(ViolationsOf(decision.status()),
              ElementsAre(testing::AllOf(StartsWith("edits[0]." + bad.field + " " + bad.reason + " "),
                                         HasSubstr(bad.chinese))));
}

const std::vector<BadInput> kBadRows = {
    {"MonthMalformed", R"(month: "四月" invested_this_year_yuan: 1)", "month", "MONTH_MALFORMED", "月份“四月”不是月份"},
    {"MonthMissing", "invested_this_year_yuan: 1", "month", "MONTH_MALFORMED", "应如2021-04"},
    {"MonthNotEnded", R"(month: "2021-05" invested_this_year_yuan: 1)", "month", "MONTH_NOT_ENDED",
     "2021-05还没有结束（今天是2021-05-08）"},
    {"AmountMissing", R"(month: "2021-04")", "invested_this_year_yuan", "AMOUNT_MISSING", "要填写今年累计纳统投资"},
    {"AmountNegative", R"(month: "2021-04" invested_this_year_yuan: -1)", "invested_this_year_yuan", "AMOUNT_NEGATIVE",
     "“-0.0001”不能为负"},
    {"AmountTooLarge", R"(month: "2021-04" invested_this_year_yuan: 1000000000000001)", "invested_this_year_yuan",
     "AMOUNT_TOO_LARGE", ""},
    {"ReasonTooLong", R"(month: "2021-04" invested_this_year_yuan: 1 correction_reason: ")" + Repeat("长", 501) + "\"",
     "correction_reason", "TEXT_TOO_LONG", "超过500个字"},
};
INSTANTIATE_TEST_SUITE_P(DecideCertified, BadCertified, testing::ValuesIn(kBadRows),
                         [](const auto& param_info) { return param_info.param.name; });

TEST_F(DecideCertified, AMonthIsThereOnceInARequest) {
  EXPECT_THAT(ViolationsOf(Refused(Row("2021-03", 300) + R"(edits { project: "金东1号" month: "2021-03"
                                                                   invested_this_year_yuan: 300 })")),
              ElementsAre(StartsWith("edits[1].month DUPLICATE_ROW")));
}

TEST_F(DecideCertified, ADelistedProjectHasItsMonthsToo) {
  Record(R"(edits { project: "p-gone" month: "2021-04" invested_this_year_yuan: 5 })");
  EXPECT_THAT(P("p-gone").certified(), SizeIs(1)) << "the bureau's figures come after the delisting";
}

}  // namespace
}  // namespace wuse::domain
