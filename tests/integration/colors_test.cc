#include <gmock/gmock.h>

#include "tests/integration/color_register.h"
#include "tests/integration/small_register.h"

namespace wuse::testing {
namespace {

using ::testing::HasSubstr;

class Colors : public ::testing::Test {
 protected:
  Colors() { register_.Fill(); }
  v1::TryPolicyResponse Try(std::string_view request) {
    return register_.Get<v1::TryPolicyResponse>("TryPolicy", request);
  }
  void ExpectRefused(std::string_view request, std::string_view reason, const std::string& what,
                     grpc::StatusCode code = kInvalid) {
    const std::string before = register_.Everything();
    const RawAnswer answer = register_.Call("TryPolicy", request);
    ExpectRefusal(answer, code, reason);
    EXPECT_THAT(answer.status.error_message(), HasSubstr(what)) << request;
    EXPECT_EQ(register_.Everything(), before);
  }

  SmallRegister register_;
};

TEST_F(Colors, PresetsAreListedAndShownByName) {
  const auto presets = register_.Get<v1::ListPresetsResponse>("ListPresets", "");
  ASSERT_EQ(presets.presets_size(), 14);
  EXPECT_EQ(presets.presets(0).name(), "wuse-default");
  const auto in_force = register_.Get<v1::GetPolicyResponse>("GetPolicy", "").policy().policy();
  EXPECT_EQ(in_force.SerializeAsString(), presets.presets(0).SerializeAsString());
  EXPECT_EQ(in_force.dimensions(0).bands(2).words(), "10–30");
  EXPECT_EQ(register_.Get<v1::GetPolicyResponse>("GetPolicy", "name: 'Wuhan'").policy().policy().name(), "wuhan");
  const RawAnswer unknown = register_.Call("GetPolicy", "name: 'wuhn'");
  ExpectRefusal(unknown, grpc::StatusCode::NOT_FOUND, "PRESET_UNKNOWN");
  EXPECT_THAT(unknown.status.error_message(), HasSubstr("the nearest is wuhan"));
}

// p-1 is started late: 2 months; its report of W17 is exactly on plan. p-2 has nothing to be judged by.
TEST_F(Colors, TryTellsWhoChangesAndWhyAndChangesNothing) {
  const std::string before = register_.Everything();
  const v1::TryPolicyResponse trial = Try("preset: 'yinchuan-2025'");
  EXPECT_EQ(trial.on(), "2021-05-08");
  EXPECT_EQ(trial.cut_off(), "2021-05-08");
  EXPECT_EQ(trial.now_policy(), "wuse-default");
  EXPECT_EQ(trial.policy().name(), "yinchuan-2025");
  EXPECT_EQ(trial.sequence(), register_.head());
  EXPECT_EQ(trial.project_count(), 2);
  EXPECT_EQ(trial.changed_count(), 1);
  EXPECT_EQ(CountOf(trial.now(), v1::ORANGE), 1);
  EXPECT_EQ(CountOf(trial.now(), v1::NOT_RATED), 1);
  EXPECT_EQ(CountOf(trial.tried(), v1::YELLOW), 1);
  ASSERT_EQ(trial.matrix_size(), 6);
  EXPECT_EQ(trial.matrix(4).before(), v1::ORANGE);
  EXPECT_EQ(CountOf(trial.matrix(4).after(), v1::YELLOW), 1);
  EXPECT_EQ(CountOf(trial.matrix(4).after(), v1::ORANGE), 0);
  EXPECT_EQ(CountOf(trial.matrix(0).after(), v1::NOT_RATED), 1);
  ASSERT_EQ(trial.projects_size(), 1);
  const v1::TriedProject& project = trial.projects(0);
  EXPECT_EQ(project.id(), "p-1");
  EXPECT_EQ(project.name(), "泉源安置二期");
  EXPECT_EQ(project.unit(), "duohu");
  EXPECT_EQ(project.now(), v1::ORANGE);
  EXPECT_EQ(project.tried(), v1::YELLOW);
  ASSERT_EQ(project.reasons_size(), 1);
  EXPECT_EQ(project.reasons(0).text(), "应开工 2 个月未开工，1–2 为黄");
  EXPECT_EQ(project.reasons(0).dimension(), v1::MONTHS_NOT_STARTED);
  EXPECT_EQ(project.reasons(0).value(), "2");
  EXPECT_EQ(project.now_reasons(0).text(), "应开工 2 个月未开工，2 为橙");
  EXPECT_EQ(register_.Everything(), before);
}

TEST_F(Colors, TryIsAsOfADayAndOfAFilter) {
  const v1::TryPolicyResponse march = Try("preset: 'yinchuan-2025' on: '2021-03-31' include_unchanged: true");
  EXPECT_EQ(march.on(), "2021-03-31");
  EXPECT_EQ(march.projects_size(), 2);
  EXPECT_EQ(CountOf(march.now(), v1::NOT_RATED), 1);
  EXPECT_EQ(Try("preset: 'wuhan' filter { units: 'dongxiao' }").project_count(), 1);
  EXPECT_EQ(Try("preset: 'wuhan' filter { units: 'dongxiao' } on: '2021-02-28'").project_count(), 1)
      << "p-gone was listed then, and p-2 not yet";
  EXPECT_EQ(Try("preset: 'wuhan' filter { colors: ORANGE }").project_count(), 1);
  EXPECT_EQ(Try("preset: 'wuhan' filter { colors: RED }").project_count(), 0);
  EXPECT_EQ(Try("preset: 'sanya-2022-project'").cut_off(), "2021-04-30");
}

TEST_F(Colors, TryAgreesWithTheOverviewInEveryColor) {
  for (const char* day : {"2021-03-31", "2021-04-30", "2021-05-08"}) {
    const auto overview = register_.Get<v1::Overview>("GetOverview", std::string("filter {} period: '") + day + "'");
    const v1::TryPolicyResponse trial = Try(std::string("preset: 'wuse-default' filter {} on: '") + day + "'");
    EXPECT_EQ(trial.changed_count(), 0);
    EXPECT_EQ(trial.project_count(), overview.project_count());
    for (int color = v1::NOT_RATED; color <= v1::RED; ++color) {
      const auto one = static_cast<v1::Color>(color);
      EXPECT_EQ(CountOf(trial.now(), one), CountOf(overview.color_counts(), one)) << day << " " << color;
    }
  }
}

TEST_F(Colors, TryOfAPolicyInTheRequestNamesEveryBadPlace) {
  const v1::TryPolicyResponse trial = Try(R"(policy { name: "mine" finished: GREEN
      dimensions { dimension: MONTHS_NOT_STARTED bands { below: "2" color: GREEN } bands { from: "2" color: RED } } })");
  ASSERT_EQ(trial.projects_size(), 1);
  EXPECT_EQ(trial.projects(0).tried(), v1::RED);
  EXPECT_EQ(trial.policy().dimensions(0).bands(1).words(), "2 及以上");

