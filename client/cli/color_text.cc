#include "client/cli/color_text.h"

#include <algorithm>
#include <ostream>
#include <utility>

#include "client/cli/labels.h"

namespace wuse::cli {
namespace {

constexpr std::string_view kEndOfColor = "\x1b[0m";

std::string InEscape(const std::string& text, v1::Color color, bool with_escape) {
  const std::string_view escape = with_escape ? ColorEscape(color) : "";
  return escape.empty() ? text : std::string(escape) + text + std::string(kEndOfColor);
}

std::string WhoAndWhy(const std::string& who, const std::string& why) {
  return "（" + who + (why.empty() ? "" : "：" + why) + "）";
}

}  // namespace

std::string PolicyTitle(const v1::ColorPolicy& policy) {
  return policy.title().empty() ? policy.name() : policy.title() + "（" + policy.name() + "）";
}

std::string PolicyScope(const v1::PolicyVersion& version) {
  if (version.subject() == v1::SUBJECT_UNIT) return "责任单位";
  if (version.category() == v1::CATEGORY_UNSPECIFIED) return "全区";
  return std::string(kCategories.Chinese(version.category()));
}

std::string VersionText(int version) {
  return version == 0 ? "默认办法" : "第 " + std::to_string(version) + " 版";
}

std::string PolicyVersionText(const v1::PolicyVersion& version) {
  const std::string scope = PolicyScope(version);
  std::string text = VersionText(version.version()) + (scope == "全区" ? "" : "（" + scope + "）") + "：";
  if (version.has_policy()) {
    text += version.policy().title().empty() ? version.policy().name() : version.policy().title();
  } else {
    text += version.subject() == v1::SUBJECT_UNIT ? "不再评责任单位" : "改按全区的办法";
  }
  if (!version.set_on().empty()) text += "，自 " + version.set_on() + " 起";
  return version.set_by().empty() ? text : text + WhoAndWhy(version.set_by(), version.reason());
}

std::string OverrideText(const v1::ColorOverride& given, bool with_escape) {
  std::string text = ColoredWord(given.color(), with_escape) + "，" + given.on() + " 至 " + given.until() +
                     WhoAndWhy(given.by(), given.reason());
  if (given.lifted_on().empty()) return text;
  return text + "，" + given.lifted_on() + " 取消" + WhoAndWhy(given.lifted_by(), given.lift_reason());
}

int CountIn(const ColorCounts& counts, v1::Color color) {
  for (const v1::ColorCount& count : counts) {
    if (count.color() == color) return count.count();
  }
  return 0;
}

std::string CountsText(const ColorCounts& counts) {
  std::string text;
  for (const v1::Color color : kFromWorst) {
    text +=
        (text.empty() ? "" : " ") + std::string(kColors.Chinese(color)) + " " + std::to_string(CountIn(counts, color));
  }
  return text;
}

std::vector<Column> ColorColumns(std::string title) {
  std::vector<Column> columns = {{.title = std::move(title)}};
  for (const v1::Color color : kFromWorst) columns.push_back({ColorWord(color), Align::kRight});
  columns.push_back({"合计", Align::kRight});
  return columns;
}

std::vector<Cell> CountRow(Cell head, const ColorCounts& counts) {
  std::vector<Cell> row = {std::move(head)};
  int sum = 0;
  for (const v1::Color color : kFromWorst) {
    row.emplace_back(std::to_string(CountIn(counts, color)));
    sum += CountIn(counts, color);
  }
  row.emplace_back(std::to_string(sum));
  return row;
}

Table MatrixTable(std::string title, const ColorMatrix& matrix) {
  Table table{.columns = ColorColumns(std::move(title)), .rows = {}};
  for (const v1::Color before : kFromWorst) {
    for (const v1::ColorMoves& moves : matrix) {
      if (moves.before() != before) continue;
      std::vector<Cell> row = CountRow(ColorCell(before), moves.after());
      std::for_each(row.begin() + 1, row.end() - 1, [](Cell& cell) {
        if (cell.text == "0") cell.text = "·";
      });
      table.rows.push_back(std::move(row));
    }
  }
  return table;
}

std::string PaddedColor(v1::Color color, bool with_escape) {
  return InEscape(Pad(ColorWord(color), kColorWidth), color, with_escape);
}

std::string ColoredWord(v1::Color color, bool with_escape) {
  return InEscape(ColorWord(color), color, with_escape);
}

std::string ReasonsText(const ColorReasons& reasons) {
  std::string text;
  for (const v1::ColorReason& reason : reasons) text += (text.empty() ? "" : "；") + reason.text();
  return text;
}

void WriteReasons(std::ostream& out, std::string_view head, const ColorReasons& reasons) {
  constexpr int kIndent = kColorWidth + 3;
  for (const v1::ColorReason& reason : reasons) {
    out << std::string(kIndent, ' ') << Shorten(std::string(head) + reason.text(), kColorPageWidth - kIndent) << "\n";
  }
}

}  // namespace wuse::cli
