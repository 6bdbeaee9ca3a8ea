#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wuse::common {

// Whole yuan. Entered amounts are 0 to kMaxYuan (10^15) so that sums and hundredfold stay in 64 bits
// for a register of a million projects only with 128-bit products; rates use those.
struct Yuan {
  int64_t value = 0;
  friend auto operator<=>(const Yuan&, const Yuan&) = default;
  friend Yuan operator+(Yuan a, Yuan b) { return {a.value + b.value}; }
  friend Yuan operator-(Yuan a, Yuan b) { return {a.value - b.value}; }
};

__extension__ typedef __int128 Int128;  // -Wpedantic does not know it otherwise

// A sum of amounts, exact, so that it can give back what was added: 10,000 projects of the largest amount would leave
// 64 bits.
class YuanSum {
 public:
  // `times` −1 takes it back.
  void Add(Yuan amount, int times) { sum_ += Int128{amount.value} * times; }
  // The sum, or the end of the range that it is beyond.
  Yuan Bounded() const;
  friend bool operator==(const YuanSum&, const YuanSum&) = default;

 private:
  Int128 sum_ = 0;
};

// 万元 text with up to 4 decimals ("12.5", "1,250", "０" no) to yuan. Digits, at most one point, an
// optional leading minus; thousands commas are accepted. nullopt: malformed or too many decimals or > 10^15 yuan.
std::optional<Yuan> ParseWan(std::string_view text);
// "1250", "12.5": no trailing zeros.
std::string FormatWan(Yuan amount);
// 亿元 with `decimals` places, half away from zero: 5277600000 → "52.78".
std::string FormatYi(Yuan amount, int decimals = 2);

// numerator * scale / denominator to `decimals` places, half away from zero; "" when denominator is 0.
// Ratio(69, 110, 100, 2) = "62.73".  Exact (128-bit).
std::string Ratio(int64_t numerator, int64_t denominator, int64_t scale, int decimals);
inline std::string Percent(int64_t numerator, int64_t denominator, int decimals = 2) {
  return Ratio(numerator, denominator, 100, decimals);
}
// The same as a count of 10^-decimals; denominator not 0. Nothing may leave 128 bits.
Int128 ScaledRatio(Int128 numerator, Int128 denominator, int64_t scale, int decimals);
// Its text: ScaledText(1383, 2) = "13.83".
std::string ScaledText(Int128 scaled, int decimals);
// a * b / c rounded half away from zero to a whole number; c > 0. Exact (128-bit).
int64_t MulDivRound(int64_t a, int64_t b, int64_t c);

// Basis points (hundredths of a percent) from and to text: "47.5" ↔ 4750. At most 2 decimals.
std::optional<int32_t> ParseBasisPoints(std::string_view text);
std::string FormatBasisPoints(int32_t basis_points);
// Thousandths from and to text: "5.2" ↔ 5200. At most 3 decimals.
std::optional<int64_t> ParseThousandths(std::string_view text);
std::string FormatThousandths(int64_t thousandths);

// Ten-thousandths from and to text: "0.8333" ↔ 8333. At most 4 decimals, a leading minus, no more than 10^11 of them.
std::optional<int64_t> ParseTenThousandths(std::string_view text);
std::string FormatTenThousandths(int64_t ten_thousandths);

}  // namespace wuse::common
