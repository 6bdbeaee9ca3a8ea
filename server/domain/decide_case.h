#pragma once

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/status.h"
#include "server/domain/decide.h"
#include "server/domain/fake_register.h"

namespace wuse::domain {

inline std::string Repeat(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

// Tests of decisions: requests as text, against a small register, on Saturday 2021-05-08 (of week 2021-W18).
//
// Units: duohu 多湖街道, dongxiao 东孝街道, fagai 发改局 (a department), old 老街道 (out of use since 2021-01-01).
// Projects: p-1, urban, with the plan of 2021 (100 to 1200 万元), a planned start (2021-03-01) and roof (2021-09-01),
// approved reached on 2020-12-01; p-gone, delisted on 2021-05-01.
class DecideCase : public testing::Test {
 protected:
  static constexpr std::string_view kMonths =
      "month_end_yuan: [1000000, 2000000, 3000000, 4000000, 5000000, 6000000, 7000000, 8000000, 9000000, 10000000,"
      " 11000000, 12000000]";

  DecideCase() {
    Do<v1::ApplyUnitsRequest>(R"(
      units { id: "duohu" name: "多湖街道" group: TOWNSHIP }
      units { id: "dongxiao" name: "东孝街道" group: TOWNSHIP }
      units { id: "fagai" name: "发改局" group: DEPARTMENT }
      units { id: "old" name: "老街道" group: TOWNSHIP delisted_on: "2021-01-01" })");
    Do<v1::CreateProjectRequest>(std::string(R"(project {
      id: "p-1" external_code: "金东1号" name: "泉源安置二期" kind: NEW level: DISTRICT category: URBAN unit: "duohu"
      lists: "district-key" total_investment_yuan: 50000000
      plans { year: 2021 annual_yuan: 12000000 )") +
                                 std::string(kMonths) + "} }");
    Do<v1::ApplyProjectsRequest>(R"(
      edits { project { id: "p-1"
          milestones { id: "approved" reached_on: "2020-12-01" }
          milestones { id: "started" planned_on: "2021-03-01" }
          milestones { id: "roof-topped" planned_on: "2021-09-01" } }
        update_mask { paths: "milestones.approved.reached_on" paths: "milestones.started.planned_on"
                      paths: "milestones.roof-topped.planned_on" } }
      edits { project { id: "p-gone" name: "已调出" kind: NEW level: TOWN category: PLOT unit: "dongxiao"
          delisted_on: "2021-05-01" delist_reason: "取消" } })");
  }

  template <typename Request>
  static Request Parse(std::string_view text) {
    Request request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(std::string(text), &request)) << text;
    return request;
  }

  template <typename Request>
  absl::StatusOr<Decision> Try(std::string_view text) {
    return Try(Parse<Request>(text));
  }
  template <typename Request>
  absl::StatusOr<Decision> Try(const Request& request) {
    const ColorDay colors(register_.policies(), today_, calendar_);
    return Decide(Context{.register_ = register_, .today = today_, .colors = colors, .actor = "li"}, request);
  }

  // Decides and commits; the decision must be good.
  template <typename Request>
  Decision Do(std::string_view text) {
    absl::StatusOr<Decision> decision = Try<Request>(text);
    EXPECT_TRUE(decision.ok()) << decision.status() << "\n" << text;
    if (!decision.ok()) return {};
    register_.Commit(decision->changes);
    return *std::move(decision);
  }

  // An edit of p-1 through ApplyProjects.
  Decision Edit(std::string_view project, std::string_view paths, std::string_view more = "") {
    return Do<v1::ApplyProjectsRequest>(EditText(project, paths, more));
  }
  static std::string EditText(std::string_view project, std::string_view paths, std::string_view more = "") {
    std::string text = "edits { project { id: \"p-1\" " + std::string(project) + " } update_mask { ";
    size_t begin = 0;
    while (begin < paths.size()) {
      const size_t end = std::min(paths.find(' ', begin), paths.size());
      text += "paths: \"" + std::string(paths.substr(begin, end - begin)) + "\" ";
      begin = end + 1;
    }
    return text + "} " + std::string(more) + " }";
  }

  // A report through FileReport.
  Decision File(std::string_view report, std::string_view more = "") {
    return Do<v1::FileReportRequest>("edit { report { " + std::string(report) + " } " + std::string(more) + " }");
  }

  const v1::Project& P(std::string_view id = "p-1") { return *(kept_ = register_.FindProject(id)); }
  static v1::Milestone RungOf(const v1::Project& project, std::string_view id) {
    for (const v1::Milestone& rung : project.milestones()) {
      if (rung.id() == id) return rung;
    }
    ADD_FAILURE() << "no rung " << id;
    return {};
  }

  // All the violations, one a line: field reason chinese.
  static std::vector<std::string> ViolationsOf(const absl::Status& status) {
    std::vector<std::string> lines;
    const auto detail = common::DetailOf(status);
    if (!detail) return lines;
    for (const common::FieldViolation& field : detail->fields) {
      lines.push_back(field.field + " " + field.reason + " " + field.chinese);
    }
    return lines;
  }
  static std::string ReasonOf(const absl::Status& status) {
    const auto detail = common::DetailOf(status);
    return detail ? detail->reason : "";
  }
  static std::vector<v1::Change::KindCase> KindsOf(const Decision& decision) {
    std::vector<v1::Change::KindCase> kinds;
    for (const v1::Change& change : decision.changes) kinds.push_back(change.kind_case());
    return kinds;
  }

  FakeRegister register_;
  common::Date today_ = common::Date::OfYmd(2021, 5, 8);
  common::WorkingDays calendar_;

 private:
  std::shared_ptr<const v1::Project> kept_;
};

// A request with one thing wrong, and what the answer says about it.
struct BadInput {
  std::string name;
  std::string request;  // what differs from case to case
  std::string field;
  std::string reason;
  std::string chinese;  // a part of it, with the value
};
inline void PrintTo(const BadInput& bad, std::ostream* out) {
  *out << bad.name;
}

}  // namespace wuse::domain
