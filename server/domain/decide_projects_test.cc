#include "server/domain/decide_case.h"
#include "server/domain/ladder.h"

namespace wuse::domain {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;
using Kind = v1::Change::KindCase;

constexpr std::string_view kNew =
    R"(project { id: "N-1" name: " 新项目 " kind: NEW level: CITY category: INDUSTRY unit: "多湖街道" )";

class Creating : public DecideCase {
 protected:
  const v1::Project& Create(std::string_view more) {
    Do<v1::CreateProjectRequest>(std::string(kNew) + std::string(more) + " }");
    return P("n-1");
  }
};

TEST_F(Creating, StoresWhatWasMeant) {
  const v1::Project& project = Create(R"(department: "发改局" parent: "金东1号" lists: "A-1" lists: "a-1")");
  EXPECT_EQ(project.id(), "n-1");
  EXPECT_EQ(project.name(), "新项目");
  EXPECT_EQ(project.unit(), "duohu");
  EXPECT_EQ(project.department(), "fagai");
  EXPECT_EQ(project.parent(), "p-1");
  EXPECT_THAT(project.lists(), ElementsAre("a-1"));
  EXPECT_EQ(project.etag(), EtagOf(project));
}

TEST_F(Creating, IgnoresWhatOnlyTheServerSets) {
  const v1::Project& project = Create(R"(
    etag: "forged" status { color: RED since: "2020-01-01" } overrides { color: GREEN until: "2030-01-01" }
    plans { year: 2021 annual_yuan: 5 former { replaced_on: "2020-01-01" } }
    milestones { id: "started" former { replaced_on: "2020-01-01" } })");
  EXPECT_EQ(project.etag(), EtagOf(project));
  EXPECT_NE(project.status().color(), v1::RED);
  EXPECT_THAT(project.overrides(), IsEmpty());
  EXPECT_THAT(project.plans(0).former(), IsEmpty());
  EXPECT_THAT(RungOf(project, "started").former(), IsEmpty());
}

TEST_F(Creating, GivesTheCategorysLadder) {
  const v1::Project& project = Create("");
  ASSERT_THAT(project.milestones(), SizeIs(DefaultLadder(v1::INDUSTRY).size()));
  EXPECT_EQ(project.milestones(0).id(), "signed");
  EXPECT_EQ(project.milestones().rbegin()->id(), kInvestmentCompleted);
}

TEST_F(Creating, AGivenLadderEndsWithCompletedInvestment) {
  const v1::Project& project = Create(R"(
    milestones { id: "开工" planned_on: "2021-06-01" } milestones { id: "Greened" name: "绿化" track: "外部" total: 3000 })");
  ASSERT_THAT(project.milestones(), SizeIs(3));
  EXPECT_EQ(project.milestones(0).id(), "started");
  EXPECT_EQ(project.milestones(0).name(), "开工");
  EXPECT_EQ(project.milestones(0).planned_on(), "2021-06-01");
  EXPECT_EQ(project.milestones(1).id(), "greened");
  EXPECT_EQ(project.milestones(1).track(), "外部");
  EXPECT_EQ(project.milestones(1).total(), 3000);
  EXPECT_EQ(project.milestones(2).id(), kInvestmentCompleted);
}

TEST_F(Creating, CompletedInvestmentGivenBareIsMovedToTheEnd) {
  const v1::Project& project = Create(R"(milestones { id: "investment-completed" } milestones { id: "started" })");
  ASSERT_THAT(project.milestones(), SizeIs(2));
  EXPECT_EQ(project.milestones(1).id(), kInvestmentCompleted);
}

TEST_F(Creating, IsListedFromTheFirstPlansYear) {
  EXPECT_EQ(Create("plans { year: 2023 annual_yuan: 1 } plans { year: 2022 annual_yuan: 1 }").listed_on(),
            "2022-01-01");
}

TEST_F(Creating, IsListedFromThisYearWithoutPlans) {
  EXPECT_EQ(Create("").listed_on(), "2021-01-01");
}

TEST_F(Creating, KeepsAGivenListing) {
  EXPECT_EQ(Create(R"(listed_on: "2021-04-01")").listed_on(), "2021-04-01");
}

TEST_F(Creating, TakesTheDayOfItsRegistrationUpToToday) {
  EXPECT_EQ(Create(R"(registered_on: "2021-05-08")").registered_on(), "2021-05-08");
  Do<v1::UpdateProjectRequest>(R"(edit { project { id: "n-1" } update_mask { paths: "registered_on" } })");
  EXPECT_EQ(P("n-1").registered_on(), "");
}

TEST_F(Creating, AnnouncesTheProjectInItsColorAndThenTheColor) {
  const Decision decision = Do<v1::CreateProjectRequest>(
      std::string(kNew) + R"(milestones { id: "started" planned_on: "2021-03-01" } lists: "a" })");
  ASSERT_THAT(KindsOf(decision), ElementsAre(Kind::kProjectChanged, Kind::kStatusChanged));
  const v1::Change& created = decision.changes[0];
  EXPECT_TRUE(created.project_changed().created());
  EXPECT_FALSE(created.has_match_before());
  EXPECT_EQ(created.match_after().color(), v1::ORANGE);
  EXPECT_EQ(created.match_after().unit(), "duohu");
  EXPECT_THAT(created.match_after().lists(), ElementsAre("a"));
  EXPECT_FALSE(created.project_changed().project().has_status());
  const v1::Change& colored = decision.changes[1];
  EXPECT_FALSE(colored.has_match_before());
  EXPECT_FALSE(colored.status_changed().has_before());
  EXPECT_EQ(colored.status_changed().after().color(), v1::ORANGE);
  EXPECT_EQ(colored.status_changed().after().since(), "2021-05-08");
  EXPECT_THAT(colored.status_changed().after().deciding(),
              ElementsAre(v1::MONTHS_NOT_STARTED, v1::WEEKS_WITHOUT_REPORT));
  ASSERT_THAT(decision.plan, SizeIs(1));
  EXPECT_EQ(decision.plan[0].action(), v1::PlannedChange::CREATE);
  EXPECT_EQ(decision.plan[0].name(), "新项目");
}

TEST_F(Creating, TextsMayHaveLinesWhereTheyAreNotes) {
  EXPECT_EQ(Create(R"(note: "一\n二")").note(), "一\n二");
}

class Updating : public DecideCase {};

TEST_F(Updating, WithoutAMaskOnlyWhatIsPopulatedChanges) {
  Do<v1::UpdateProjectRequest>(R"(edit { project { id: "p-1" team { leader: "张三" } note: "好" } })");
  Do<v1::UpdateProjectRequest>(R"(edit { project { id: "p-1" team { name: "一专班" } } })");
  EXPECT_EQ(P().note(), "好");
  EXPECT_EQ(P().team().leader(), "张三");
  EXPECT_EQ(P().team().name(), "一专班");
  EXPECT_EQ(P().name(), "泉源安置二期");
  EXPECT_THAT(P().plans(), SizeIs(1));
}

TEST_F(Updating, WithAMaskOnlyWhatIsNamedChangesAndEmptyIsCleared) {
  Edit(R"(note: "好" department: "fagai" team { leader: "张三" members: "李四" })",
       "note department team.leader team.members");
  Edit(R"(note: "" name: "不动" team { members: "王五" })", "note department team.members");
  EXPECT_EQ(P().note(), "");
  EXPECT_EQ(P().department(), "");
  EXPECT_EQ(P().name(), "泉源安置二期");
  EXPECT_EQ(P().team().leader(), "张三");
  EXPECT_THAT(P().team().members(), ElementsAre("王五"));
  Edit("", "team");
  EXPECT_FALSE(P().has_team());
}

TEST_F(Updating, FindsTheProjectByItsExternalCode) {
  Do<v1::UpdateProjectRequest>(R"(edit { project { external_code: "金东1号" note: "甲" } })");
  EXPECT_EQ(P().note(), "甲");
  Do<v1::UpdateProjectRequest>(R"(edit { project { id: "金东1号" note: "乙" } })");
  EXPECT_EQ(P().note(), "乙");
}

TEST_F(Updating, WhatChangesNothingWritesNothing) {
  const Decision decision =
      Edit(R"(name: "泉源安置二期" unit: "多湖街道" lists: "District-Key")", "name unit lists id etag");
  EXPECT_THAT(decision.changes, IsEmpty());
  ASSERT_THAT(decision.plan, SizeIs(1));
  EXPECT_EQ(decision.plan[0].action(), v1::PlannedChange::UNCHANGED);
  EXPECT_EQ(decision.plan[0].id(), "p-1");
}

TEST_F(Updating, SendingBackWhatWasReadChangesNothing) {
  v1::UpdateProjectRequest request;
  *request.mutable_edit()->mutable_project() = P();
  request.set_etag(P().etag());
  const auto decision = Try(request);
  ASSERT_TRUE(decision.ok()) << decision.status();
  EXPECT_THAT(decision->changes, IsEmpty());
}

TEST_F(Updating, MatchesSayWhatWasAndWhatIs) {
  const v1::Color color = P().status().color();
  const Decision decision = Edit(R"(unit: "dongxiao" level: CITY)", "unit level");
  ASSERT_THAT(KindsOf(decision), ElementsAre(Kind::kProjectChanged));
  EXPECT_EQ(decision.changes[0].match_before().unit(), "duohu");
  EXPECT_EQ(decision.changes[0].match_after().unit(), "dongxiao");
  EXPECT_EQ(decision.changes[0].match_after().level(), v1::CITY);
  EXPECT_EQ(decision.changes[0].match_before().color(), color);
  EXPECT_FALSE(decision.changes[0].project_changed().created());
  EXPECT_FALSE(decision.changes[0].project_changed().project().has_status());
}

TEST_F(Updating, APauseRecolorsInTheSameUpdate) {
  ASSERT_EQ(P().status().color(), v1::ORANGE);
  const Decision decision = Edit(R"(pauses { from: "2021-05-01" by: "区委" reason: "规划调整" })", "pauses");
  ASSERT_THAT(KindsOf(decision), ElementsAre(Kind::kProjectChanged, Kind::kStatusChanged));
  EXPECT_EQ(decision.changes[1].match_before().color(), v1::ORANGE);
  EXPECT_EQ(decision.changes[1].match_after().color(), v1::NOT_RATED);
  EXPECT_EQ(decision.changes[1].status_changed().before().color(), v1::ORANGE);
  EXPECT_EQ(P().status().color(), v1::NOT_RATED);
  EXPECT_EQ(P().status().since(), "2021-05-08");
}

TEST_F(Updating, AUnitOutOfUseStaysWithTheProjectsItHas) {
  Do<v1::ApplyUnitsRequest>(R"(units { id: "duohu" name: "多湖街道" group: TOWNSHIP delisted_on: "2021-05-08" })");
  Edit(R"(unit: "duohu" note: "x")", "unit note");
  EXPECT_EQ(P().note(), "x");
}

TEST_F(Updating, AUnitMayBeLinkedUntilTheDayBeforeItIsOutOfUse) {
  Do<v1::ApplyUnitsRequest>(R"(units { id: "dongxiao" name: "东孝街道" group: TOWNSHIP delisted_on: "2021-05-09" })");
  const std::string edit = EditText(R"(unit: "dongxiao")", "unit");
  EXPECT_TRUE(Try<v1::ApplyProjectsRequest>(edit).ok());
  today_ = common::Date::OfYmd(2021, 5, 9);
  EXPECT_EQ(ReasonOf(Try<v1::ApplyProjectsRequest>(edit).status()), "UNIT_DELISTED");
}

TEST_F(Updating, ADelistingCanBeTakenBack) {
  Do<v1::UpdateProjectRequest>(R"(edit { project { id: "p-gone" } update_mask { paths: "delisted_on" } })");
  EXPECT_EQ(P("p-gone").delisted_on(), "");
  EXPECT_EQ(P("p-gone").delist_reason(), "");
}

TEST_F(Updating, TheLineOfParentsIsKept) {
  Do<v1::ApplyProjectsRequest>(R"(
    edits { project { id: "n-1" parent: "p-1" name: "新" kind: NEW level: CITY category: URBAN unit: "duohu" } }
    edits { project { id: "n-2" parent: "n-1" name: "新" kind: NEW level: CITY category: URBAN unit: "duohu" } })");
  EXPECT_EQ(P("n-2").parent(), "n-1");
}

TEST_F(Updating, APlanShowsWhatWouldDiffer) {
  const Decision decision = Do<v1::ApplyProjectsRequest>(
      EditText(R"(name: "新名" total_investment_yuan: 60000000 milestones { id: "结顶" reached_on: "2021-05-01" })",
               "name total_investment_yuan milestones.结顶.reached_on") +
      " validate_only: true");
  ASSERT_THAT(decision.plan, SizeIs(1));
  EXPECT_EQ(decision.plan[0].action(), v1::PlannedChange::UPDATE);
  std::vector<std::string> fields;
  for (const v1::FieldChange& field : decision.plan[0].fields()) {
    fields.push_back(field.path() + ":" + field.before() + ">" + field.after());
  }
  EXPECT_THAT(fields, ElementsAre("name:泉源安置二期>新名", "total_investment_yuan:50000000>60000000",
                                  "milestones.roof-topped.reached_on:>2021-05-01"));
}

TEST_F(Updating, WithoutValidateOnlyThePlanHasNoFields) {
  EXPECT_THAT(Edit(R"(name: "新名")", "name").plan[0].fields(), IsEmpty());
}

// --- ladders

class Ladders : public DecideCase {};

TEST_F(Ladders, AWholeOneAddsDropsRenamesAndOrders) {
  Do<v1::ApplyProjectsRequest>(R"(edits { project { id: "p-1"
      milestones { id: "started" planned_on: "2021-03-01" }
      milestones { id: "approved" name: "核准" reached_on: "2020-12-01" closing: true }
      milestones { id: "roof-topped" planned_on: "2021-09-01" }
      milestones { id: "greened" name: "绿化" } } })");
  std::vector<std::string> ladder;
  for (const v1::Milestone& rung : P().milestones()) ladder.push_back(rung.id() + " " + rung.name());
  EXPECT_THAT(ladder, ElementsAre("started 开工", "approved 核准", "roof-topped 结顶", "greened 绿化",
                                  "investment-completed 完成投资"));
  EXPECT_TRUE(RungOf(P(), "approved").closing());
}

