#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>

#include "common/limits.h"
#include "tests/integration/small_register.h"

// What a single bad value cannot show: batches, bodies as bytes, limits, and what must not be written.
namespace wuse::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::Lt;

std::vector<std::string> PathsOf(const RawAnswer& answer) {
  std::vector<std::string> paths;
  for (const auto& field : ErrorOf(answer.status).fields) paths.push_back(field.field());
  return paths;
}

class BadBatchTest : public ::testing::Test {
 protected:
  BadBatchTest() { register_.Fill(); }

  // Refused, and nothing changed.
  RawAnswer Refuse(const google::protobuf::Message& request, std::string_view reason) {
    const std::string before = register_.Everything();
    RawAnswer answer = register_.Call(request);
    ExpectRefusal(answer, kInvalid, reason);
    EXPECT_EQ(register_.Everything(), before);
    return answer;
  }
  RawAnswer Refuse(std::string_view method, std::string_view text, std::string_view reason) {
    return Refuse(*RequestOf(method, text), reason);
  }

  // Reports of projects that do not exist: nothing-0, nothing-1, …
  static v1::FileReportsRequest ReportsOfNothing(int rows) {
    v1::FileReportsRequest request;
    for (int i = 0; i < rows; ++i) {
      v1::Report& report = *request.add_edits()->mutable_report();
      report.set_project("nothing-" + std::to_string(i));
      report.set_week("2021-W18");
      report.set_invested_this_year_yuan(1);
    }
    return request;
  }

  // As the client library calls: its metadata, and a channel that takes as much.
  RawAnswer CallForAllDetails(const v1::FileReportsRequest& request) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
    arguments.SetInt(GRPC_ARG_MAX_METADATA_SIZE, 2 << 20);
    const auto channel =
        grpc::CreateCustomChannel(register_.server().address(), grpc::InsecureChannelCredentials(), arguments);
    const auto context = As("li");
    context->AddMetadata("wuse-detail-bytes", std::to_string(1 << 20));
    return CallRaw(channel, "/wuse.v1.ReportService/FileReports", request.SerializeAsString(), *context);
  }

  SmallRegister register_;
};

TEST_F(BadBatchTest, EveryBadRowOfABatchOfReportsIsNamedAndTheGoodOnesAreNotApplied) {
  const RawAnswer answer = Refuse("FileReports", R"(
    edits { report { project: "p-1" week: "2021-W18" invested_this_year_yuan: 5000000 } }
    edits { report { project: "p-99" week: "2021-W18" invested_this_year_yuan: 5000000 } }
    edits { report { project: "p-2" week: "2021-W19" invested_this_year_yuan: -1 } }
    edits { report { project: "p-1" week: "2021-W16" invested_this_year_yuan: 1 } }
    edits { report { project: "金东1号" week: "2021-W18" invested_this_year_yuan: 6000000 } })",
                                  "PROJECT_NOT_FOUND");
  EXPECT_THAT(PathsOf(answer),
              ::testing::UnorderedElementsAre("edits[1].report.project", "edits[2].report.week",
                                              "edits[2].report.invested_this_year_yuan", "edits[4].report.project",
                                              "edits[3].report.invested_this_year_yuan"));
  EXPECT_THAT(ErrorOf(answer.status).chinese, HasSubstr("另有 4 处错误"));
  EXPECT_EQ(register_.Call("GetReport", "project: \"p-1\" week: \"2021-W18\"").status.error_code(),
            grpc::StatusCode::NOT_FOUND);
}

