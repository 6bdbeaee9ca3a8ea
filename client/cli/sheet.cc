#include "client/cli/sheet.h"

#include <charconv>

#include "common/text.h"

namespace wuse::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void AddRow(const CsvRow& row, Sheet& sheet) {
  SheetRow read{.number = row.number, .cells = {}};
  for (size_t i = 0; i < row.cells.size(); ++i) {
    std::string text(common::Trim(row.cells[i]));
    if (text.empty()) continue;
    const HeaderColumn* column = i < sheet.header.size() ? &sheet.header[i] : nullptr;
    if (column == nullptr || column->spec == nullptr) {
      sheet.problems.push_back({.row = row.number,
                                .where = RowText(row.number),
                                .what = "第 " + std::to_string(i + 1) + " 格“" + common::Quoted(text) +
                                        "”没有对应的列标题，可能多了一个逗号"});
    } else if (column->spec->kind != CellKind::kReadOnly) {
      read.cells.push_back({column, std::move(text)});
    }
  }
  if (!read.cells.empty()) sheet.rows.push_back(std::move(read));
}

// edits[17].project.unit → 17 and unit; false when the field is no element's.
bool SplitField(std::string_view field, size_t& index, std::string_view& path) {
  const size_t open = field.find('[');
  const size_t close = field.find(']');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return false;
  const auto [end, error] = std::from_chars(field.data() + open + 1, field.data() + close, index);
  if (error != std::errc() || end != field.data() + close) return false;
  path = field.substr(close + 1);
  if (!path.empty() && path.front() == '.') path.remove_prefix(1);
  for (const std::string_view message : {"project.", "report."}) {
    // Elements of reports are reports: report.project is a field of its own.
    if (path.substr(0, message.size()) == message) {
      path.remove_prefix(message.size());
      break;
    }
  }
  return true;
}

bool IsBelow(std::string_view path, std::string_view above) {
  return path.size() > above.size() && path.substr(0, above.size()) == above &&
         (path[above.size()] == '.' || path[above.size()] == '[');
}

// The cell that a path is about: its own, or one above or below it.
const SourceCell* FindCell(const Source& source, std::string_view path) {
  for (const auto& [cell_path, cell] : source.cells) {
    if (cell_path == path) return &cell;
  }
  for (const auto& [cell_path, cell] : source.cells) {
    if (IsBelow(path, cell_path) || IsBelow(cell_path, path)) return &cell;
  }
  return nullptr;
}

void SetLast(Message& message, const FieldDescriptor& field, const CellValue& value) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  reflection.ClearField(&message, &field);
  if (const auto* text = std::get_if<std::string>(&value)) {
    reflection.SetString(&message, &field, *text);
  } else if (const auto* texts = std::get_if<std::vector<std::string>>(&value)) {
    for (const std::string& one : *texts) reflection.AddString(&message, &field, one);
  } else if (const auto* number = std::get_if<int64_t>(&value)) {
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_ENUM:
        reflection.SetEnumValue(&message, &field, static_cast<int>(*number));
        break;
      case FieldDescriptor::CPPTYPE_INT32:
        reflection.SetInt32(&message, &field, static_cast<int32_t>(*number));
        break;
      default:
        reflection.SetInt64(&message, &field, *number);
    }
  }
}

}  // namespace

std::string SheetRow::Text(std::string_view column_name) const {
  for (const SheetCell& cell : cells) {
    if (cell.column->spec->name == column_name) return cell.text;
  }
  return "";
}

std::string Sheet::ColumnText(const ColumnSet& set, std::string_view column_name) const {
  for (const HeaderColumn& column : header) {
    if (column.spec != nullptr && column.spec->name == column_name) return column.shown;
  }
  for (const ColumnSpec& spec : set.columns) {
    if (spec.name == column_name) return std::string(spec.chinese);
  }
  return std::string(column_name);
}

absl::StatusOr<std::unique_ptr<const Sheet>> ReadSheet(const ColumnSet& set, std::string_view utf8) {
  const absl::StatusOr<std::vector<CsvRow>> rows = ParseCsv(utf8);
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return InvalidInput("文件是空的；第一行应是列标题，见 " + std::string(set.help_command));
  absl::StatusOr<std::vector<HeaderColumn>> header = ResolveHeader(set, rows->front());
  if (!header.ok()) return header.status();
  auto sheet = std::make_unique<Sheet>();  // rows point into the header: it must not move any more
  sheet->header = *std::move(header);
  for (size_t i = 1; i < rows->size(); ++i) AddRow((*rows)[i], *sheet);
  if (sheet->rows.empty() && sheet->problems.empty()) return InvalidInput("文件只有列标题，没有内容");
  return std::unique_ptr<const Sheet>(std::move(sheet));
}

void SetField(Message& message, std::string_view path, const CellValue& value) {
  Message* owner = &message;
  while (true) {
    const size_t dot = path.find('.');
    const FieldDescriptor* field = owner->GetDescriptor()->FindFieldByName(std::string(path.substr(0, dot)));
    if (field == nullptr) return;
    if (dot == std::string_view::npos) return SetLast(*owner, *field, value);
    owner = owner->GetReflection()->MutableMessage(owner, field);
    path.remove_prefix(dot + 1);
  }
}

Problem ProblemOf(const common::FieldViolation& violation, const ColumnSet& set, std::span<const Source> sources) {
  size_t index = 0;
  std::string_view path;
  if (!SplitField(violation.field, index, path) || index >= sources.size()) return {.what = violation.chinese};
  const Source& source = sources[index];
  Problem problem{.row = source.row, .where = source.where, .column = "", .value = {}, .what = violation.chinese};
  if (const SourceCell* cell = FindCell(source, path)) {
    problem.column = cell->column;
    problem.value = cell->text;
  } else if (!path.empty()) {
    problem.column = source.is_csv ? NameOfPath(set, path).chinese : std::string(path);
    problem.is_field = !source.is_csv;
    if (source.is_csv) problem.value = "";
  }
  return problem;
}

void FindDuplicates(const std::vector<std::pair<std::string, const Source*>>& keys, const std::string& column,
                    std::vector<Problem>& problems) {
  std::map<std::string, const Source*> seen;
  for (const auto& [key, source] : keys) {
    const auto [first, is_new] = seen.emplace(key, source);
    if (is_new) continue;
    problems.push_back({.row = source->row,
                        .where = source->where,
                        .column = column,
                        .value = source->id,
                        .what = "与" + first->second->where + "重复"});
  }
}

}  // namespace wuse::cli
