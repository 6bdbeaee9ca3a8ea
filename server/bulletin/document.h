#pragma once

#include <string>
#include <vector>

#include "wuse/v1/bulletin.pb.h"

// What a bulletin says, section by section, before it takes the form of a text, a page or a message: so that every form
// says the same.
namespace wuse::bulletin {

struct TableCell {
  std::string text;
  v1::Color color = v1::COLOR_UNSPECIFIED;  // of a color's cell: shown with its glyph on paper
};

struct BulletinTable {
  std::vector<std::string> head;
  std::vector<bool> is_number;  // by column: aligned right
  std::vector<int> widths;      // by column, in percent of the page's
  bool has_total = false;       // in its last row
  std::vector<std::vector<TableCell>> rows;
  std::vector<std::string> lines;  // the same for a plain text, a line a row
};

// A paragraph, or a table, or numbered items; in the order of the fields where several are there.
struct Block {
  std::string paragraph;
  std::vector<std::string> items;
  BulletinTable table;
};

struct Section {
  std::string title;  // 一、总体情况
  std::vector<Block> blocks;
};

struct Document {
  std::string title;                  // 金东区重点项目一周一通报
  std::string subtitle;               // （2021年第17周）, with 更正版 and the edition
  std::vector<std::string> preamble;  // 截至日期, 更正原因, 演示
  std::vector<Section> sections;
  std::string district;  // signs; may be empty
  std::string date;      // of the signature
  std::string status;    // 尚未发布 of what is none; empty of a published one
  std::string head;      // 账本头 1234:abcd…
};

Document DocumentOf(const v1::Bulletin& bulletin);

}  // namespace wuse::bulletin
