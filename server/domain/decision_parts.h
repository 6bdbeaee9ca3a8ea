#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "server/domain/decide.h"
#include "server/domain/validate.h"

namespace wuse::domain {

// What the decisions on units, projects and reports have in common.

// EMPTY_BATCH or BATCH_TOO_LARGE.
absl::Status CheckBatch(int rows);
// Before the field paths of a row: edits[17].
std::string RowBase(std::string_view rows, size_t row);
// DUPLICATE_ROW; `first_row` counts from 0, people's texts from 1.
void AddDuplicateRow(const Field& field, std::string_view what, size_t first_row, Problems& problems);

}  // namespace wuse::domain
