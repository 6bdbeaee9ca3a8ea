#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/sheet.h"
#include "wuse/v1/unit.pb.h"

namespace wuse::cli {

// A row of a file of units: which unit, and what it sets and clears, by path.
struct UnitRow {
  std::string id;
  std::vector<std::pair<std::string, CellValue>> fields;
};
struct UnitFile {
  std::vector<UnitRow> rows;
  std::vector<Source> sources;
  std::vector<Problem> problems;  // of its cells; the server is asked about the other rows all the same
};

// A CSV with UnitColumns(). Problems: every bad cell, and every unit that is there twice. Errors: those of ReadSheet.
absl::StatusOr<UnitFile> ReadUnitCsv(std::string_view utf8);

// ApplyUnits takes whole units: each row's fields set over the unit as it is (`existing`), if it is there.
std::vector<v1::Unit> UnitsAfter(const UnitFile& file, const google::protobuf::RepeatedPtrField<v1::Unit>& existing);

}  // namespace wuse::cli
