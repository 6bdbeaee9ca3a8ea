#pragma once

#include <google/protobuf/message.h>

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/cell.h"
#include "client/cli/columns.h"
#include "client/cli/problem.h"
#include "common/status.h"

namespace wuse::cli {

struct SheetCell {
  const HeaderColumn* column = nullptr;
  std::string text;  // trimmed, not empty
};

struct SheetRow {
  int number = 0;  // as a spreadsheet counts
  std::vector<SheetCell> cells;

  // The text of the column of this name; "" when it is not there or empty.
  std::string Text(std::string_view column_name) const;
};

// A CSV file whose columns are known. Cells that are empty or read-only are left out.
struct Sheet {
  std::vector<HeaderColumn> header;
  std::vector<SheetRow> rows;
  std::vector<Problem> problems;  // cells beyond the header

  // How the column is called in messages, also when the file does not have it.
  std::string ColumnText(const ColumnSet& set, std::string_view column_name) const;
};
// Errors: kInvalidArgument: no rows, unknown or doubled columns.
absl::StatusOr<std::unique_ptr<const Sheet>> ReadSheet(const ColumnSet& set, std::string_view utf8);

// Where an edit comes from, so that what the server says of a field can be told of a row and column.
struct SourceCell {
  std::string column;  // as in HeaderColumn::shown
  std::string text;
};
struct Source {
  int row = 0;
  std::string where;  // "第 12 行"
  std::string id;     // of its project or unit, as written
  bool is_csv = true;
  std::map<std::string, SourceCell> cells;  // by the field's path, relative to project, report or unit
};

// Sets a field, given by its path ("team.name"), of an edit's message.
void SetField(google::protobuf::Message& message, std::string_view path, const CellValue& value);

// The problem that a violation of the server tells. `field` is like edits[17].project.unit, and `sources` those of the
// request's elements, from its first on.
Problem ProblemOf(const common::FieldViolation& violation, const ColumnSet& set, std::span<const Source> sources);

// A problem for each key (lowered) that two rows share. `column`: what the key's column is headed.
void FindDuplicates(const std::vector<std::pair<std::string, const Source*>>& keys, const std::string& column,
                    std::vector<Problem>& problems);

}  // namespace wuse::cli