  const std::string_view bad = R"(policy { name: "mine"
      dimensions { dimension: POINTS_BEHIND bands { up_to: "0" color: GREEN } bands { from: "10" color: RED } }
      dimensions { dimension: DAYS_LATE bands { up_to: "7" color: GREEN } bands { from: "7" color: RED } } })";
  const ErrorOf error(register_.Call("TryPolicy", bad).status);
  ASSERT_EQ(error.fields.size(), 2u);
  EXPECT_EQ(error.fields[0].field(), "policy.dimensions[0].bands[1]");
  EXPECT_EQ(error.fields[1].field(), "policy.dimensions[1].bands[1]");
  ExpectRefused(bad, "BANDS_GAP", "0 < gap < 10 is not covered");
  ExpectRefused("policy { name: 'mine' }", "DIMENSIONS_MISSING", "at least one dimension");
  ExpectRefused(R"(policy { name: "mine" dimensions { dimension: DAYS_LATE waivable: true bands { color: RED } }
      waivers { project: "p-9" dimension: DAYS_LATE by: "a" reason: "b" until: "2021-06-01" } })",
                "PROJECT_NOT_FOUND", "p-9");
  ExpectRefused(R"(policy { name: "mine" dimensions { dimension: DAYS_LATE waivable: true bands { color: RED } }
      waivers { project: "p-1" dimension: DAYS_LATE by: "a" reason: "b" until: "2021-05-07" } })",
                "WAIVER_IN_PAST", "2021-05-07 is before 2021-05-08");
}

TEST_F(Colors, TryRefusesWhatItCannotAnswer) {
  ExpectRefused("", "POLICY_MISSING", "a policy or the name of a preset is needed");
  ExpectRefused("preset: 'none'", "PRESET_UNKNOWN", "there is no preset", grpc::StatusCode::NOT_FOUND);
  ExpectRefused("preset: 'wuhan' on: '2021-05-09'", "DATE_IN_FUTURE", "2021-05-09 is after today, 2021-05-08");
  ExpectRefused("preset: 'wuhan' on: 'may'", "DATE_MALFORMED", "may");
  ExpectRefused("preset: 'wuhan' filter { units: 'duhu' }", "UNIT_UNKNOWN", "the nearest is duohu");
  ExpectRefused("preset: 'wuhan' page_size: 501", "PAGE_SIZE_INVALID", "501");
  ExpectRefused("preset: 'wuhan' page_token: 'x'", "PAGE_TOKEN_INVALID", "token");
}

TEST_F(Colors, TryPagesThroughTheProjects) {
  const v1::TryPolicyResponse first = Try("preset: 'wuhan' include_unchanged: true page_size: 1");
  ASSERT_EQ(first.projects_size(), 1);
  ASSERT_NE(first.next_page_token(), "");
  const v1::TryPolicyResponse second =
      Try("preset: 'wuhan' include_unchanged: true page_size: 1 page_token: '" + first.next_page_token() + "'");
  ASSERT_EQ(second.projects_size(), 1);
  EXPECT_NE(second.projects(0).id(), first.projects(0).id());
  EXPECT_EQ(second.next_page_token(), "");
  EXPECT_EQ(second.project_count(), 2) << "the counts are of all pages";
  ExpectRefused("preset: 'wuse-default' page_token: '" + first.next_page_token() + "'", "PAGE_TOKEN_INVALID", "token");
}

TEST_F(Colors, TryOfAPolicyAboutUnitsJudgesUnits) {
  register_.Do("FileReports", R"(
      edits { report { project: "p-1" week: "2021-W13" as_of: "2021-03-31" invested_this_year_yuan: 3000000 } })");
  const v1::TryPolicyResponse trial = Try("preset: 'sanya-2022-area'");
  EXPECT_EQ(trial.projects_size(), 0);
  EXPECT_EQ(trial.matrix_size(), 0);
  ASSERT_EQ(trial.units_size(), 2);
  EXPECT_EQ(trial.units(0).id(), "duohu");
  EXPECT_EQ(trial.units(0).tried(), v1::GREEN);
  EXPECT_EQ(trial.units(0).project_count(), 1);
  EXPECT_EQ(trial.units(0).reasons(0).text(), "4 月完成当月任务的 100.0%，不低于 100% 为绿");
  EXPECT_EQ(trial.units(1).tried(), v1::NOT_RATED);
  EXPECT_EQ(CountOf(trial.tried(), v1::GREEN), 1);
}

}  // namespace
}  // namespace wuse::testing
