#include "client/cli/unit_file.h"

namespace wuse::cli {
namespace {

void ReadRow(const Sheet& sheet, const SheetRow& row, UnitFile& file, std::vector<Problem>& problems) {
  UnitRow read;
  Source source{.row = row.number, .where = RowText(row.number), .id = row.Text("id")};
  for (const SheetCell& cell : row.cells) {
    const std::string path(cell.column->spec->path);
    std::string what;
    std::optional<CellValue> value = ReadCell(cell.column->spec->kind, cell.text, what);
    if (!value) {
      problems.push_back({.row = row.number,
                          .where = source.where,
                          .column = cell.column->shown,
                          .value = cell.text,
                          .what = std::move(what)});
      continue;
    }
    source.cells[path] = {cell.column->shown, cell.text};
    if (path == "id") read.id = std::get<std::string>(*value);
    read.fields.emplace_back(path, *std::move(value));
  }
  if (row.Text("tile_column").empty() != row.Text("tile_row").empty()) {
    problems.push_back({.row = row.number, .where = source.where, .what = "图块列和图块行要一起填"});
  }
  if (row.Text("id").empty()) {
    problems.push_back({.row = row.number,
                        .where = source.where,
                        .column = sheet.ColumnText(UnitColumns(), "id"),
                        .value = "",
                        .what = "不能为空"});
  }
  file.rows.push_back(std::move(read));
  file.sources.push_back(std::move(source));
}

}  // namespace

absl::StatusOr<UnitFile> ReadUnitCsv(std::string_view utf8) {
  const auto sheet = ReadSheet(UnitColumns(), utf8);
  if (!sheet.ok()) return sheet.status();
  UnitFile file;
  std::vector<Problem>& problems = file.problems;
  problems = (*sheet)->problems;
  for (const SheetRow& row : (*sheet)->rows) ReadRow(**sheet, row, file, problems);
  std::vector<std::pair<std::string, const Source*>> keys;
  for (size_t i = 0; i < file.rows.size(); ++i) {
    if (!file.rows[i].id.empty()) keys.emplace_back(file.rows[i].id, &file.sources[i]);
  }
  FindDuplicates(keys, (*sheet)->ColumnText(UnitColumns(), "id"), problems);
  return file;
}

std::vector<v1::Unit> UnitsAfter(const UnitFile& file, const google::protobuf::RepeatedPtrField<v1::Unit>& existing) {
  std::vector<v1::Unit> units;
  for (const UnitRow& row : file.rows) {
    v1::Unit unit;
    for (const v1::Unit& old : existing) {
      if (old.id() == row.id) unit = old;
    }
    for (const auto& [path, value] : row.fields) {
      SetField(unit, path, value);
      if (path == "tile.row" && std::holds_alternative<Clear>(value)) unit.clear_tile();
    }
    units.push_back(std::move(unit));
  }
  return units;
}

}  // namespace wuse::cli
