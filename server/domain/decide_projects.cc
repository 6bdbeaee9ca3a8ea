#include <map>
#include <set>

#include "common/limits.h"
#include "common/text.h"
#include "server/domain/decision_parts.h"
#include "server/domain/edit_project.h"
#include "server/domain/edit_scope.h"
#include "server/domain/overlay.h"
#include "server/domain/project_diff.h"
#include "server/domain/references.h"

namespace wuse::domain {
namespace {

using v1::PlannedChange;
using v1::Project;
using ProjectPointer = std::shared_ptr<const Project>;

// One row of an apply, or the one edit of a call.
struct ProjectRowEdit {
  const v1::ProjectEdit& edit;
  std::string_view base;
  ProjectPointer before;  // null: a new one
  std::string id;         // of a new one
};

struct EditPlan {
  std::vector<v1::Change> changes;  // ProjectChanged, and what follows from it
  PlannedChange planned;
};

v1::Change ProjectChangedOf(const Project* before, EditedProject edited, const v1::ProjectEdit& edit) {
  v1::Change change;
  v1::ProjectChanged& changed = *change.mutable_project_changed();
  changed.set_created(before == nullptr);
  if (before != nullptr) {
    *change.mutable_match_before() = MatchOf(*before);
  }
  *change.mutable_match_after() = MatchOf(edited.after);
  if (edited.replanned) changed.set_replan_reason(edit.replan_reason());
  if (edited.corrected) changed.set_correction_reason(edit.correction_reason());
  *changed.mutable_project() = std::move(edited.after);
  changed.mutable_project()->clear_status();
  changed.mutable_project()->clear_alerts();
  return change;
}

void CheckReasons(const v1::ProjectEdit& edit, std::string_view base, Problems& problems) {
  constexpr TextRule kReason{.max_characters = common::kMaxTextCharacters};
  CheckText({base, "replan_reason", "调整原因"}, edit.replan_reason(), kReason, problems);
  CheckText({base, "correction_reason", "更正原因"}, edit.correction_reason(), kReason, problems);
}

bool SameContent(const Project& before, const Project& after) {
  const auto content = [](Project project) {
    project.clear_etag();
    project.clear_status();
    project.clear_alerts();
    return project.SerializeAsString();
  };
  return content(before) == content(after);
}

void CheckRoom(const Register& reg, std::string_view base, Problems& problems) {
  if (reg.project_count() < common::kMaxProjects) return;
  const std::string most = std::to_string(common::kMaxProjects);
  problems.Add({base, "project.id", "项目编号"}, "TOO_MANY_PROJECTS", Cat("there are ", most, " projects already"),
               Cat("项目总数已达上限", most, "个"), absl::StatusCode::kResourceExhausted);
}

// Nothing when it has problems.
EditPlan PlanEdit(const Context& context, const Register& reg, const ProjectRowEdit& row,
                  const std::set<std::string>& refused_ids, bool with_fields, Problems& problems) {
  const size_t problems_before = problems.size();
  const EditScope scope = ScopeOf(row.edit, row.base, problems);
  const Project* before = row.before.get();
  if (before == nullptr) CheckRoom(reg, row.base, problems);
  if (before != nullptr && !scope.OnlyDelisting()) {
    CheckNotDelisted({row.base, "project.id", "项目编号"}, *before, context.today, problems);
  }
  CheckReasons(row.edit, row.base, problems);
  EditedProject edited = EditProject({.register_ = reg,
                                      .today = context.today,
                                      .before = before,
                                      .edit = row.edit,
                                      .scope = scope,
                                      .base = row.base,
                                      .refused_ids = refused_ids,
                                      .problems = problems},
                                     row.id);
  EditPlan plan;
  if (problems.size() != problems_before) return plan;
  plan.planned.set_id(edited.after.id());
  plan.planned.set_name(edited.after.name());
  if (before != nullptr && SameContent(*before, edited.after)) {
    plan.planned.set_action(PlannedChange::UNCHANGED);
    return plan;
  }
  plan.planned.set_action(before == nullptr ? PlannedChange::CREATE : PlannedChange::UPDATE);
  if (with_fields && before != nullptr) *plan.planned.mutable_fields() = DiffOf(*before, edited.after);
  std::vector<v1::Change> follows = Rejudge(before, ProjectBrief::Of(std::make_shared<const Project>(edited.after)),
                                            reg.ReportsOf(edited.after.id()), context.colors, reg.alert_rules());
  plan.changes.push_back(ProjectChangedOf(before, std::move(edited), row.edit));
  // A new project is announced in its color, so that who follows that color gets all of it.
  if (before == nullptr && !follows.empty()) *plan.changes[0].mutable_match_after() = follows[0].match_after();
  for (v1::Change& change : follows) plan.changes.push_back(std::move(change));
  return plan;
}

// The project that an edit names: by id or external code in `id`, or by `external_code` alone.
ProjectPointer FindEdited(const Register& reg, const Project& named) {
  if (!named.id().empty()) return FindProjectRef(reg, named.id());
  return named.external_code().empty() ? nullptr : reg.FindProjectByExternalCode(common::Trim(named.external_code()));
}

absl::Status CheckEtag(const Project& project, std::string_view etag) {
  if (etag.empty() || etag == project.etag()) return absl::OkStatus();
  return common::MakeError(
      absl::StatusCode::kAborted,
      Cat("project ", InEnglish(project.id()), " has changed: its etag is ", project.etag(), ", not ", InEnglish(etag)),
      {.reason = "ETAG_MISMATCH",
       .chinese = Cat("项目", InChinese(project.id()), "（", project.name(), "）已被他人修改（版本标记",
                      InChinese(etag), "已过期），请刷新后重试")});
}

absl::StatusOr<Decision> DecideOne(const Context& context, const ProjectRowEdit& row, Problems& problems) {
  EditPlan plan = PlanEdit(context, context.register_, row, {}, false, problems);
  if (!problems.empty()) return problems.ToStatus();
  Decision decision{.changes = std::move(plan.changes)};
  decision.plan.push_back(std::move(plan.planned));
  return decision;
}

// The rows of an apply, one after the other.
class ProjectBatch {
 public:
  ProjectBatch(const Context& context, bool with_fields)
      : context_(context), with_fields_(with_fields), overlay_(context.register_) {}

