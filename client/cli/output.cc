#include "client/cli/output.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <ostream>

#include "client/cli/csv.h"
#include "client/cli/labels.h"

namespace wuse::cli {
namespace {

constexpr std::string_view kReset = "\x1b[0m";
constexpr std::string_view kGap = "  ";

std::string Shown(const Column& column, const std::string& text) {
  return column.max_width > 0 ? Shorten(text, column.max_width) : text;
}

std::vector<int> WidthsOf(const Table& table) {
  std::vector<int> widths;
  for (const Column& column : table.columns) widths.push_back(DisplayWidth(column.title));
  for (const auto& row : table.rows) {
    for (size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], DisplayWidth(Shown(table.columns[i], row[i].text)));
    }
  }
  return widths;
}

// No spaces behind the last text of a line.
void WriteLine(std::ostream& out, std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  out << line << '\n';
}

std::string Json(const google::protobuf::Message& message, bool indented) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = indented;
  options.always_print_primitive_fields = true;
  options.preserve_proto_field_names = false;
  std::string json;
  // Fails only for messages with a broken Any or Timestamp, which the API has none of.
  const auto status = google::protobuf::util::MessageToJsonString(message, &json, options);
  return status.ok() ? json : "{}";
}

}  // namespace

void WriteTable(std::ostream& out, const Table& table, bool color) {
  const std::vector<int> widths = WidthsOf(table);
  std::string titles;
  for (size_t i = 0; i < table.columns.size(); ++i) {
    titles += (i == 0 ? "" : std::string(kGap)) + Pad(table.columns[i].title, widths[i], table.columns[i].align);
  }
  WriteLine(out, titles);
  for (const auto& row : table.rows) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) {
      const std::string padded = Pad(Shown(table.columns[i], row[i].text), widths[i], table.columns[i].align);
      const bool colored = color && !row[i].escape.empty();
      line += (i == 0 ? "" : std::string(kGap));
      line += colored ? std::string(row[i].escape) + padded + std::string(kReset) : padded;
    }
    WriteLine(out, std::move(line));
  }
}

void WriteCsv(std::ostream& out, const Table& table) {
  std::string text(kUtf8Bom);
  std::vector<std::string> cells;
  for (const Column& column : table.columns) cells.push_back(column.title);
  AppendCsvRow(text, cells);
  for (const auto& row : table.rows) {
    cells.clear();
    for (const Cell& cell : row) cells.push_back(cell.text);
    AppendCsvRow(text, cells);
  }
  out << text;
}

std::string JsonLine(const google::protobuf::Message& message) {
  return Json(message, false);
}

std::string JsonText(const google::protobuf::Message& message) {
  return Json(message, true);
}

Cell ColorCell(v1::Color color) {
  return {ColorWord(color), ColorEscape(color)};
}

}  // namespace wuse::cli
