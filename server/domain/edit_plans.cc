#include <array>
#include <map>
#include <optional>

#include "common/limits.h"
#include "server/domain/edit_project.h"

namespace wuse::domain {
namespace {

constexpr std::string_view kAnnualLabel = "年度计划投资(万元)";
constexpr size_t kMonths = 12;

std::string MonthLabel(size_t month) {
  return Cat(std::to_string(month), "月累计计划(万元)");
}

std::string WanOrNone(std::optional<int64_t> yuan) {
  return yuan ? WanText({*yuan}) : "（空）";
}

// One year's plan while it is edited, with the places in the request that say so.
struct WorkingPlan {
  std::optional<int64_t> annual;
  std::array<std::optional<int64_t>, kMonths> months;
  std::string annual_path;  // "": not touched
  std::string months_path;
  std::array<std::string, kMonths> month_paths;
  bool bad = false;  // a value is wrong by itself: what they are together is not looked at

  bool touched() const { return !annual_path.empty() || !months_path.empty(); }
  size_t MonthsGiven() const {
    return static_cast<size_t>(
        std::count_if(months.begin(), months.end(), [](const auto& m) { return m.has_value(); }));
  }
  // The place that made month `index` what it is, or the one nearest to it.
  std::string_view PathOfMonth(size_t index) const {
    if (!month_paths[index].empty()) return month_paths[index];
    return !months_path.empty() ? months_path : annual_path;
  }
};

WorkingPlan WorkingPlanOf(const v1::YearPlan& plan) {
  WorkingPlan working;
  if (plan.has_annual_yuan()) working.annual = plan.annual_yuan();
  for (size_t i = 0; i < kMonths && i < static_cast<size_t>(plan.month_end_yuan_size()); ++i) {
    working.months[i] = plan.month_end_yuan(static_cast<int>(i));
  }
  return working;
}

class PlanEditor {
 public:
  PlanEditor(const EditContext& context, EditedProject& edited) : context_(context), edited_(edited) {
    for (const v1::YearPlan& plan : edited.after.plans()) working_[plan.year()] = WorkingPlanOf(plan);
  }

  void Edit() {
    FindElements();
    for (const PlanPath& path : Paths()) {
      const Field field = context_.At(path.path, "计划年度");
      if (CheckRange(field, path.year, common::kFirstYear, common::kLastYear, context_.problems)) Apply(path);
    }
    for (auto& [year, plan] : working_) {
      if (plan.touched() && !plan.bad) CheckConsistent(plan);
    }
    Store();
  }

 private:
  void FindElements() {
    const auto& plans = context_.edit.project().plans();
    for (int i = 0; i < plans.size(); ++i) {
      if (elements_.emplace(plans[i].year(), &plans[i]).second) continue;
      const std::string path = Cat("project.plans[", std::to_string(i), "].year");
      const std::string year = std::to_string(plans[i].year());
      context_.problems.Add(context_.At(path, "计划年度"), "DUPLICATE_YEAR", Cat("year ", year, " is given twice"),
                            Cat("计划年度“", year, "”重复"));
    }
  }

  // What the scope names; the whole field stands for every year given, and clears the others.
  std::vector<PlanPath> Paths() const {
    std::vector<PlanPath> paths;
    if (context_.scope.Has(v1::Project::kPlansFieldNumber)) {
      const auto& plans = context_.edit.project().plans();
      for (int i = 0; i < plans.size(); ++i) {
        const std::string path = Cat("project.plans[", std::to_string(i), "]");
        paths.push_back({plans[i].year(), PlanPath::Part::kAnnual, 0, Cat(path, ".annual_yuan")});
        paths.push_back({plans[i].year(), PlanPath::Part::kMonths, 0, Cat(path, ".month_end_yuan")});
      }
      for (const auto& [year, plan] : working_) {
        if (elements_.contains(year)) continue;
        paths.push_back({year, PlanPath::Part::kAnnual, 0, "project.plans"});
        paths.push_back({year, PlanPath::Part::kMonths, 0, "project.plans"});
      }
    }
    paths.insert(paths.end(), context_.scope.plans.begin(), context_.scope.plans.end());
    return paths;
  }

