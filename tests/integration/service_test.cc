#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/byte_buffer.h>

#include <future>
#include <set>

#include "common/status.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/unknown_field_set.h"
#include "tests/integration/register_calls.h"
#include "tests/integration/small_register.h"
#include "wuse/v1/watch_service.grpc.pb.h"

// What holds of the server as a whole, whatever the method.
namespace wuse::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

constexpr auto kUnauthenticated = grpc::StatusCode::UNAUTHENTICATED;

std::string ReasonOf(const absl::Status& status) {
  const auto detail = common::DetailOf(status);
  return detail ? detail->reason : "";
}

// The texts and messages of field `number`. gRPC's own services have no generated code in Debian: their messages are
// read by number.
std::vector<std::string> FieldsOf(const std::string& message, int number) {
  google::protobuf::UnknownFieldSet fields;
  EXPECT_TRUE(fields.ParseFromString(message));
  std::vector<std::string> found;
  for (int i = 0; i < fields.field_count(); ++i) {
    const google::protobuf::UnknownField& field = fields.field(i);
    if (field.number() != number) continue;
    const bool text = field.type() == google::protobuf::UnknownField::TYPE_LENGTH_DELIMITED;
    found.push_back(text ? field.length_delimited() : std::to_string(field.varint()));
  }
  return found;
}

std::string MessageWith(int number, const std::string& text) {
  google::protobuf::UnknownFieldSet fields;
  fields.AddLengthDelimited(number, text);
  std::string message;
  EXPECT_TRUE(fields.SerializeToString(&message));
  return message;
}

// One question to the reflection service, a stream of one message each way.
std::string AskReflection(const std::shared_ptr<grpc::Channel>& channel, const std::string& question) {
  grpc::GenericStub stub(channel);
  grpc::CompletionQueue queue;
  const auto context = As("");
  const auto call =
      stub.PrepareCall(context.get(), "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", &queue);
  void* tag = nullptr;
  bool ok = false;
  const auto finish_step = [&] { EXPECT_TRUE(queue.Next(&tag, &ok)); };
  call->StartCall(nullptr);
  finish_step();
  const grpc::Slice slice(question);
  call->WriteLast(grpc::ByteBuffer(&slice, 1), grpc::WriteOptions(), nullptr);
  finish_step();
  grpc::ByteBuffer response;
  call->Read(&response, nullptr);
  finish_step();
  grpc::Status status;
  call->Finish(&status, nullptr);
  finish_step();
  EXPECT_TRUE(status.ok()) << status.error_message();
  std::vector<grpc::Slice> slices;
  std::string bytes;
  EXPECT_TRUE(response.Dump(&slices).ok());
  for (const grpc::Slice& part : slices) bytes.append(reinterpret_cast<const char*>(part.begin()), part.size());
  queue.Shutdown();
  return bytes;
}

std::string HealthOf(const std::shared_ptr<grpc::Channel>& channel, const std::string& service) {
  const auto context = As("");
  const RawAnswer answer = CallRaw(channel, "/grpc.health.v1.Health/Check", MessageWith(1, service), *context);
  if (!answer.status.ok()) return answer.status.error_message();
  const std::vector<std::string> status = FieldsOf(answer.body, 1);
  return status == std::vector<std::string>{"1"}   ? "SERVING"
         : status == std::vector<std::string>{"2"} ? "NOT_SERVING"
                                                   : "?";
}

std::vector<std::string> ServiceNames() {
  std::vector<std::string> names;
  for (const auto* service : AllServices()) names.push_back(service->full_name());
  return names;
}

class ServiceTest : public ::testing::Test {
 protected:
  ServiceTest() { register_.Fill(); }

  TestServer& server() { return register_.server(); }
  grpc::Status Watch(const std::string& actor) {
    const auto context = As(actor);
    const auto stub = v1::WatchService::NewStub(server().channel());
    const auto reader = stub->Watch(context.get(), v1::WatchRequest());
    v1::WatchResponse response;
    EXPECT_FALSE(reader->Read(&response)) << "a refused stream brings nothing";
    return reader->Finish();
  }
  // Refused the same way by every method, Watch included.
  void ExpectNobodyServes(const std::string& actor, std::string_view reason, const std::string& value) {
    const std::string before = register_.Everything();
    for (const auto* method : UnaryMethods()) {
      SCOPED_TRACE(method->full_name());
      const RawAnswer answer = register_.Send(PathOf(*method), "", actor);
      ExpectRefusal(answer, kUnauthenticated, reason);
      EXPECT_THAT(answer.status.error_message(), HasSubstr(value));
    }
    const grpc::Status watch = Watch(actor);
    ExpectRefusal({watch, ""}, kUnauthenticated, reason);
    EXPECT_EQ(register_.Everything(), before);
  }
  // The server's own updates since a day, newest first.
  std::vector<v1::Update> OwnUpdatesSince(const std::string& day) {
    const auto changes = register_.Get<v1::ListChangesResponse>(
        "ListChanges", "kinds: [STATUS_CHANGED, DAY_EVALUATED] page_size: 500 from: \"" + day + "\"");
    return {changes.updates().begin(), changes.updates().end()};
  }
  void MoveTo(common::Date day) {
    server().clock().SetToday(day);
    server().server().Tick();
    ASSERT_TRUE(WaitFor([&] { return server().server().evaluated_on() == day; }));
  }

