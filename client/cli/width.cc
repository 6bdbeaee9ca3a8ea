#include "client/cli/width.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>

namespace wuse::cli {
namespace {

// The code point at `offset`, which moves behind it; U+FFFD for a byte that is no UTF-8.
UChar32 NextCharacter(std::string_view utf8, int32_t& offset) {
  UChar32 character = 0;
  U8_NEXT_OR_FFFD(utf8.data(), offset, static_cast<int32_t>(utf8.size()), character);
  return character;
}

int WidthOf(UChar32 character) {
  switch (u_charType(character)) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_FORMAT_CHAR:
    case U_CONTROL_CHAR:
      return 0;
    default:
      break;
  }
  const int east_asian = u_getIntPropertyValue(character, UCHAR_EAST_ASIAN_WIDTH);
  return east_asian == U_EA_FULLWIDTH || east_asian == U_EA_WIDE ? 2 : 1;
}

}  // namespace

int DisplayWidth(std::string_view utf8) {
  int width = 0;
  for (int32_t offset = 0; offset < static_cast<int32_t>(utf8.size());) width += WidthOf(NextCharacter(utf8, offset));
  return width;
}

std::string Pad(std::string_view utf8, int width, Align align) {
  const std::string padding(static_cast<size_t>(std::max(0, width - DisplayWidth(utf8))), ' ');
  return align == Align::kLeft ? std::string(utf8) + padding : padding + std::string(utf8);
}

std::string Shorten(std::string_view utf8, int width) {
  std::string line(utf8);
  std::replace(line.begin(), line.end(), '\n', ' ');
  if (DisplayWidth(line) <= width) return line;
  int used = 1;  // the ellipsis
  int32_t offset = 0;
  while (true) {
    int32_t next = offset;
    used += WidthOf(NextCharacter(line, next));
    if (used > width) break;
    offset = next;
  }
  return line.substr(0, static_cast<size_t>(offset)) + "…";
}

}  // namespace wuse::cli
