#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include "server/board/board.h"
#include "server/domain/decide.h"
#include "server/engine/recent.h"
#include "server/history/history.h"

namespace wuse::engine {

// The register as the commands of one group see it: the board, what the group has staged so far laid over it, and
// reports from `recent` and history. Lives for one group; decided with on the engine's thread.
class Draft final : public domain::Register {
 public:
  Draft(board::Board& board, const history::History& history, Recent& recent);

  void Stage(std::shared_ptr<const v1::Update> update);
  const board::Staging& staging() const { return staging_; }

  const v1::Unit* FindUnit(std::string_view id) const override;
  const v1::Unit* FindUnitByName(std::string_view name) const override;
  std::vector<std::string> UnitIdsAndNames() const override;
  std::shared_ptr<const v1::Project> FindProject(std::string_view id) const override;
  std::shared_ptr<const domain::ProjectBrief> FindBrief(std::string_view id) const override;
  std::shared_ptr<const v1::Project> FindProjectByExternalCode(std::string_view code) const override;
  std::vector<std::string> ProjectIds(size_t at_most) const override;
  int project_count() const override;
  std::span<const domain::ReportMark> ReportsOf(std::string_view project_id) const override;
  absl::StatusOr<v1::Report> FindReport(std::string_view project_id, common::Week week) const override;
  const domain::AlertRuleSet& alert_rules() const override { return staging_.alert_rules(); }
  const std::shared_ptr<const domain::PolicySet>& policies() const override { return staging_.policies(); }
  const domain::RecoloredMonths& recolored_months() const override { return staging_.recolored_months(); }
  std::string_view month_being_recolored() const override;
  const domain::FigureBook& figure_book() const override;

 private:
  struct Parsed {
    std::shared_ptr<const std::string> encoded;  // what it was parsed from
    std::shared_ptr<const v1::Project> project;
  };
  std::shared_ptr<const v1::Project> ParsedOf(const board::ProjectState* state) const;

  board::Board& board_;
  const history::History& history_;
  Recent& recent_;
  board::Staging staging_;
  // A decision asks for its project several times. By the bytes, so that what was staged since is parsed anew.
  mutable std::unordered_map<const std::string*, Parsed> parsed_;
};

}  // namespace wuse::engine
