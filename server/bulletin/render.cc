#include "server/bulletin/render.h"

namespace wuse::bulletin {
namespace {

void AddPlainBlock(const Block& block, std::string& text) {
  if (!block.paragraph.empty()) text += block.paragraph + "\n";
  size_t number = 0;
  for (const std::string& item : block.items) text += std::to_string(++number) + ". " + item + "\n";
  for (const std::string& line : block.table.lines) text += line + "\n";
}

}  // namespace

std::string Render(const v1::Bulletin& bulletin, v1::BulletinFormat format) {
  switch (format) {
    case v1::BULLETIN_TEXT:
      return TextOf(DocumentOf(bulletin));
    case v1::BULLETIN_MARKDOWN:
      return MarkdownOf(DocumentOf(bulletin));
    case v1::BULLETIN_HTML:
      return HtmlOf(DocumentOf(bulletin));
    case v1::BULLETIN_CSV:
      return CsvOf(bulletin);
    default:
      return "";
  }
}

std::string TextOf(const Document& document) {
  std::string text = document.title + document.subtitle + "\n";
  for (const std::string& line : document.preamble) text += line + "\n";
  for (const Section& section : document.sections) {
    text += "\n" + section.title + "\n";
    for (const Block& block : section.blocks) AddPlainBlock(block, text);
  }
  text += "\n";
  if (!document.district.empty()) text += document.district + "\n";
  text += document.date + document.status + "\n";
  return text + document.head + "\n";
}

}  // namespace wuse::bulletin
