#include "client/cli/report_file.h"

#include "common/text.h"

namespace wuse::cli {
namespace {

// One row on its way to an edit.
class ReportRowReader {
 public:
  ReportRowReader(const Sheet& sheet, const SheetRow& row, std::vector<Problem>& problems)
      : sheet_(sheet), row_(row), problems_(problems) {}

  void Read(v1::ReportEdit& edit, Source& source) {
    source.row = row_.number;
    source.where = RowText(row_.number);
    source.id = row_.Text("project");
    for (const SheetCell& cell : row_.cells) ReadOne(cell, edit, source);
    for (const std::string_view column : {"project", "week"}) {
      if (row_.Text(column).empty()) AddProblem(sheet_.ColumnText(ReportColumns(), column), "", "不能为空");
    }
  }

 private:
  void AddProblem(std::string column, std::string value, std::string what) {
    problems_.push_back({.row = row_.number,
                         .where = RowText(row_.number),
                         .column = std::move(column),
                         .value = std::move(value),
                         .what = std::move(what)});
  }

  void ReadOne(const SheetCell& cell, v1::ReportEdit& edit, Source& source) {
    const ColumnSpec& spec = *cell.column->spec;
    std::string what;
    const std::optional<CellValue> value = ReadCell(spec.kind, cell.text, what);
    if (!value) return AddProblem(cell.column->shown, cell.text, std::move(what));
    if (spec.name == "correction_reason") {
      edit.set_correction_reason(cell.text == "-" ? "" : cell.text);
      source.cells["correction_reason"] = {cell.column->shown, cell.text};
      return;
    }
    std::string path(spec.path);
    if (spec.kind == CellKind::kReached) {
      v1::MilestoneMark& mark = *edit.mutable_report()->add_milestones();
      mark.set_id(cell.column->milestone);
      SetField(mark, "reached_on", *value);
      path = "milestones." + cell.column->milestone + ".reached_on";
    } else {
      SetField(*edit.mutable_report(), path, *value);
    }
    source.cells[path] = {cell.column->shown, cell.text};
    if (path != "project" && path != "week") edit.mutable_update_mask()->add_paths(path);
  }

  const Sheet& sheet_;
  const SheetRow& row_;
  std::vector<Problem>& problems_;
};

void CheckDuplicates(const ReportFile& file, const std::string& column, std::vector<Problem>& problems) {
  std::vector<std::pair<std::string, const Source*>> keys;
  for (size_t i = 0; i < file.edits.size(); ++i) {
    const v1::Report& report = file.edits[i].report();
    if (report.project().empty() || report.week().empty()) continue;
    keys.emplace_back(common::Lower(report.project()) + " " + report.week(), &file.sources[i]);
  }
  FindDuplicates(keys, column, problems);
}

}  // namespace

absl::StatusOr<ReportFile> ReadReportCsv(std::string_view utf8) {
  const auto sheet = ReadSheet(ReportColumns(), utf8);
  if (!sheet.ok()) return sheet.status();
  ReportFile file;
  std::vector<Problem>& problems = file.problems;
  problems = (*sheet)->problems;
  for (const SheetRow& row : (*sheet)->rows) {
    v1::ReportEdit edit;
    Source source;
    const size_t problems_before = problems.size();
    ReportRowReader(**sheet, row, problems).Read(edit, source);
    // Without a mask the server would take the row for a whole report and empty the one it has.
    if (edit.update_mask().paths().empty() && problems.size() == problems_before) {
      file.empty_rows.push_back(row.number);
      continue;
    }
    file.edits.push_back(std::move(edit));
    file.sources.push_back(std::move(source));
  }
  CheckDuplicates(file, (*sheet)->ColumnText(ReportColumns(), "project"), problems);
  return file;
}

}  // namespace wuse::cli