TEST_F(Ladders, DroppingADatedRungNeedsReasons) {
  const std::string text = R"(edits { project { id: "p-1" milestones { id: "started" planned_on: "2021-03-01" } } )";
  EXPECT_THAT(ViolationsOf(Try<v1::ApplyProjectsRequest>(text + "}").status()),
              ElementsAre(StartsWith("edits[0].project.milestones CORRECTION_REASON_REQUIRED 完成:立项由“2020-12-01”"),
                          StartsWith("edits[0].project.milestones REPLAN_REASON_REQUIRED 计划:结顶由“2021-09-01”")));
  Do<v1::ApplyProjectsRequest>(text + R"(replan_reason: "r" correction_reason: "c" })");
  EXPECT_THAT(P().milestones(), SizeIs(2));
}

TEST_F(Ladders, ARungIsEditedByIdOrName) {
  Edit(
      R"(milestones { id: "结顶" done: 8000 total: 12000 unit: "幢" } milestones { id: "COMPLETED" closing: true track: "主线" })",
      "milestones.结顶.done milestones.roof-topped.total milestones.结顶.unit milestones.completed.closing "
      "milestones.completed.track");
  const v1::Milestone roof = RungOf(P(), "roof-topped");
  EXPECT_EQ(roof.done(), 8000);
  EXPECT_EQ(roof.total(), 12000);
  EXPECT_EQ(roof.unit(), "幢");
  EXPECT_EQ(roof.planned_on(), "2021-09-01");
  EXPECT_TRUE(RungOf(P(), "completed").closing());
  EXPECT_EQ(RungOf(P(), "completed").track(), "主线");
}

