#include "server/domain/check_policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "server/domain/policy_case.h"
#include "server/domain/row_builder.h"

namespace wuse::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<common::FieldViolation> WrongWith(const v1::ColorPolicy& policy) {
  Problems problems;
  CheckPolicy(
      policy, "policy.", Day("2021-05-08"), [](std::string_view id) { return id != "p-none"; }, problems);
  if (problems.empty()) return {};
  return common::DetailOf(problems.ToStatus())->fields;
}

// "place: reason: what", a line each.
std::vector<std::string> Told(const std::string& text) {
  std::vector<std::string> told;
  for (const common::FieldViolation& field : WrongWith(PolicyOf(text))) {
    told.push_back(field.field + ": " + field.reason + ": " + field.description);
    EXPECT_NE(field.chinese, "") << field.field;
  }
  return told;
}

std::string Points(const std::string& bands) {
  return "dimensions { dimension: POINTS_BEHIND " + bands + " }";
}
std::string Days(const std::string& bands) {
  return "dimensions { dimension: DAYS_LATE " + bands + " }";
}

constexpr char kOnePoints[] = "bands { color: GREEN }";

TEST(CheckPolicy, ALineThatIsCoveredOnceIsGoodInAnyOrder) {
  EXPECT_THAT(Told(Points(kOnePoints)), IsEmpty());
  EXPECT_THAT(Told(Points("bands { above: \"30\" color: RED } bands { up_to: \"0\" color: GREEN }"
                          "bands { above: \"0\" up_to: \"30\" color: YELLOW }")),
              IsEmpty());
  EXPECT_THAT(Told(Points("bands { below: \"0\" color: BLUE } bands { from: \"0\" up_to: \"0\" color: GREEN }"
                          "bands { above: \"0\" color: RED }")),
              IsEmpty())
      << "a band of a single value";
  EXPECT_THAT(Told(Points("bands { below: \"-0.5\" color: BLUE } bands { from: \"-0.50\" color: GREEN }")), IsEmpty());
  EXPECT_THAT(Told(Days("bands { up_to: \"0\" color: GREEN } bands { from: \"1\" color: RED }")), IsEmpty())
      << "between 0 and 1 there is no whole number";
}

TEST(CheckPolicy, AHoleIsNamed) {
  EXPECT_THAT(Told(Points("bands { up_to: \"0\" color: GREEN } bands { from: \"10\" color: RED }")),
              ElementsAre("policy.dimensions[0].bands[1]: BANDS_GAP: 0 < gap < 10 is not covered"));
  EXPECT_THAT(Told(Points("bands { below: \"10\" color: GREEN } bands { above: \"10\" color: RED }")),
              ElementsAre("policy.dimensions[0].bands[1]: BANDS_GAP: 10 is not covered"));
  EXPECT_THAT(Told(Points("bands { up_to: \"0.5\" color: GREEN } bands { above: \"0.5001\" color: RED }")),
              ElementsAre("policy.dimensions[0].bands[1]: BANDS_GAP: 0.5 < gap <= 0.5001 is not covered"));
  EXPECT_THAT(Told(Points("bands { from: \"0\" up_to: \"10\" color: GREEN }")),
              ElementsAre("policy.dimensions[0].bands[0]: BANDS_GAP: gap < 0 is not covered",
                          "policy.dimensions[0].bands[0]: BANDS_GAP: 10 < gap is not covered"));
  EXPECT_THAT(Told(Days("bands { up_to: \"0\" color: GREEN } bands { above: \"7\" color: RED }")),
              ElementsAre("policy.dimensions[0].bands[1]: BANDS_GAP: 1 to 7 is not covered"));
  EXPECT_THAT(Told(Days("bands { up_to: \"6\" color: GREEN } bands { above: \"7\" color: RED }")),
              ElementsAre("policy.dimensions[0].bands[1]: BANDS_GAP: 7 is not covered"));
  EXPECT_THAT(Told("dimensions { dimension: RATIO_TO_PLAN bands { from: \"0.8\" color: GREEN } }"),
              ElementsAre("policy.dimensions[0].bands[0]: BANDS_GAP: 0 <= ratio < 0.8 is not covered"));
  EXPECT_THAT(Told("dimensions { dimension: PERCENT_DONE bands { below: \"100\" color: RED } }"),
              ElementsAre("policy.dimensions[0].bands[0]: BANDS_GAP: 100 is not covered"));
}

