#include "common/text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "common/limits.h"

namespace wuse::common {
namespace {

constexpr char32_t kBad = 0xFFFFFFFF;
constexpr int kQuotedCharacters = 60;

// Takes one code point off the front; kBad for what is not strict UTF-8 (one byte is taken then).
char32_t NextCodePoint(std::string_view& text) {
  const auto lead = static_cast<uint8_t>(text[0]);
  int length = 1;
  char32_t value = lead;
  char32_t smallest = 0;
  if (lead >= 0x80) {
    if (lead >= 0xC2 && lead <= 0xDF) {
      length = 2, value = lead & 0x1F, smallest = 0x80;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
      length = 3, value = lead & 0x0F, smallest = 0x800;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
      length = 4, value = lead & 0x07, smallest = 0x10000;
    } else {
      text.remove_prefix(1);
      return kBad;
    }
  }
  if (text.size() < static_cast<size_t>(length)) length = 0;
  for (int i = 1; i < length; ++i) {
    const auto byte = static_cast<uint8_t>(text[static_cast<size_t>(i)]);
    if ((byte & 0xC0) != 0x80) length = 0;
    value = (value << 6) | (byte & 0x3F);
  }
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (length == 0 || value < smallest || value > 0x10FFFF || surrogate) {
    text.remove_prefix(1);
    return kBad;
  }
  text.remove_prefix(static_cast<size_t>(length));
  return value;
}

bool IsControl(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x2028 || c == 0x2029;
}

bool IsBidiControl(char32_t c) {
  return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F || c == 0x061C;
}

std::vector<char32_t> CodePoints(std::string_view text) {
  std::vector<char32_t> points;
  while (!text.empty()) points.push_back(NextCodePoint(text));
  return points;
}

size_t EditDistance(const std::vector<char32_t>& a, const std::vector<char32_t>& b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

bool IsIdCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

// Whether the text is digit groups of these lengths with hyphens between.
bool HasDigitGroups(std::string_view text, std::initializer_list<size_t> lengths) {
  bool first = true;
  for (const size_t length : lengths) {
    if (!first) {
      if (text.empty() || text[0] != '-') return false;
      text.remove_prefix(1);
    }
    first = false;
    if (text.size() < length) return false;
    if (!std::all_of(text.begin(), text.begin() + static_cast<ptrdiff_t>(length),
                     [](char c) { return c >= '0' && c <= '9'; })) {
      return false;
    }
    text.remove_prefix(length);
  }
  return text.empty();
}

std::string Escaped(uint8_t byte) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  return {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
}

}  // namespace

bool IsId(std::string_view text) {
  if (text.empty() || text.size() > kMaxIdLength || !IsIdCharacter(text[0])) return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return IsIdCharacter(c) || c == '-'; });
}

std::string Lower(std::string_view text) {
  std::string lowered(text);
  for (char& c : lowered) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lowered;
}

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kWideSpace = "\xE3\x80\x80";
  const auto is_space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  while (!text.empty()) {
    if (is_space(text.front())) {
      text.remove_prefix(1);
    } else if (text.starts_with(kWideSpace)) {
      text.remove_prefix(kWideSpace.size());
    } else if (is_space(text.back())) {
      text.remove_suffix(1);
    } else if (text.ends_with(kWideSpace)) {
      text.remove_suffix(kWideSpace.size());
    } else {
      break;
    }
  }
  return text;
}

TextFault CheckText(std::string_view text, int max_characters, bool multiline) {
  if (!IsValidUtf8(text)) return TextFault::kInvalidUtf8;
  int characters = 0;
  while (!text.empty()) {
    const char32_t c = NextCodePoint(text);
    if (IsControl(c) && !(multiline && c == '\n')) return TextFault::kControlCharacter;
    if (IsBidiControl(c)) return TextFault::kBidiControl;
    ++characters;
  }
  return characters > max_characters ? TextFault::kTooLong : TextFault::kNone;
}

bool IsValidUtf8(std::string_view text) {
  while (!text.empty()) {
    if (NextCodePoint(text) == kBad) return false;
  }
  return true;
}

int CountCharacters(std::string_view utf8) {
  return static_cast<int>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<uint8_t>(c) & 0xC0) != 0x80; }));
}

std::string Quoted(std::string_view value) {
  std::string quoted;
  for (int characters = 0; !value.empty(); ++characters) {
    if (characters == kQuotedCharacters) return quoted + "…";
    std::string_view rest = value;
    const char32_t c = NextCodePoint(rest);
    const std::string_view bytes = value.substr(0, value.size() - rest.size());
    if (c == kBad || IsControl(c) || IsBidiControl(c)) {
      for (const char byte : bytes) quoted += Escaped(static_cast<uint8_t>(byte));
    } else {
      quoted += bytes;
    }
    value = rest;
  }
  return quoted;
}

std::optional<std::string> Nearest(std::string_view word, std::span<const std::string> candidates) {
  const std::vector<char32_t> points = CodePoints(word.substr(0, kMaxTextCharacters));
  size_t best = std::max<size_t>(1, (points.size() + 2) / 3) + 1;
  std::optional<std::string> nearest;
  for (const std::string& candidate : candidates) {
    const size_t distance = EditDistance(points, CodePoints(candidate));
    if (distance < best) {
      best = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

bool IsNationalCode(std::string_view text) {
  return HasDigitGroups(text, {4, 6, 2, 2, 6}) || HasDigitGroups(text, {4, 6, 2, 2, 6, 3});
}

}  // namespace wuse::common