TEST_F(BadBatchTest, EveryBadRowOfABatchOfProjectsIsNamedAndTheGoodOnesAreNotApplied) {
  const RawAnswer answer = Refuse("ApplyProjects", R"(
    edits { project { id: "n-1" name: "新" kind: NEW level: TOWN category: URBAN unit: "duohu" } }
    edits { project { id: "n-2" name: "新" kind: NEW level: TOWN category: URBAN unit: "nowhere" } }
    edits { project { id: "N-1" name: "新" kind: NEW level: TOWN category: URBAN unit: "duohu" } }
    edits { project { id: "n-3" } })",
                                  "UNIT_UNKNOWN");
  EXPECT_THAT(PathsOf(answer), ElementsAre("edits[1].project.unit", "edits[2].project.id", "edits[3].project.name",
                                           "edits[3].project.kind", "edits[3].project.level",
                                           "edits[3].project.category", "edits[3].project.unit"));
  EXPECT_EQ(ErrorOf(answer.status).fields[1].reason(), "DUPLICATE_ROW");
  EXPECT_EQ(register_.Call("GetProject", "id: \"n-1\"").status.error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(BadBatchTest, EveryBadRowOfABatchOfUnitsIsNamedAndTheGoodOnesAreNotApplied) {
  const RawAnswer answer = Refuse("ApplyUnits", R"(
    units { id: "u-1" name: "新镇" group: TOWNSHIP }
    units { id: "u-2" group: TOWNSHIP }
    units { id: "u-1" name: "又一镇" group: TOWNSHIP }
    units { id: "u-3" name: "东孝街道" group: 7 })",
                                  "REQUIRED");
  EXPECT_THAT(PathsOf(answer), ElementsAre("units[1].name", "units[3].group", "units[2].id", "units[3].name"));
}

TEST_F(BadBatchTest, DuplicateRowsAreNamedWithTheRowTheyRepeat) {
  for (const auto& [method, text] : std::vector<std::pair<std::string, std::string>>{
           {"FileReports", "report { project: \"p-1\" week: \"2021-W18\" invested_this_year_yuan: 5000000 }"},
           {"ApplyProjects", "project { id: \"p-1\" note: \"新\" }"}}) {
    const std::string row = "edits { " + text + " }";
    const RawAnswer answer = Refuse(method, row + row, "DUPLICATE_ROW");
    const ErrorOf error(answer.status);
    ASSERT_EQ(error.fields.size(), 1U);
    EXPECT_THAT(error.fields[0].field(), HasSubstr("edits[1]."));
    EXPECT_THAT(error.fields[0].description(), AllOf(HasSubstr("p-1"), HasSubstr("row 1")));
    EXPECT_THAT(error.chinese, HasSubstr("与第1条重复"));
  }
}

// --- how many bad rows come through

TEST_F(BadBatchTest, AThousandBadRowsAllComeThroughToACallerThatTakesThem) {
  const std::string before = register_.Everything();
  const RawAnswer answer = CallForAllDetails(ReportsOfNothing(common::kMaxBatch));
  ExpectRefusal(answer, kInvalid, "PROJECT_NOT_FOUND");
  const ErrorOf error(answer.status);
  EXPECT_EQ(error.left_out, 0);
  ASSERT_EQ(error.fields.size(), 1000U);
  for (size_t i = 0; i < error.fields.size(); ++i) {
    EXPECT_EQ(error.fields[i].field(), "edits[" + std::to_string(i) + "].report.project");
    EXPECT_THAT(error.fields[i].localized_message().message(), HasSubstr("nothing-" + std::to_string(i)));
  }
  EXPECT_EQ(register_.Everything(), before);
}

// The most that can be said about a batch is more than anybody takes; what is sent must still arrive.
TEST_F(BadBatchTest, RowsWithEverythingWrongArriveUpToTheLimitAndTheRestIsCounted) {
  v1::FileReportsRequest request = ReportsOfNothing(common::kMaxBatch);
  std::string text;
  for (int i = 0; i < 60; ++i) text += "泉";
  for (v1::ReportEdit& edit : *request.mutable_edits()) {
    edit.mutable_report()->set_week(text);
    edit.mutable_report()->set_as_of(text);
    edit.mutable_report()->set_progress("\x07" + text);
    edit.mutable_report()->set_problems("\x07" + text);
    edit.mutable_report()->set_percent_done_bp(-1);
  }
  const RawAnswer answer = CallForAllDetails(request);
  ExpectRefusal(answer, kInvalid, "PROJECT_NOT_FOUND");
  const ErrorOf error(answer.status);
  EXPECT_GT(error.left_out, 0);
  EXPECT_EQ(error.left_out + static_cast<int>(error.fields.size()), 6000);
  EXPECT_GT(answer.status.error_details().size(), 1'000'000U);
}