TEST(CheckPolicy, AnOverlapIsNamed) {
  EXPECT_THAT(Told(Points("bands { up_to: \"10\" color: GREEN } bands { from: \"10\" color: RED }")),
              ElementsAre("policy.dimensions[0].bands[1]: BANDS_OVERLAP: 10 is covered twice"));
  EXPECT_THAT(Told(Points("bands { color: GREEN } bands { from: \"1\" below: \"2\" color: RED }")),
              ElementsAre("policy.dimensions[0].bands[1]: BANDS_OVERLAP: 1 <= gap < 2 is covered twice"));
  EXPECT_THAT(Told(Days("bands { up_to: \"7\" color: GREEN } bands { from: \"5\" color: RED }")),
              ElementsAre("policy.dimensions[0].bands[1]: BANDS_OVERLAP: 5 to 7 is covered twice"));
  const auto fields =
      WrongWith(PolicyOf(Points("bands { up_to: \"10\" color: GREEN } bands { from: \"10\" color: RED }")));
  ASSERT_EQ(fields.size(), 1u);
  EXPECT_EQ(fields[0].chinese, "落后序时进度的百分点 10 有两种颜色（同时在两档里）");
}

TEST(CheckPolicy, BoundsThatAreReversedOrAbsurdAreRefused) {
  EXPECT_THAT(Told(Points("bands { from: \"30\" up_to: \"10\" color: RED }")),
              ElementsAre(HasSubstr("policy.dimensions[0].bands[0]: BAND_EMPTY")));
  EXPECT_THAT(Told(Points("bands { above: \"10\" below: \"10\" color: RED }")), ElementsAre(HasSubstr("BAND_EMPTY")));
  EXPECT_THAT(Told(Days("bands { above: \"7\" below: \"8\" color: RED }")), ElementsAre(HasSubstr("BAND_EMPTY")))
      << "no whole number between";
  for (const char* text : {"ten", "", "1,000", "1e3", "0.12345", "10001", "-10001", "10%", " 1", "1.", "+1"}) {
    EXPECT_THAT(Told(Points("bands { from: \"" + std::string(text) + "\" color: RED }")),
                ElementsAre(HasSubstr("policy.dimensions[0].bands[0].from: BOUND_INVALID")))
        << text;
  }
  EXPECT_THAT(Told(Days("bands { up_to: \"1.5\" color: RED }")),
              ElementsAre(HasSubstr("policy.dimensions[0].bands[0].up_to: BOUND_INVALID")));
  EXPECT_THAT(
      Told("dimensions { dimension: PERCENT_DONE bands { below: \"101\" color: RED } }"),
      ElementsAre("policy.dimensions[0].bands[0].below: BOUND_INVALID: \"101\" is no bound of this line: a decimal "
                  "text, from 0 to 100"));
  EXPECT_THAT(Told("dimensions { dimension: WEEKS_WITHOUT_REPORT bands { above: \"-1\" color: RED } }"),
              ElementsAre(HasSubstr("bands[0].above: BOUND_INVALID")));
}

TEST(CheckPolicy, DimensionsAndColorsAreKnownOnes) {
  EXPECT_THAT(Told("dimensions { dimension: PAUSED bands { color: GREEN } }"),
              ElementsAre("policy.dimensions[0].dimension: DIMENSION_UNKNOWN: PAUSED is no dimension of a policy"));
  EXPECT_THAT(Told("dimensions { bands { color: GREEN } }"), ElementsAre(HasSubstr("DIMENSION_UNKNOWN")));
  EXPECT_THAT(Told(Points(kOnePoints) + Points(kOnePoints)),
              ElementsAre("policy.dimensions[1].dimension: DIMENSION_TWICE: POINTS_BEHIND has bands already"));
  EXPECT_THAT(Told(Points("bands { color: NOT_RATED }")),
              ElementsAre(HasSubstr("policy.dimensions[0].bands[0].color: COLOR_UNKNOWN: 1 is no color of a band")));
  EXPECT_THAT(Told(Points("bands { }")), ElementsAre(HasSubstr("COLOR_UNKNOWN")));
  EXPECT_THAT(Told(Points(kOnePoints) + "finished: NOT_RATED"),
              ElementsAre(HasSubstr("policy.finished: COLOR_UNKNOWN")));
  v1::ColorPolicy policy = PolicyOf(Points(kOnePoints));
  policy.mutable_dimensions(0)->mutable_bands(0)->set_color(static_cast<v1::Color>(99));
  policy.mutable_dimensions(0)->set_dimension(static_cast<v1::Dimension>(99));
  EXPECT_EQ(WrongWith(policy).front().reason, "DIMENSION_UNKNOWN");
  policy.mutable_dimensions(0)->set_dimension(v1::POINTS_BEHIND);
  EXPECT_EQ(WrongWith(policy).front().reason, "COLOR_UNKNOWN");
}

