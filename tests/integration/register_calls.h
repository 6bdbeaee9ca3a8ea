#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "grpcpp/channel.h"
#include "gtest/gtest.h"
#include "tests/support/test_server.h"
#include "wuse/v1/project_service.grpc.pb.h"
#include "wuse/v1/report_service.grpc.pb.h"
#include "wuse/v1/unit_service.grpc.pb.h"

// The register's mutations as typed calls over a channel, and smallest valid messages for them. Dates fit the
// TestServer's default day, 2021-05-08 (Saturday of week 2021-W18).
namespace wuse::testing {

using Channel = std::shared_ptr<grpc::Channel>;

// What a unary call came to.
template <class Response>
struct Answer {
  grpc::Status status;
  Response response;
  bool ok() const { return status.ok(); }
};

// Calls `method` of the stub (&v1::UnitService::Stub::ApplyUnits) as `actor`; "": as nobody.
template <class Stub, class Request, class Response>
Answer<Response> Call(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                      const Request& request, const std::string& actor = "tester") {
  const std::unique_ptr<grpc::ClientContext> context = As(actor);
  Answer<Response> answer;
  answer.status = (stub.*method)(context.get(), request, &answer.response);
  return answer;
}

inline v1::Unit AnyUnit(const std::string& id, const std::string& name) {
  v1::Unit unit;
  unit.set_id(id);
  unit.set_name(name);
  unit.set_group(v1::TOWNSHIP);
  return unit;
}

// 12,000,000 yuan in 2021, a million a month: 4,000,000 reported for 2021-W17 is green, 0 is red. Not rated before its
// first report.
inline v1::Project AnyProject(const std::string& id, const std::string& unit) {
  v1::Project project;
  project.set_id(id);
  project.set_name("项目" + id);
  project.set_kind(v1::NEW);
  project.set_level(v1::DISTRICT);
  project.set_category(v1::INDUSTRY);
  project.set_unit(unit);
  project.add_lists("district-key");
  project.set_total_investment_yuan(100'000'000);
  v1::YearPlan& plan = *project.add_plans();
  plan.set_year(2021);
  plan.set_annual_yuan(12'000'000);
  for (int month = 1; month <= 12; ++month) plan.add_month_end_yuan(month * 1'000'000);
  return project;
}

inline v1::Report AnyReport(const std::string& project, const std::string& week, int64_t invested_this_year_yuan) {
  v1::Report report;
  report.set_project(project);
  report.set_week(week);
  report.set_invested_this_year_yuan(invested_this_year_yuan);
  return report;
}

inline Answer<v1::ApplyUnitsResponse> ApplyUnit(const Channel& channel, const v1::Unit& unit,
                                                const std::string& request_id = "") {
  v1::ApplyUnitsRequest request;
  *request.add_units() = unit;
  request.set_request_id(request_id);
  return Call(*v1::UnitService::NewStub(channel), &v1::UnitService::Stub::ApplyUnits, request);
}

inline Answer<v1::ProjectMutationResponse> CreateProject(const Channel& channel, const v1::Project& project,
                                                         const std::string& request_id = "") {
  v1::CreateProjectRequest request;
  *request.mutable_project() = project;
  request.set_request_id(request_id);
  return Call(*v1::ProjectService::NewStub(channel), &v1::ProjectService::Stub::CreateProject, request);
}

// Changes the fields of `paths` to what they are in `project`.
inline Answer<v1::ProjectMutationResponse> UpdateProject(const Channel& channel, const v1::Project& project,
                                                         const std::vector<std::string>& paths,
                                                         const std::string& request_id = "") {
  v1::UpdateProjectRequest request;
  *request.mutable_edit()->mutable_project() = project;
  for (const std::string& path : paths) request.mutable_edit()->mutable_update_mask()->add_paths(path);
  request.set_request_id(request_id);
  return Call(*v1::ProjectService::NewStub(channel), &v1::ProjectService::Stub::UpdateProject, request);
}

inline Answer<v1::GetProjectResponse> GetProject(const Channel& channel, const std::string& id) {
  v1::GetProjectRequest request;
  request.set_id(id);
  return Call(*v1::ProjectService::NewStub(channel), &v1::ProjectService::Stub::GetProject, request);
}

inline Answer<v1::FileReportResponse> FileReport(const Channel& channel, const v1::Report& report,
                                                 const std::string& request_id = "") {
  v1::FileReportRequest request;
  *request.mutable_edit()->mutable_report() = report;
  request.set_request_id(request_id);
  return Call(*v1::ReportService::NewStub(channel), &v1::ReportService::Stub::FileReport, request);
}

inline Answer<v1::FileReportsResponse> FileReports(const Channel& channel, const std::vector<v1::Report>& reports,
                                                   const std::string& request_id = "") {
  v1::FileReportsRequest request;
  for (const v1::Report& report : reports) *request.add_edits()->mutable_report() = report;
  request.set_request_id(request_id);
  return Call(*v1::ReportService::NewStub(channel), &v1::ReportService::Stub::FileReports, request);
}

// One unit and these projects of it. Fails the test when the server refuses.
inline void AddProjects(const Channel& channel, const std::string& unit, const std::vector<std::string>& ids) {
  const auto applied = ApplyUnit(channel, AnyUnit(unit, "街道" + unit), "unit-" + unit);
  ASSERT_TRUE(applied.ok()) << applied.status.error_message();
  for (const std::string& id : ids) {
    const auto created = CreateProject(channel, AnyProject(id, unit), "create-" + id);
    ASSERT_TRUE(created.ok()) << created.status.error_message();
  }
}

}  // namespace wuse::testing
