#include <gmock/gmock.h>

#include <map>
#include <string>
#include <vector>

#include "common/limits.h"
#include "tests/integration/color_register.h"

// The policies in force: set, asked for, replaced, dropped; and the colors that follow.
namespace wuse::testing {
namespace {

using ::testing::ElementsAre;

// Years behind are red where nobody waives them.
std::string StartPolicy(const std::string& waivers) {
  return R"(policy { name: "start-2021" title: "开工" dimensions { dimension: MONTHS_NOT_STARTED waivable: true
      bands { up_to: "0" color: GREEN } bands { from: "1" color: RED } }
    dimensions { dimension: DAYS_LATE bands { up_to: "0" color: GREEN } bands { from: "1" color: ORANGE } } )" +
         waivers + " } reason: '区政府办 5 号文' ";
}

constexpr std::string_view kWaived =
    R"(waivers { project: "P-1" dimension: MONTHS_NOT_STARTED by: "区长办公会" reason: "不可抗力" until: "2021-05-31" })";

class PoliciesInForce : public ColorRegister {
 protected:
  // Industrial projects of dongxiao, in 2021-W17 with so many yuan of the 4,000,000 planned.
  void AddIndustry(const std::map<std::string, int64_t>& invested) {
    for (const auto& [id, yuan] : invested) {
      const Channel channel = register_.server().channel();
      EXPECT_TRUE(CreateProject(channel, AnyProject(id, "dongxiao")).ok());
      EXPECT_TRUE(FileReport(channel, AnyReport(id, "2021-W17", yuan)).ok());
    }
  }
  v1::GetPolicyResponse Policy(std::string_view request) {
    return register_.Get<v1::GetPolicyResponse>("GetPolicy", request);
  }
  std::vector<int> Versions() {
    std::vector<int> versions;
    const auto all = register_.Get<v1::ListPolicyVersionsResponse>("ListPolicyVersions", "");
    for (const v1::PolicyVersion& version : all.versions()) versions.push_back(version.version());
    return versions;
  }
};

