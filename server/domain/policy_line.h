#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "common/limits.h"
#include "wuse/v1/color_policy.pb.h"

namespace wuse::domain {

// The line of values that a dimension can have, and how it is called.
struct PolicyLine {
  bool whole = false;    // whole numbers only
  bool percent = false;  // people read the value as percent: 0.8 is 80%
  // In ten-thousandths; not set: without end.
  std::optional<int64_t> lowest;
  std::optional<int64_t> highest;
  std::string_view variable;  // in English texts: 0 < gap < 10
  std::string_view chinese;   // 落后序时进度的百分点
  bool of_units = false;      // sums of several projects have it, too
};
// nullptr: no dimension of policies, or JUDGED_BY_PERSON, which has no line.
const PolicyLine* LineOf(v1::Dimension dimension);

// A place on a line, between values: just before a bound is 2 × its ten-thousandths, just after it is one more. On a
// line of whole numbers all cuts are before one of them. A band is what lies between two cuts.
using Cut = int64_t;
inline constexpr int64_t kTenThousand = 10'000;
inline constexpr Cut kNoBegin = std::numeric_limits<Cut>::min();
inline constexpr Cut kNoEnd = std::numeric_limits<Cut>::max();
Cut BeginOf(const PolicyLine& line);
Cut EndOf(const PolicyLine& line);
// nullopt: the bound is malformed, not whole on a line of whole numbers, or beyond the line or kMaxPolicyBound.
std::optional<Cut> LowerCut(const PolicyLine& line, const v1::Band& band);
std::optional<Cut> UpperCut(const PolicyLine& line, const v1::Band& band);

// The values between two cuts: "0 < gap < 10", "10", and for people "超过 0、低于 10", "10–30".
std::string EnglishBetween(const PolicyLine& line, Cut from, Cut to);
std::string ChineseBetween(const PolicyLine& line, Cut from, Cut to);

// "橙"
std::string_view ChineseOf(v1::Color color);

}  // namespace wuse::domain