TEST_F(BadBatchTest, AStockClientGetsTheFirstBadRowsAndHowManyWereLeftOut) {
  const RawAnswer answer = Refuse(ReportsOfNothing(common::kMaxBatch), "PROJECT_NOT_FOUND");
  const ErrorOf error(answer.status);
  ASSERT_THAT(error.fields.size(), AllOf(Gt(5U), Lt(1000U)));
  EXPECT_EQ(error.fields.back().field(), "edits[" + std::to_string(error.fields.size() - 1) + "].report.project");
  EXPECT_EQ(error.left_out, 1000 - static_cast<int>(error.fields.size()));
  EXPECT_THAT(answer.status.error_message(), HasSubstr("999 more"));
}

// --- limits

TEST_F(BadBatchTest, MoreThanAThousandRowsAreRefused) {
  Refuse(ReportsOfNothing(common::kMaxBatch + 1), "BATCH_TOO_LARGE");
  v1::ApplyUnitsRequest units;
  v1::ApplyProjectsRequest projects;
  for (int i = 0; i <= common::kMaxBatch; ++i) {
    units.add_units()->set_id("u-" + std::to_string(i));
    projects.add_edits()->mutable_project()->set_id("p-" + std::to_string(i));
  }
  Refuse(units, "BATCH_TOO_LARGE");
  EXPECT_THAT(Refuse(projects, "BATCH_TOO_LARGE").status.error_message(), HasSubstr("1001"));
}

TEST_F(BadBatchTest, AnEmptyBatchIsRefused) {
  for (const char* method : {"ApplyUnits", "ApplyProjects", "FileReports"}) Refuse(method, "", "EMPTY_BATCH");
}

