#pragma once

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "server/ledger/faulty_ledger.h"
#include "tests/support/raw_caller.h"
#include "tests/support/test_server.h"
#include "wuse/v1/alert_service.pb.h"
#include "wuse/v1/board_service.pb.h"
#include "wuse/v1/color_service.pb.h"
#include "wuse/v1/figure_service.pb.h"
#include "wuse/v1/project_service.pb.h"
#include "wuse/v1/report_service.pb.h"
#include "wuse/v1/unit_service.pb.h"
#include "wuse/v1/watch_service.pb.h"

namespace wuse::testing {

inline constexpr auto kInvalid = grpc::StatusCode::INVALID_ARGUMENT;
inline constexpr std::chrono::milliseconds kDeadline{20'000};  // only a broken server takes as long

inline std::vector<const google::protobuf::ServiceDescriptor*> AllServices() {
  std::vector<const google::protobuf::ServiceDescriptor*> services;
  for (const google::protobuf::Descriptor* request :
       {v1::ApplyUnitsRequest::descriptor(), v1::CreateProjectRequest::descriptor(),
        v1::FileReportRequest::descriptor(), v1::GetOverviewRequest::descriptor(), v1::WatchRequest::descriptor(),
        v1::ListAlertsRequest::descriptor(), v1::ListPresetsRequest::descriptor(),
        v1::GetHouseStyleRequest::descriptor()}) {
    for (int i = 0; i < request->file()->service_count(); ++i) services.push_back(request->file()->service(i));
  }
  return services;
}

// Every method that is answered once; Watch and WatchAlerts are not.
inline std::vector<const google::protobuf::MethodDescriptor*> UnaryMethods() {
  std::vector<const google::protobuf::MethodDescriptor*> methods;
  for (const google::protobuf::ServiceDescriptor* service : AllServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      if (!service->method(i)->server_streaming()) methods.push_back(service->method(i));
    }
  }
  return methods;
}

// As gRPC wants it: /wuse.v1.UnitService/ApplyUnits
inline std::string PathOf(const google::protobuf::MethodDescriptor& method) {
  return "/" + method.service()->full_name() + "/" + method.name();
}

template <class Request>
Request Parsed(std::string_view text) {
  Request request;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(std::string(text), &request)) << text;
  return request;
}

// The request of a method, from text.
inline std::unique_ptr<google::protobuf::Message> RequestOf(std::string_view method, std::string_view text) {
  for (const auto* known : UnaryMethods()) {
    if (known->name() != method) continue;
    auto* const factory = google::protobuf::MessageFactory::generated_factory();
    std::unique_ptr<google::protobuf::Message> request(factory->GetPrototype(known->input_type())->New());
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(std::string(text), request.get())) << text;
    return request;
  }
  ADD_FAILURE() << "there is no method " << method;
  return std::make_unique<v1::ListUnitsRequest>();
}

// A server on Saturday 2021-05-08 (of week 2021-W18) with a small register, called with requests as text. Its ledger
// can be told to wait or to fail.
//
// Units: duohu 多湖街道, dongxiao 东孝街道, fagai 发改局 (a department), old 老街道 (out of use since 2021-01-01).
// Projects: p-1 (金东1号), urban, planned start 2021-03-01 and roof 2021-09-01, approved reached on 2020-12-01, with
// the plan of 2021 (100 to 1200 万元) and the reports of W15 (300 万元) and W17 (400 万元); p-2, listed on 2021-03-01,
// its parent is p-1; p-gone, delisted on 2021-05-01.
class SmallRegister {
 public:
  SmallRegister()
      : server_({.decorate_ledger = [this](ledger::Ledger& inner) -> ledger::Ledger& {
          ledger_ = std::make_unique<ledger::FaultyLedger>(inner);
          return *ledger_;
        }}) {
    server_.Start();
  }