  void Apply(const PlanPath& path) {
    WorkingPlan& plan = working_[path.year];
    const auto found = elements_.find(path.year);
    const v1::YearPlan* given = found == elements_.end() ? nullptr : found->second;
    switch (path.part) {
      case PlanPath::Part::kAnnual:
        plan.annual_path = path.path;
        plan.annual.reset();
        if (given != nullptr && given->has_annual_yuan()) {
          plan.annual = given->annual_yuan();
          plan.bad |= !CheckAmount(context_.At(path.path, kAnnualLabel), *plan.annual, context_.problems);
        }
        return;
      case PlanPath::Part::kMonths:
        ApplyMonths(path, given, plan);
        return;
      case PlanPath::Part::kMonth:
        plan.months_path = path.path;
        ApplyMonth(path.path, static_cast<size_t>(path.month - 1), given, plan);
        return;
    }
  }

  void ApplyMonths(const PlanPath& path, const v1::YearPlan* given, WorkingPlan& plan) {
    plan.months_path = path.path;
    plan.months.fill(std::nullopt);
    if (given == nullptr || given->month_end_yuan().empty()) return;
    if (given->month_end_yuan_size() != static_cast<int>(kMonths)) {
      AddIncomplete(path.path, static_cast<size_t>(given->month_end_yuan_size()));
      plan.bad = true;
      return;
    }
    const bool by_index = path.path.find('[') != std::string::npos;
    for (size_t i = 0; i < kMonths; ++i) {
      ApplyMonth(by_index ? Cat(path.path, "[", std::to_string(i), "]") : Cat(path.path, ".", std::to_string(i + 1)), i,
                 given, plan);
    }
  }

  void ApplyMonth(const std::string& path, size_t index, const v1::YearPlan* given, WorkingPlan& plan) {
    plan.month_paths[index] = path;
    plan.months[index].reset();
    if (given == nullptr || static_cast<size_t>(given->month_end_yuan_size()) <= index) return;
    const int64_t yuan = given->month_end_yuan(static_cast<int>(index));
    plan.months[index] = yuan;
    const std::string label = MonthLabel(index + 1);
    plan.bad |= !CheckAmount(context_.At(path, label), yuan, context_.problems);
  }

  void AddIncomplete(std::string_view path, size_t given) {
    const std::string count = std::to_string(given);
    context_.problems.Add(context_.At(path, "各月累计计划"), "MONTH_ENDS_INCOMPLETE",
                          Cat("month_end_yuan has ", count, " months; it has all twelve or none"),
                          Cat("各月累计计划只有“", count, "”个月，应十二个月齐全或全部为空"));
  }

  void CheckConsistent(WorkingPlan& plan) {
    const size_t given = plan.MonthsGiven();
    if (given == 0) return;
    if (given < kMonths) {
      AddIncomplete(plan.months_path, given);
      plan.bad = true;
      return;
    }
    for (size_t i = 1; i < kMonths; ++i) {
      if (*plan.months[i] >= *plan.months[i - 1]) continue;
      const std::string label = MonthLabel(i + 1);
      const std::string_view path = plan.month_paths[i].empty() ? plan.PathOfMonth(i - 1) : plan.PathOfMonth(i);
      context_.problems.Add(
          context_.At(path, label), "MONTH_ENDS_FALL",
          Cat("month_end_yuan of month ", std::to_string(i + 1), ", ", std::to_string(*plan.months[i]),
              ", is lower than that of the month before, ", std::to_string(*plan.months[i - 1])),
          Cat(label, WanText({*plan.months[i]}), "低于", MonthLabel(i), WanOrNone(plan.months[i - 1])));
    }
    if (plan.annual == plan.months.back()) return;
    const std::string label = MonthLabel(kMonths);
    const std::string_view path = plan.months_path.empty() ? plan.annual_path : plan.PathOfMonth(kMonths - 1);
    context_.problems.Add(context_.At(path, label), "LAST_MONTH_NOT_ANNUAL",
                          Cat("month_end_yuan of month 12, ", std::to_string(*plan.months.back()),
                              ", is not annual_yuan, ", plan.annual ? std::to_string(*plan.annual) : "none"),
                          Cat(label, WanOrNone(plan.months.back()), "不等于", kAnnualLabel, WanOrNone(plan.annual)));
  }