TEST_F(BadBatchTest, ARequestOverOneMebibyteIsRefusedInWordsAndAMessageOverTheLimitByGrpc) {
  v1::CreateProjectRequest request;
  request.mutable_project()->set_id("n-1");
  request.mutable_project()->set_note(std::string(common::kMaxUpdateBytes, 'x'));
  EXPECT_THAT(Refuse(request, "BATCH_TOO_LARGE").status.error_message(), HasSubstr(std::to_string(1 << 20)));
  request.mutable_project()->set_note(std::string(common::kMaxRequestBytes + 1, 'x'));
  const std::string before = register_.Everything();
  EXPECT_EQ(register_.Call(request).status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(register_.Everything(), before);
}

TEST_F(BadBatchTest, ABatchWhoseUpdateWouldBeOverOneMebibyteIsRefusedAlsoWhenItIsOnlyValidated) {
  std::string note;
  for (int i = 0; i < 320; ++i) note += "泉";
  v1::ApplyProjectsRequest request;
  for (int i = 0; i < common::kMaxBatch; ++i) {
    auto& project = *request.add_edits()->mutable_project();
    project = Parsed<v1::Project>("name: \"新\" kind: NEW level: TOWN category: URBAN unit: \"duohu\"");
    project.set_id("n-" + std::to_string(i));
    project.set_note(note);
  }
  ASSERT_LT(request.ByteSizeLong(), common::kMaxUpdateBytes) << "the ladders make the update larger than the request";
  Refuse(request, "BATCH_TOO_LARGE");
  request.set_validate_only(true);
  Refuse(request, "BATCH_TOO_LARGE");
}

TEST_F(BadBatchTest, TextsOfExactlyTheirLimitAreTaken) {
  std::string name;
  for (int i = 0; i < common::kMaxNameCharacters; ++i) name += "泉";
  std::string text;
  for (int i = 0; i < common::kMaxTextCharacters; ++i) text += "泉";
  v1::ApplyProjectsRequest request;
  v1::Project& project = *request.add_edits()->mutable_project();
  project = Parsed<v1::Project>("id: \"n-1\" kind: NEW level: TOWN category: URBAN unit: \"duohu\"");
  project.set_name(name);
  project.set_note(text);
  project.set_total_investment_yuan(common::kMaxYuan);
  register_.Do(request);
  const auto stored = register_.Get<v1::GetProjectResponse>("GetProject", "id: \"n-1\"").project();
  EXPECT_EQ(stored.name(), name);
  EXPECT_EQ(stored.note(), text);
  EXPECT_EQ(stored.total_investment_yuan(), common::kMaxYuan);
}

// --- bodies

TEST_F(BadBatchTest, ABodyThatDoesNotParseIsRefusedByEveryMethod) {
  const std::string before = register_.Everything();
  for (const auto* method : UnaryMethods()) {
    SCOPED_TRACE(method->full_name());
    const RawAnswer answer = register_.Send(PathOf(*method), "\x0a\xff garbage");
    ExpectRefusal(answer, kInvalid, "BODY_INVALID");
    EXPECT_THAT(answer.status.error_message(), HasSubstr(method->input_type()->full_name()));
  }
  EXPECT_EQ(register_.Everything(), before);
}

TEST_F(BadBatchTest, ATextThatIsNotUtf8IsRefusedWithTheFieldsName) {
  const std::string before = register_.Everything();
  const struct {
    const char* method;
    const char* text;
    const char* field;
  } rows[] = {{"CreateProject", R"(project { id: "n-1" name: "@@" })", "wuse.v1.Project.name"},
              {"FileReport", R"(edit { report { project: "p-1" progress: "@@" } })", "wuse.v1.Report.progress"},
              {"ApplyUnits", R"(units { id: "u-1" name: "@@" })", "wuse.v1.Unit.name"},
              {"ListProjects", R"(filter { units: "@@" })", "wuse.v1.ProjectFilter.units"}};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.method);
    const auto request = RequestOf(row.method, row.text);
    std::string body = request->SerializeAsString();
    body.replace(body.find("@@"), 2, "\xc3\x28");
    for (const auto* method : UnaryMethods()) {
      if (method->name() != row.method) continue;
      const RawAnswer answer = register_.Send(PathOf(*method), body);
      ExpectRefusal(answer, kInvalid, "BODY_INVALID");
      EXPECT_THAT(answer.status.error_message(), HasSubstr(row.field));
      EXPECT_THAT(ErrorOf(answer.status).chinese, HasSubstr(row.field));
    }
  }
  EXPECT_EQ(register_.Everything(), before);
}

// --- what is not written

TEST_F(BadBatchTest, AValidationTellsWhatWouldChangeAndWritesNothing) {
  const std::string before = register_.Everything();
  const auto units = register_.Get<v1::ApplyUnitsResponse>(
      "ApplyUnits", R"(validate_only: true request_id: "v-1" units { id: "u-1" name: "新镇" group: TOWNSHIP })");
  const auto projects = register_.Get<v1::ApplyProjectsResponse>(
      "ApplyProjects", R"(validate_only: true request_id: "v-1" edits { project { id: "p-1" note: "新" } })");
  const auto reports = register_.Get<v1::FileReportsResponse>("FileReports", R"(validate_only: true request_id: "v-1"
        edits { report { project: "p-1" week: "2021-W18" invested_this_year_yuan: 5000000 } })");
  EXPECT_EQ(register_.Everything(), before);
  for (const int64_t sequence : {units.sequence(), projects.sequence(), reports.sequence()}) EXPECT_EQ(sequence, 0);
  ASSERT_EQ(units.plan_size(), 1);
  EXPECT_EQ(units.plan(0).action(), v1::PlannedChange::CREATE);
  ASSERT_EQ(projects.plan_size(), 1);
  EXPECT_EQ(projects.plan(0).action(), v1::PlannedChange::UPDATE);
  ASSERT_EQ(projects.plan(0).fields_size(), 1);
  EXPECT_EQ(projects.plan(0).fields(0).path(), "note");
  EXPECT_EQ(projects.plan(0).fields(0).after(), "新");
  ASSERT_EQ(reports.plan_size(), 1);
  EXPECT_EQ(reports.plan(0).action(), v1::PlannedChange::CREATE);
  // The same request id is free: the validation did not use it.
  register_.Do("ApplyUnits", R"(request_id: "v-1" units { id: "u-1" name: "新镇" group: TOWNSHIP })");
}