  SmallRegister register_;
};

TEST_F(ServiceTest, ReflectionListsTheServicesAndGivesTheirFiles) {
  const std::string listed = AskReflection(server().channel(), MessageWith(7, ""));
  std::set<std::string> names;
  for (const std::string& list : FieldsOf(listed, 6)) {
    for (const std::string& service : FieldsOf(list, 1)) names.insert(FieldsOf(service, 1).at(0));
  }
  for (const std::string& name : ServiceNames()) {
    EXPECT_THAT(names, Contains(name));
    const std::string answer = AskReflection(server().channel(), MessageWith(4, name));
    bool found = false;
    for (const std::string& file : FieldsOf(FieldsOf(answer, 4).at(0), 1)) {
      google::protobuf::FileDescriptorProto proto;
      ASSERT_TRUE(proto.ParseFromString(file));
      for (const auto& service : proto.service()) found = found || proto.package() + "." + service.name() == name;
    }
    EXPECT_TRUE(found) << name;
  }
  EXPECT_THAT(names, Contains("grpc.health.v1.Health"));
}

TEST_F(ServiceTest, IsHealthyAsAWholeAndServiceByService) {
  EXPECT_EQ(HealthOf(server().channel(), ""), "SERVING");
  for (const std::string& name : ServiceNames()) EXPECT_EQ(HealthOf(server().channel(), name), "SERVING") << name;
  EXPECT_NE(HealthOf(server().channel(), "wuse.v1.NoService"), "SERVING");
}

TEST_F(ServiceTest, WhileItStopsItIsNotServingAndWhatWaitsIsAnswered) {
  const auto channel = server().NewChannel();
  const auto filing = RequestOf("FileReport", R"(request_id: "r-1"
    edit { report { project: "p-1" week: "2021-W18" invested_this_year_yuan: 5000000 } })");
  ASSERT_EQ(HealthOf(channel, ""), "SERVING");
  register_.ledger().BlockAppends();
  auto waiting = std::async(std::launch::async, [&] {
    const auto context = As("li");
    return CallRaw(channel, "/wuse.v1.ReportService/FileReport", filing->SerializeAsString(), *context);
  });
  ASSERT_TRUE(register_.ledger().WaitUntilBlocked(kDeadline));
  auto stopping = std::async(std::launch::async, [&] { server().server().Stop(); });
  EXPECT_TRUE(WaitFor([&] { return HealthOf(channel, "") == "NOT_SERVING"; }));
  for (const std::string& name : ServiceNames()) {
    EXPECT_TRUE(WaitFor([&] { return HealthOf(channel, name) == "NOT_SERVING"; })) << name;
  }
  // The engine refuses what comes now, in words; it may not have been told yet.
  EXPECT_TRUE(WaitFor([&] {
    const auto context = As("li");
    const RawAnswer answer = CallRaw(channel, "/wuse.v1.ProjectService/CreateProject", "", *context);
    return ErrorOf(answer.status).reason == "SERVER_STOPPING" && ErrorOf(answer.status).has_retry;
  }));
  register_.ledger().ReleaseAppends();
  stopping.get();
  const RawAnswer answer = waiting.get();
  ASSERT_TRUE(answer.status.ok()) << answer.status.error_message();
  server().Stop();
  server().Start();
  EXPECT_EQ(register_.Do(*filing), answer.body) << "it is the same after the restart";
}

TEST_F(ServiceTest, AWriteThatFailsIsNotAnsweredAsWrittenAndTheServerIsNotServing) {
  register_.ledger().FailAppend(1);
  ExpectRefusal(register_.Call("DelistProject", "project: \"p-2\" reason: \"取消\""), grpc::StatusCode::UNAVAILABLE,
                "LEDGER_FAILED");
  EXPECT_TRUE(WaitFor([&] { return HealthOf(server().channel(), "") == "NOT_SERVING"; }));
  const auto project = register_.Get<v1::GetProjectResponse>("GetProject", "id: \"p-2\"");
  EXPECT_EQ(project.project().delisted_on(), "");
}

