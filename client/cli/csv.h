#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace wuse::cli {

inline constexpr std::string_view kUtf8Bom = "\xEF\xBB\xBF";

// A file's bytes as UTF-8 without BOM: a BOM says UTF-8; else strict UTF-8; else GB18030 (what Excel and WPS write in
// Chinese offices). Errors: kInvalidArgument in Chinese, naming where decoding failed, or what the file is instead.
absl::StatusOr<std::string> DecodeText(std::string_view bytes);

// One row; `number` is the row as a spreadsheet counts it (a cell with line breaks is still one row, an empty row
// counts), from 1.
struct CsvRow {
  int number = 0;
  std::vector<std::string> cells;
};

// RFC 4180: commas, quotes, doubled quotes, line breaks inside quotes (made LF); CRLF, LF or CR ends a row. Rows
// without any text are left out. Errors: kInvalidArgument in Chinese, naming the row.
absl::StatusOr<std::vector<CsvRow>> ParseCsv(std::string_view utf8);

// Appends a row, quoted where needed, ended by CRLF.
void AppendCsvRow(std::string& out, std::span<const std::string> cells);

}  // namespace wuse::cli
