#include "fmt/format.h"
#include "server/bulletin/render.h"
#include "server/bulletin/words.h"

namespace wuse::bulletin {
namespace {

// After GB/T 9704: margins 37, 28, 35 and 26 mm, the title in 2号小标宋, the text in 3号仿宋, headings in 3号黑体,
// dates at the right. Offices' own typefaces first, then those of other systems.
constexpr std::string_view kStyleSheet = R"(
@page { size: A4; margin: 37mm 26mm 35mm 28mm; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 156mm; padding: 12mm 0; color: #000; background: #fff;
  font: 16pt/28pt FangSong_GB2312, FangSong, STFangsong, "Noto Serif CJK SC", serif; }
@media print { body { padding: 0; } }
h1 { margin: 0; text-align: center; font: normal 22pt/33pt FZXiaoBiaoSong-B05S, "方正小标宋简体", STZhongsong, SimSun,
  "Noto Serif CJK SC", serif; }
.subtitle { margin: 0 0 8pt; text-align: center; font-family: KaiTi_GB2312, KaiTi, STKaiti, "Noto Serif CJK SC", serif; }
.preamble { margin: 0; text-align: center; font-size: 14pt; line-height: 22pt; }
h2 { margin: 14pt 0 0; text-indent: 2em; font: normal 16pt/28pt SimHei, STHeiti, "Noto Sans CJK SC", sans-serif;
  break-after: avoid; }
p { margin: 0; text-indent: 2em; text-align: justify; orphans: 2; widows: 2; }
p.lead { break-after: avoid; }
table { width: 100%; table-layout: fixed; margin: 6pt 0 10pt; border-collapse: collapse; font-size: 10.5pt; line-height: 15pt; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { border: 0.5pt solid #000; padding: 2pt 3pt; text-align: left; vertical-align: middle; }
th { text-align: center; font-size: 9pt; font-family: SimHei, STHeiti, "Noto Sans CJK SC", sans-serif; font-weight: normal; }
td.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
td.color { text-align: center; white-space: nowrap; }
tr.total td { font-family: SimHei, STHeiti, "Noto Sans CJK SC", sans-serif; }
.tag { display: inline-block; padding: 0 4pt; border: 0.5pt solid transparent; border-radius: 2pt;
  print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.red { background: #A3081A; color: #fff; } .orange { background: #E07B00; color: #000; }
.yellow { background: #FDF0A6; color: #000; border-color: #5a4b00; } .green { background: #5CB8A5; color: #000; }
.blue { background: #2561B8; color: #fff; }
.signature { margin-top: 28pt; text-align: right; break-inside: avoid; }
.signature p { margin-right: 4em; text-indent: 0; text-align: right; }
footer { margin-top: 20pt; padding-top: 4pt; border-top: 0.5pt solid #000; font: 9pt/13pt monospace;
  overflow-wrap: anywhere; }
)";

std::string HtmlEscaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string_view ColorClass(v1::Color color) {
  switch (color) {
    case v1::RED:
      return "red";
    case v1::ORANGE:
      return "orange";
    case v1::YELLOW:
      return "yellow";
    case v1::GREEN:
      return "green";
    default:
      return "blue";
  }
}

std::string CellHtml(const TableCell& cell, bool is_number) {
  if (cell.color >= v1::BLUE) {
    return fmt::format(R"(<td class="color"><span class="tag {}">{}{}</span></td>)", ColorClass(cell.color),
                       ColorGlyph(cell.color), HtmlEscaped(cell.text));
  }
  return fmt::format("<td{}>{}</td>", is_number ? R"( class="number")" : "", HtmlEscaped(cell.text));
}

void AddHtmlTable(const BulletinTable& table, std::string& html) {
  if (table.rows.empty()) return;
  html += "<table>\n<colgroup>";
  for (const int width : table.widths) html += fmt::format(R"(<col style="width:{}%">)", width);
  html += "</colgroup>\n<thead><tr>";
  for (const std::string& title : table.head) {
    std::string escaped = HtmlEscaped(title);
    const size_t unit = escaped.find("（");  // on a line of its own
    if (unit != std::string::npos) escaped.insert(unit, "<br>");
    html += fmt::format("<th>{}</th>", escaped);
  }
  html += "</tr></thead>\n<tbody>\n";
  for (const auto& row : table.rows) {
    html += table.has_total && &row == &table.rows.back() ? R"(<tr class="total">)" : "<tr>";
    for (size_t i = 0; i < row.size(); ++i) html += CellHtml(row[i], table.is_number[i]);
    html += "</tr>\n";
  }
  html += "</tbody>\n</table>\n";
}

void AddHtmlBlock(const Block& block, std::string& html) {
  const bool leads = !block.items.empty() || !block.table.rows.empty();
  if (!block.paragraph.empty()) {
    html += fmt::format("<p{}>{}</p>\n", leads ? R"( class="lead")" : "", HtmlEscaped(block.paragraph));
  }
  size_t number = 0;
  for (const std::string& item : block.items) {
    html += fmt::format("<p>{}. {}</p>\n", ++number, HtmlEscaped(item));
  }
  AddHtmlTable(block.table, html);
}

}  // namespace

std::string HtmlOf(const Document& document) {
  std::string html = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n<title>{}</title>\n<style>{}</style>\n"
      "</head>\n<body>\n<h1>{}</h1>\n<p class=\"subtitle\">{}</p>\n",
      HtmlEscaped(document.title + document.subtitle), kStyleSheet, HtmlEscaped(document.title),
      HtmlEscaped(document.subtitle));
  for (const std::string& line : document.preamble) {
    html += fmt::format("<p class=\"preamble\">{}</p>\n", HtmlEscaped(line));
  }
  for (const Section& section : document.sections) {
    html += fmt::format("<h2>{}</h2>\n", HtmlEscaped(section.title));
    for (const Block& block : section.blocks) AddHtmlBlock(block, html);
  }
  html += "<div class=\"signature\">\n";
  if (!document.district.empty()) html += fmt::format("<p>{}</p>\n", HtmlEscaped(document.district));
  html += fmt::format("<p>{}</p>\n", HtmlEscaped(document.date));
  if (!document.status.empty()) html += fmt::format("<p>{}</p>\n", HtmlEscaped(document.status));
  html += fmt::format("</div>\n<footer>{}</footer>\n</body>\n</html>\n", HtmlEscaped(document.head));
  return html;
}

}  // namespace wuse::bulletin
