#include "fmt/format.h"
#include "server/bulletin/render.h"

namespace wuse::bulletin {
namespace {

// No character of ours forms markup.
std::string MarkdownEscaped(std::string_view text) {
  constexpr std::string_view kMarks = "\\`*_{}[]<>#|~!&";
  std::string escaped;
  for (const char c : text) {
    if (kMarks.find(c) != std::string_view::npos) escaped += '\\';
    escaped += c == '\n' || c == '\r' ? ' ' : c;
  }
  return escaped;
}

void AddMarkdownTable(const BulletinTable& table, std::string& text) {
  if (table.rows.empty()) return;
  text += "|";
  for (const std::string& title : table.head) text += fmt::format(" {} |", MarkdownEscaped(title));
  text += "\n|";
  for (const bool is_number : table.is_number) text += is_number ? " ---: |" : " --- |";
  text += "\n";
  for (const auto& row : table.rows) {
    text += "|";
    for (const TableCell& cell : row) text += fmt::format(" {} |", MarkdownEscaped(cell.text));
    text += "\n";
  }
  text += "\n";
}

}  // namespace

std::string MarkdownOf(const Document& document) {
  std::string text = fmt::format("# {}\n\n", MarkdownEscaped(document.title + document.subtitle));
  for (const std::string& line : document.preamble) text += fmt::format("> {}\n>\n", MarkdownEscaped(line));
  text += "\n";
  for (const Section& section : document.sections) {
    text += fmt::format("## {}\n\n", MarkdownEscaped(section.title));
    for (const Block& block : section.blocks) {
      if (!block.paragraph.empty()) text += MarkdownEscaped(block.paragraph) + "\n\n";
      size_t number = 0;
      for (const std::string& item : block.items) text += fmt::format("{}. {}\n", ++number, MarkdownEscaped(item));
      if (number > 0) text += "\n";
      AddMarkdownTable(block.table, text);
    }
  }
  if (!document.district.empty()) text += MarkdownEscaped(document.district) + "  \n";
  text += MarkdownEscaped(document.date + document.status) + "\n\n";
  return text + fmt::format("---\n\n`{}`\n", document.head);
}

}  // namespace wuse::bulletin