TEST_F(Ladders, ARungIsRenamedAndGetsItsNameBack) {
  Edit(R"(milestones { id: "roof-topped" name: "主体结顶" planned_on: "2021-09-01" })",
       "milestones.结顶.name milestones.结顶.planned_on");
  EXPECT_EQ(RungOf(P(), "roof-topped").name(), "主体结顶");
  Edit("", "milestones.主体结顶.name");
  EXPECT_EQ(RungOf(P(), "roof-topped").name(), "结顶");
}

TEST_F(Ladders, AClearedOneIsTheCategorysAgain) {
  Edit("", "milestones");
  EXPECT_THAT(P().milestones(), SizeIs(DefaultLadder(v1::URBAN).size()));
  EXPECT_EQ(RungOf(P(), "started").planned_on(), "2021-03-01");
}

TEST_F(Ladders, SettingAReachedDateForTheFirstTimeNeedsNoReason) {
  const Decision decision =
      Edit(R"(milestones { id: "started" reached_on: "2021-05-08" })", "milestones.started.reached_on");
  EXPECT_EQ(RungOf(P(), "started").reached_on(), "2021-05-08");
  EXPECT_EQ(decision.changes[0].project_changed().correction_reason(), "");
}

TEST_F(Ladders, CorrectingAReachedDateKeepsTheReasonInTheUpdate) {
  const Decision decision = Edit("", "milestones.approved.reached_on", R"(correction_reason: "误填")");
  EXPECT_EQ(RungOf(P(), "approved").reached_on(), "");
  EXPECT_EQ(decision.changes[0].project_changed().correction_reason(), "误填");
  EXPECT_EQ(decision.changes[0].project_changed().replan_reason(), "");
}

