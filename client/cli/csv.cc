#include "client/cli/csv.h"

#include <unicode/ucnv.h>
#include <unicode/ucnv_err.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <memory>

#include "client/cli/problem.h"
#include "common/text.h"

namespace wuse::cli {
namespace {

int LineOf(std::string_view bytes, size_t offset) {
  return 1 + static_cast<int>(std::count(bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(offset), '\n'));
}

// Of text that is not valid UTF-8. (A line break is never part of a longer character.)
int FirstBadLine(std::string_view bytes) {
  for (int line = 1;; ++line) {
    const size_t end = bytes.find('\n');
    if (end == std::string_view::npos || !common::IsValidUtf8(bytes.substr(0, end))) return line;
    bytes.remove_prefix(end + 1);
  }
}

absl::Status NotText(std::string_view what) {
  return InvalidInput("文件是" + std::string(what) + "，不是 CSV 文本；请在 Excel 或 WPS 里另存为“CSV UTF-8”");
}

absl::StatusOr<std::string> FromGb18030(std::string_view bytes) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(ucnv_open("gb18030", &error), &ucnv_close);
  if (U_FAILURE(error) != 0) return absl::InternalError("没有 GB18030 转换器");
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
  std::u16string utf16(bytes.size() + 1, u'\0');  // never longer in units than in bytes
  const char* source = bytes.data();
  char16_t* target = utf16.data();
  ucnv_toUnicode(converter.get(), &target, utf16.data() + utf16.size(), &source, bytes.data() + bytes.size(), nullptr,
                 /*flush=*/1, &error);
  if (U_FAILURE(error) != 0) {
    const auto offset = static_cast<size_t>(source - bytes.data());
    return InvalidInput("文件的编码认不出来：既不是 UTF-8，也不是 GB18030（第 " +
                        std::to_string(LineOf(bytes, offset)) + " 行，第 " + std::to_string(offset) +
                        " 字节处）；请另存为“CSV UTF-8”");
  }
  utf16.resize(static_cast<size_t>(target - utf16.data()));
  std::string utf8;
  icu::UnicodeString(utf16.data(), static_cast<int32_t>(utf16.size())).toUTF8String(utf8);
  return utf8;
}

// Reads rows off a text. One object per text.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool AtEnd() const { return at_ >= text_.size(); }

  absl::StatusOr<CsvRow> NextRow() {
    CsvRow row{.number = ++row_, .cells = {}};
    while (true) {
      absl::StatusOr<std::string> cell = Peek() == '"' ? Quoted() : Plain();
      if (!cell.ok()) return cell.status();
      row.cells.push_back(*std::move(cell));
      if (AtEnd()) return row;
      if (Peek() == ',') {
        ++at_;
        continue;
      }
      SkipLineEnd();
      return row;
    }
  }

 private:
  char Peek() const { return AtEnd() ? '\n' : text_[at_]; }

  void SkipLineEnd() {
    if (Peek() == '\r') ++at_;
    if (!AtEnd() && text_[at_] == '\n') ++at_;
  }

  absl::StatusOr<std::string> Plain() {
    const size_t end = std::min(text_.find_first_of(",\r\n", at_), text_.size());
    std::string cell(text_.substr(at_, end - at_));
    at_ = end;
    return cell;
  }

  absl::StatusOr<std::string> Quoted() {
    std::string cell;
    ++at_;
    while (true) {
      const size_t end = text_.find('"', at_);
      if (end == std::string_view::npos) {
        return InvalidInput("第 " + std::to_string(row_) + " 行：有一个引号没有配对的结束引号");
      }
      cell += text_.substr(at_, end - at_);
      at_ = end + 1;
      if (AtEnd() || text_[at_] != '"') break;
      cell += '"';
      ++at_;
    }
    const char after = Peek();
    if (after != ',' && after != '\r' && after != '\n') {
      return InvalidInput("第 " + std::to_string(row_) + " 行：“" + common::Quoted(cell) +
                          "”的结束引号后面应是逗号或换行");
    }
    return WithoutCarriageReturns(std::move(cell));
  }

  static std::string WithoutCarriageReturns(std::string cell) {
    std::string clean;
    for (size_t i = 0; i < cell.size(); ++i) {
      if (cell[i] != '\r') {
        clean += cell[i];
      } else if (i + 1 == cell.size() || cell[i + 1] != '\n') {
        clean += '\n';
      }
    }
    return clean;
  }

  const std::string_view text_;
  size_t at_ = 0;
  int row_ = 0;
};

bool HasText(const CsvRow& row) {
  return std::any_of(row.cells.begin(), row.cells.end(),
                     [](const std::string& cell) { return !common::Trim(cell).empty(); });
}

}  // namespace

absl::StatusOr<std::string> DecodeText(std::string_view bytes) {
  if (bytes.substr(0, 4) == "PK\x03\x04") return NotText("Excel/WPS 工作簿");
  if (bytes.substr(0, 4) == "\xD0\xCF\x11\xE0") return NotText("旧版 Excel 工作簿");
  if (bytes.substr(0, 2) == "\xFF\xFE" || bytes.substr(0, 2) == "\xFE\xFF") return NotText(" UTF-16 编码");
  if (bytes.find('\0') != std::string_view::npos) return NotText("二进制内容");
  if (bytes.substr(0, kUtf8Bom.size()) == kUtf8Bom) {
    bytes.remove_prefix(kUtf8Bom.size());
    if (!common::IsValidUtf8(bytes)) {
      return InvalidInput("文件以 UTF-8 标记（BOM）开头，第 " + std::to_string(FirstBadLine(bytes)) +
                          " 行却不是有效的 UTF-8");
    }
    return std::string(bytes);
  }
  if (common::IsValidUtf8(bytes)) return std::string(bytes);
  return FromGb18030(bytes);
}

absl::StatusOr<std::vector<CsvRow>> ParseCsv(std::string_view utf8) {
  std::vector<CsvRow> rows;
  Reader reader(utf8);
  while (!reader.AtEnd()) {
    absl::StatusOr<CsvRow> row = reader.NextRow();
    if (!row.ok()) return row.status();
    if (HasText(*row)) rows.push_back(*std::move(row));
  }
  return rows;
}

void AppendCsvRow(std::string& out, std::span<const std::string> cells) {
  bool first = true;
  for (const std::string& cell : cells) {
    if (!first) out += ',';
    first = false;
    if (cell.find_first_of(",\"\r\n") == std::string::npos) {
      out += cell;
      continue;
    }
    out += '"';
    for (const char c : cell) {
      if (c == '"') out += '"';
      out += c;
    }
    out += '"';
  }
  out += "\r\n";
}

}  // namespace wuse::cli
