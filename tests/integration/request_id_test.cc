#include <gmock/gmock.h>

#include <future>

#include "tests/integration/register_calls.h"
#include "tests/integration/small_register.h"

namespace wuse::testing {
namespace {

using ::testing::HasSubstr;

constexpr auto kReused = grpc::StatusCode::FAILED_PRECONDITION;

struct Mutation {
  const char* name;
  const char* method;
  std::string text;
  std::string other;  // the same method with another body
};

// One of each kind, all good, with the request id "r-" + name.
const std::vector<Mutation>& Mutations() {
  static const std::vector<Mutation> mutations = {
      {"units", "ApplyUnits", R"(units { id: "u-1" name: "新镇" group: TOWNSHIP })",
       R"(units { id: "u-1" name: "旧镇" group: TOWNSHIP })"},
      {"create", "CreateProject",
       R"(project { id: "n-1" name: "新" kind: NEW level: TOWN category: URBAN unit: "duohu" })",
       R"(project { id: "n-1" name: "旧" kind: NEW level: TOWN category: URBAN unit: "duohu" })"},
      {"update", "UpdateProject", R"(edit { project { id: "p-1" note: "新" } })",
       R"(edit { project { id: "p-1" note: "旧" } })"},
      {"apply", "ApplyProjects", R"(edits { project { id: "p-1" department: "fagai" } }
         edits { project { id: "n-2" name: "新" kind: NEW level: TOWN category: URBAN unit: "duohu" } })",
       R"(edits { project { id: "p-1" department: "duohu" } })"},
      {"replan", "ReplanMilestone", R"(project: "p-1" milestone: "started" planned_on: "2021-06-01" reason: "雨")",
       R"(project: "p-1" milestone: "started" planned_on: "2021-06-02" reason: "雨")"},
      {"report", "FileReport",
       R"(edit { report { project: "p-1" week: "2021-W18" invested_this_year_yuan: 5000000 } })",
       R"(edit { report { project: "p-1" week: "2021-W18" invested_this_year_yuan: 5000001 } })"},
      {"reports", "FileReports",
       R"(edits { report { project: "p-2" week: "2021-W17" invested_this_year_yuan: 1 } }
         edits { report { project: "p-2" week: "2021-W18" invested_this_year_yuan: 2 } })",
       R"(edits { report { project: "p-2" week: "2021-W17" invested_this_year_yuan: 1 } })"},
      {"certified", "RecordCertifiedInvestment",
       R"(edits { project: "p-1" month: "2021-04" invested_this_year_yuan: 4000000 })",
       R"(edits { project: "p-1" month: "2021-04" invested_this_year_yuan: 4000001 })"},
      {"reference", "SetReferenceFigure",
       R"(figure { metric: METRIC_ANNUAL_COMPLETION period: "2020-04" value: "12.44" source: "区统计局" })",
       R"(figure { metric: METRIC_ANNUAL_COMPLETION period: "2020-04" value: "12.45" source: "区统计局" })"},
      {"lists", "ApplyLists", R"(lists { id: "city" name: "市重点" })", R"(lists { id: "city" name: "省重点" })"},
      {"style", "SetHouseStyle", R"(style { decimals: 1 })", R"(style { decimals: 0 })"},
      {"publish", "PublishBulletin", R"(period: "2021-W16")", R"(period: "2021-W15")"},
      {"delist", "DelistProject", R"(project: "p-2" reason: "取消")", R"(project: "p-1" reason: "取消")"},
  };
  return mutations;
}

std::string WithId(const std::string& text, const std::string& id) {
  return text + " request_id: \"" + id + "\"";
}

class RequestIdTest : public ::testing::Test {
 protected:
  RequestIdTest() { register_.Fill(); }

  std::string First(const Mutation& mutation) {
    return register_.Do(mutation.method, WithId(mutation.text, std::string("r-") + mutation.name));
  }
  std::vector<std::string> AllFirst() {
    std::vector<std::string> answers;
    for (const Mutation& mutation : Mutations()) answers.push_back(First(mutation));
    return answers;
  }
  // Each mutation once more, with its id: the same answers, and nothing written.
  void ExpectSameAgain(const std::vector<std::string>& answers) {
    const std::string before = register_.Everything();
    for (size_t i = 0; i < answers.size(); ++i) {
      EXPECT_EQ(First(Mutations()[i]), answers[i]) << Mutations()[i].method;
    }
    EXPECT_EQ(register_.Everything(), before);
  }
  static v1::CreateProjectRequest Creation(const std::string& id, const std::string& request_id) {
    v1::CreateProjectRequest request;
    *request.mutable_project() = AnyProject(id, "duohu");
    request.set_request_id(request_id);
    return request;
  }
  std::future<RawAnswer> CallInBackground(const google::protobuf::Message& request) {
    return std::async(std::launch::async, [this, &request] { return register_.Call(request); });
  }

