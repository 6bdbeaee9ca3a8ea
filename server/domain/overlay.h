#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "server/domain/decide.h"

namespace wuse::domain {

// The register as it is after the rows of a batch that were decided so far, so that each row sees those before it.
// Units are not staged. One thread; `base` outlives it.
class Overlay final : public Register {
 public:
  explicit Overlay(const Register& base) : base_(base) {}

  // Of a project: a ProjectChanged, ReportFiled or CertifiedRecorded.
  void Stage(const v1::Change& change);

  const v1::Unit* FindUnit(std::string_view id) const override { return base_.FindUnit(id); }
  const v1::Unit* FindUnitByName(std::string_view name) const override { return base_.FindUnitByName(name); }
  std::vector<std::string> UnitIdsAndNames() const override { return base_.UnitIdsAndNames(); }
  std::shared_ptr<const v1::Project> FindProject(std::string_view id) const override;
  std::shared_ptr<const ProjectBrief> FindBrief(std::string_view id) const override;
  std::shared_ptr<const v1::Project> FindProjectByExternalCode(std::string_view code) const override;
  std::vector<std::string> ProjectIds(size_t at_most) const override;
  int project_count() const override { return base_.project_count() + created_; }
  std::span<const ReportMark> ReportsOf(std::string_view project_id) const override;
  absl::StatusOr<v1::Report> FindReport(std::string_view project_id, common::Week week) const override;
  const AlertRuleSet& alert_rules() const override { return base_.alert_rules(); }
  const std::shared_ptr<const PolicySet>& policies() const override { return base_.policies(); }
  const RecoloredMonths& recolored_months() const override { return base_.recolored_months(); }
  std::string_view month_being_recolored() const override { return base_.month_being_recolored(); }
  const FigureBook& figure_book() const override { return base_.figure_book(); }

 private:
  const Register& base_;
  std::map<std::string, std::shared_ptr<const v1::Project>, std::less<>> projects_;
  std::map<std::string, std::string, std::less<>> id_by_code_;
  std::map<std::string, std::vector<ReportMark>, std::less<>> marks_;
  std::map<std::pair<std::string, common::Week>, v1::Report> reports_;
  int created_ = 0;
};

}  // namespace wuse::domain
