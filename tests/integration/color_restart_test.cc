#include <gmock/gmock.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "tests/integration/color_register.h"

// Months that the server recolors by itself, and what is the same after a restart and with a rebuilt history.
namespace wuse::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ColorRestart : public ColorRegister {
 protected:
  // Whole months in the order of the ledger, each as month, by whom, and how many projects were frozen for it.
  std::vector<std::string> MonthsOfLedger() {
    std::vector<std::string> months;
    int frozen = 0;
    std::string begun;
    for (const v1::Change& change : Ledger()) {
      if (change.has_recoloring_begun()) {
        EXPECT_EQ(begun, "") << "begun while another one is not whole";
        begun = change.recoloring_begun().month();
        frozen = 0;
      }
      if (change.has_project_recolored()) {
        EXPECT_EQ(change.project_recolored().color().month(), begun);
        ++frozen;
      }
      if (!change.has_month_recolored()) continue;
      const v1::RecoloredMonth& month = change.month_recolored().month();
      EXPECT_EQ(month.month(), begun);
      EXPECT_EQ(month.project_count(), frozen);
      months.push_back(month.month() + " " + month.published_by() + " " + std::to_string(frozen));
      begun = "";
    }
    EXPECT_EQ(begun, "") << "begun and not whole";
    return months;
  }
  bool IsRecolored(const std::string& month) {
    return register_.Call("GetRecoloredMonth", "month: '" + month + "'").status.ok();
  }
  void AwaitMonth(const std::string& month) {
    ASSERT_TRUE(WaitFor([&] { return IsRecolored(month); })) << month;
    Settle();
  }
  // Until the engine has nothing of its own left to do: between two commands it takes a turn of that.
  void Settle() {
    for (int turn = 0; turn < 10; ++turn) {
      register_.Do("FileReport",
                   "edit { report { project: 'p-1' week: '2021-W17' invested_this_year_yuan: 4000000 } }");
    }
  }
  void Restart(common::Date day) {
    register_.server().Stop();
    register_.server().clock().SetToday(day);
    register_.server().Start();
    Settle();
  }
};

TEST_F(ColorRestart, AMonthIsRecoloredByItselfOnItsDayOnce) {
  Settle();
  EXPECT_THAT(MonthsOfLedger(), IsEmpty()) << "April ended before the register began";
  Become(common::Date::OfYmd(2021, 6, 4));
  Settle();
  EXPECT_THAT(MonthsOfLedger(), IsEmpty());
  Become(common::Date::OfYmd(2021, 6, 5));
  AwaitMonth("2021-05");
  EXPECT_THAT(MonthsOfLedger(), ElementsAre("2021-05 wuse 2"));
  EXPECT_EQ(Month("month: '2021-05'").month().published_on(), "2021-06-05");
  Become(common::Date::OfYmd(2021, 6, 6));
  Settle();
  Restart(common::Date::OfYmd(2021, 6, 6));
  Restart(common::Date::OfYmd(2021, 6, 7));
  EXPECT_THAT(MonthsOfLedger(), ElementsAre("2021-05 wuse 2"));
  EXPECT_FALSE(IsRecolored("2021-04"));
  ExpectNothingDone("RecolorMonth", "month: '2021-05'", "MONTH_RECOLORED", "", "2021-06-05",
                    grpc::StatusCode::FAILED_PRECONDITION);
}

TEST_F(ColorRestart, MissedMonthsAreRecoloredInOrder) {
  Become(common::Date::OfYmd(2021, 7, 6));
  AwaitMonth("2021-06");
  EXPECT_THAT(MonthsOfLedger(), ElementsAre("2021-05 wuse 2", "2021-06 wuse 2"));
  EXPECT_EQ(Month("month: '2021-05'").month().published_on(), "2021-07-06");
  EXPECT_EQ(Month("month: '2021-06'").month_before(), "2021-05");
}

TEST_F(ColorRestart, MonthsThatEndedWhileItWasDownAreRecoloredAtTheStart) {
  Restart(common::Date::OfYmd(2021, 7, 4));
  AwaitMonth("2021-05");
  EXPECT_THAT(MonthsOfLedger(), ElementsAre("2021-05 wuse 2")) << "June's day has not come";
  Restart(common::Date::OfYmd(2021, 9, 30));
  AwaitMonth("2021-08");
  EXPECT_THAT(MonthsOfLedger(), ElementsAre("2021-05 wuse 2", "2021-06 wuse 2", "2021-07 wuse 2", "2021-08 wuse 2"));
}