TEST(CheckPolicy, APolicyHasANameAndADimensionThatGivesAColor) {
  EXPECT_THAT(Told(""), ElementsAre(HasSubstr("policy.dimensions: DIMENSIONS_MISSING")));
  EXPECT_THAT(Told(Points("only_worsens: true " + std::string(kOnePoints))),
              ElementsAre(HasSubstr("policy.dimensions: DIMENSIONS_MISSING: all dimensions only make it worse")));
  EXPECT_THAT(Told(Points("")), ElementsAre(HasSubstr("policy.dimensions[0].bands: BANDS_MISSING")));
  v1::ColorPolicy nameless = PolicyOf(Points(kOnePoints));
  nameless.set_name("");
  EXPECT_EQ(WrongWith(nameless).front().field, "policy.name");
  nameless.set_name("我的");
  EXPECT_EQ(WrongWith(nameless).front().reason, "ID_MALFORMED");
  std::string many;
  for (int i = 0; i < 13; ++i)
    many += "bands { from: \"" + std::to_string(i) + "\" up_to: \"" + std::to_string(i) + "\" color: RED }";
  EXPECT_THAT(Told(Points(many)), ElementsAre(HasSubstr("policy.dimensions[0].bands: TOO_MANY")));
}

TEST(CheckPolicy, UnitsHaveOnlySumsAndOnlyTheMonthlyTaskIsMadeUpFor) {
  EXPECT_THAT(Told("subject: SUBJECT_UNIT " + Days("bands { color: GREEN }")),
              ElementsAre(HasSubstr("policy.dimensions[0].dimension: DIMENSION_UNKNOWN: DAYS_LATE")));
  EXPECT_THAT(Told("subject: SUBJECT_UNIT dimensions { dimension: MONTHLY_TASK bands { color: GREEN } }"), IsEmpty());
  EXPECT_THAT(Told(Days("made_up: YELLOW bands { color: GREEN }")), ElementsAre(HasSubstr("DIMENSION_UNKNOWN")));
  EXPECT_THAT(Told("dimensions { dimension: JUDGED_BY_PERSON bands { color: GREEN } }"),
              ElementsAre(HasSubstr("policy.dimensions[0].bands: BAND_EMPTY")));
}

TEST(CheckPolicy, AnEscalationIsOfEndedMonthsAndGetsWorse) {
  const auto told = [](const std::string& escalation, bool by_month = true) {
    return Told(Points(kOnePoints) + (by_month ? "cut_off: CUT_OFF_END_OF_LAST_MONTH " : "") + "escalation {" +
                escalation + "}");
  };
  EXPECT_THAT(told("color: YELLOW periods: 2 becomes: RED"), IsEmpty());
  EXPECT_THAT(told("color: YELLOW periods: 2 becomes: RED", false),
              ElementsAre(HasSubstr("policy.cut_off: ESCALATION_INVALID")));
  EXPECT_THAT(told("color: YELLOW periods: 1 becomes: RED"), ElementsAre(HasSubstr("policy.escalation.periods")));
  EXPECT_THAT(told("color: RED periods: 2 becomes: YELLOW"),
              ElementsAre(HasSubstr("policy.escalation.becomes: ESCALATION_INVALID")));
}

TEST(CheckPolicy, ATargetPathHasTwelvePercentsThatNeverFall) {
  const auto told = [](const std::string& path) {
    return Told(Points(kOnePoints) + "time_base: TIME_BASE_TARGET_PATH target_path: [" + path + "]");
  };
  EXPECT_THAT(told("'5','10','15','20','25','30','35','40','45','50','55','60.5'"), IsEmpty());
  EXPECT_THAT(told("'5','10'"), ElementsAre(HasSubstr("policy.target_path: TARGET_PATH_INVALID: twelve")));
  EXPECT_THAT(told("'5','4','15','20','25','30','35','40','45','50','55','60'"),
              ElementsAre(HasSubstr("policy.target_path[1]: TARGET_PATH_INVALID: \"4\"")));
  EXPECT_THAT(Told(Points(kOnePoints) + "target_path: '5'"), ElementsAre(HasSubstr("TARGET_PATH_INVALID")));
}

TEST(CheckPolicy, AWaiverSaysWhoWhyUntilWhenAndIsNotOver) {
  const auto told = [](const std::string& waiver) {
    return Told(Points("waivable: true " + std::string(kOnePoints)) + Days("bands { color: GREEN }") + "waivers {" +
                waiver + "}");
  };
  const std::string whole = "project: 'p-1' dimension: POINTS_BEHIND by: '区长办公会' reason: '不可抗力' ";
  EXPECT_THAT(told(whole + "until: '2021-05-08'"), IsEmpty());
  EXPECT_THAT(told(whole + "until: '2021-05-07'"),
              ElementsAre("policy.waivers[0].until: WAIVER_IN_PAST: 2021-05-07 is before 2021-05-08"));
  EXPECT_THAT(told(whole), ElementsAre(HasSubstr("policy.waivers[0].until: REQUIRED")));
  EXPECT_THAT(told("dimension: POINTS_BEHIND until: '2021-06-01'"),
              ElementsAre(HasSubstr("waivers[0].project"), HasSubstr("waivers[0].by"), HasSubstr("waivers[0].reason")));
  EXPECT_THAT(told("project: 'p-1' dimension: DAYS_LATE by: 'a' reason: 'b' until: '2021-06-01'"),
              ElementsAre(HasSubstr("policy.waivers[0].dimension: WAIVER_INVALID")));
}

}  // namespace
}  // namespace wuse::domain
