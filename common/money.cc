#include "common/money.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

#include "common/limits.h"

namespace wuse::common {
namespace {

constexpr int64_t Power10(int exponent) {
  int64_t power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

Int128 RoundedQuotient(Int128 numerator, Int128 denominator) {
  if (denominator < 0) {
    numerator = -numerator;
    denominator = -denominator;
  }
  const bool negative = numerator < 0;
  if (negative) numerator = -numerator;
  const Int128 quotient = (2 * numerator + denominator) / (2 * denominator);
  return negative ? -quotient : quotient;
}

std::string WithPoint(Int128 scaled, int decimals) {
  const bool negative = scaled < 0;
  if (negative) scaled = -scaled;
  std::string digits;
  for (; scaled > 0 || static_cast<int>(digits.size()) <= decimals; scaled /= 10) {
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(scaled % 10)));
  }
  if (decimals > 0) digits.insert(digits.size() - static_cast<size_t>(decimals), 1, '.');
  return negative ? "-" + digits : digits;
}

std::string WithoutTrailingZeros(std::string text) {
  if (text.find('.') == std::string::npos) return text;
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

// A decimal number as a count of 10^-decimals; nullopt when malformed, too precise or beyond ±limit.
std::optional<int64_t> ParseScaled(std::string_view text, int decimals, int64_t limit, bool commas) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  Int128 value = 0;
  int digits = 0;
  int fraction = -1;  // digits after the point; -1: no point yet
  int since_comma = -1;
  for (const char c : text) {
    if (c == '.') {
      if (fraction >= 0 || digits == 0 || (since_comma >= 0 && since_comma != 3)) return std::nullopt;
      fraction = 0;
      since_comma = -1;
    } else if (c == ',' && commas) {
      const bool first = since_comma < 0;
      if (fraction >= 0 || digits == 0 || (first ? digits > 3 : since_comma != 3)) return std::nullopt;
      since_comma = 0;
    } else if (c >= '0' && c <= '9') {
      value = value * 10 + (c - '0');
      ++digits;
      if (since_comma >= 0) ++since_comma;
      if (fraction >= 0 && ++fraction > decimals) return std::nullopt;
      if (value > Int128{limit} * 10) return std::nullopt;
    } else {
      return std::nullopt;
    }
  }
  if (digits == 0 || fraction == 0 || (since_comma >= 0 && since_comma != 3)) return std::nullopt;
  value *= Power10(decimals - (fraction < 0 ? 0 : fraction));
  if (value > limit) return std::nullopt;
  return static_cast<int64_t>(negative ? -value : value);
}

}  // namespace

Yuan YuanSum::Bounded() const {
  constexpr Int128 kLeast = std::numeric_limits<int64_t>::min();
  constexpr Int128 kMost = std::numeric_limits<int64_t>::max();
  return {static_cast<int64_t>(std::clamp(sum_, kLeast, kMost))};
}

std::optional<Yuan> ParseWan(std::string_view text) {
  const std::optional<int64_t> yuan = ParseScaled(text, 4, kMaxYuan, true);
  if (!yuan) return std::nullopt;
  return Yuan{*yuan};
}

std::string FormatWan(Yuan amount) {
  return WithoutTrailingZeros(WithPoint(amount.value, 4));
}

std::string FormatYi(Yuan amount, int decimals) {
  return Ratio(amount.value, 100'000'000, 1, decimals);
}

std::string Ratio(int64_t numerator, int64_t denominator, int64_t scale, int decimals) {
  if (denominator == 0) return "";
  return WithPoint(ScaledRatio(numerator, denominator, scale, decimals), decimals);
}

Int128 ScaledRatio(Int128 numerator, Int128 denominator, int64_t scale, int decimals) {
  return RoundedQuotient(numerator * scale * Power10(decimals), denominator);
}

std::string ScaledText(Int128 scaled, int decimals) {
  return WithPoint(scaled, decimals);
}

int64_t MulDivRound(int64_t a, int64_t b, int64_t c) {
  // A division of 128 bits takes ten times as long, and few products need them.
  int64_t product = 0;
  if (!__builtin_mul_overflow(a, b, &product)) {
    const int64_t quotient = product / c;
    const int64_t rest = product % c;
    if (rest >= 0) return quotient + (rest >= c - rest ? 1 : 0);
    return quotient - (-rest >= c + rest ? 1 : 0);
  }
  return static_cast<int64_t>(RoundedQuotient(Int128{a} * b, c));
}

std::optional<int32_t> ParseBasisPoints(std::string_view text) {
  const std::optional<int64_t> value = ParseScaled(text, 2, INT32_MAX, false);
  if (!value) return std::nullopt;
  return static_cast<int32_t>(*value);
}

std::string FormatBasisPoints(int32_t basis_points) {
  return WithoutTrailingZeros(WithPoint(basis_points, 2));
}

std::optional<int64_t> ParseThousandths(std::string_view text) {
  return ParseScaled(text, 3, INT64_C(1'000'000'000'000'000), false);
}

std::string FormatThousandths(int64_t thousandths) {
  return WithoutTrailingZeros(WithPoint(thousandths, 3));
}

std::optional<int64_t> ParseTenThousandths(std::string_view text) {
  return ParseScaled(text, 4, INT64_C(100'000'000'000), false);
}

std::string FormatTenThousandths(int64_t ten_thousandths) {
  return WithoutTrailingZeros(WithPoint(ten_thousandths, 4));
}

}  // namespace wuse::common
