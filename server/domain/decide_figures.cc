#include <map>
#include <utility>

#include "server/domain/decision_parts.h"
#include "server/domain/figure_book.h"
#include "server/domain/house_style.h"

// What figures are shown with: lists and their targets, and the house style.
namespace wuse::domain {
namespace {

using v1::PlannedChange;

constexpr TextRule kListName{.max_characters = common::kMaxNameCharacters};
constexpr TextRule kListNote{.max_characters = common::kMaxTextCharacters};

// Its milestone is lowered, as ids are.
void CheckTarget(std::string_view base, v1::ListTarget& target, Problems& problems) {
  const Field measure{base, "target.measure", "目标口径"};
  if (target.measure() == v1::TARGET_MEASURE_UNSPECIFIED || !v1::TargetMeasure_IsValid(target.measure())) {
    CheckEnum(measure, target.measure(), false, problems);
  }
  if (target.value() <= 0 || target.value() > common::kMaxYuan) {
    const std::string value = std::to_string(target.value());
    problems.Add({base, "target.value", "目标值"}, "TARGET_INVALID",
                 Cat(value, " is no target: above 0, at most 10^15"), Cat("目标值“", value, "”不正确，应大于 0"));
  }
  const Field milestone{base, "target.milestone", "目标节点"};
  if (target.measure() == v1::TARGET_MILESTONE) {
    if (const auto id = CheckId(milestone, target.milestone(), problems)) target.set_milestone(*id);
  } else if (!target.milestone().empty()) {
    problems.Add(milestone, "TARGET_INVALID", "a milestone is of TARGET_MILESTONE only",
                 "只有按节点定目标时才填写节点");
  }
}

// The list as it is kept: its id lowered.
v1::ProjectList CheckList(std::string_view base, const v1::ProjectList& given, Problems& problems) {
  v1::ProjectList list = given;
  if (const auto id = CheckId({base, "id", "清单编号"}, given.id(), problems)) list.set_id(*id);
  CheckText({base, "name", "清单名称"}, given.name(), kListName, problems);
  CheckText({base, "note", "备注"}, given.note(), kListNote, problems);
  const Field period{base, "period", "时期"};
  if (!given.period().empty() && !common::Period::Parse(given.period())) {
    problems.Add(period, "PERIOD_MALFORMED", Cat(InEnglish(given.period()), " is not like 2021, 2021-Q1 or 2021-04"),
                 Cat("时期", InChinese(given.period()), "不正确，应如 2021、2021-Q1 或 2021-04"));
  }
  if (list.has_target()) CheckTarget(base, *list.mutable_target(), problems);
  return list;
}

absl::Status ListsFull() {
  const std::string most = std::to_string(common::kMaxLists);
  return common::MakeError(absl::StatusCode::kResourceExhausted, Cat("there would be more than ", most, " lists"),
                           {.reason = "LISTS_FULL", .chinese = Cat("清单最多 ", most, " 个")});
}

}  // namespace

absl::StatusOr<Decision> Decide(const Context& context, const v1::ApplyListsRequest& request) {
  WUSE_RETURN_IF_ERROR(CheckBatch(request.lists_size()));
  const FigureBook& book = context.register_.figure_book();
  Problems problems;
  Decision decision;
  std::map<std::string, size_t> first_rows;
  size_t created = 0;
  for (const v1::ProjectList& given : request.lists()) {
    const size_t number = decision.plan.size();
    const std::string base = RowBase("lists", number);
    v1::ProjectList list = CheckList(base, given, problems);
    const auto [first, inserted] = first_rows.emplace(list.id(), number);
    if (!inserted && !list.id().empty()) AddDuplicateRow({base, "id", "清单编号"}, list.id(), first->second, problems);
    const v1::ProjectList* const before = book.FindList(list.id());
    PlannedChange& planned = decision.plan.emplace_back();
    planned.set_id(list.id());
    planned.set_name(list.name());
    if (before != nullptr && before->SerializeAsString() == list.SerializeAsString()) {
      planned.set_action(PlannedChange::UNCHANGED);
      continue;
    }
    planned.set_action(before == nullptr ? PlannedChange::CREATE : PlannedChange::UPDATE);
    if (before == nullptr) ++created;
    v1::ListChanged& changed = *decision.changes.emplace_back().mutable_list_changed();
    changed.set_created(before == nullptr);
    *changed.mutable_list() = std::move(list);
  }
  if (!problems.empty()) return problems.ToStatus();
  if (book.lists().size() + created > common::kMaxLists) return ListsFull();
  return decision;
}

absl::StatusOr<Decision> Decide(const Context& context, const v1::SetHouseStyleRequest& request) {
  Problems problems;
  CheckHouseStyle(request.style(), "style.", problems);
  if (!problems.empty()) return problems.ToStatus();
  const v1::HouseStyle& before = context.register_.figure_book().style();
  const v1::HouseStyle after = request.reset() ? request.style() : Merged(before, request.style());
  if (after.SerializeAsString() == before.SerializeAsString()) return Decision();
  Decision decision;
  *decision.changes.emplace_back().mutable_house_style_changed()->mutable_style() = after;
  return decision;
}

}  // namespace wuse::domain