TEST_F(ServiceTest, EveryMethodAnswersWhenCalledWithNothing) {
  std::set<std::string> known;
  for (const auto* method : UnaryMethods()) {
    SCOPED_TRACE(method->full_name());
    const RawAnswer answer = register_.Send(PathOf(*method), "");
    const auto code = answer.status.error_code();
    EXPECT_TRUE(code == grpc::StatusCode::OK || code == grpc::StatusCode::INVALID_ARGUMENT ||
                code == grpc::StatusCode::NOT_FOUND)
        << code << " " << answer.status.error_message();
    EXPECT_EQ(ErrorOf(answer.status).reason.empty(), answer.status.ok());
    known.insert(method->name());
  }
  EXPECT_EQ(known.size(), 47U) << "a new method: is it registered, and in the tests of bad input?";
  EXPECT_EQ(register_.Send("/wuse.v1.ProjectService/NoMethod", "").status.error_code(),
            grpc::StatusCode::UNIMPLEMENTED);
}

// --- who calls

TEST_F(ServiceTest, WithoutACallerEveryMethodRefuses) {
  ExpectNobodyServes("", "ACTOR_MISSING", "wuse-actor");
}

TEST_F(ServiceTest, ACallerThatIsNoIdIsRefusedByEveryMethod) {
  ExpectNobodyServes("Li Si", "ACTOR_INVALID", "Li Si");
  ExpectNobodyServes(std::string(65, 'a'), "ACTOR_INVALID", "aaaa");
}

TEST_F(ServiceTest, TheServersOwnNameIsRefusedByEveryMethod) {
  ExpectNobodyServes("wuse", "ACTOR_RESERVED", "wuse");
}

TEST_F(ServiceTest, TwoCallersInOneCallAreRefused) {
  const auto context = As("li");
  context->AddMetadata("wuse-actor", "wang");
  ExpectRefusal(CallRaw(server().channel(), "/wuse.v1.UnitService/ListUnits", "", *context), kUnauthenticated,
                "ACTOR_INVALID");
}

// --- reads after writes, and what travels

TEST_F(ServiceTest, AReadAfterAWriteSeesIt) {
  const auto other = server().NewChannel();  // also over another connection
  for (int i = 1; i <= 50; ++i) {
    v1::Report report = AnyReport("p-1", "2021-W18", 5'000'000 + i);
    const auto filed = FileReport(server().channel(), report);
    ASSERT_TRUE(filed.ok()) << filed.status.error_message();
    const auto project = GetProject(other, "p-1");
    ASSERT_TRUE(project.ok());
    EXPECT_EQ(project.response.figures().invested_this_year_yuan(), 5'000'000 + i);
    const auto overview = register_.Get<v1::Overview>("GetOverview", "");
    EXPECT_EQ(overview.sequence(), filed.response.sequence());
    EXPECT_EQ(overview.invested_yuan(), 5'000'000 + i);
    v1::GetReportRequest request;
    request.set_project("p-1");
    request.set_week("2021-W18");
    EXPECT_EQ(register_.Get<v1::Report>(request).version(), i);
  }
}

TEST_F(ServiceTest, ACompressedMessageIsRefused) {
  const std::string before = register_.Everything();
  auto request = Parsed<v1::UpdateProjectRequest>("edit { project { id: \"p-1\" } }");
  request.mutable_edit()->mutable_project()->set_note(std::string(400, 'x'));
  const auto context = As("li");
  context->set_compression_algorithm(GRPC_COMPRESS_GZIP);
  const RawAnswer answer =
      CallRaw(server().channel(), "/wuse.v1.ProjectService/UpdateProject", request.SerializeAsString(), *context);
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::UNIMPLEMENTED) << "gRPC's own refusal";
  EXPECT_EQ(register_.Everything(), before);
  EXPECT_TRUE(register_.Call(request).status.ok()) << "not compressed it is good";
}

// --- midnight and restarts

TEST_F(ServiceTest, AtMidnightOnlyTheColorsThatChangedAreWrittenThenTheDay) {
  register_.Do("ApplyProjects", R"(
    edits { project { id: "due" name: "到期" kind: NEW level: TOWN category: URBAN unit: "duohu"
      listed_on: "2021-05-03" milestones { id: "roof-topped" planned_on: "2021-05-08" } } }
    edits { project { id: "later" name: "未到期" kind: NEW level: TOWN category: URBAN unit: "duohu"
      listed_on: "2021-05-03" milestones { id: "roof-topped" planned_on: "2021-06-08" } } })");
  const int64_t before = register_.head();
  MoveTo(common::Date::OfYmd(2021, 5, 9));
  const std::vector<v1::Update> updates = OwnUpdatesSince("2021-05-09");
  ASSERT_EQ(updates.size(), 2U);
  EXPECT_EQ(updates[0].sequence(), before + 2);
  EXPECT_EQ(updates[0].changes(0).day_evaluated().date(), "2021-05-09");
  EXPECT_EQ(updates[1].sequence(), before + 1);
  EXPECT_EQ(updates[1].actor(), "wuse");
  ASSERT_EQ(updates[1].changes_size(), 1);
  EXPECT_EQ(updates[1].changes(0).status_changed().project(), "due");
  EXPECT_EQ(updates[1].changes(0).status_changed().after().color(), v1::YELLOW);
  EXPECT_EQ(register_.head(), before + 2);
  server().server().Tick();
  register_.Do("UpdateProject", R"(edit { project { id: "later" note: "新" } })");
  EXPECT_EQ(register_.head(), before + 3) << "a day is evaluated once";
}

