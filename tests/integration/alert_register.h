#pragma once

#include <string>

#include "tests/integration/small_register.h"
#include "tests/integration/watch_client.h"
#include "wuse/v1/alert_service.pb.h"

namespace wuse::testing {

// A server on 2021-05-08 with two units and projects whose roofs are late, each with one alert that fires:
//   a of duohu, leader 张三, and b of duohu, 李四, 7 days late: warnings; c of dongxiao, 张三, a day late: a notice.
// None of them owes a report before 2021-05-14, and none is orange by its lateness before the 9th.
class AlertRegister : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* unit : {"duohu", "dongxiao"}) AddProjects(channel(), unit, {});
    AddLate("a", "duohu", "张三", "2021-05-01");
    AddLate("b", "duohu", "李四", "2021-05-01");
    AddLate("c", "dongxiao", "张三", "2021-05-07");
  }

  TestServer& server() { return register_.server(); }
  Channel channel() { return server().channel(); }

  int64_t AddLate(const std::string& id, const std::string& unit, const std::string& leader,
                  const std::string& planned_on) {
    v1::Project project = AnyProject(id, unit);
    project.set_listed_on("2021-05-08");
    project.mutable_team()->set_leader(leader);
    v1::Milestone& roof = *project.add_milestones();
    roof.set_id("roof-topped");
    roof.set_name("结顶");
    roof.set_planned_on(planned_on);
    const auto created = CreateProject(channel(), project);
    EXPECT_TRUE(created.ok()) << created.status.error_message();
    return created.response.sequence();
  }

  // Its roof is topped: the alert resolves.
  int64_t TopRoof(const std::string& id, const std::string& on = "2021-05-08") {
    v1::Project project;
    project.set_id(id);
    v1::Milestone& roof = *project.add_milestones();
    roof.set_id("roof-topped");
    roof.set_reached_on(on);
    const auto updated = UpdateProject(channel(), project, {"milestones.roof-topped.reached_on"});
    EXPECT_TRUE(updated.ok()) << updated.status.error_message();
    return updated.response.sequence();
  }

  int64_t MoveTo(const std::string& id, const std::string& unit) {
    v1::Project project;
    project.set_id(id);
    project.set_unit(unit);
    const auto updated = UpdateProject(channel(), project, {"unit"});
    EXPECT_TRUE(updated.ok()) << updated.status.error_message();
    return updated.response.sequence();
  }

  void Become(common::Date day) {
    server().clock().SetToday(day);
    server().server().Tick();
    ASSERT_TRUE(WaitFor([&] { return server().server().evaluated_on() == day; }));
  }

  SmallRegister register_;
};

}  // namespace wuse::testing