// --- replans

class Replanning : public DecideCase {
 protected:
  Decision Replan(std::string_view date, std::string_view reason) {
    return Do<v1::ReplanMilestoneRequest>(R"(project: "p-1" milestone: "结顶" planned_on: ")" + std::string(date) +
                                          "\" reason: \"" + std::string(reason) + "\"");
  }
  std::vector<std::string> FormerDates() {
    std::vector<std::string> former;
    const v1::Milestone rung = RungOf(P(), "roof-topped");
    for (const v1::FormerDate& date : rung.former()) {
      former.push_back(date.replaced_on() + " " + date.planned_on() + " " + date.reason());
    }
    return former;
  }
};

TEST_F(Replanning, TheFirstDateStaysAsBaseline) {
  const Decision decision = Replan("2021-10-01", "雨季");
  EXPECT_EQ(decision.changes[0].project_changed().replan_reason(), "雨季");
  today_ = common::Date::OfYmd(2021, 5, 20);
  Replan("2021-11-01", "再调");
  EXPECT_EQ(RungOf(P(), "roof-topped").planned_on(), "2021-11-01");
  EXPECT_THAT(FormerDates(), ElementsAre("2021-05-08 2021-09-01 雨季", "2021-05-20 2021-10-01 再调"));
}

TEST_F(Replanning, TwiceOnOneDayKeepsTheDateInForceBeforeThatDay) {
  Replan("2021-10-01", "雨季");
  Replan("2021-11-01", "更正");
  EXPECT_EQ(RungOf(P(), "roof-topped").planned_on(), "2021-11-01");
  EXPECT_THAT(FormerDates(), ElementsAre("2021-05-08 2021-09-01 更正"));
}

