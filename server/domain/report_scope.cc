#include "server/domain/report_scope.h"

#include "server/domain/edit_scope.h"

namespace wuse::domain {
namespace {

bool AddPath(const std::string& path, ReportScope& scope) {
  if (path == "as_of") return scope.as_of = true;
  if (path == "invested_this_year_yuan") return scope.amount = true;
  if (path == "percent_done_bp") return scope.percent = true;
  if (path == "progress") return scope.progress = true;
  if (path == "problems") return scope.problems = true;
  if (path == "next") return scope.next = true;
  // The key, and what comes with every report.
  if (path == "project" || path == "week" || path == "correction_reason") return true;
  std::string_view key;
  std::string_view part;
  if (!SplitRungPath(path, key, part) || (part != "reached_on" && part != "done")) return false;
  scope.marks.push_back({std::string(key), part == "reached_on", Cat("report.", path)});
  return true;
}

}  // namespace

ReportScope ReportScopeOf(const v1::ReportEdit& edit, std::string_view base, Problems& problems) {
  if (!edit.has_update_mask() || edit.update_mask().paths().empty()) return {};
  ReportScope scope{.masked = true,
                    .as_of = false,
                    .amount = false,
                    .percent = false,
                    .progress = false,
                    .problems = false,
                    .next = false};
  const Field mask{base, "update_mask", "更新字段"};
  if (!CheckMaskSize(mask, edit.update_mask().paths_size(), problems)) return scope;
  for (const std::string& path : edit.update_mask().paths()) {
    if (!AddPath(path, scope)) AddUnknownPath(mask, path, problems);
  }
  return scope;
}

}  // namespace wuse::domain
