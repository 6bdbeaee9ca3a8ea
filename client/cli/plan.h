#pragma once

#include <span>
#include <string>
#include <vector>

#include "client/cli/columns.h"
#include "client/cli/output.h"
#include "wuse/v1/plan.pb.h"

namespace wuse::cli {

struct PlanCounts {
  int created = 0;
  int updated = 0;
  int unchanged = 0;

  bool Any() const { return created + updated > 0; }
};
PlanCounts CountPlan(std::span<const v1::PlannedChange> plan);
// "新增 3，修改 2，不变 10"
std::string CountsText(const PlanCounts& counts);

// The plan for people: what is new, and for what changes each field before and after; the unchanged are only counted.
// At most `most` elements, then how many more there are.
std::string PlanText(std::span<const v1::PlannedChange> plan, const ColumnSet& columns, size_t most);

// The plan as rows: action, id, name, field, before, after.
Table PlanTable(std::span<const v1::PlannedChange> plan, const ColumnSet& columns);

// A value of a field as people write it: 万元, percent, Chinese words; "（空）" for none.
std::string ValueText(CellKind kind, const std::string& value);

}  // namespace wuse::cli
