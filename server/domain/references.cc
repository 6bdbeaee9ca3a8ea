#include "server/domain/references.h"

#include "common/text.h"
#include "server/domain/ladder.h"

namespace wuse::domain {
namespace {

// A wrong project id is compared with this many at most: enough for a district, bounded for the engine's thread.
constexpr size_t kComparedProjects = 5000;

const v1::Unit* FindUnitRef(const Register& reg, std::string_view id_or_name) {
  if (const v1::Unit* unit = reg.FindUnit(common::Lower(id_or_name))) return unit;
  return reg.FindUnitByName(common::Trim(id_or_name));
}

}  // namespace

const v1::Unit* ResolveUnit(const Register& reg, const Field& field, std::string_view id_or_name, Problems& problems) {
  if (const v1::Unit* unit = FindUnitRef(reg, id_or_name)) return unit;
  std::string english;
  std::string chinese;
  if (problems.TakeSuggestion()) {
    if (const auto nearest = common::Nearest(id_or_name, reg.UnitIdsAndNames())) {
      if (const v1::Unit* unit = FindUnitRef(reg, *nearest)) {
        english = Cat(InEnglish(unit->name()), " (", unit->id(), ")");
        chinese = Cat(InChinese(unit->name()), "(", unit->id(), ")");
      }
    }
  }
  AddUnknown(field, "UNIT_UNKNOWN", id_or_name, english, chinese, problems);
  return nullptr;
}

std::shared_ptr<const v1::Project> FindProjectRef(const Register& reg, std::string_view id_or_code) {
  if (auto project = reg.FindProject(id_or_code)) return project;
  if (auto project = reg.FindProject(common::Lower(id_or_code))) return project;
  return reg.FindProjectByExternalCode(common::Trim(id_or_code));
}

namespace {

void AddUnknownProject(const Register& reg, const Field& field, std::string_view id_or_code, absl::StatusCode code,
                       Problems& problems) {
  std::string english;
  std::string chinese;
  if (problems.TakeSuggestion()) {
    if (const auto nearest = common::Nearest(common::Lower(id_or_code), reg.ProjectIds(kComparedProjects))) {
      english = InEnglish(*nearest);
      chinese = InChinese(*nearest);
    }
  }
  AddUnknown(field, "PROJECT_NOT_FOUND", id_or_code, english, chinese, problems, code);
}

}  // namespace

std::shared_ptr<const v1::Project> ResolveProject(const Register& reg, const Field& field, std::string_view id_or_code,
                                                  absl::StatusCode code, Problems& problems) {
  if (!CheckRequired(field, !id_or_code.empty(), problems)) return nullptr;
  if (auto project = FindProjectRef(reg, id_or_code)) return project;
  AddUnknownProject(reg, field, id_or_code, code, problems);
  return nullptr;
}

std::shared_ptr<const ProjectBrief> ResolveBrief(const Register& reg, const Field& field, std::string_view id_or_code,
                                                 absl::StatusCode code, Problems& problems) {
  if (!CheckRequired(field, !id_or_code.empty(), problems)) return nullptr;
  if (auto brief = reg.FindBrief(id_or_code)) return brief;
  if (const auto project = FindProjectRef(reg, id_or_code)) return reg.FindBrief(project->id());
  AddUnknownProject(reg, field, id_or_code, code, problems);
  return nullptr;
}

const v1::Milestone* FindRungRef(const v1::Project& project, std::string_view id_or_name) {
  if (const v1::Milestone* rung = FindMilestone(project, id_or_name)) return rung;
  return FindMilestone(project, common::Lower(common::Trim(id_or_name)));
}

void AddUnknownMilestone(const Field& field, const v1::Project& project, std::string_view value, Problems& problems) {
  std::vector<std::string> candidates;
  for (const v1::Milestone& rung : project.milestones()) {
    if (rung.id() == kInvestmentCompleted) continue;
    candidates.push_back(rung.id());
    candidates.push_back(rung.name());
  }
  std::string english;
  std::string chinese;
  if (problems.TakeSuggestion()) {
    if (const auto nearest = common::Nearest(value, candidates)) {
      if (const v1::Milestone* rung = FindMilestone(project, *nearest)) {
        english = Cat(InEnglish(rung->name()), " (", rung->id(), ")");
        chinese = Cat(InChinese(rung->name()), "(", rung->id(), ")");
      }
    }
  }
  const Field named{field.base, field.path, "里程碑"};
  AddUnknown(named, "MILESTONE_UNKNOWN", value, english, chinese, problems);
}

bool CheckNotDelisted(const Field& field, const v1::Project& project, common::Date today, Problems& problems) {
  const common::Date delisted_on = common::Date::OfStored(project.delisted_on());
  if (!delisted_on.IsSet() || delisted_on > today) return true;
  problems.Add(field, "PROJECT_DELISTED",
               Cat("project ", InEnglish(project.id()), " was delisted on ", project.delisted_on()),
               Cat("项目", InChinese(project.id()), "（", project.name(), "）已于", project.delisted_on(), "调出"));
  return false;
}

}  // namespace wuse::domain
