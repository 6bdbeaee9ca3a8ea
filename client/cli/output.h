#pragma once

#include <google/protobuf/message.h>

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "client/cli/width.h"
#include "wuse/v1/color.pb.h"

namespace wuse::cli {

enum class Format { kTable, kJson, kCsv };

// A cell's text, and the escape sequence that colors it on a terminal ("": none).
struct Cell {
  Cell(std::string text_in) : text(std::move(text_in)) {}  // NOLINT(google-explicit-constructor)
  Cell(std::string_view text_in) : text(text_in) {}        // NOLINT(google-explicit-constructor)
  Cell(const char* text_in) : text(text_in) {}             // NOLINT(google-explicit-constructor)
  Cell(std::string text_in, std::string_view escape_in) : text(std::move(text_in)), escape(escape_in) {}
  std::string text;
  std::string_view escape;
};

struct Column {
  std::string title;
  Align align = Align::kLeft;
  int max_width = 0;  // in a table, longer texts are shortened; 0: never
};

struct Table {
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
};

// For people: aligned by display width, titles first.
void WriteTable(std::ostream& out, const Table& table, bool color);
// For spreadsheets: UTF-8 with BOM, CRLF, RFC 4180. Nothing is shortened.
void WriteCsv(std::ostream& out, const Table& table);

// The API's JSON: lowerCamelCase, int64 as text, zero values printed. On one line.
std::string JsonLine(const google::protobuf::Message& message);
// The same, indented, with a line break at its end.
std::string JsonText(const google::protobuf::Message& message);

// The color's word as a cell in its color.
Cell ColorCell(v1::Color color);

}  // namespace wuse::cli
