#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "server/domain/apply_change.h"
#include "server/domain/decide.h"
#include "server/domain/row_builder.h"

namespace wuse::domain {

// A register in memory for tests: what decisions are made against, and what they are committed to.
class FakeRegister final : public Register {
 public:
  // Its symbols are not by chance those of a row by itself (RowAlone).
  FakeRegister() { symbols_.Of("the first symbol is nobody's"); }

  void Commit(const std::vector<v1::Change>& changes) {
    for (const v1::Change& change : changes) Commit(change);
  }

  void Commit(const v1::Change& change) {
    if (change.has_unit_changed()) {
      units_[change.unit_changed().unit().id()] = change.unit_changed().unit();
      return;
    }
    if (change.has_alert_rules_changed()) return SetAlertRules(change.alert_rules_changed().rules());
    if (change.has_policy_changed()) {
      policies_ = policies_->With(change.policy_changed().version(), symbols_.Interner());
      return;
    }
    if (change.has_recoloring_begun()) {
      recoloring_ = change.recoloring_begun().month();
      return;
    }
    if (change.has_month_recolored()) {
      recoloring_.clear();
      months_[change.month_recolored().month().month()] = change.month_recolored().month();
      return;
    }
    if (change.has_reference_figure_changed()) return book_.Apply(change.reference_figure_changed());
    if (change.has_list_changed()) return book_.Put(change.list_changed().list());
    if (change.has_house_style_changed()) return book_.Put(change.house_style_changed().style());
    if (change.has_bulletin_published()) return book_.Put(HeadOf(change.bulletin_published().bulletin()));
    const std::string id(ProjectIdOf(change));
    const auto before = FindProject(id);
    projects_[id] = std::make_shared<const v1::Project>(ProjectAfter(before.get(), change));
    if (!change.has_report_filed()) return;
    const v1::Report& report = change.report_filed().report();
    InsertMark(marks_[id], MarkOf(report));
    reports_[{id, MarkOf(report).week()}] = report;
  }

  const v1::Unit* FindUnit(std::string_view id) const override {
    const auto unit = units_.find(id);
    return unit == units_.end() ? nullptr : &unit->second;
  }
  const v1::Unit* FindUnitByName(std::string_view name) const override {
    for (const auto& [id, unit] : units_) {
      if (unit.name() == name) return &unit;
    }
    return nullptr;
  }
  std::vector<std::string> UnitIdsAndNames() const override {
    std::vector<std::string> texts;
    for (const auto& [id, unit] : units_) {
      texts.push_back(id);
      texts.push_back(unit.name());
    }
    return texts;
  }
  std::shared_ptr<const v1::Project> FindProject(std::string_view id) const override {
    const auto project = projects_.find(id);
    return project == projects_.end() ? nullptr : project->second;
  }
  std::shared_ptr<const ProjectBrief> FindBrief(std::string_view id) const override {
    auto project = FindProject(id);
    return project == nullptr ? nullptr : std::make_shared<const ProjectBrief>(ProjectBrief::Of(std::move(project)));
  }
  std::shared_ptr<const v1::Project> FindProjectByExternalCode(std::string_view code) const override {
    for (const auto& [id, project] : projects_) {
      if (!code.empty() && project->external_code() == code) return project;
    }
    return nullptr;
  }
  std::vector<std::string> ProjectIds(size_t at_most) const override {
    std::vector<std::string> ids;
    for (const auto& [id, project] : projects_) {
      if (ids.size() < at_most) ids.push_back(id);
    }
    return ids;
  }
  int project_count() const override { return project_count_override_.value_or(static_cast<int>(projects_.size())); }
  std::span<const ReportMark> ReportsOf(std::string_view project_id) const override {
    const auto marks = marks_.find(project_id);
    return marks == marks_.end() ? std::span<const ReportMark>() : std::span<const ReportMark>(marks->second);
  }
  absl::StatusOr<v1::Report> FindReport(std::string_view project_id, common::Week week) const override {
    if (!disk_error_.ok()) return disk_error_;
    const auto report = reports_.find({std::string(project_id), week});
    if (report == reports_.end()) return absl::NotFoundError("no such report");
    return report->second;
  }

  // All disabled until a test sets some: most tests are not about alerts.
  const AlertRuleSet& alert_rules() const override { return alert_rules_; }
  void SetAlertRules(const v1::AlertRules& rules) { alert_rules_ = AlertRuleSet(rules); }
  static v1::AlertRules NoAlertRules() {
    v1::AlertRules rules = DefaultAlertRules();
    for (v1::AlertRule& rule : *rules.mutable_rules()) rule.set_disabled(true);
    return rules;
  }

  const std::shared_ptr<const PolicySet>& policies() const override { return policies_; }
  const RecoloredMonths& recolored_months() const override { return months_; }
  std::string_view month_being_recolored() const override { return recoloring_; }
  const FigureBook& figure_book() const override { return book_; }

  void PutBulletin(v1::BulletinHead head) { book_.Put(std::move(head)); }
  void PretendProjects(int count) { project_count_override_ = count; }
  void FailReads(absl::Status error) { disk_error_ = std::move(error); }

 private:
  std::map<std::string, v1::Unit, std::less<>> units_;
  std::map<std::string, std::shared_ptr<const v1::Project>, std::less<>> projects_;
  std::map<std::string, std::vector<ReportMark>, std::less<>> marks_;
  std::map<std::pair<std::string, common::Week>, v1::Report> reports_;
  std::optional<int> project_count_override_;
  absl::Status disk_error_;
  Names symbols_;
  std::shared_ptr<const PolicySet> policies_ = std::make_shared<const PolicySet>();
  RecoloredMonths months_;
  std::string recoloring_;
  FigureBook book_;
  AlertRuleSet alert_rules_ = AlertRuleSet(NoAlertRules());
};

}  // namespace wuse::domain
