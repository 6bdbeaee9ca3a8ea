#pragma once

#include <string>
#include <string_view>

namespace wuse::cli {

// Columns that a text takes on a terminal: wide and full-width characters (Chinese) two, combining and format
// characters none, all others one. Ambiguous ones (★ ● ◆ ▲) count one, as terminals draw them outside old CJK fonts.
int DisplayWidth(std::string_view utf8);

enum class Align { kLeft, kRight };
// Padded with spaces to `width` columns; longer texts stay as they are.
std::string Pad(std::string_view utf8, int width, Align align = Align::kLeft);
// At most `width` columns, with "…" at the end of what was cut. Line breaks become spaces.
std::string Shorten(std::string_view utf8, int width);

}  // namespace wuse::cli