TEST_F(Replanning, AWholeLadderGivenAnewKeepsTheHistory) {
  Replan("2021-10-01", "雨季");
  Do<v1::UpdateProjectRequest>(R"(edit { project { id: "p-1"
      milestones { id: "approved" reached_on: "2020-12-01" } milestones { id: "started" planned_on: "2021-03-01" }
      milestones { id: "roof-topped" planned_on: "2021-10-01" } } })");
  EXPECT_THAT(P().milestones(), SizeIs(4));
  EXPECT_THAT(FormerDates(), ElementsAre("2021-05-08 2021-09-01 雨季"));
}

TEST_F(Replanning, TheSameDateIsNoReplan) {
  EXPECT_THAT(Replan("2021-09-01", "x").changes, IsEmpty());
}

TEST_F(Replanning, AFirstDateIsNoReplan) {
  Edit(R"(milestones { id: "completed" planned_on: "2021-12-01" })", "milestones.completed.planned_on");
  EXPECT_THAT(RungOf(P(), "completed").former(), IsEmpty());
}

TEST_F(Replanning, ADateSetAgainAfterItWasClearedIsAReplan) {
  Edit("", "milestones.结顶.planned_on", R"(replan_reason: "待定")");
  today_ = common::Date::OfYmd(2021, 5, 20);
  const std::string again =
      EditText(R"(milestones { id: "结顶" planned_on: "2021-12-01" })", "milestones.结顶.planned_on");
  EXPECT_EQ(ReasonOf(Try<v1::ApplyProjectsRequest>(again).status()), "REPLAN_REASON_REQUIRED");
  Replan("2021-12-01", "已定");
  EXPECT_THAT(FormerDates(), ElementsAre("2021-05-08 2021-09-01 待定", "2021-05-20  已定"));
}