  void Add(const v1::ProjectEdit& edit) {
    const size_t problems_before = problems_.size();
    const size_t number = decision_.plan.size();
    const std::string base = RowBase("edits", number);
    decision_.plan.emplace_back();
    ProjectRowEdit row{.edit = edit, .base = base, .before = FindEdited(overlay_, edit.project()), .id = ""};
    const Field field{base, "project.id", "项目编号"};
    if (row.before == nullptr) {
      const std::optional<std::string> id = CheckId(field, edit.project().id(), problems_);
      row.id = id.value_or("");
    }
    const std::string id = row.before != nullptr ? row.before->id() : row.id;
    const auto [first, inserted] = first_rows_.emplace(id, number);
    if (!inserted && !id.empty()) AddDuplicateRow(field, id, first->second, problems_);
    EditPlan plan = PlanEdit(context_, overlay_, row, refused_ids_, with_fields_, problems_);
    if (problems_.size() != problems_before) {
      refused_ids_.insert(id);
      return;
    }
    for (v1::Change& change : plan.changes) {
      overlay_.Stage(change);
      decision_.changes.push_back(std::move(change));
    }
    decision_.plan.back() = std::move(plan.planned);
  }

  absl::StatusOr<Decision> Finish() {
    if (!problems_.empty()) return problems_.ToStatus();
    return std::move(decision_);
  }