TEST_F(PoliciesInForce, ColorsAreThoseThatWereTriedBefore) {
  AddIndustry({{"a", 4'000'000}, {"b", 3'300'000}, {"c", 3'000'000}, {"d", 2'000'000}, {"e", 300'000}});
  const auto presets = register_.Get<v1::ListPresetsResponse>("ListPresets", "");
  int version = 0;
  int changed = 0;
  for (int i = presets.presets_size() - 1; i >= 0; --i) {  // the one that is in force already comes last
    const std::string name = presets.presets(i).name();
    if (presets.presets(i).subject() == v1::SUBJECT_UNIT) continue;
    const auto tried = register_.Get<v1::TryPolicyResponse>(
        "TryPolicy", "preset: '" + name + "' filter {} include_unchanged: true page_size: 500");
    ASSERT_EQ(tried.projects_size(), 7) << name;
    const auto set = SetPolicy("preset: '" + name + "' reason: '试行'");
    EXPECT_EQ(set.policy().version(), ++version);
    EXPECT_EQ(set.policy().policy().SerializeAsString(), tried.policy().SerializeAsString()) << name;
    for (const v1::TriedProject& project : tried.projects()) {
      EXPECT_EQ(ColorOf(project.id()), project.tried()) << name << " " << project.id();
      const auto now = History("project: '" + project.id() + "'");
      EXPECT_EQ(now.now(), project.tried()) << name << " " << project.id();
      EXPECT_EQ(now.now_policy_version(), version);
      EXPECT_EQ(WordsOf(now.now_reasons()), WordsOf(project.reasons())) << name << " " << project.id();
    }
    for (int color = v1::NOT_RATED; color <= v1::RED; ++color) {
      const auto one = static_cast<v1::Color>(color);
      EXPECT_EQ(CountOf(OverviewOf("2021-05-08").color_counts(), one), CountOf(tried.tried(), one)) << name;
    }
    changed += tried.changed_count();
  }
  EXPECT_GT(changed, 10) << "policies that all say the same prove nothing";
}

TEST_F(PoliciesInForce, AVersionIsWhoSetItWhenAndWhy) {
  const auto set = SetPolicy(StartPolicy(""));
  EXPECT_EQ(set.policy().version(), 1);
  EXPECT_EQ(set.policy().subject(), v1::SUBJECT_PROJECT);
  EXPECT_EQ(set.policy().category(), v1::CATEGORY_UNSPECIFIED);
  EXPECT_EQ(set.policy().set_on(), "2021-05-08");
  EXPECT_EQ(set.policy().set_by(), "li");
  EXPECT_EQ(set.policy().reason(), "区政府办 5 号文");
  EXPECT_EQ(set.policy().policy().dimensions(0).bands(1).words(), "1 及以上");
  EXPECT_EQ(ColorOf("p-1"), v1::RED);
  EXPECT_EQ(Policy("").policy().SerializeAsString(), set.policy().SerializeAsString());
  EXPECT_EQ(Policy("version: 1").policy().SerializeAsString(), set.policy().SerializeAsString());
  EXPECT_EQ(Policy("version: 0").policy().policy().name(), "wuse-default");
  EXPECT_EQ(Policy("name: 'wuhan'").policy().version(), 0) << "a preset has no version";
  const auto all = register_.Get<v1::ListPolicyVersionsResponse>("ListPolicyVersions", "");
  ASSERT_EQ(all.versions_size(), 2);
  EXPECT_EQ(all.versions(0).policy().title(), "开工");
  EXPECT_EQ(all.versions(0).policy().dimensions_size(), 0) << "only its head";
  EXPECT_EQ(all.versions(0).reason(), "区政府办 5 号文");
  ExpectNothingDone("GetPolicy", "version: 2", "POLICY_VERSION_UNKNOWN", "", "no version 2",
                    grpc::StatusCode::NOT_FOUND);
  ExpectNothingDone("GetPolicy", "version: -1", "POLICY_VERSION_UNKNOWN", "", "no version -1",
                    grpc::StatusCode::NOT_FOUND);
}

TEST_F(PoliciesInForce, OneOfACategoryIsForItsProjectsOnly) {
  AddIndustry({{"a", 2'000'000}});
  SetPolicy("preset: 'yinchuan-2025' category: URBAN reason: '城建先行'");
  EXPECT_EQ(ColorOf("p-1"), v1::YELLOW);
  EXPECT_EQ(ColorOf("a"), v1::ORANGE) << "by the district's";
  EXPECT_EQ(History("project: 'p-1'").now_policy_version(), 1);
  EXPECT_EQ(History("project: 'a'").now_policy_version(), 0);
  EXPECT_EQ(Policy("category: URBAN").policy().version(), 1);
  EXPECT_EQ(Policy("category: INDUSTRY").policy().policy().name(), "wuse-default");
  EXPECT_EQ(Policy("").policy().version(), 0);

  SetPolicy("preset: 'wuhan' reason: '全区'");
  EXPECT_EQ(ColorOf("p-1"), v1::YELLOW) << "its category's goes before the district's";
  EXPECT_EQ(ColorOf("a"), v1::RED);
  const auto both = Policy("category: URBAN");
  ASSERT_EQ(both.in_force_size(), 2);
  EXPECT_EQ(both.in_force(0).policy().name(), "wuhan");
  EXPECT_EQ(both.in_force(1).policy().name(), "yinchuan-2025");
  EXPECT_EQ(both.in_force(1).category(), v1::URBAN);

  const auto dropped = SetPolicy("drop: SUBJECT_PROJECT category: URBAN reason: '统一'");
  EXPECT_EQ(dropped.policy().version(), 3);
  EXPECT_FALSE(dropped.policy().has_policy());
  EXPECT_EQ(ColorOf("p-1"), v1::GREEN) << "exactly on plan";
  EXPECT_EQ(Policy("category: URBAN").policy().version(), 2);
  EXPECT_EQ(Policy("").in_force_size(), 1);
  EXPECT_THAT(Versions(), ElementsAre(3, 2, 1, 0));

  const auto nothing =
      register_.Get<v1::SetPolicyResponse>("SetPolicy", "drop: SUBJECT_PROJECT category: URBAN reason: '再次'");
  EXPECT_EQ(nothing.sequence(), 0) << "there was none any more";
}

TEST_F(PoliciesInForce, OneAboutUnitsChangesNoProject) {
  EXPECT_FALSE(Policy("subject: SUBJECT_UNIT").policy().has_policy());
  const v1::Color before = ColorOf("p-1");
  const auto set = SetPolicy("preset: 'sanya-2022-area' reason: '评街道'");
  EXPECT_EQ(set.policy().subject(), v1::SUBJECT_UNIT);
  EXPECT_EQ(ColorOf("p-1"), before);
  EXPECT_EQ(Policy("subject: SUBJECT_UNIT").policy().version(), 1);
  EXPECT_EQ(Policy("").policy().version(), 0);
  ASSERT_EQ(Policy("").in_force_size(), 2);
  EXPECT_EQ(Policy("").in_force(1).subject(), v1::SUBJECT_UNIT);

  const auto again = register_.Get<v1::SetPolicyResponse>("SetPolicy", "preset: 'sanya-2022-area' reason: '再次'");
  EXPECT_EQ(again.sequence(), 0);
  EXPECT_EQ(again.policy().SerializeAsString(), set.policy().SerializeAsString()) << "the one of the units";

  const auto dropped = SetPolicy("drop: SUBJECT_UNIT reason: '不再评'");
  EXPECT_EQ(dropped.policy().version(), 2);
  EXPECT_EQ(dropped.policy().subject(), v1::SUBJECT_UNIT);
  EXPECT_FALSE(Policy("subject: SUBJECT_UNIT").policy().has_policy());
  EXPECT_EQ(Policy("").in_force_size(), 1);
  const auto nothing = register_.Get<v1::SetPolicyResponse>("SetPolicy", "drop: SUBJECT_UNIT reason: '再次'");
  EXPECT_EQ(nothing.sequence(), 0);
}

TEST_F(PoliciesInForce, AnEqualOneWritesNothing) {
  const std::string before = EverythingOfColors();
  const auto same = register_.Get<v1::SetPolicyResponse>("SetPolicy", "preset: 'wuse-default' reason: '重申'");
  EXPECT_EQ(same.sequence(), 0);
  EXPECT_EQ(same.policy().version(), 0);
  EXPECT_EQ(EverythingOfColors(), before);
  SetPolicy(StartPolicy(""));
  const std::string after = EverythingOfColors();
  const auto again = register_.Get<v1::SetPolicyResponse>("SetPolicy", StartPolicy(""));
  EXPECT_EQ(again.sequence(), 0);
  EXPECT_EQ(again.policy().version(), 1);
  EXPECT_EQ(EverythingOfColors(), after);
}

TEST_F(PoliciesInForce, AReportAfterItIsColoredByItInItsOwnUpdate) {
  AddIndustry({{"a", 2'000'000}});
  SetPolicy("preset: 'wuhan' reason: '全区'");
  EXPECT_EQ(ColorOf("a"), v1::RED);
  const auto filed = register_.Get<v1::FileReportResponse>(
      "FileReport", "edit { report { project: 'a' week: '2021-W18' invested_this_year_yuan: 3000000 } }");
  EXPECT_EQ(filed.status().color(), v1::YELLOW) << "0.71 of it; by points it would be orange";
  WatchClient client(register_.server().channel(), FromSequence(filed.sequence()));
  ASSERT_TRUE(client.ReadTo(filed.sequence()));
  const v1::Update& update = client.updates().front();
  ASSERT_GE(update.changes_size(), 2);
  EXPECT_EQ(update.changes(0).report_filed().report().project(), "a");
  EXPECT_EQ(update.changes(1).status_changed().before().color(), v1::RED);
  EXPECT_EQ(update.changes(1).status_changed().after().color(), v1::YELLOW);
}

TEST_F(PoliciesInForce, ADayBeforeItWasSetGoesByTheOneBefore) {
  Become(common::Date::OfYmd(2021, 5, 10));
  SetPolicy("preset: 'yinchuan-2025' reason: '全区'");
  EXPECT_EQ(CountOf(OverviewOf("2021-05-10").color_counts(), v1::YELLOW), 1);
  EXPECT_EQ(CountOf(OverviewOf("2021-05-10").color_counts(), v1::ORANGE), 0);
  for (const char* day : {"2021-05-09", "2021-05-08"}) {
    EXPECT_EQ(CountOf(OverviewOf(day).color_counts(), v1::ORANGE), 1) << day;
    EXPECT_EQ(CountOf(OverviewOf(day).color_counts(), v1::YELLOW), 0) << day;
  }
  // What is tried is compared with what was in force on the day.
  const auto today = register_.Get<v1::TryPolicyResponse>("TryPolicy", "preset: 'wuse-default'");
  EXPECT_EQ(today.now_policy(), "yinchuan-2025");
  ASSERT_EQ(today.projects_size(), 1);
  EXPECT_EQ(today.projects(0).now(), v1::YELLOW);
  EXPECT_EQ(WordsOf(today.projects(0).now_reasons()), "应开工 2 个月未开工，1–2 为黄;");
  EXPECT_EQ(today.projects(0).tried(), v1::ORANGE);
  const auto before = register_.Get<v1::TryPolicyResponse>("TryPolicy", "preset: 'wuse-default' on: '2021-05-09'");
  EXPECT_EQ(before.now_policy(), "wuse-default");
  EXPECT_EQ(before.changed_count(), 0);
}

TEST_F(PoliciesInForce, OfSeveralOfOneDayTheLastCounts) {
  SetPolicy("preset: 'wuhan' reason: '一'");
  SetPolicy("preset: 'yinchuan-2025' reason: '二'");
  Become(common::Date::OfYmd(2021, 5, 9));
  SetPolicy("preset: 'wuhan' reason: '三'");
  EXPECT_EQ(CountOf(OverviewOf("2021-05-08").color_counts(), v1::YELLOW), 1) << "by yinchuan-2025";
  EXPECT_EQ(CountOf(OverviewOf("2021-05-07").color_counts(), v1::ORANGE), 1) << "by wuse-default";
  EXPECT_EQ(CountOf(OverviewOf("2021-05-09").color_counts(), v1::GREEN), 1) << "by wuhan";
}

TEST_F(PoliciesInForce, WhoHasSeenAnotherVersionIsRefused) {
  SetPolicy("preset: 'wuhan' reason: '一' seen_version: 0");
  const auto aborted = grpc::StatusCode::ABORTED;
  ExpectNothingDone("SetPolicy", "preset: 'yinchuan-2025' reason: '二' seen_version: 0", "POLICY_CHANGED_MEANWHILE", "",
                    "version 1 of the policy is in force, not 0", aborted);
  SetPolicy("preset: 'yinchuan-2025' reason: '二' seen_version: 1");
  // Of a category, or the units, it is their own; where there is none, 0.
  ExpectNothingDone("SetPolicy", "preset: 'wuhan' category: URBAN reason: '三' seen_version: 2",
                    "POLICY_CHANGED_MEANWHILE", "", "version 0", aborted);
  SetPolicy("preset: 'wuhan' category: URBAN reason: '三' seen_version: 0");
  ExpectNothingDone("SetPolicy", "preset: 'sanya-2022-area' reason: '四' seen_version: 3", "POLICY_CHANGED_MEANWHILE",
                    "", "version 0", aborted);
  SetPolicy("preset: 'sanya-2022-area' reason: '四' seen_version: 0");
  ExpectNothingDone("SetPolicy", "drop: SUBJECT_UNIT reason: '五' seen_version: 3", "POLICY_CHANGED_MEANWHILE", "",
                    "version 4", aborted);
  SetPolicy("drop: SUBJECT_UNIT reason: '五' seen_version: 4");
}

TEST_F(PoliciesInForce, ARepeatedRequestIdAnswersTheSame) {
  const std::string request = "preset: 'wuhan' reason: '一' request_id: 'r-1'";
  const std::string first = register_.Do("SetPolicy", request);
  SetPolicy("preset: 'yinchuan-2025' reason: '二'");
  for (const bool restarted : {false, true}) {
    if (restarted) {
      register_.server().Stop();
      register_.server().Start();
    }
    EXPECT_EQ(register_.Do("SetPolicy", request), first);
    EXPECT_THAT(Versions(), ElementsAre(2, 1, 0));
    ExpectNothingDone("SetPolicy", "preset: 'wuhan' reason: '另' request_id: 'r-1'", "REQUEST_ID_REUSED", "", "r-1",
                      grpc::StatusCode::FAILED_PRECONDITION);
  }
}

TEST_F(PoliciesInForce, AWaiverStaysWithItsProjectUntilItsLastDay) {
  SetPolicy(StartPolicy(std::string(kWaived)));
  EXPECT_EQ(ColorOf("p-1"), v1::GREEN);
  const std::string waived = "应开工未开工月数豁免至 2021-05-31（区长办公会：不可抗力）";
  const auto expect_waived = [&](const char* when) {
    EXPECT_EQ(ColorOf("p-1"), v1::GREEN) << when;
    const auto now = History("project: 'p-1'");
    EXPECT_EQ(now.now(), v1::GREEN) << when;
    EXPECT_NE(WordsOf(now.now_reasons()).find(waived), std::string::npos) << when << WordsOf(now.now_reasons());
  };
  expect_waived("set");
  register_.Do("UpdateProject", "edit { project { id: 'p-1' note: '征迁' } }");
  expect_waived("edited");
  register_.Do("UpdateProject", "edit { project { id: 'p-1' unit: 'dongxiao' } }");
  expect_waived("moved");
  register_.Do("FileReport", "edit { report { project: 'p-1' week: '2021-W18' invested_this_year_yuan: 4100000 } }");
  expect_waived("reported");
  register_.server().Stop();
  register_.server().Start();
  expect_waived("restarted");
  register_.Do("UpdateProject", "edit { project { id: 'p-1' note: '再改' } }");
  expect_waived("edited after the restart");
  Become(common::Date::OfYmd(2021, 5, 31));
  expect_waived("on the last day");
  Become(common::Date::OfYmd(2021, 6, 1));
  EXPECT_EQ(ColorOf("p-1"), v1::RED);
  EXPECT_EQ(CountOf(OverviewOf("2021-05-31").color_counts(), v1::RED), 0) << "it held then";
}

TEST_F(PoliciesInForce, ThereAreTwoHundredVersionsAtMost) {
  for (int version = 1; version <= common::kMaxPolicyVersions; ++version) {
    const auto set = register_.Get<v1::SetPolicyResponse>(
        "SetPolicy", version % 2 == 1 ? "preset: 'wuhan' reason: '改'" : "preset: 'wuse-default' reason: '改回'");
    ASSERT_EQ(set.policy().version(), version);
  }
  // Once their evaluations are over.
  const int64_t last = register_.head();
  ASSERT_TRUE(WaitFor([&] { return LastEvaluation() >= last; }));
  EXPECT_EQ(Versions().size(), 201U);
  ExpectNothingDone("SetPolicy", "preset: 'wuhan' reason: '改'", "POLICY_VERSIONS_FULL", "", "200",
                    grpc::StatusCode::RESOURCE_EXHAUSTED);
  const auto same = register_.Get<v1::SetPolicyResponse>("SetPolicy", "preset: 'wuse-default' reason: '重申'");
  EXPECT_EQ(same.sequence(), 0) << "what writes nothing is still answered";
}

// --- bad input

struct BadPolicy {
  std::string request;
  const char* reason;
  const char* field;
  const char* what;
  grpc::StatusCode code = kInvalid;
};

std::string Lines(const std::string& dimension, const std::string& bands, const std::string& more = "") {
  return "policy { name: 'mine' dimensions { dimension: " + dimension + " " + bands + " } " + more + " } reason: '试'";
}
std::string DaysLate(const std::string& bands) {
  return Lines("DAYS_LATE", bands);
}
// One band, of all values but for what `bound` says.
std::string Bound(const std::string& dimension, const std::string& bound) {
  return Lines(dimension, "bands { " + bound + " color: GREEN }");
}
std::string WithWaiver(const std::string& waiver) {
  return Lines("DAYS_LATE", "waivable: true bands { color: RED }", "waivers { " + waiver + " }");
}
std::string Escalated(const std::string& escalation) {
  return Lines("MONTHLY_TASK", "bands { color: YELLOW }",
               "cut_off: CUT_OFF_END_OF_LAST_MONTH escalation { " + escalation + " }");
}

std::vector<BadPolicy> BadBands() {
  const char* const first = "policy.dimensions[0].bands[0]";
  const char* const second = "policy.dimensions[0].bands[1]";
  const char* const from = "policy.dimensions[0].bands[0].from";
  return {
      {DaysLate("bands { up_to: '7' color: GREEN } bands { from: '9' color: RED }"), "BANDS_GAP", second,
       "8 is not covered"},
      {DaysLate("bands { from: '0' color: GREEN }"), "BANDS_GAP", first, "days <= -1 is not covered"},
      {DaysLate("bands { up_to: '7' color: GREEN }"), "BANDS_GAP", first, "days >= 8 is not covered"},
      {Lines("RATIO_TO_PLAN", "bands { below: '0.8' color: RED } bands { above: '0.8' color: GREEN }"), "BANDS_GAP",
       second, "0.8 is not covered"},
      {Lines("POINTS_BEHIND", "bands { up_to: '10' color: GREEN } bands { from: '10' color: RED }"), "BANDS_OVERLAP",
       second, "10 is covered twice"},
      {DaysLate("bands { up_to: '7' color: GREEN } bands { from: '3' color: RED }"), "BANDS_OVERLAP", second,
       "3 to 7 is covered twice"},
      {DaysLate("bands { from: '10' up_to: '1' color: GREEN }"), "BAND_EMPTY", first, "reversed"},
      {DaysLate("bands { above: '1' below: '2' color: GREEN }"), "BAND_EMPTY", first, "nothing is between"},
      {DaysLate(""), "BANDS_MISSING", "policy.dimensions[0].bands", "at least one band"},
      {Bound("DAYS_LATE", "from: '1.5'"), "BOUND_INVALID", from, "1.5"},
      {Bound("POINTS_BEHIND", "from: '10001'"), "BOUND_INVALID", from, "10001"},
      {Bound("POINTS_BEHIND", "from: '-10001'"), "BOUND_INVALID", from, "-10001"},
      {Bound("POINTS_BEHIND", "from: '99999999999999999999'"), "BOUND_INVALID", from, "99999999999999999999"},
      {Bound("POINTS_BEHIND", "from: '0.00001'"), "BOUND_INVALID", from, "0.00001"},
      {Bound("POINTS_BEHIND", "from: '1e3'"), "BOUND_INVALID", from, "1e3"},
      {Bound("POINTS_BEHIND", "from: '十'"), "BOUND_INVALID", from, "十"},
      {Bound("POINTS_BEHIND", "from: ''"), "BOUND_INVALID", from, "decimal text"},
      {Bound("POINTS_BEHIND", "below: 'NaN'"), "BOUND_INVALID", "policy.dimensions[0].bands[0].below", "NaN"},
      {Bound("WEEKS_WITHOUT_REPORT", "from: '-1'"), "BOUND_INVALID", from, "-1"},
      {Bound("PERCENT_DONE", "from: '101'"), "BOUND_INVALID", from, "101"},
      {DaysLate("bands { color: NOT_RATED }"), "COLOR_UNKNOWN", "policy.dimensions[0].bands[0].color", "1 is no color"},
      {DaysLate("bands { color: 99 }"), "COLOR_UNKNOWN", "policy.dimensions[0].bands[0].color", "99 is no color"},
      {DaysLate("bands { }"), "COLOR_UNKNOWN", "policy.dimensions[0].bands[0].color", "0 is no color"},
  };
}

std::vector<BadPolicy> BadPolicies() {
  return {
      {Bound("PAUSED", ""), "DIMENSION_UNKNOWN", "policy.dimensions[0].dimension", "PAUSED"},
      {Bound("99", ""), "DIMENSION_UNKNOWN", "policy.dimensions[0].dimension", "99"},
      {Bound("DIMENSION_UNSPECIFIED", ""), "DIMENSION_UNKNOWN", "policy.dimensions[0].dimension", "UNSPECIFIED"},
      {Lines("DAYS_LATE", "bands { color: RED }", "dimensions { dimension: DAYS_LATE bands { color: RED } }"),
       "DIMENSION_TWICE", "policy.dimensions[1].dimension", "DAYS_LATE"},
      {"policy { name: 'mine' subject: SUBJECT_UNIT dimensions { dimension: DAYS_LATE bands { color: RED } } } "
       "reason: '试'",
       "DIMENSION_UNKNOWN", "policy.dimensions[0].dimension", "DAYS_LATE"},
      {"policy { name: '我的' dimensions { dimension: DAYS_LATE bands { color: RED } } } reason: '试'", "ID_MALFORMED",
       "policy.name", "我的"},
      {Lines("DAYS_LATE", "bands { color: RED }", "finished: 99"), "COLOR_UNKNOWN", "policy.finished", "99"},
      {Lines("DAYS_LATE", "bands { color: RED }", "target_path: '100'"), "TARGET_PATH_INVALID", "policy.target_path",
       "TIME_BASE_TARGET_PATH only"},
      {Escalated("color: RED periods: 2 becomes: YELLOW"), "ESCALATION_INVALID", "policy.escalation.becomes", "worse"},
      {Escalated("color: YELLOW periods: 1 becomes: RED"), "NUMBER_OUT_OF_RANGE", "policy.escalation.periods", "1"},
      {WithWaiver("project: 'p-1' dimension: DAYS_LATE by: '区长' reason: '汛' until: '2021-05-07'"), "WAIVER_IN_PAST",
       "policy.waivers[0].until", "2021-05-07 is before 2021-05-08"},
      {WithWaiver("project: 'p-9' dimension: DAYS_LATE by: '区长' reason: '汛' until: '2021-06-01'"),
       "PROJECT_NOT_FOUND", "policy.waivers[0].project", "p-9"},
      {WithWaiver("project: 'p-1' dimension: DAYS_LATE by: '区长' until: '2021-06-01'"), "REQUIRED",
       "policy.waivers[0].reason", ""},
      {WithWaiver("project: 'p-1' dimension: DAYS_LATE reason: '汛' until: '2021-06-01'"), "REQUIRED",
       "policy.waivers[0].by", ""},
      {WithWaiver("project: 'p-1' dimension: DAYS_LATE by: '区长' reason: '汛'"), "REQUIRED", "policy.waivers[0].until",
       ""},
      {WithWaiver("project: 'p-1' dimension: DAYS_LATE by: '区长' reason: '汛' until: '六月'"), "DATE_MALFORMED",
       "policy.waivers[0].until", "六月"},
      {WithWaiver("project: 'p-1' dimension: POINTS_BEHIND by: '区长' reason: '汛' until: '2021-06-01'"),
       "WAIVER_INVALID", "policy.waivers[0].dimension", "no such dimension"},
      {"preset: 'wuhan'", "REASON_MISSING", "reason", "a reason is needed"},
      {"preset: 'wuhan' reason: '" + std::string(501, 'a') + "'", "TEXT_TOO_LONG", "reason", "aaa"},
      {"reason: '试'", "POLICY_MISSING", "policy", "a policy or the name of a preset is needed"},
      {"preset: 'wuhn' reason: '试'", "PRESET_UNKNOWN", "", "the nearest is wuhan", grpc::StatusCode::NOT_FOUND},
      {"preset: 'wuhan' category: 99 reason: '试'", "ENUM_UNKNOWN", "category", "99"},
      {"preset: 'sanya-2022-area' category: URBAN reason: '试'", "CATEGORY_OF_UNITS", "category", "district"},
      {"drop: SUBJECT_UNIT category: URBAN reason: '试'", "CATEGORY_OF_UNITS", "category", "district"},
      {"drop: SUBJECT_PROJECT reason: '试'", "DISTRICT_NEEDS_POLICY", "drop", "can only be replaced"},
      {"drop: 99 category: URBAN reason: '试'", "ENUM_UNKNOWN", "drop", "99"},
      {"preset: 'wuhan' reason: '试' request_id: 'a b'", "REQUEST_ID_INVALID", "request_id", "a b"},
  };
}

TEST_F(PoliciesInForce, ABadOneIsRefusedByPlaceAndChangesNothing) {
  for (const std::vector<BadPolicy>& table : {BadBands(), BadPolicies()}) {
    for (const BadPolicy& bad : table) {
      ExpectNothingDone("SetPolicy", bad.request, bad.reason, bad.field, bad.what, bad.code);
    }
  }
  EXPECT_THAT(Versions(), ElementsAre(0));
}

TEST_F(PoliciesInForce, EveryBadPlaceIsToldAtOnce) {
  const RawAnswer answer = register_.Call("SetPolicy", R"(policy { name: "mine"
      dimensions { dimension: POINTS_BEHIND bands { up_to: "0" color: GREEN } bands { from: "10" color: RED } }
      dimensions { dimension: DAYS_LATE bands { up_to: "x" color: GREEN } } })");
  std::vector<std::string> fields;
  for (const auto& field : ErrorOf(answer.status).fields) fields.push_back(field.field());
  EXPECT_THAT(fields, ElementsAre("policy.dimensions[0].bands[1]", "policy.dimensions[1].bands[0].up_to", "reason"));
}

}  // namespace
}  // namespace wuse::testing
