#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace wuse::common {

// [a-z0-9][a-z0-9-]{0,63}
bool IsId(std::string_view text);
// ASCII letters lowered.
std::string Lower(std::string_view text);
// Without leading and trailing white space (ASCII and U+3000).
std::string_view Trim(std::string_view text);

// What is wrong with a text that people enter.
enum class TextFault { kNone, kInvalidUtf8, kControlCharacter, kBidiControl, kTooLong };
// Valid UTF-8, no C0/C1 control characters (but \n when `multiline`), no bidirectional overrides, isolates or
// marks (U+202A–202E, U+2066–2069, U+200E/F, U+061C), at most `max_characters` code points.
TextFault CheckText(std::string_view text, int max_characters, bool multiline = false);
bool IsValidUtf8(std::string_view text);
// Code points of valid UTF-8.
int CountCharacters(std::string_view utf8);

// A value shortened and made printable for an error message: control bytes and bad UTF-8 escaped, at most 60
// characters then "…".
std::string Quoted(std::string_view value);

// The candidate nearest to `word` by edit distance over code points, if near enough to be meant
// (at most a third of its length, at least 1, rounded up).
std::optional<std::string> Nearest(std::string_view word, std::span<const std::string> candidates);

// GB/T 40058-2021 shape NNNN-NNNNNN-NN-NN-NNNNNN or the older YYYY-NNNNNN-NN-NN-NNNNNN-NNN.
bool IsNationalCode(std::string_view text);

}  // namespace wuse::common
