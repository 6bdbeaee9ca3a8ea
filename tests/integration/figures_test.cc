#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/small_register.h"
#include "wuse/v1/board_service.pb.h"
#include "wuse/v1/figure_service.pb.h"

namespace wuse::testing {
namespace {

class FiguresOverTheApi : public ::testing::Test {
 protected:
  void SetUp() override { small_.Fill(); }
  v1::Statistics Statistics(std::string_view request) { return small_.Get<v1::Statistics>("GetStatistics", request); }
  void ExpectInvalid(std::string_view method, std::string_view request, std::string_view reason,
                     std::string_view field) {
    const RawAnswer answer = small_.Call(method, request);
    ExpectRefusal(answer, kInvalid, reason);
    const ErrorOf error(answer.status);
    ASSERT_FALSE(error.fields.empty());
    EXPECT_EQ(error.fields[0].field(), field);
  }

  SmallRegister small_;
};

TEST_F(FiguresOverTheApi, StatisticsOfTodayAreThoseOfTheMainList) {
  const v1::Statistics statistics = Statistics("");
  EXPECT_EQ(statistics.period(), "2021-05-08");
  EXPECT_EQ(statistics.as_of(), "2021-05-08");
  EXPECT_EQ(statistics.sequence(), small_.head());
  EXPECT_EQ(statistics.style().time_base(), v1::TIME_BASE_PLANNED_CUMULATIVE) << "the style is complete";
  const v1::FigureSet& total = statistics.total();
  EXPECT_EQ(total.project_count(), 2);
  EXPECT_EQ(total.started_count(), 0);
  EXPECT_EQ(total.starts().planned_count(), 1) << "p-2 has no planned start";
  EXPECT_EQ(total.starts().missed_count(), 1);
  EXPECT_EQ(total.invested_yuan(), 4'000'000);
  EXPECT_EQ(total.annual_completion().percent(), "33.33");
  EXPECT_EQ(total.period_plan_yuan(), 4'258'065) << "400 and 8/31 of 100";
  EXPECT_EQ(total.distance().points(), "-2.15") << "258065 of 12 million";
  EXPECT_FALSE(total.has_in_period());
  EXPECT_FALSE(total.has_year_on_year());
}

TEST_F(FiguresOverTheApi, APeriodTellsWhatHappenedInIt) {
  const v1::FigureSet april = Statistics(R"(period: "2021-04")").total();
  EXPECT_EQ(april.in_period().from(), "2021-04-01");
  EXPECT_EQ(april.in_period().invested_yuan(), 4'000'000);
  EXPECT_EQ(Statistics(R"(period: "2021-W17")").total().in_period().invested_yuan(), 1'000'000);
  small_.Do("ApplyProjects", R"(edits { project { id: "p-1" milestones { id: "started" reached_on: "2021-04-20" } }
                                        update_mask { paths: "milestones.started.reached_on" } })");
  EXPECT_EQ(Statistics(R"(period: "2021-04")").total().in_period().started_count(), 1);
  EXPECT_EQ(Statistics(R"(period: "2021-W17")").total().in_period().started_count(), 0);
  EXPECT_EQ(Statistics(R"(period: "2021-05")").total().in_period().invested_yuan(), 0);
}

TEST_F(FiguresOverTheApi, LastYearsRateComesFromAReferenceFigureWhereTheRegisterHasNone) {
  const std::string ask = R"(period: "2021-04" year_on_year: true style { decimals: 1 })";
  EXPECT_EQ(Statistics(ask).total().year_on_year().completion_points(), "") << "nothing is known of 2020";
  small_.Do("SetReferenceFigure", R"(figure { metric: METRIC_ANNUAL_COMPLETION period: "2020-04" value: "12.44"
                                              source: "2020年4月通报" })");
  const v1::YearOnYear year_on_year = Statistics(ask).total().year_on_year();
  EXPECT_EQ(year_on_year.as_of(), "2020-04-30");
  EXPECT_EQ(year_on_year.annual_completion().percent(), "12.44") << "as it was printed";
  EXPECT_EQ(year_on_year.completion_points(), "20.9") << "33.333 less 12.44";
  EXPECT_EQ(year_on_year.reference().source(), "2020年4月通报");
  EXPECT_EQ(year_on_year.growth_percent(), "");
  EXPECT_FALSE(Statistics(ask + "filter {}").total().year_on_year().has_reference()) << "it is about another filter";
}

}  // namespace
}  // namespace wuse::testing
