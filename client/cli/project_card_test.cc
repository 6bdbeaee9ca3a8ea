#include "client/cli/project_card.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "client/cli/command_line.h"
#include "client/cli/terminal.h"
#include "client/lib/fake_server.h"
#include "wuse/v1/project_service.grpc.pb.h"
#include "wuse/v1/unit_service.grpc.pb.h"

namespace wuse::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class OneProject : public v1::ProjectService::Service {
 public:
  grpc::Status GetProject(grpc::ServerContext*, const v1::GetProjectRequest*,
                          v1::GetProjectResponse* response) override {
    *response = answer;
    return grpc::Status::OK;
  }
  v1::GetProjectResponse answer;
};

class NoUnits : public v1::UnitService::Service {
 public:
  grpc::Status ListUnits(grpc::ServerContext*, const v1::ListUnitsRequest*, v1::ListUnitsResponse*) override {
    return grpc::Status::OK;
  }
};

TEST(ProjectCard, ShowsThePersonsColorThatHoldsOnItsDay) {
  OneProject projects;
  NoUnits units;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"(project { id: "a"
           overrides { color: RED by: "li" reason: "一" on: "2021-05-01" until: "2021-05-20" }
           overrides { color: YELLOW by: "li" reason: "二" on: "2021-05-05" until: "2021-05-10"
                       lifted_on: "2021-05-08" lifted_by: "wang" lift_reason: "三" } })",
      &projects.answer));
  const client::FakeServer server({&projects, &units});
  struct Case {
    const char* day;
    const char* shown;  // "": none
  };
  for (const Case& one : {Case{"2021-04-30", ""}, Case{"2021-05-01", "✕红，2021-05-01 至 2021-05-20（li：一）\n"},
                          Case{"2021-05-05", "◆黄，2021-05-05 至 2021-05-10（li：二）"},
                          Case{"2021-05-07", "◆黄，2021-05-05 至 2021-05-10（li：二）"},
                          Case{"2021-05-08", "✕红，2021-05-01 至 2021-05-20（li：一）\n"},
                          Case{"2021-05-20", "✕红，2021-05-01 至 2021-05-20（li：一）\n"}, Case{"2021-05-21", ""}}) {
    projects.answer.mutable_figures()->set_day(one.day);
    std::istringstream in;
    std::ostringstream out;
    std::ostringstream err;
    Terminal terminal{.in = in, .out = out, .err = err};
    ASSERT_EQ(RunCommandLine({"project", "get", "a", "--server", server.address(), "--actor", "li"}, terminal, nullptr),
              0)
        << err.str();
    if (std::string(one.shown).empty()) {
      EXPECT_THAT(out.str(), Not(HasSubstr("人工评定"))) << one.day;
    } else {
      EXPECT_THAT(out.str(), HasSubstr(std::string("人工评定              ") + one.shown)) << one.day;
    }
  }
}

}  // namespace
}  // namespace wuse::cli
