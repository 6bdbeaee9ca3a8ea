#include "server/domain/edit_scope.h"

#include <charconv>
#include <optional>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "wuse/v1/project.pb.h"

namespace wuse::domain {
namespace {

using google::protobuf::FieldDescriptor;

constexpr std::string_view kMilestones = "milestones.";
constexpr std::string_view kPlans = "plans.";
constexpr std::string_view kMonthEnds = "month_end_yuan";

bool IsServers(int field_number) {
  return field_number == v1::Project::kEtagFieldNumber || field_number == v1::Project::kStatusFieldNumber ||
         field_number == v1::Project::kAlertsFieldNumber || field_number == v1::Project::kOverridesFieldNumber ||
         field_number == v1::Project::kCertifiedFieldNumber;
}

std::optional<RungPath::Part> RungPartOf(std::string_view name) {
  using Part = RungPath::Part;
  static constexpr std::pair<std::string_view, Part> kParts[] = {
      {"planned_on", Part::kPlannedOn},
      {"reached_on", Part::kReachedOn},
      {"done", Part::kDone},
      {"total", Part::kTotal},
      {"unit", Part::kUnit},
      {"name", Part::kName},
      {"track", Part::kTrack},
      {"closing", Part::kClosing},
  };
  for (const auto& [text, part] : kParts) {
    if (text == name) return part;
  }
  return std::nullopt;
}

std::optional<int> WholeNumber(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

// `rest` is what follows "plans.": 2021.month_end_yuan.3
std::optional<PlanPath> PlanPathOf(std::string_view rest) {
  const size_t dot = rest.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const std::optional<int> year = WholeNumber(rest.substr(0, dot));
  if (!year) return std::nullopt;
  PlanPath plan{.year = *year, .part = PlanPath::Part::kAnnual, .path = Cat("project.", kPlans, rest)};
  std::string_view part = rest.substr(dot + 1);
  if (part == "annual_yuan") return plan;
  if (part == kMonthEnds) {
    plan.part = PlanPath::Part::kMonths;
    return plan;
  }
  if (!part.starts_with(Cat(kMonthEnds, "."))) return std::nullopt;
  const std::optional<int> month = WholeNumber(part.substr(kMonthEnds.size() + 1));
  if (!month || *month < 1 || *month > 12) return std::nullopt;
  plan.part = PlanPath::Part::kMonth;
  plan.month = *month;
  return plan;
}

bool AddTeamPath(std::string_view path, EditScope& scope) {
  const bool all = path == "team";
  if (!all && path != "team.name" && path != "team.leader" && path != "team.members") return false;
  scope.team_name |= all || path == "team.name";
  scope.team_leader |= all || path == "team.leader";
  scope.team_members |= all || path == "team.members";
  return true;
}

bool AddPath(const std::string& path, EditScope& scope) {
  if (AddTeamPath(path, scope)) return true;
  if (std::string_view key, part; SplitRungPath(path, key, part)) {
    const std::optional<RungPath::Part> rung_part = RungPartOf(part);
    if (!rung_part) return false;
    scope.rungs.push_back({.key = std::string(key), .part = *rung_part, .path = Cat("project.", path)});
    return true;
  }
  if (path.starts_with(kPlans)) {
    std::optional<PlanPath> plan = PlanPathOf(std::string_view(path).substr(kPlans.size()));
    if (!plan) return false;
    scope.plans.push_back(*std::move(plan));
    return true;
  }
  const FieldDescriptor* field = v1::Project::descriptor()->FindFieldByName(path);
  if (field == nullptr) return false;
  if (!IsServers(field->number())) scope.fields.set(static_cast<size_t>(field->number()));
  return true;
}

// Without a mask, plans are given by year: other years stay.
void AddPopulatedPlans(const v1::Project& project, EditScope& scope) {
  for (int i = 0; i < project.plans_size(); ++i) {
    const v1::YearPlan& plan = project.plans(i);
    const std::string path = Cat("project.plans[", std::to_string(i), "]");
    if (plan.has_annual_yuan()) {
      scope.plans.push_back({plan.year(), PlanPath::Part::kAnnual, 0, Cat(path, ".annual_yuan")});
    }
    if (!plan.month_end_yuan().empty()) {
      scope.plans.push_back({plan.year(), PlanPath::Part::kMonths, 0, Cat(path, ".", kMonthEnds)});
    }
  }
}

EditScope PopulatedScope(const v1::Project& project) {
  EditScope scope;
  std::vector<const FieldDescriptor*> populated;
  v1::Project::GetReflection()->ListFields(project, &populated);
  for (const FieldDescriptor* field : populated) {
    if (!IsServers(field->number())) scope.fields.set(static_cast<size_t>(field->number()));
  }
  scope.fields.reset(v1::Project::kTeamFieldNumber);
  scope.fields.reset(v1::Project::kPlansFieldNumber);
  scope.team_name = !project.team().name().empty();
  scope.team_leader = !project.team().leader().empty();
  scope.team_members = !project.team().members().empty();
  AddPopulatedPlans(project, scope);
  return scope;
}

}  // namespace

bool EditScope::OnlyDelisting() const {
  std::bitset<kFields> others = fields;
  others.reset(v1::Project::kIdFieldNumber);
  others.reset(v1::Project::kDelistedOnFieldNumber);
  others.reset(v1::Project::kDelistReasonFieldNumber);
  return others.none() && Has(v1::Project::kDelistedOnFieldNumber) && !team_name && !team_leader && !team_members &&
         rungs.empty() && plans.empty();
}

bool SplitRungPath(std::string_view path, std::string_view& key, std::string_view& part) {
  if (!path.starts_with(kMilestones)) return false;
  const std::string_view rest = path.substr(kMilestones.size());
  const size_t dot = rest.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return false;
  key = rest.substr(0, dot);
  part = rest.substr(dot + 1);
  return true;
}

bool CheckMaskSize(const Field& field, int paths, Problems& problems) {
  if (paths <= kMaxMaskPaths) return true;
  const std::string limit = std::to_string(kMaxMaskPaths);
  problems.Add(field, "MASK_TOO_LARGE", Cat("update_mask has more than ", limit, " paths"),
               Cat("更新字段超过", limit, "个"));
  return false;
}

void AddUnknownPath(const Field& field, std::string_view path, Problems& problems) {
  problems.Add(field, "MASK_PATH_UNKNOWN", Cat("update_mask has no path ", InEnglish(path)),
               Cat("没有可更新的字段", InChinese(path)));
}

EditScope ScopeOf(const v1::ProjectEdit& edit, std::string_view base, Problems& problems) {
  if (!edit.has_update_mask() || edit.update_mask().paths().empty()) return PopulatedScope(edit.project());
  EditScope scope;
  const Field mask{base, "update_mask", "更新字段"};
  if (!CheckMaskSize(mask, edit.update_mask().paths_size(), problems)) return scope;
  for (const std::string& path : edit.update_mask().paths()) {
    if (!AddPath(path, scope)) AddUnknownPath(mask, path, problems);
  }
  return scope;
}

}  // namespace wuse::domain