TEST_F(Replanning, AHistoryIsBounded) {
  for (int i = 0; i < 50; ++i) {
    Replan(common::Date::OfYmd(2022, 1, 1).Plus(i).ToString(), "x");
    today_ = today_.Plus(1);
  }
  const auto decision =
      Try<v1::ReplanMilestoneRequest>(R"(project: "p-1" milestone: "结顶" planned_on: "2023-01-01" reason: "x")");
  EXPECT_THAT(ViolationsOf(decision.status()),
              ElementsAre(StartsWith("milestone TOO_MANY_REPLANS 计划:结顶“2023-01-01”")));
}

class Plans : public DecideCase {
 protected:
  const v1::YearPlan& Plan(int index = 0) { return P().plans(index); }
};

TEST_F(Plans, AChangedOneKeepsTheFormerInFull) {
  const Decision decision =
      Edit("plans { year: 2021 annual_yuan: 15000000 month_end_yuan: [1,2,3,4,5,6,7,8,9,10,11,15000000] }",
           "plans.2021.annual_yuan plans.2021.month_end_yuan", R"(replan_reason: "加码")");
  EXPECT_EQ(decision.changes[0].project_changed().replan_reason(), "加码");
  EXPECT_EQ(Plan().annual_yuan(), 15000000);
  ASSERT_THAT(Plan().former(), SizeIs(1));
  EXPECT_EQ(Plan().former(0).replaced_on(), "2021-05-08");
  EXPECT_EQ(Plan().former(0).reason(), "加码");
  EXPECT_EQ(Plan().former(0).annual_yuan(), 12000000);
  ASSERT_THAT(Plan().former(0).month_end_yuan(), SizeIs(12));
  EXPECT_EQ(Plan().former(0).month_end_yuan(2), 3000000);
}

TEST_F(Plans, TwiceOnOneDayKeepsTheOneInForceBeforeThatDay) {
  Edit("plans { year: 2021 month_end_yuan: [0, 0, 2500000] }", "plans.2021.month_end_yuan.3", R"(replan_reason: "a")");
  Edit("plans { year: 2021 month_end_yuan: [0, 0, 2600000] }", "plans.2021.month_end_yuan.3", R"(replan_reason: "b")");
  EXPECT_EQ(Plan().month_end_yuan(2), 2600000);
  EXPECT_EQ(Plan().month_end_yuan(1), 2000000);
  ASSERT_THAT(Plan().former(), SizeIs(1));
  EXPECT_EQ(Plan().former(0).month_end_yuan(2), 3000000);
  EXPECT_EQ(Plan().former(0).reason(), "b");
}

TEST_F(Plans, AnotherYearIsNoReplanAndWithoutAMaskOthersStay) {
  Do<v1::UpdateProjectRequest>(R"(edit { project { id: "p-1" plans { year: 2020 annual_yuan: 7 } } })");
  ASSERT_THAT(P().plans(), SizeIs(2));
  EXPECT_EQ(Plan(0).year(), 2020);
  EXPECT_EQ(Plan(1).annual_yuan(), 12000000);
  EXPECT_THAT(Plan(1).former(), IsEmpty());
}

TEST_F(Plans, FillingInMonthsThatWereNeverSetIsNoReplan) {
  Edit("plans { year: 2022 annual_yuan: 12 }", "plans.2022.annual_yuan");
  Edit("plans { year: 2022 month_end_yuan: [1,2,3,4,5,6,7,8,9,10,11,12] }", "plans.2022.month_end_yuan");
  EXPECT_THAT(Plan(1).month_end_yuan(), SizeIs(12));
  EXPECT_THAT(Plan(1).former(), IsEmpty());
}

