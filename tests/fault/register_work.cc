#include "tests/fault/register_work.h"

#include <utility>

#include "common/digest.h"

namespace wuse::fault {
namespace {

int Below(int bound, std::mt19937_64& random) {
  return static_cast<int>(random() % static_cast<uint64_t>(bound));
}

std::string Text(int characters, std::mt19937_64& random) {
  std::string text;
  const int length = Below(characters, random);
  for (int i = 0; i < length; ++i) text += i % 7 == 6 ? std::to_string(Below(10, random)) : std::string("进");
  return text;
}

std::string ProjectId(int number) {
  return "p-" + std::to_string(number);
}

std::string AnyProjectId(std::mt19937_64& random) {
  return ProjectId(Below(RegisterWork::kProjects, random));
}

std::string AnyWeek(std::mt19937_64& random) {
  const std::string number = std::to_string(1 + Below(17, random));
  return "2021-W" + std::string(2 - number.size(), '0') + number;
}

v1::Project NewProject(const std::string& id, std::mt19937_64& random) {
  v1::Project project;
  project.set_id(id);
  project.set_name("项目" + id);
  project.set_kind(v1::CONTINUING);
  project.set_level(v1::DISTRICT);
  project.set_category(v1::INDUSTRY);
  project.set_unit("xiaoshun");
  project.set_listed_on("2021-01-01");
  project.set_note(Text(40, random));
  v1::Milestone& roof = *project.add_milestones();
  roof.set_id("roof-topped");
  roof.set_name("结顶");
  roof.set_planned_on("2021-05-0" + std::to_string(1 + Below(9, random)));
  return project;
}

void FillReport(v1::ReportEdit& edit, const std::string& project, int characters, std::mt19937_64& random) {
  v1::Report& report = *edit.mutable_report();
  report.set_project(project);
  report.set_week(AnyWeek(random));
  report.set_invested_this_year_yuan(static_cast<int64_t>(random() % 1'000'000'000));
  report.set_progress(Text(characters, random));
  report.set_next(Text(characters, random));
  report.set_correction_reason("更正");
}

}  // namespace

engine::Command Work::ToCommand() const {
  const std::string body = std::visit(
      [](const auto& of) {
        if constexpr (requires { of.bulletin; })
          return of.request.SerializeAsString();  // composed by the server
        else
          return of.SerializeAsString();
      },
      request);
  return {.actor = actor, .digest = common::Sha256({body}), .bytes = body.size(), .request = request, .done = nullptr};
}

std::string Work::RequestId() const {
  return std::visit([](const auto& of) { return of.request_id(); }, request);
}

std::vector<Work> RegisterWork::Founding() const {
  std::vector<Work> founding;
  v1::ApplyUnitsRequest units;
  units.set_request_id("founding-unit");
  v1::Unit& unit = *units.add_units();
  unit.set_id("xiaoshun");
  unit.set_name("孝顺镇");
  unit.set_group(v1::TOWNSHIP);
  founding.push_back({.actor = "lin", .request = units});
  v1::ApplyProjectsRequest projects;
  projects.set_request_id("founding-projects");
  std::mt19937_64 random(1);
  for (int i = 0; i < kProjects; ++i) *projects.add_edits()->mutable_project() = NewProject(ProjectId(i), random);
  founding.push_back({.actor = "lin", .request = projects});
  return founding;
}

Work RegisterWork::Any(std::mt19937_64& random) {
  const int percent = Below(100, random);
  if (size_ == Size::kLarge && percent < 60) return Batch(random, 60);
  if (percent < 70) return Report(random);
  if (percent < 80) return Batch(random, 2 + Below(20, random));
  if (percent < 87) return Note(random);
  if (percent < 92) return Creation(random);
  if (percent < 96) return Projects(random);
  return percent < 98 ? Replan(random) : Unit(random);
}

Work RegisterWork::Report(std::mt19937_64& random) {
  v1::FileReportRequest request;
  request.set_request_id(NextId("report-"));
  FillReport(*request.mutable_edit(), AnyProjectId(random), 80, random);
  return {.actor = Below(2, random) == 0 ? "lin" : "wang", .request = std::move(request)};
}

Work RegisterWork::Batch(std::mt19937_64& random, int rows) {
  v1::FileReportsRequest request;
  request.set_request_id(NextId("batch-"));
  for (int row = 0; row < rows; ++row) {
    v1::ReportEdit& edit = *request.add_edits();
    FillReport(edit, ProjectId(row % kProjects), size_ == Size::kLarge ? 400 : 40, random);
    // One row a project and week.
    edit.mutable_report()->set_week("2021-W" + std::to_string(10 + row / kProjects));
  }
  return {.actor = "lin", .request = std::move(request)};
}

Work RegisterWork::Note(std::mt19937_64& random) {
  v1::UpdateProjectRequest request;
  request.set_request_id(NextId("note-"));
  v1::Project& project = *request.mutable_edit()->mutable_project();
  project.set_id(AnyProjectId(random));
  project.set_note(request.request_id() + Text(60, random));
  return {.actor = "wang", .request = std::move(request)};
}

Work RegisterWork::Creation(std::mt19937_64& random) {
  v1::CreateProjectRequest request;
  request.set_request_id(NextId("create-"));
  *request.mutable_project() = NewProject("of-" + request.request_id(), random);
  request.mutable_project()->set_external_code("原" + request.request_id());
  return {.actor = "lin", .request = std::move(request)};
}

Work RegisterWork::Projects(std::mt19937_64& random) {
  v1::ApplyProjectsRequest request;
  request.set_request_id(NextId("apply-"));
  for (int i = 1 + Below(8, random); i > 0; --i) {
    *request.add_edits()->mutable_project() = NewProject("of-" + request.request_id() + std::to_string(i), random);
  }
  return {.actor = "lin", .request = std::move(request)};
}

Work RegisterWork::Replan(std::mt19937_64& random) {
  v1::ReplanMilestoneRequest request;
  request.set_request_id(NextId("replan-"));
  request.set_project(AnyProjectId(random));
  request.set_milestone("roof-topped");
  request.set_planned_on("2021-0" + std::to_string(6 + Below(4, random)) + "-1" + std::to_string(Below(10, random)));
  request.set_reason("雨季");
  return {.actor = "wang", .request = std::move(request)};
}

Work RegisterWork::Unit(std::mt19937_64& random) {
  v1::ApplyUnitsRequest request;
  request.set_request_id(NextId("unit-"));
  v1::Unit& unit = *request.add_units();
  unit.set_id("unit-" + std::to_string(Below(5, random)));
  unit.set_name("单位" + request.request_id());
  unit.set_group(v1::TOWNSHIP);
  return {.actor = "lin", .request = std::move(request)};
}

}  // namespace wuse::fault