 private:
  const Context& context_;
  const bool with_fields_;
  Overlay overlay_;
  Problems problems_;
  Decision decision_;
  std::map<std::string, size_t> first_rows_;
  std::set<std::string> refused_ids_;
};

}  // namespace

absl::StatusOr<Decision> Decide(const Context& context, const v1::CreateProjectRequest& request) {
  Problems problems;
  v1::ProjectEdit edit;
  *edit.mutable_project() = request.project();
  ProjectRowEdit row{.edit = edit, .base = "", .before = nullptr, .id = ""};
  const Field field{"", "project.id", "项目编号"};
  if (const std::optional<std::string> id = CheckId(field, request.project().id(), problems)) {
    row.id = *id;
    if (const ProjectPointer existing = context.register_.FindProject(*id)) {
      problems.Add(field, "PROJECT_EXISTS", Cat("project ", InEnglish(*id), " exists already: ", existing->name()),
                   Cat("项目编号", InChinese(*id), "已存在（", existing->name(), "）"),
                   absl::StatusCode::kAlreadyExists);
    }
  }
  return DecideOne(context, row, problems);
}

absl::StatusOr<Decision> Decide(const Context& context, const v1::UpdateProjectRequest& request) {
  Problems problems;
  const Project& named = request.edit().project();
  ProjectRowEdit row{.edit = request.edit(), .base = "edit.", .before = FindEdited(context.register_, named), .id = ""};
  if (row.before == nullptr) {
    const bool by_code = named.id().empty() && !named.external_code().empty();
    const Field field{"edit.", by_code ? "project.external_code" : "project.id", by_code ? "原编号" : "项目编号"};
    ResolveProject(context.register_, field, by_code ? named.external_code() : named.id(), absl::StatusCode::kNotFound,
                   problems);
    return problems.ToStatus();
  }
  WUSE_RETURN_IF_ERROR(CheckEtag(*row.before, request.etag()));
  return DecideOne(context, row, problems);
}

absl::StatusOr<Decision> Decide(const Context& context, const v1::ApplyProjectsRequest& request) {
  WUSE_RETURN_IF_ERROR(CheckBatch(request.edits_size()));
  ProjectBatch batch(context, request.validate_only());
  for (const v1::ProjectEdit& edit : request.edits()) batch.Add(edit);
  return batch.Finish();
}

absl::StatusOr<Decision> Decide(const Context& context, const v1::ReplanMilestoneRequest& request) {
  Problems problems;
  constexpr TextRule kReason{.max_characters = common::kMaxTextCharacters, .required = true};
  const Field rung{"", "milestone", "里程碑"};
  const Field planned_on{"", "planned_on", "计划日期"};
  const ProjectPointer project = ResolveProject(context.register_, {"", "project", "项目编号"}, request.project(),
                                                absl::StatusCode::kNotFound, problems);
  CheckText({"", "reason", "调整原因"}, request.reason(), kReason, problems);
  if (CheckRequired(planned_on, !request.planned_on().empty(), problems)) {
    CheckDate(planned_on, request.planned_on(), problems);
  }
  if (CheckRequired(rung, !request.milestone().empty(), problems) && project != nullptr &&
      FindRungRef(*project, request.milestone()) == nullptr) {
    AddUnknownMilestone(rung, *project, request.milestone(), problems);
  }
  if (project != nullptr) CheckNotDelisted({"", "project", "项目编号"}, *project, context.today, problems);
  if (!problems.empty()) return problems.ToStatus();
  WUSE_RETURN_IF_ERROR(CheckEtag(*project, request.etag()));
  v1::ProjectEdit edit;
  v1::Milestone& milestone = *edit.mutable_project()->add_milestones();
  milestone.set_id(FindRungRef(*project, request.milestone())->id());
  milestone.set_planned_on(request.planned_on());
  edit.mutable_update_mask()->add_paths(Cat("milestones.", milestone.id(), ".planned_on"));
  edit.set_replan_reason(request.reason());
  absl::StatusOr<Decision> decision =
      DecideOne(context, {.edit = edit, .base = "", .before = project, .id = ""}, problems);
  if (decision.ok()) return decision;
  problems.MoveFrom(0, "milestone");
  return problems.ToStatus();
}

absl::StatusOr<Decision> Decide(const Context& context, const v1::DelistProjectRequest& request) {
  Problems problems;
  constexpr TextRule kReason{.max_characters = common::kMaxTextCharacters, .required = true};
  const Field delisted_on{"", "delisted_on", "调出日期"};
  const ProjectPointer project = ResolveProject(context.register_, {"", "project", "项目编号"}, request.project(),
                                                absl::StatusCode::kNotFound, problems);
  CheckText({"", "reason", "调出原因"}, request.reason(), kReason, problems);
  if (!request.delisted_on().empty()) CheckDate(delisted_on, request.delisted_on(), problems);
  if (project != nullptr) CheckNotDelisted({"", "project", "项目编号"}, *project, context.today, problems);
  if (!problems.empty()) return problems.ToStatus();
  WUSE_RETURN_IF_ERROR(CheckEtag(*project, request.etag()));
  v1::ProjectEdit edit;
  edit.mutable_project()->set_delisted_on(request.delisted_on().empty() ? context.today.ToString()
                                                                        : request.delisted_on());
  edit.mutable_project()->set_delist_reason(request.reason());
  absl::StatusOr<Decision> decision =
      DecideOne(context, {.edit = edit, .base = "", .before = project, .id = ""}, problems);
  if (decision.ok()) return decision;
  problems.MoveFrom(0, "delisted_on");
  return problems.ToStatus();
}

}  // namespace wuse::domain