TEST_F(Plans, AnAnnualSumWithoutMonthsIsAPlanToo) {
  Edit("plans { year: 2022 annual_yuan: 120000 }", "plans.2022.annual_yuan");
  const std::string more = EditText("plans { year: 2022 annual_yuan: 130000 }", "plans.2022.annual_yuan");
  EXPECT_THAT(ViolationsOf(Try<v1::ApplyProjectsRequest>(more).status()),
              ElementsAre("edits[0].project.plans.2022.annual_yuan REPLAN_REASON_REQUIRED "
                          "2022年的年度计划投资(万元)由“12”改为“13”，请填写调整原因"));
  Edit("plans { year: 2022 annual_yuan: 130000 }", "plans.2022.annual_yuan", R"(replan_reason: "加码")");
  ASSERT_THAT(Plan(1).former(), SizeIs(1));
  EXPECT_EQ(Plan(1).former(0).annual_yuan(), 120000);
}

TEST_F(Plans, AClearedOneIsKeptAsFormer) {
  Edit("", "plans", R"(replan_reason: "取消")");
  ASSERT_THAT(P().plans(), SizeIs(1));
  EXPECT_FALSE(Plan().has_annual_yuan());
  EXPECT_THAT(Plan().month_end_yuan(), IsEmpty());
  ASSERT_THAT(Plan().former(), SizeIs(1));
  EXPECT_EQ(Plan().former(0).annual_yuan(), 12000000);
}

TEST_F(Plans, ZeroIsAPlan) {
  Edit("plans { year: 2022 annual_yuan: 0 month_end_yuan: [0,0,0,0,0,0,0,0,0,0,0,0] }",
       "plans.2022.annual_yuan plans.2022.month_end_yuan.1 plans.2022.month_end_yuan.2 plans.2022.month_end_yuan.3 "
       "plans.2022.month_end_yuan.4 plans.2022.month_end_yuan.5 plans.2022.month_end_yuan.6 "
       "plans.2022.month_end_yuan.7 plans.2022.month_end_yuan.8 plans.2022.month_end_yuan.9 "
       "plans.2022.month_end_yuan.10 plans.2022.month_end_yuan.11 plans.2022.month_end_yuan.12");
  EXPECT_TRUE(Plan(1).has_annual_yuan());
  EXPECT_THAT(Plan(1).month_end_yuan(), SizeIs(12));
}

// --- delisting

class Delisting : public DecideCase {};

TEST_F(Delisting, IsFromTodayWhereNoDayIsGivenAndRecolors) {
  const Decision decision = Do<v1::DelistProjectRequest>(R"(project: "金东1号" reason: "并入二期")");
  ASSERT_THAT(KindsOf(decision), ElementsAre(Kind::kProjectChanged, Kind::kStatusChanged));
  EXPECT_EQ(P().delisted_on(), "2021-05-08");
  EXPECT_EQ(P().delist_reason(), "并入二期");
  EXPECT_THAT(P().status().deciding(), ElementsAre(v1::OUT_OF_LIST));
}

TEST_F(Delisting, InTheFutureLeavesTheProjectOpenUntilThen) {
  Do<v1::DelistProjectRequest>(R"(project: "p-1" delisted_on: "2021-05-09" reason: "x")");
  const std::string edit = EditText(R"(note: "还可改")", "note");
  EXPECT_TRUE(Try<v1::ApplyProjectsRequest>(edit).ok());
  today_ = common::Date::OfYmd(2021, 5, 9);
  EXPECT_EQ(ReasonOf(Try<v1::ApplyProjectsRequest>(edit).status()), "PROJECT_DELISTED");
}

// --- Recolor

TEST_F(Updating, OtherReasonsForTheSameColorKeepSince) {
  ASSERT_EQ(P().status().color(), v1::ORANGE);
  ASSERT_THAT(P().status().deciding(), ElementsAre(v1::MONTHS_NOT_STARTED, v1::WEEKS_WITHOUT_REPORT));
  today_ = common::Date::OfYmd(2021, 5, 9);
  Edit("", "milestones.started.planned_on", R"(replan_reason: "r")");
  EXPECT_EQ(P().status().color(), v1::ORANGE);
  EXPECT_THAT(P().status().deciding(), ElementsAre(v1::WEEKS_WITHOUT_REPORT));
  EXPECT_EQ(P().status().since(), "2021-05-08");
}

}  // namespace
}  // namespace wuse::domain
