#include "server/domain/edit_project.h"

#include "common/limits.h"
#include "common/text.h"
#include "server/domain/apply_change.h"
#include "server/domain/investment.h"
#include "server/domain/ladder.h"
#include "server/domain/project_brief.h"
#include "server/domain/references.h"

namespace wuse::domain {
namespace {

using common::Date;
using v1::Project;

constexpr int kMaxMadeUp = 60;  // the demo's longest has 30; a project has about 60 fields

void EditName(const EditContext& context, Project& after) {
  if (!context.scope.Has(Project::kNameFieldNumber)) return;
  const std::string& name = context.edit.project().name();
  const Field field = context.At("project.name", "项目名称");
  if (CheckText(field, name, {.max_characters = common::kMaxNameCharacters, .required = true}, context.problems)) {
    after.set_name(std::string(common::Trim(name)));
  }
}

void EditExternalCode(const EditContext& context, Project& after) {
  if (!context.scope.Has(Project::kExternalCodeFieldNumber)) return;
  const std::string code(common::Trim(context.edit.project().external_code()));
  const Field field = context.At("project.external_code", "原编号");
  if (!CheckText(field, code, {.max_characters = common::kMaxNameCharacters}, context.problems)) return;
  if (!code.empty()) {
    const auto other = context.register_.FindProjectByExternalCode(code);
    if (other != nullptr && other->id() != after.id()) {
      context.problems.Add(field, "EXTERNAL_CODE_TAKEN",
                           Cat("external_code ", InEnglish(code), " belongs to project ", InEnglish(other->id())),
                           Cat("原编号", InChinese(code), "已属于项目", InChinese(other->id())),
                           absl::StatusCode::kAlreadyExists);
      return;
    }
  }
  after.set_external_code(code);
}

void EditNationalCode(const EditContext& context, Project& after) {
  if (!context.scope.Has(Project::kNationalCodeFieldNumber)) return;
  const std::string& code = context.edit.project().national_code();
  if (!code.empty() && !common::IsNationalCode(code)) {
    context.problems.Add(context.At("project.national_code", "项目代码"), "NATIONAL_CODE_MALFORMED",
                         Cat("national_code ", InEnglish(code), " is not like 2101-330703-04-01-123456"),
                         Cat("项目代码", InChinese(code), "不合格式，应如2101-330703-04-01-123456"));
    return;
  }
  after.set_national_code(code);
}

void EditNotes(const EditContext& context, Project& after) {
  const Project& given = context.edit.project();
  constexpr TextRule kNoteText{.max_characters = common::kMaxTextCharacters, .multiline = true};
  constexpr TextRule kReason{.max_characters = common::kMaxTextCharacters};
  if (context.scope.Has(Project::kNoteFieldNumber) &&
      CheckText(context.At("project.note", "备注"), given.note(), kNoteText, context.problems)) {
    after.set_note(given.note());
  }
  if (context.scope.Has(Project::kDelistReasonFieldNumber) &&
      CheckText(context.At("project.delist_reason", "调出原因"), given.delist_reason(), kReason, context.problems)) {
    after.set_delist_reason(given.delist_reason());
  }
}

void EditEnums(const EditContext& context, Project& after) {
  const Project& given = context.edit.project();
  Problems& problems = context.problems;
  if (context.scope.Has(Project::kKindFieldNumber) &&
      CheckEnum(context.At("project.kind", "建设性质"), given.kind(), v1::Kind_IsValid(given.kind()), problems)) {
    after.set_kind(given.kind());
  }
  if (context.scope.Has(Project::kLevelFieldNumber) &&
      CheckEnum(context.At("project.level", "项目级别"), given.level(), v1::Level_IsValid(given.level()), problems)) {
    after.set_level(given.level());
  }
  if (context.scope.Has(Project::kCategoryFieldNumber) &&
      CheckEnum(context.At("project.category", "项目类别"), given.category(), v1::Category_IsValid(given.category()),
                problems)) {
    after.set_category(given.category());
  }
}

// The unit's id; "" when it may not be linked, with a problem. A unit that is linked already may stay.
std::string UnitToLink(const EditContext& context, const Field& field, std::string_view value,
                       std::string_view linked) {
  const v1::Unit* unit = ResolveUnit(context.register_, field, value, context.problems);
  if (unit == nullptr) return "";
  const Date delisted_on = Date::OfStored(unit->delisted_on());
  if (delisted_on.IsSet() && delisted_on <= context.today && unit->id() != linked) {
    context.problems.Add(
        field, "UNIT_DELISTED",
        Cat(field.Label(), " ", InEnglish(value), " (", unit->id(), ") is out of use since ", unit->delisted_on()),
        Cat(field.chinese, InChinese(value), "(", unit->id(), ")自", unit->delisted_on(), "起已停用，不能新挂项目"));
    return "";
  }
  return unit->id();
}

void EditUnits(const EditContext& context, Project& after) {
  const Project& given = context.edit.project();
  if (context.scope.Has(Project::kUnitFieldNumber)) {
    const Field field = context.At("project.unit", "责任单位");
    if (CheckRequired(field, !given.unit().empty(), context.problems)) {
      after.set_unit(UnitToLink(context, field, given.unit(), after.unit()));
    }
  }
  if (context.scope.Has(Project::kDepartmentFieldNumber)) {
    const Field field = context.At("project.department", "牵头部门");
    after.set_department(
        given.department().empty() ? "" : UnitToLink(context, field, given.department(), after.department()));
  }
}

// Whether `id` is the project or above it.
bool IsAbove(const Register& reg, std::string_view id, std::shared_ptr<const Project> project) {
  while (project != nullptr) {
    if (project->id() == id) return true;
    if (project->parent().empty()) return false;
    project = reg.FindProject(project->parent());
  }
  return false;
}

void EditParent(const EditContext& context, Project& after) {
  if (!context.scope.Has(Project::kParentFieldNumber)) return;
  const std::string& value = context.edit.project().parent();
  if (value.empty()) {
    after.clear_parent();
    return;
  }
  const Field field = context.At("project.parent", "所属项目");
  if (common::Lower(value) == after.id()) {
    context.problems.Add(field, "PARENT_CYCLE", Cat("parent ", InEnglish(value), " is the project itself"),
                         Cat("所属项目", InChinese(value), "是项目自己"));
    return;
  }
  if (context.refused_ids.contains(common::Lower(value))) return;
  const auto parent =
      ResolveProject(context.register_, field, value, absl::StatusCode::kInvalidArgument, context.problems);
  if (parent == nullptr) return;
  if (IsAbove(context.register_, after.id(), parent)) {
    context.problems.Add(field, "PARENT_CYCLE",
                         Cat("parent ", InEnglish(value), " is itself below project ", InEnglish(after.id())),
                         Cat("所属项目", InChinese(value), "本身隶属于", InChinese(after.id()), "，形成循环"));
    return;
  }
  after.set_parent(parent->id());
}

void EditTeam(const EditContext& context, Project& after) {
  const v1::Team& given = context.edit.project().team();
  if (context.scope.team_name &&
      CheckText(context.At("project.team.name", "专班"), given.name(), kNameText, context.problems)) {
    after.mutable_team()->set_name(given.name());
  }
  if (context.scope.team_leader &&
      CheckText(context.At("project.team.leader", "责任领导"), given.leader(), kNameText, context.problems)) {
    after.mutable_team()->set_leader(given.leader());
  }
  if (context.scope.team_members && CheckCount(context.At("project.team.members", "专班成员"), given.members_size(),
                                               common::kMaxTeamMembers, context.problems)) {
    constexpr TextRule kMember{.max_characters = common::kMaxNameCharacters, .required = true};
    for (int i = 0; i < given.members_size(); ++i) {
      const std::string path = Cat("project.team.members[", std::to_string(i), "]");
      CheckText(context.At(path, "专班成员"), given.members(i), kMember, context.problems);
    }
    *after.mutable_team()->mutable_members() = given.members();
  }
  if (after.has_team() && after.team().ByteSizeLong() == 0) after.clear_team();
}

void EditLists(const EditContext& context, Project& after) {
  const Project& given = context.edit.project();
  if (!context.scope.Has(Project::kListsFieldNumber) ||
      !CheckCount(context.At("project.lists", "清单"), given.lists_size(), common::kMaxListsPerProject,
                  context.problems)) {
    return;
  }
  std::set<std::string> seen;
  after.clear_lists();
  for (int i = 0; i < given.lists_size(); ++i) {
    const std::string path = Cat("project.lists[", std::to_string(i), "]");
    const auto id = CheckId(context.At(path, "清单"), given.lists(i), context.problems);
    if (id && seen.insert(*id).second) after.add_lists(*id);
  }
}

void EditTags(const EditContext& context, Project& after) {
  const Project& given = context.edit.project();
  if (!context.scope.Has(Project::kTagsFieldNumber) ||
      !CheckCount(context.At("project.tags", "标签"), given.tags_size(), common::kMaxTagsPerProject,
                  context.problems)) {
    return;
  }
  constexpr TextRule kTag{.max_characters = common::kMaxTagCharacters, .required = true};
  std::set<std::string_view> seen;
  after.clear_tags();
  for (int i = 0; i < given.tags_size(); ++i) {
    const std::string path = Cat("project.tags[", std::to_string(i), "]");
    if (!CheckText(context.At(path, "标签"), given.tags(i), kTag, context.problems)) continue;
    if (seen.insert(given.tags(i)).second) after.add_tags(given.tags(i));
  }
}

void EditMadeUp(const EditContext& context, Project& after) {
  const Project& given = context.edit.project();
  if (!context.scope.Has(Project::kMadeUpFieldNumber) ||
      !CheckCount(context.At("project.made_up", "演示"), given.made_up_size(), kMaxMadeUp, context.problems)) {
    return;
  }
  constexpr TextRule kPath{.max_characters = common::kMaxNameCharacters, .required = true};
  std::set<std::string> seen;
  after.clear_made_up();
  for (int i = 0; i < given.made_up_size(); ++i) {
    const std::string path = Cat("project.made_up[", std::to_string(i), "]");
    const bool good = CheckText(context.At(path, "演示"), given.made_up(i), kPath, context.problems);
    if (good && seen.insert(given.made_up(i)).second) after.add_made_up(given.made_up(i));
  }
}

void EditAmounts(const EditContext& context, Project& after) {
  const Project& given = context.edit.project();
  if (context.scope.Has(Project::kTotalInvestmentYuanFieldNumber) &&
      CheckAmount(context.At("project.total_investment_yuan", "总投资(万元)"), given.total_investment_yuan(),
                  context.problems)) {
    after.set_total_investment_yuan(given.total_investment_yuan());
  }
  if (context.scope.Has(Project::kInvestedBeforeYuanFieldNumber) &&
      CheckAmount(context.At("project.invested_before_yuan", "上年底累计完成投资(万元)"), given.invested_before_yuan(),
                  context.problems)) {
    after.set_invested_before_yuan(given.invested_before_yuan());
  }
}

void EditListing(const EditContext& context, Project& after) {
  const Project& given = context.edit.project();
  if (context.scope.Has(Project::kListedOnFieldNumber)) {
    const bool good = given.listed_on().empty() ||
                      CheckDate(context.At("project.listed_on", "列入日期"), given.listed_on(), context.problems);
    if (good) after.set_listed_on(given.listed_on());
  }
  if (context.scope.Has(Project::kDelistedOnFieldNumber)) {
    const bool good = given.delisted_on().empty() ||
                      CheckDate(context.At("project.delisted_on", "调出日期"), given.delisted_on(), context.problems);
    if (good) after.set_delisted_on(given.delisted_on());
    if (given.delisted_on().empty()) after.clear_delist_reason();
  }
}

void EditRegistration(const EditContext& context, Project& after) {
  if (!context.scope.Has(Project::kRegisteredOnFieldNumber)) return;
  const std::string& given = context.edit.project().registered_on();
  const Field field = context.At("project.registered_on", "入库日期");
  if (given.empty() || CheckPastDate(field, given, context.today, context.problems)) after.set_registered_on(given);
}

// One pause by itself; its days when they are good.
bool CheckPause(const EditContext& context, const std::string& path, const v1::Pause& pause, Date& from, Date& until) {
  Problems& problems = context.problems;
  const size_t problems_before = problems.size();
  const std::string from_path = Cat(path, ".from");
  const std::string until_path = Cat(path, ".until");
  const std::string by_path = Cat(path, ".by");
  const std::string reason_path = Cat(path, ".reason");
  const Field from_field = context.At(from_path, "暂缓起始日期");
  const Field until_field = context.At(until_path, "暂缓截止日期");
  if (CheckRequired(from_field, !pause.from().empty(), problems)) {
    from = CheckDate(from_field, pause.from(), problems).value_or(Date());
  }
  if (!pause.until().empty()) until = CheckDate(until_field, pause.until(), problems).value_or(Date());
  if (from.IsSet() && until.IsSet() && until < from) {
    problems.Add(until_field, "UNTIL_BEFORE_FROM",
                 Cat("until ", InEnglish(pause.until()), " is before from ", InEnglish(pause.from())),
                 Cat("暂缓截止日期", InChinese(pause.until()), "早于起始日期", InChinese(pause.from())));
  }
  CheckText(context.At(by_path, "暂缓决定人"), pause.by(),
            {.max_characters = common::kMaxNameCharacters, .required = true}, problems);
  CheckText(context.At(reason_path, "暂缓原因"), pause.reason(),
            {.max_characters = common::kMaxTextCharacters, .required = true}, problems);
  return problems.size() == problems_before;
}

void EditPauses(const EditContext& context, Project& after) {
  const auto& given = context.edit.project().pauses();
  if (!context.scope.Has(Project::kPausesFieldNumber) ||
      !CheckCount(context.At("project.pauses", "暂缓"), given.size(), common::kMaxPauses, context.problems)) {
    return;
  }
  bool any = false;
  Date last_from;
  Date last_until;  // not set: open
  for (int i = 0; i < given.size(); ++i) {
    const std::string path = Cat("project.pauses[", std::to_string(i), "]");
    Date from;
    Date until;
    if (!CheckPause(context, path, given[i], from, until)) continue;
    const std::string from_path = Cat(path, ".from");
    const Field field = context.At(from_path, "暂缓起始日期");
    if (any && from < last_from) {
      context.problems.Add(field, "PAUSES_NOT_ASCENDING",
                           Cat("pause from ", InEnglish(given[i].from()), " comes after a later one"),
                           Cat("暂缓起始日期", InChinese(given[i].from()), "早于前一条，应按日期先后排列"));
    } else if (any && (!last_until.IsSet() || from <= last_until)) {
      context.problems.Add(field, "PAUSES_OVERLAP",
                           Cat("pause from ", InEnglish(given[i].from()), " overlaps the one before it"),
                           Cat("暂缓起始日期", InChinese(given[i].from()), "与前一条暂缓重叠"));
    }
    any = true;
    last_from = from;
    last_until = until;
  }
  *after.mutable_pauses() = given;
}

// A new project has what every project needs.
void CheckComplete(const EditContext& context) {
  static constexpr struct {
    int number;
    std::string_view path;
    std::string_view chinese;
  } kRequired[] = {
      {Project::kNameFieldNumber, "project.name", "项目名称"},
      {Project::kKindFieldNumber, "project.kind", "建设性质"},
      {Project::kLevelFieldNumber, "project.level", "项目级别"},
      {Project::kCategoryFieldNumber, "project.category", "项目类别"},
      {Project::kUnitFieldNumber, "project.unit", "责任单位"},
  };
  for (const auto& required : kRequired) {
    CheckRequired(context.At(required.path, required.chinese), context.scope.Has(required.number), context.problems);
  }
}

void SettleListing(const EditContext& context, Project& after) {
  if (after.listed_on().empty()) {
    const int year = after.plans().empty() ? context.today.year() : after.plans(0).year();
    after.set_listed_on(Date::OfYmd(year, 1, 1).ToString());
  }
  if (after.delisted_on().empty()) return;
  const bool delisting = context.scope.Has(Project::kDelistedOnFieldNumber);
  if (delisting) {
    CheckRequired(context.At("project.delist_reason", "调出原因"), !after.delist_reason().empty(), context.problems);
  }
  if (after.delisted_on() >= after.listed_on()) return;
  const Field field =
      delisting ? context.At("project.delisted_on", "调出日期") : context.At("project.listed_on", "列入日期");
  context.problems.Add(
      field, "DELISTED_BEFORE_LISTED",
      Cat("delisted_on ", InEnglish(after.delisted_on()), " is before listed_on ", InEnglish(after.listed_on())),
      Cat("调出日期", InChinese(after.delisted_on()), "早于列入日期", InChinese(after.listed_on())));
}

// A changed total may complete the investment, or take that back. A day that still holds stays: it answered before.
void SettleInvestment(const EditContext& context, Project& after) {
  if (context.before == nullptr || (context.before->total_investment_yuan() == after.total_investment_yuan() &&
                                    context.before->invested_before_yuan() == after.invested_before_yuan())) {
    return;
  }
  const Date reached = InvestmentReachedOn(RowAlone(after), context.register_.ReportsOf(after.id()), context.today);
  for (v1::Milestone& rung : *after.mutable_milestones()) {
    if (rung.id() != kInvestmentCompleted || (reached.IsSet() && !rung.reached_on().empty())) continue;
    rung.set_reached_on(reached.IsSet() ? reached.ToString() : "");
  }
}

}  // namespace

EditedProject EditProject(const EditContext& context, std::string_view id) {
  EditedProject edited;
  Project& after = edited.after;
  if (context.before != nullptr) {
    after = *context.before;
  } else {
    after.set_id(std::string(id));
    CheckComplete(context);
  }
  EditName(context, after);
  EditExternalCode(context, after);
  EditNationalCode(context, after);
  EditNotes(context, after);
  EditEnums(context, after);
  EditUnits(context, after);
  EditParent(context, after);
  EditTeam(context, after);
  EditLists(context, after);
  EditTags(context, after);
  EditMadeUp(context, after);
  EditAmounts(context, after);
  EditListing(context, after);
  EditRegistration(context, after);
  EditPauses(context, after);
  EditPlans(context, edited);
  EditLadder(context, edited);
  SettleListing(context, after);
  SettleInvestment(context, after);
  after.set_etag(EtagOf(after));
  return edited;
}

}  // namespace wuse::domain