  void Fill() {
    Do("ApplyUnits", R"(
      units { id: "duohu" name: "多湖街道" group: TOWNSHIP }
      units { id: "dongxiao" name: "东孝街道" group: TOWNSHIP }
      units { id: "fagai" name: "发改局" group: DEPARTMENT }
      units { id: "old" name: "老街道" group: TOWNSHIP delisted_on: "2021-01-01" })");
    Do("CreateProject", R"(project {
      id: "p-1" external_code: "金东1号" name: "泉源安置二期" kind: NEW level: DISTRICT category: URBAN unit: "duohu"
      lists: "district-key" total_investment_yuan: 50000000
      plans { year: 2021 annual_yuan: 12000000 month_end_yuan: [1000000, 2000000, 3000000, 4000000, 5000000, 6000000,
        7000000, 8000000, 9000000, 10000000, 11000000, 12000000] } })");
    Do("ApplyProjects", R"(
      edits { project { id: "p-1"
          milestones { id: "approved" reached_on: "2020-12-01" }
          milestones { id: "started" planned_on: "2021-03-01" }
          milestones { id: "roof-topped" planned_on: "2021-09-01" } }
        update_mask { paths: "milestones.approved.reached_on" paths: "milestones.started.planned_on"
                      paths: "milestones.roof-topped.planned_on" } }
      edits { project { id: "p-2" name: "泉源安置二期配套" kind: NEW level: TOWN category: PLOT unit: "dongxiao"
          lists: "district-key" parent: "p-1" listed_on: "2021-03-01" } }
      edits { project { id: "p-gone" name: "已调出" kind: NEW level: TOWN category: PLOT unit: "dongxiao"
          delisted_on: "2021-05-01" delist_reason: "取消" } })");
    Do("FileReports", R"(
      edits { report { project: "p-1" week: "2021-W15" invested_this_year_yuan: 3000000 } }
      edits { report { project: "p-1" week: "2021-W17" invested_this_year_yuan: 4000000 } })");
  }

  RawAnswer Send(const std::string& path, std::string_view body, const std::string& actor = "li") {
    const auto context = As(actor);
    return CallRaw(server_.channel(), path, body, *context);
  }
  RawAnswer Call(const google::protobuf::Message& request, const std::string& actor = "li") {
    for (const auto* method : UnaryMethods()) {
      if (method->input_type() != request.GetDescriptor()) continue;
      return Send(PathOf(*method), request.SerializeAsString(), actor);
    }
    ADD_FAILURE() << "no method takes a " << request.GetTypeName();
    return {};
  }
  RawAnswer Call(std::string_view method, std::string_view text, const std::string& actor = "li") {
    return Call(*RequestOf(method, text), actor);
  }

  // A call that must be answered; its bytes.
  std::string Do(const google::protobuf::Message& request) {
    RawAnswer answer = Call(request);
    EXPECT_TRUE(answer.status.ok()) << answer.status.error_message() << "\n" << request.ShortDebugString();
    return std::move(answer.body);
  }
  std::string Do(std::string_view method, std::string_view text) { return Do(*RequestOf(method, text)); }
  template <class Response>
  Response Get(const google::protobuf::Message& request) {
    Response response;
    EXPECT_TRUE(response.ParseFromString(Do(request))) << request.ShortDebugString();
    return response;
  }
  template <class Response>
  Response Get(std::string_view method, std::string_view text) {
    return Get<Response>(*RequestOf(method, text));
  }

  int64_t head() const { return ledger_->head().sequence.value; }
  // All that a caller can see, and what is durable: the same before and after a call that changes nothing.
  std::string Everything() {
    return std::to_string(head()) + Do("GetOverview", "") + Do("ListUnits", "") +
           Do("ListProjects", "filter {} page_size: 500") + Do("ListReports", "filter {} page_size: 500") +
           Do("ListLists", "") + Do("ListReferenceFigures", "") + Do("GetHouseStyle", "") + Do("ListBulletins", "");
  }

  TestServer& server() { return server_; }
  ledger::FaultyLedger& ledger() { return *ledger_; }

 private:
  std::unique_ptr<ledger::FaultyLedger> ledger_;  // outlives the server
  TestServer server_;
};

// What every error of ours has.
inline void ExpectRefusal(const RawAnswer& answer, grpc::StatusCode code, std::string_view reason) {
  const ErrorOf error(answer.status);
  EXPECT_EQ(answer.status.error_code(), code) << answer.status.error_message();
  EXPECT_EQ(error.reason, reason) << answer.status.error_message();
  EXPECT_EQ(error.domain, "wuse");
  EXPECT_NE(answer.status.error_message(), "");
  google::rpc::Status status;
  ASSERT_TRUE(status.ParseFromString(answer.status.error_details()));
  EXPECT_EQ(status.code(), code);
  google::rpc::LocalizedMessage localized;
  for (const google::protobuf::Any& detail : status.details()) detail.UnpackTo(&localized);
  EXPECT_EQ(localized.locale(), "zh-CN");
  const bool chinese = localized.message().find_first_of("\xe4\xe5\xe6\xe7\xe8\xe9") != std::string::npos;
  EXPECT_TRUE(chinese) << "people read Chinese: " << localized.message();
}

}  // namespace wuse::testing