TEST_F(ColorRestart, AMonthThatAPersonHasRecoloredIsLeftAlone) {
  Become(common::Date::OfYmd(2021, 6, 1));
  register_.Do("RecolorMonth", "month: '2021-05'");
  Become(common::Date::OfYmd(2021, 6, 5));
  Settle();
  EXPECT_THAT(MonthsOfLedger(), ElementsAre("2021-05 li 2"));
  Become(common::Date::OfYmd(2021, 7, 5));
  AwaitMonth("2021-06");
  EXPECT_THAT(MonthsOfLedger(), ElementsAre("2021-05 li 2", "2021-06 wuse 2"));
}

// Methods and requests, of all that the register below has; the last two have been answered before.
std::vector<std::pair<std::string, std::string>> Questions() {
  std::vector<std::pair<std::string, std::string>> questions = {
      {"ListPolicyVersions", ""},
      {"GetPolicy", ""},
      {"GetPolicy", "category: URBAN"},
      {"GetPolicy", "category: PLOT"},
      {"GetPolicy", "subject: SUBJECT_UNIT"},
      {"GetOverview", ""},
      {"ListProjects", "filter {}"},
  };
  for (int version = 0; version <= 4; ++version) {
    questions.emplace_back("GetPolicy", "version: " + std::to_string(version));
  }
  for (const char* day : {"2021-03-31", "2021-05-07", "2021-05-08", "2021-05-31"}) {
    questions.emplace_back("GetOverview", std::string("filter {} period: '") + day + "'");
  }
  for (const char* month : {"2021-03", "2021-04", "2021-05"}) {
    questions.emplace_back("GetRecoloredMonth", std::string("include_unchanged: true month: '") + month + "'");
  }
  for (const char* project : {"p-1", "p-2", "p-gone"}) {
    questions.emplace_back("GetColorHistory", std::string("project: '") + project + "'");
  }
  for (const char* unit : {"duohu", "dongxiao"}) {
    questions.emplace_back("GetColorHistory", std::string("unit: '") + unit + "'");
  }
  questions.emplace_back("RecolorMonth", "month: '2021-05' request_id: 'may'");
  questions.emplace_back("OverrideColor",
                         "project: 'p-2' color: RED reason: '停工' until: '2021-12-31' request_id: 'by-hand'");
  return questions;
}

// Everything that a month, a policy and a color by hand can leave behind.
TEST_F(ColorRestart, EveryAnswerIsTheSameAfterARestartAndWithARebuiltHistory) {
  SetPolicy("preset: 'yinchuan-2025' reason: '全区'");
  SetPolicy("preset: 'wuhan' category: URBAN reason: '城建'");
  SetPolicy("preset: 'sanya-2022-area' reason: '评街道'");
  register_.Do("RecolorMonth", "month: '2021-03'");
  register_.Do("OverrideColor", "project: 'p-1' color: GREEN reason: '试' until: '2021-06-02'");
  register_.Do("OverrideColor", "project: 'p-2' color: RED reason: '试' until: '2021-12-31'");
  register_.Do("OverrideColor", "project: 'p-2' lift: true reason: '有误'");
  register_.Do("RecolorMonth", "month: '2021-04'");
  register_.Do("FileReport", R"(edit { report { project: "p-1" week: "2021-W17" invested_this_year_yuan: 2000000 }
      correction_reason: "重复计算" })");
  Become(common::Date::OfYmd(2021, 6, 1));
  register_.Do("RecolorMonth", "month: '2021-05' request_id: 'may'");
  register_.Do("OverrideColor", "project: 'p-2' color: RED reason: '停工' until: '2021-12-31' request_id: 'by-hand'");
  SetPolicy(R"(policy { name: "mine" dimensions { dimension: MONTHS_NOT_STARTED waivable: true
      bands { up_to: "0" color: GREEN } bands { from: "1" color: RED } } waivers { project: "p-2"
      dimension: MONTHS_NOT_STARTED by: "区长" reason: "汛" until: "2021-06-30" } }
      category: PLOT reason: '地块' request_id: 'plots')");
  SetPolicy("drop: SUBJECT_PROJECT category: URBAN reason: '统一'");

  const auto questions = Questions();
  std::vector<std::string> answers;
  for (const auto& [method, request] : questions) answers.push_back(register_.Do(method, request));
  EXPECT_EQ(History("project: 'p-1'").months_size(), 3) << "there is something to compare";
  EXPECT_EQ(History("unit: 'duohu'").months_size(), 1);

  const std::filesystem::path history = register_.server().data_dir() / "data" / "history";
  for (const bool rebuilt : {false, true, false}) {
    register_.server().Stop();
    if (rebuilt) {
      ASSERT_GT(std::filesystem::remove_all(history), 0U);
    }
    register_.server().Start();
    for (size_t i = 0; i < questions.size(); ++i) {
      EXPECT_EQ(register_.Do(questions[i].first, questions[i].second), answers[i])
          << questions[i].first << " " << questions[i].second << (rebuilt ? " rebuilt" : " restarted");
    }
  }
}

}  // namespace
}  // namespace wuse::testing