TEST_F(BadBatchTest, AValidationRefusesWhatTheApplyWouldRefuse) {
  Refuse("ApplyUnits", R"(validate_only: true units { id: "u-1" })", "REQUIRED");
  Refuse("ApplyProjects", R"(validate_only: true edits { project { id: "p-1" unit: "nowhere" } })", "UNIT_UNKNOWN");
  Refuse("FileReports", R"(validate_only: true
    edits { report { project: "p-1" week: "2021-W19" invested_this_year_yuan: 1 } })",
         "WEEK_IN_FUTURE");
}

TEST_F(BadBatchTest, WhatOnlyTheServerSetsIsNotTakenFromACaller) {
  const std::string before = register_.Everything();
  const auto unchanged = register_.Get<v1::ProjectMutationResponse>("UpdateProject", R"(edit {
    project { id: "p-1" etag: "mine" status { color: RED since: "2021-01-01" deciding: DAYS_LATE } }
    update_mask { paths: "status" paths: "etag" paths: "id" } })");
  EXPECT_EQ(unchanged.sequence(), 0);
  EXPECT_EQ(register_.Everything(), before);
  const auto created = register_.Get<v1::ProjectMutationResponse>("CreateProject", R"(project {
    id: "n-1" name: "新" kind: NEW level: TOWN category: URBAN unit: "duohu" etag: "mine" status { color: RED } })");
  EXPECT_EQ(created.project().status().color(), v1::NOT_RATED);
  EXPECT_NE(created.project().etag(), "mine");
  const auto filed = register_.Get<v1::FileReportResponse>("FileReport", R"(edit { report { project: "p-1"
    week: "2021-W18" invested_this_year_yuan: 5000000 version: 9 actor: "zhang" filed_on: "2020-01-01" } })");
  EXPECT_EQ(filed.report().version(), 1);
  EXPECT_EQ(filed.report().actor(), "li");
  EXPECT_EQ(filed.report().filed_on(), "2021-05-08");
}

// The rules that a reason lifts, with the reason.
TEST_F(BadBatchTest, WithItsReasonAFallingAmountAReplanAndACorrectionAreTaken) {
  register_.Do("FileReport", R"(edit { correction_reason: "重复统计" report { project: "p-1" week: "2021-W16"
    invested_this_year_yuan: 1000000 } })");
  register_.Do("ReplanMilestone", R"(project: "p-1" milestone: "开工" planned_on: "2021-06-01" reason: "连续降雨")");
  register_.Do("UpdateProject", R"(edit { correction_reason: "笔误"
    project { id: "p-1" milestones { id: "approved" reached_on: "2020-12-02" } }
    update_mask { paths: "milestones.approved.reached_on" } })");
  const auto project = register_.Get<v1::GetProjectResponse>("GetProject", "id: \"p-1\"").project();
  for (const v1::Milestone& rung : project.milestones()) {
    EXPECT_EQ(rung.reached_on(), rung.id() == "approved" ? "2020-12-02" : "") << rung.id();
    if (rung.id() != "started") continue;
    EXPECT_EQ(rung.planned_on(), "2021-06-01");
    ASSERT_EQ(rung.former_size(), 1);
    EXPECT_EQ(rung.former(0).reason(), "连续降雨");
  }
}

// In another calendar year the cumulative investment begins anew.
TEST_F(BadBatchTest, AnAmountMayFallAtTheTurnOfTheYear) {
  register_.Do("FileReport", R"(edit { report { project: "p-1" week: "2021-W01" as_of: "2021-01-08"
    invested_this_year_yuan: 100000 } })");
  register_.server().clock().SetToday(common::Date::OfYmd(2022, 1, 14));
  register_.Do("FileReport", R"(edit { report { project: "p-1" week: "2022-W02" invested_this_year_yuan: 5 } })");
}

}  // namespace
}  // namespace wuse::testing
