#include "client/cli/plan.h"

#include <charconv>

#include "client/cli/labels.h"
#include "common/money.h"

namespace wuse::cli {
namespace {

std::optional<int64_t> WholeNumber(const std::string& text) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string LabelText(const Labels& labels, const std::string& value) {
  const std::optional<int> found = labels.Find(value);
  return found ? std::string(labels.Chinese(*found)) : value;
}

std::string_view ActionText(v1::PlannedChange::Action action) {
  switch (action) {
    case v1::PlannedChange::CREATE:
      return "新增";
    case v1::PlannedChange::UPDATE:
      return "修改";
    case v1::PlannedChange::UNCHANGED:
      return "不变";
    default:
      return "";
  }
}

}  // namespace

PlanCounts CountPlan(std::span<const v1::PlannedChange> plan) {
  PlanCounts counts;
  for (const v1::PlannedChange& change : plan) {
    if (change.action() == v1::PlannedChange::CREATE) {
      ++counts.created;
    } else if (change.action() == v1::PlannedChange::UPDATE) {
      ++counts.updated;
    } else {
      ++counts.unchanged;
    }
  }
  return counts;
}

std::string CountsText(const PlanCounts& counts) {
  return "新增 " + std::to_string(counts.created) + "，修改 " + std::to_string(counts.updated) + "，不变 " +
         std::to_string(counts.unchanged);
}

std::string ValueText(CellKind kind, const std::string& value) {
  if (value.empty()) return "（空）";
  switch (kind) {
    case CellKind::kAmount:
      if (const auto yuan = WholeNumber(value)) return common::FormatWan({*yuan});
      return value;
    case CellKind::kPercent:
      if (const auto points = WholeNumber(value)) return common::FormatBasisPoints(static_cast<int32_t>(*points));
      return value;
    case CellKind::kKind:
      return LabelText(kKinds, value);
    case CellKind::kLevel:
      return LabelText(kLevels, value);
    case CellKind::kCategory:
      return LabelText(kCategories, value);
    case CellKind::kUnitGroup:
      return LabelText(kUnitGroups, value);
    default:
      return value;
  }
}

std::string PlanText(std::span<const v1::PlannedChange> plan, const ColumnSet& columns, size_t most) {
  constexpr int kValueWidth = 40;
  std::string text;
  size_t shown = 0;
  size_t left_out = 0;
  for (const v1::PlannedChange& change : plan) {
    if (change.action() == v1::PlannedChange::UNCHANGED) continue;
    if (shown == most) {
      ++left_out;
      continue;
    }
    ++shown;
    text += "  " + std::string(ActionText(change.action())) + "  " + change.id() + "  " + change.name() + "\n";
    for (const v1::FieldChange& field : change.fields()) {
      const FieldName name = NameOfPath(columns, field.path());
      text += "        " + name.chinese + "：" + Shorten(ValueText(name.kind, field.before()), kValueWidth) + " → " +
              Shorten(ValueText(name.kind, field.after()), kValueWidth) + "\n";
    }
  }
  if (left_out > 0) text += "  …… 还有 " + std::to_string(left_out) + " 项（--dry-run 列出全部）\n";
  return text + "计划：" + CountsText(CountPlan(plan)) + "\n";
}

Table PlanTable(std::span<const v1::PlannedChange> plan, const ColumnSet& columns) {
  Table table{.columns = {{"动作"}, {"编号"}, {"名称"}, {"字段"}, {"原值"}, {"新值"}}, .rows = {}};
  for (const v1::PlannedChange& change : plan) {
    const std::string_view action = ActionText(change.action());
    if (change.fields().empty()) table.rows.push_back({action, change.id(), change.name(), "", "", ""});
    for (const v1::FieldChange& field : change.fields()) {
      const FieldName name = NameOfPath(columns, field.path());
      const auto value = [&](const std::string& raw) { return raw.empty() ? raw : ValueText(name.kind, raw); };
      table.rows.push_back(
          {action, change.id(), change.name(), name.chinese, value(field.before()), value(field.after())});
    }
  }
  return table;
}

}  // namespace wuse::cli