  void Store() {
    google::protobuf::RepeatedPtrField<v1::YearPlan> plans;
    for (const auto& [year, working] : working_) {
      v1::YearPlan plan;
      plan.set_year(year);
      if (working.annual) plan.set_annual_yuan(*working.annual);
      if (working.MonthsGiven() == kMonths) {
        for (const auto& month : working.months) plan.add_month_end_yuan(*month);
      }
      if (const v1::YearPlan* old = Before(year); old != nullptr) {
        *plan.mutable_former() = old->former();
        if (working.touched() && !working.bad) KeepFormer(*old, working, plan);
      }
      const bool empty = !plan.has_annual_yuan() && plan.month_end_yuan().empty() && plan.former().empty();
      if (!empty) *plans.Add() = std::move(plan);
    }
    *edited_.after.mutable_plans() = std::move(plans);
    CheckCount(context_.At("project.plans", "计划年度"), edited_.after.plans_size(), common::kMaxPlans,
               context_.problems);
  }

  const v1::YearPlan* Before(int year) const {
    if (context_.before == nullptr) return nullptr;
    for (const v1::YearPlan& plan : context_.before->plans()) {
      if (plan.year() == year) return &plan;
    }
    return nullptr;
  }

  // Filling in what was never set replaces nothing.
  static bool Replaces(const v1::YearPlan& old, const v1::YearPlan& plan, bool& annual, std::optional<size_t>& month) {
    const bool ever = !old.former().empty();
    const WorkingPlan was = WorkingPlanOf(old);
    const WorkingPlan is = WorkingPlanOf(plan);
    annual = (was.annual || ever) && was.annual != is.annual;
    if (was.MonthsGiven() > 0 || ever) {
      for (size_t i = 0; i < kMonths && !month; ++i) {
        if (was.months[i] != is.months[i]) month = i;
      }
    }
    return annual || month;
  }

  void KeepFormer(const v1::YearPlan& old, const WorkingPlan& working, v1::YearPlan& plan) {
    bool annual = false;
    std::optional<size_t> month;
    if (!Replaces(old, plan, annual, month)) return;
    edited_.replanned = true;
    const WorkingPlan was = WorkingPlanOf(old);
    const std::string label = annual ? std::string(kAnnualLabel) : MonthLabel(*month + 1);
    const auto old_value = annual ? was.annual : was.months[*month];
    const auto new_value = annual ? working.annual : working.months[*month];
    const std::string_view path =
        annual && !working.annual_path.empty() ? working.annual_path : working.PathOfMonth(month.value_or(0));
    const Field field = context_.At(path, label);
    if (context_.edit.replan_reason().empty()) {
      context_.problems.Add(
          field, "REPLAN_REASON_REQUIRED",
          Cat(field.Label(), " of ", std::to_string(plan.year()), " differs: replan_reason is required"),
          Cat(std::to_string(plan.year()), "年的", label, "由", WanOrNone(old_value), "改为", WanOrNone(new_value),
              "，请填写调整原因"));
      return;
    }
    const std::string today = context_.today.ToString();
    if (!plan.former().empty() && plan.former(plan.former_size() - 1).replaced_on() == today) {
      plan.mutable_former(plan.former_size() - 1)->set_reason(context_.edit.replan_reason());
      return;
    }
    if (plan.former_size() >= common::kMaxFormer) {
      context_.problems.Add(field, "TOO_MANY_REPLANS",
                            Cat("the plan of ", std::to_string(plan.year()), " was replaced too often already"),
                            Cat(label, WanOrNone(new_value), "不能再调整：", std::to_string(plan.year()),
                                "年计划已调整", std::to_string(common::kMaxFormer), "次"));
      return;
    }
    v1::FormerPlan& former = *plan.add_former();
    former.set_replaced_on(today);
    former.set_reason(context_.edit.replan_reason());
    if (old.has_annual_yuan()) former.set_annual_yuan(old.annual_yuan());
    *former.mutable_month_end_yuan() = old.month_end_yuan();
  }

  const EditContext& context_;
  EditedProject& edited_;
  std::map<int, WorkingPlan> working_;
  std::map<int, const v1::YearPlan*> elements_;
};

}  // namespace

void EditPlans(const EditContext& context, EditedProject& edited) {
  if (!context.scope.Has(v1::Project::kPlansFieldNumber) && context.scope.plans.empty()) return;
  PlanEditor(context, edited).Edit();
}

}  // namespace wuse::domain