TEST_F(ServiceTest, DaysMissedWhileItWasDownAreEvaluatedOnceAtTheStart) {
  server().Stop();
  server().clock().SetToday(common::Date::OfYmd(2021, 5, 20));
  server().Start();
  std::vector<std::string> days;
  for (const v1::Update& update : OwnUpdatesSince("2021-05-09")) {
    for (const v1::Change& change : update.changes()) {
      if (change.has_day_evaluated()) days.push_back(change.day_evaluated().date());
    }
  }
  EXPECT_EQ(days, std::vector<std::string>{"2021-05-20"});
  server().Stop();
  const int64_t head = (server().Start(), register_.head());
  server().Stop();
  server().Start();
  EXPECT_EQ(register_.head(), head) << "a restart on the same day writes nothing";
}

TEST_F(ServiceTest, ADayBeforeTheLastEvaluatedOneIsRefused) {
  server().Stop();
  server().clock().SetToday(common::Date::OfYmd(2021, 5, 7));
  const absl::Status status = server().TryStart();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(status), "DAY_BEFORE_LAST_EVALUATED");
  EXPECT_THAT(std::string(status.message()), ::testing::AllOf(HasSubstr("2021-05-07"), HasSubstr("2021-05-08")));
  server().clock().SetToday(common::Date::OfYmd(2021, 5, 8));
  server().Start();
}

TEST_F(ServiceTest, ARestartKeepsTheStoreAndEverythingInIt) {
  const std::string store = server().server().store_id();
  const std::string before = register_.Everything();
  server().Stop();
  server().Start();
  EXPECT_EQ(server().server().store_id(), store);
  EXPECT_EQ(register_.Everything(), before);
  EXPECT_NE(SmallRegister().server().server().store_id(), store);
}

// --- what a server refuses to start with

TEST_F(ServiceTest, ASecondServerOnItsDataIsRefusedAndTheFirstGoesOn) {
  const auto second = app::Server::Start(
      {.data_dir = server().data_dir() / "data", .listen = "127.0.0.1:0", .clock = &server().clock()});
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(second.status()), "DATA_DIRECTORY_IN_USE");
  EXPECT_THAT(std::string(second.status().message()), HasSubstr(server().data_dir().string()));
  EXPECT_EQ(common::DetailOf(second.status())->chinese.find("数据目录"), 0U);
  register_.Do("UpdateProject", R"(edit { project { id: "p-1" note: "新" } })");
}

TEST_F(ServiceTest, ASecondServerOnItsPortIsRefused) {
  const TempDir dir;
  const auto second =
      app::Server::Start({.data_dir = dir.path() / "data", .listen = server().address(), .clock = &server().clock()});
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(ReasonOf(second.status()), "LISTEN_FAILED");
  EXPECT_THAT(std::string(second.status().message()), HasSubstr(server().address()));
}

TEST(Listening, IsRefusedBeyondLoopback) {
  const TempDir dir;
  for (const char* listen : {"0.0.0.0:0", "[::]:0", "192.168.1.1:7500", "wuse.example:7500", "128.0.0.1:0"}) {
    const auto server = app::Server::Start({.data_dir = dir.path() / "data", .listen = listen});
    ASSERT_FALSE(server.ok()) << listen;
    EXPECT_EQ(server.status().code(), absl::StatusCode::kPermissionDenied);
    EXPECT_EQ(ReasonOf(server.status()), "LISTEN_REMOTE");
    EXPECT_THAT(std::string(server.status().message()), HasSubstr(listen));
  }
  EXPECT_FALSE(std::filesystem::exists(dir.path() / "data")) << "it is refused before anything is made";
  for (const char* listen : {"localhost:0", "127.1.2.3:80", "[::1]:7500"}) {
    EXPECT_TRUE(app::ListenAddressOf({.listen = listen}).ok()) << listen;
  }
  EXPECT_TRUE(app::ListenAddressOf({.listen = "0.0.0.0:0", .insecure_allow_remote = true}).ok());
  for (const char* listen : {"", "localhost", ":80", "localhost:", "localhost:65536", "localhost:-1"}) {
    EXPECT_EQ(ReasonOf(app::ListenAddressOf({.listen = listen}).status()), "LISTEN_INVALID") << listen;
  }
}

}  // namespace
}  // namespace wuse::testing
