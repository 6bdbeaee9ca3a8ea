#include "server/domain/overlay.h"

#include "server/domain/apply_change.h"

namespace wuse::domain {

void Overlay::Stage(const v1::Change& change) {
  const std::string id(ProjectIdOf(change));
  if (change.has_report_filed()) {
    const std::span<const ReportMark> marks = ReportsOf(id);
    std::vector<ReportMark> staged(marks.begin(), marks.end());
    InsertMark(staged, MarkOf(change.report_filed().report()));
    marks_[id] = std::move(staged);
    reports_[{id, MarkOf(change.report_filed().report()).week()}] = change.report_filed().report();
    if (change.report_filed().milestones().empty()) return;
  }
  const std::shared_ptr<const v1::Project> before = FindProject(id);
  auto after = std::make_shared<const v1::Project>(ProjectAfter(before.get(), change));
  if (before == nullptr) ++created_;
  if (!after->external_code().empty()) id_by_code_[after->external_code()] = id;
  projects_[id] = std::move(after);
}

std::shared_ptr<const v1::Project> Overlay::FindProject(std::string_view id) const {
  const auto staged = projects_.find(id);
  return staged != projects_.end() ? staged->second : base_.FindProject(id);
}

std::shared_ptr<const ProjectBrief> Overlay::FindBrief(std::string_view id) const {
  const auto staged = projects_.find(id);
  if (staged == projects_.end()) return base_.FindBrief(id);
  return std::make_shared<const ProjectBrief>(ProjectBrief::Of(staged->second));
}

std::shared_ptr<const v1::Project> Overlay::FindProjectByExternalCode(std::string_view code) const {
  // A staged project may have given its code up, or taken one that another gave up.
  if (const auto staged = id_by_code_.find(code); staged != id_by_code_.end()) {
    if (auto project = FindProject(staged->second); project->external_code() == code) return project;
  }
  std::shared_ptr<const v1::Project> project = base_.FindProjectByExternalCode(code);
  if (project == nullptr) return nullptr;
  const auto staged = projects_.find(project->id());
  if (staged == projects_.end()) return project;
  return staged->second->external_code() == code ? staged->second : nullptr;
}

std::vector<std::string> Overlay::ProjectIds(size_t at_most) const {
  std::vector<std::string> ids = base_.ProjectIds(at_most);
  for (const auto& [id, project] : projects_) {
    if (ids.size() >= at_most) break;
    if (base_.FindProject(id) == nullptr) ids.push_back(id);
  }
  return ids;
}

std::span<const ReportMark> Overlay::ReportsOf(std::string_view project_id) const {
  const auto staged = marks_.find(project_id);
  return staged != marks_.end() ? std::span<const ReportMark>(staged->second) : base_.ReportsOf(project_id);
}

absl::StatusOr<v1::Report> Overlay::FindReport(std::string_view project_id, common::Week week) const {
  const auto staged = reports_.find({std::string(project_id), week});
  if (staged != reports_.end()) return staged->second;
  return base_.FindReport(project_id, week);
}

}  // namespace wuse::domain