  SmallRegister register_;
};

TEST_F(RequestIdTest, TheSameBodyGetsTheSameBytesAndWritesNothing) {
  ExpectSameAgain(AllFirst());
}

TEST_F(RequestIdTest, AnAnswerIsTheSameAfterLaterChanges) {
  const std::vector<std::string> answers = AllFirst();
  register_.Do("UpdateProject", R"(edit { project { id: "p-1" name: "改名" } })");
  register_.Do("UpdateProject", R"(edit { project { id: "n-1" name: "改名" } })");
  register_.Do("FileReport", R"(edit { report { project: "p-1" week: "2021-W18" invested_this_year_yuan: 6000000 } })");
  ExpectSameAgain(answers);
}

TEST_F(RequestIdTest, AnAnswerIsTheSameAfterARestart) {
  const std::vector<std::string> answers = AllFirst();
  register_.server().Stop();
  register_.server().Start();
  ExpectSameAgain(answers);
}

TEST_F(RequestIdTest, AnotherBodyIsRefusedAndChangesNothing) {
  AllFirst();
  for (const bool restarted : {false, true}) {
    if (restarted) {
      register_.server().Stop();
      register_.server().Start();
    }
    for (const Mutation& mutation : Mutations()) {
      SCOPED_TRACE(mutation.method);
      const std::string before = register_.Everything();
      const std::string id = std::string("r-") + mutation.name;
      const RawAnswer answer = register_.Call(mutation.method, WithId(mutation.other, id));
      ExpectRefusal(answer, kReused, "REQUEST_ID_REUSED");
      EXPECT_THAT(answer.status.error_message(), HasSubstr(id));
      EXPECT_THAT(ErrorOf(answer.status).chinese, HasSubstr(id));
      EXPECT_EQ(register_.Everything(), before);
    }
  }
}

TEST_F(RequestIdTest, TheSameBytesForAnotherMethodAreAnotherRequest) {
  register_.Do("FileReports", R"(request_id: "r-1"
    edits { report { project: "p-1" week: "2021-W18" invested_this_year_yuan: 5000000 } })");
  const RawAnswer answer = register_.Call("ApplyUnits", R"(request_id: "r-1" units { id: "u-1" name: "新" })");
  ExpectRefusal(answer, kReused, "REQUEST_ID_REUSED");
}

TEST_F(RequestIdTest, IdsBelongToTheirActor) {
  const auto request = Creation("n-1", "r-1");
  register_.Do(request);
  ExpectRefusal(register_.Call(request, "wang"), grpc::StatusCode::ALREADY_EXISTS, "PROJECT_EXISTS");
  const RawAnswer other = register_.Call(Creation("n-2", "r-1"), "wang");
  EXPECT_TRUE(other.status.ok()) << other.status.error_message();
  ExpectRefusal(register_.Call(Creation("n-2", "r-1"), "li"), kReused, "REQUEST_ID_REUSED");
}

TEST_F(RequestIdTest, ARefusedCommandIsNotRemembered) {
  auto request = Creation("n-1", "r-1");
  request.mutable_project()->set_unit("nowhere");
  ExpectRefusal(register_.Call(request), kInvalid, "UNIT_UNKNOWN");
  ExpectRefusal(register_.Call(request), kInvalid, "UNIT_UNKNOWN");
  request.mutable_project()->set_unit("duohu");
  register_.Do(request);
  ExpectRefusal(register_.Call(Creation("n-9", "r-1")), kReused, "REQUEST_ID_REUSED");
}

TEST_F(RequestIdTest, ACommandThatWroteNothingIsNotRemembered) {
  const std::string same = R"(edit { report { project: "p-1" week: "2021-W17" invested_this_year_yuan: 4000000 } })";
  const auto nothing = register_.Get<v1::FileReportResponse>("FileReport", WithId(same, "r-1"));
  EXPECT_EQ(nothing.sequence(), 0);
  EXPECT_EQ(nothing.report().version(), 1);
  const auto written = register_.Get<v1::FileReportResponse>("FileReport", R"(request_id: "r-1"
        edit { report { project: "p-1" week: "2021-W17" invested_this_year_yuan: 4500000 } })");
  EXPECT_EQ(written.sequence(), register_.head());
}

