#pragma once

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <sstream>
#include <string>
#include <vector>

#include "client/cli/command_line.h"
#include "client/cli/terminal.h"
#include "client/lib/fake_server.h"
#include "common/clock.h"
#include "wuse/v1/color_service.grpc.pb.h"
#include "wuse/v1/unit_service.grpc.pb.h"

namespace wuse::cli {

template <class Message>
Message Parsed(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

// Answers with what a test has put into it, one project a page, and remembers what was asked last. For tests that ask
// one thing after the other.
class RecordingColors : public v1::ColorService::Service {
 public:
  grpc::Status GetPolicy(grpc::ServerContext*, const v1::GetPolicyRequest* request,
                         v1::GetPolicyResponse* response) override {
    asked_policy = *request;
    *response = policy;
    return grpc::Status::OK;
  }
  grpc::Status ListPolicyVersions(grpc::ServerContext*, const v1::ListPolicyVersionsRequest*,
                                  v1::ListPolicyVersionsResponse* response) override {
    *response = versions;
    return grpc::Status::OK;
  }
  grpc::Status SetPolicy(grpc::ServerContext*, const v1::SetPolicyRequest* request,
                         v1::SetPolicyResponse* response) override {
    set.push_back(*request);
    *response = set_answer;
    return refusal;
  }
  grpc::Status OverrideColor(grpc::ServerContext*, const v1::OverrideColorRequest* request,
                             v1::OverrideColorResponse* response) override {
    overrides.push_back(*request);
    *response = override_answer;
    return grpc::Status::OK;
  }
  grpc::Status RecolorMonth(grpc::ServerContext* context, const v1::RecolorMonthRequest* request,
                            v1::RecolorMonthResponse* response) override {
    seconds_left =
        std::chrono::duration_cast<std::chrono::seconds>(context->deadline() - common::RealClock().Now()).count();
    recolored.push_back(*request);
    *response->mutable_month() = month.month();
    response->set_sequence(41);
    return refusal;
  }
  grpc::Status GetRecoloredMonth(grpc::ServerContext*, const v1::GetRecoloredMonthRequest* request,
                                 v1::GetRecoloredMonthResponse* response) override {
    months.push_back(*request);
    *response = month;
    const int page = request->page_token().empty() ? 0 : std::stoi(request->page_token());
    response->clear_projects();
    if (page < month.projects_size()) *response->add_projects() = month.projects(page);
    if (page + 1 < month.projects_size()) response->set_next_page_token(std::to_string(page + 1));
    return grpc::Status::OK;
  }
  grpc::Status GetColorHistory(grpc::ServerContext*, const v1::GetColorHistoryRequest* request,
                               v1::GetColorHistoryResponse* response) override {
    asked_history = *request;
    *response = history;
    return grpc::Status::OK;
  }

  v1::GetPolicyResponse policy;
  v1::ListPolicyVersionsResponse versions;
  v1::SetPolicyResponse set_answer;
  v1::OverrideColorResponse override_answer;
  v1::GetRecoloredMonthResponse month;
  v1::GetColorHistoryResponse history;
  grpc::Status refusal;

  v1::GetPolicyRequest asked_policy;
  std::vector<v1::SetPolicyRequest> set;
  std::vector<v1::OverrideColorRequest> overrides;
  std::vector<v1::RecolorMonthRequest> recolored;
  std::vector<v1::GetRecoloredMonthRequest> months;
  v1::GetColorHistoryRequest asked_history;
  int64_t seconds_left = 0;
};

class DuohuOnly : public v1::UnitService::Service {
 public:
  grpc::Status ListUnits(grpc::ServerContext*, const v1::ListUnitsRequest*, v1::ListUnitsResponse* response) override {
    *response = Parsed<v1::ListUnitsResponse>(R"(units { id: "duohu" name: "多湖街道" })");
    return grpc::Status::OK;
  }
};

// Runs commands against a service of colors, in a district of one unit.
template <class Colors>
class ColorCalls : public ::testing::Test {
 protected:
  int Run(std::vector<std::string> arguments, const std::string& input = "") {
    arguments.insert(arguments.end(), {"--server", server_.address(), "--actor", "li"});
    std::istringstream in(input);
    out_.str("");
    err_.str("");
    Terminal terminal{.in = in, .out = out_, .err = err_};
    return RunCommandLine(arguments, terminal, nullptr);
  }

  Colors colors_;
  DuohuOnly units_;
  client::FakeServer server_{{&colors_, &units_}};
  std::ostringstream out_;
  std::ostringstream err_;
};
using ColorOffice = ColorCalls<RecordingColors>;

}  // namespace wuse::cli
