#include "client/cli/figure_file.h"

#include <string>
#include <utility>

#include "client/cli/labels.h"
#include "common/text.h"

namespace wuse::cli {
namespace {

constexpr int64_t kLargestTarget = 1'000'000;  // projects: more than a register has

// One row on its way to an element.
class FigureRowReader {
 public:
  FigureRowReader(const Sheet& sheet, const ColumnSet& columns, const SheetRow& row, std::vector<Problem>& problems)
      : sheet_(sheet), columns_(columns), row_(row), problems_(problems) {}

  void Read(google::protobuf::Message& element, Source& source) {
    source.row = row_.number;
    source.where = RowText(row_.number);
    for (const SheetCell& cell : row_.cells) {
      const std::string path(cell.column->spec->path);
      std::string what;
      const std::optional<CellValue> value = cell.column->spec->kind == CellKind::kTarget
                                                 ? ReadTarget(cell, what)
                                                 : ReadCell(cell.column->spec->kind, cell.text, what);
      if (!value) {
        Add(cell.column->shown, cell.text, std::move(what));
        continue;
      }
      source.cells[path] = {cell.column->shown, cell.text};
      // "-" says what an empty cell says: rows are whole.
      if (!std::holds_alternative<Clear>(*value)) SetField(element, path, *value);
    }
  }

  void Require(std::string_view column) {
    if (row_.Text(column).empty()) Add(sheet_.ColumnText(columns_, column), "", "不能为空");
  }

 private:
  std::optional<CellValue> ReadTarget(const SheetCell& cell, std::string& what) const {
    const auto measure = ReadCell(CellKind::kTargetMeasure, row_.Text("measure"), what);
    const auto* number = measure ? std::get_if<int64_t>(&*measure) : nullptr;
    const bool amount = number != nullptr && *number == v1::TARGET_INVESTED;
    const auto value = amount ? ReadAmount(cell.text, what) : ReadNumber(cell.text, 1, kLargestTarget, what);
    if (!value) return std::nullopt;
    return CellValue(*value);
  }

  void Add(std::string column, std::string value, std::string what) {
    problems_.push_back({.row = row_.number,
                         .where = RowText(row_.number),
                         .column = std::move(column),
                         .value = std::move(value),
                         .what = std::move(what)});
  }

  const Sheet& sheet_;
  const ColumnSet& columns_;
  const SheetRow& row_;
  std::vector<Problem>& problems_;
};

// `key`: what no two rows may share; "" where the row has none.
template <class Element, class Key>
absl::StatusOr<FigureFile<Element>> ReadFigureCsv(std::string_view utf8, const ColumnSet& columns,
                                                  const std::vector<std::string_view>& required, const Key& key) {
  const auto sheet = ReadSheet(columns, utf8);
  if (!sheet.ok()) return sheet.status();
  FigureFile<Element> file;
  file.problems = (*sheet)->problems;
  for (const SheetRow& row : (*sheet)->rows) {
    FigureRowReader reader(**sheet, columns, row, file.problems);
    reader.Read(file.elements.emplace_back(), file.sources.emplace_back());
    file.sources.back().id = row.Text(required.front());
    for (const std::string_view column : required) reader.Require(column);
  }
  std::vector<std::pair<std::string, const Source*>> keys;
  for (size_t i = 0; i < file.elements.size(); ++i) {
    const std::string one = key(file.elements[i]);
    if (!one.empty()) keys.emplace_back(one, &file.sources[i]);
  }
  FindDuplicates(keys, (*sheet)->ColumnText(columns, required.front()), file.problems);
  return file;
}

}  // namespace

absl::StatusOr<CertifiedFile> ReadCertifiedCsv(std::string_view utf8) {
  return ReadFigureCsv<v1::CertifiedEdit>(
      utf8, CertifiedColumns(), {"project", "month", "certified"}, [](const v1::CertifiedEdit& edit) {
        return edit.project().empty() || edit.month().empty() ? "" : common::Lower(edit.project()) + " " + edit.month();
      });
}

absl::StatusOr<ListFile> ReadListCsv(std::string_view utf8) {
  auto file = ReadFigureCsv<v1::ProjectList>(utf8, ListColumns(), {"id"},
                                             [](const v1::ProjectList& list) { return list.id(); });
  if (!file.ok()) return file;
  for (v1::ProjectList& list : file->elements) {
    if (list.target().milestone().empty()) continue;
    list.mutable_target()->set_milestone(MilestoneId(list.target().milestone()));
  }
  return file;
}

}  // namespace wuse::cli