TEST_F(RequestIdTest, WithoutAnIdEveryCallIsItsOwn) {
  const std::string text = R"(project { id: "n-1" name: "新" kind: NEW level: TOWN category: URBAN unit: "duohu" })";
  register_.Do("CreateProject", text);
  ExpectRefusal(register_.Call("CreateProject", text), grpc::StatusCode::ALREADY_EXISTS, "PROJECT_EXISTS");
}

TEST_F(RequestIdTest, IsRememberedForSevenDays) {
  const auto request = Creation("n-1", "r-1");
  const std::string answer = register_.Do(request);
  register_.server().clock().Advance(std::chrono::days(7) - std::chrono::seconds(1));
  EXPECT_EQ(register_.Do(request), answer);
  register_.server().clock().Advance(std::chrono::seconds(2));
  ExpectRefusal(register_.Call(request), grpc::StatusCode::ALREADY_EXISTS, "PROJECT_EXISTS");
  register_.Do(Creation("n-2", "r-1"));
}

TEST_F(RequestIdTest, AMalformedOneIsRefusedByEveryMutation) {
  const std::string before = register_.Everything();
  for (const Mutation& mutation : Mutations()) {
    SCOPED_TRACE(mutation.method);
    for (const std::string& id : {std::string("a b"), std::string("编号"), std::string("a/b"), std::string(65, 'a')}) {
      const RawAnswer answer = register_.Call(mutation.method, WithId(mutation.text, id));
      ExpectRefusal(answer, kInvalid, "REQUEST_ID_INVALID");
      ASSERT_EQ(ErrorOf(answer.status).fields.size(), 1U);
      EXPECT_EQ(ErrorOf(answer.status).fields[0].field(), "request_id");
      EXPECT_THAT(ErrorOf(answer.status).fields[0].description(), HasSubstr(id.substr(0, 60)));
    }
  }
  EXPECT_EQ(register_.Everything(), before);
  register_.Do(Creation("n-1", std::string(64, 'a')));
  register_.Do(Creation("n-2", "A-z.0_9"));
}

// --- at the same moment

TEST_F(RequestIdTest, TwoAtOnceGiveOneUpdateAndEqualAnswers) {
  for (int round = 0; round < 20; ++round) {
    const std::string number = std::to_string(round);
    const int64_t before = register_.head();
    const auto request = Creation("n-" + number, "r-" + number);
    std::future<RawAnswer> one = CallInBackground(request);
    std::future<RawAnswer> two = CallInBackground(request);
    const RawAnswer first = one.get();
    const RawAnswer second = two.get();
    EXPECT_TRUE(first.status.ok()) << first.status.error_message();
    EXPECT_TRUE(second.status.ok()) << second.status.error_message();
    EXPECT_EQ(first.body, second.body);
    EXPECT_EQ(register_.head(), before + 1);
  }
}

// The duplicates wait together, so that one sync is to answer both.
TEST_F(RequestIdTest, TwoThatWaitForTheSameSyncGiveOneUpdateAndEqualAnswers) {
  const int64_t before = register_.head();
  const auto blocking = Creation("n-0", "r-0");
  const auto request = Creation("n-1", "r-1");
  const auto reused = Creation("n-2", "r-1");
  register_.ledger().BlockAppends();
  std::future<RawAnswer> blocked = CallInBackground(blocking);
  ASSERT_TRUE(register_.ledger().WaitUntilBlocked(kDeadline));
  std::vector<std::future<RawAnswer>> duplicates;
  duplicates.reserve(8);
  for (int i = 0; i < 8; ++i) duplicates.push_back(CallInBackground(request));
  std::future<RawAnswer> other = CallInBackground(reused);
  register_.ledger().ReleaseAppends();
  EXPECT_TRUE(blocked.get().status.ok());
  // Which of the two bodies comes first is open; the other one is refused.
  std::string body;
  int refused = 0;
  for (std::future<RawAnswer>& duplicate : duplicates) {
    const RawAnswer answer = duplicate.get();
    if (!answer.status.ok()) {
      ExpectRefusal(answer, kReused, "REQUEST_ID_REUSED");
      ++refused;
      continue;
    }
    if (body.empty()) body = answer.body;
    EXPECT_EQ(answer.body, body);
  }
  EXPECT_TRUE(refused == 0 || refused == 8) << refused;
  EXPECT_EQ(other.get().status.ok(), refused == 8);
  EXPECT_EQ(register_.head(), before + 2);
}

}  // namespace
}  // namespace wuse::testing
