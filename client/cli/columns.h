#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/csv.h"

namespace wuse::cli {

// What a column's cells are.
enum class CellKind {
  kText,
  kId,        // of a project
  kIdOrCode,  // id or external code of a project
  kUnit,      // id or name of a unit
  kIds,       // or other texts, separated by ;
  kKind,
  kLevel,
  kCategory,
  kUnitGroup,
  kTargetMeasure,
  kDate,
  kWeek,
  kMonth,
  kYear,
  kCount,     // a small whole number
  kAmount,    // 万元, kept as yuan
  kTarget,    // 万元 or a count, by the row's measure
  kPercent,   // kept as hundredths of a percent
  kMadeUp,    // names of columns separated by ;, or all
  kPlanned,   // date of a milestone
  kReached,   // date of a milestone
  kReadOnly,  // accepted and not looked at
};

// A column that a file may have. Either name heads it, in any order of columns.
struct ColumnSpec {
  std::string_view name;     // total_investment
  std::string_view chinese;  // 总投资(万元)
  CellKind kind;
  // The field in the edit, relative to its project, report or unit; {year} is the row's plan_year. "" for columns that
  // are no field.
  std::string_view path;
  std::string_view help;
};

// The columns of one kind of file.
struct ColumnSet {
  std::span<const ColumnSpec> columns;
  bool planned = false;           // plan:<milestone> 计划:<节点>
  bool reached = false;           // done:<milestone> 完成:<节点>
  std::string_view help_command;  // where all columns are listed
};

const ColumnSet& ProjectColumns();
const ColumnSet& ReportColumns();
const ColumnSet& UnitColumns();
const ColumnSet& CertifiedColumns();
const ColumnSet& ListColumns();

// A column that a file has.
struct HeaderColumn {
  const ColumnSpec* spec = nullptr;
  std::string milestone;  // of plan: and done: columns, id or name as written
  std::string heading;    // as written
  std::string shown;      // in messages: the heading, and the Chinese label where the heading is not Chinese
};

// The columns of a file's first row. Errors: kInvalidArgument, naming every unknown column with the nearest known one,
// and every column that is there twice.
absl::StatusOr<std::vector<HeaderColumn>> ResolveHeader(const ColumnSet& set, const CsvRow& row);

// The column by its name or its Chinese label; nullptr when there is none. For plan:/done: columns `milestone` is set.
const ColumnSpec* FindColumn(const ColumnSet& set, std::string_view heading, std::string* milestone);

// How a field of an edit is called for people, from its path (relative to project, report or unit):
// total_investment_yuan → 总投资(万元), milestones.roof-topped.planned_on → 计划:结顶. Unknown paths as they are.
struct FieldName {
  std::string chinese;
  CellKind kind = CellKind::kText;
};
FieldName NameOfPath(const ColumnSet& set, std::string_view path);

// "  code 项目编号  …" a line for each column, for --help.
std::string ColumnHelp(const ColumnSet& set);

}  // namespace wuse::cli
