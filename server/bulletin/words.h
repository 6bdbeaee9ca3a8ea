#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "wuse/v1/bulletin.pb.h"

// How a bulletin says numbers, days and colors. Pure.
namespace wuse::bulletin {

inline constexpr std::string_view kUndefined = "—";

// 2021年4月30日, and 4月30日. Texts that are no date stay.
std::string DayText(std::string_view date);
std::string ShortDayText(std::string_view date);
// 第17周 of 2021-W17.
std::string WeekText(std::string_view week);
std::string PeriodText(std::string_view period);  // 2021年第17周, 2021年4月; other texts stay

// An amount in the style's unit and decimals: 52.78亿元; the number alone.
std::string AmountText(int64_t yuan, const v1::HouseStyle& style);
std::string AmountNumber(int64_t yuan, const v1::HouseStyle& style);
std::string_view AmountUnitText(const v1::HouseStyle& style);  // 亿元

std::string PercentText(std::string_view percent);  // 62.73%; — where it is empty
bool IsZero(std::string_view number);
bool IsNegative(std::string_view number);
std::string Magnitude(std::string_view number);  // without its sign
// 慢于序时进度6.60个百分点, 快于序时进度…, 与序时进度持平; — where it is empty.
std::string DistanceText(std::string_view points);
// For a table: -6.60, +6.60, 持平, —.
std::string DistanceNumber(std::string_view points);
// 提高▲1.20个百分点, 下降▼1.20个百分点, 持平.
std::string PointsGrowth(std::string_view points);
std::string PercentGrowth(std::string_view percent);  // 增长▲12.30%, 下降▼12.30%, 持平

std::string_view ColorWord(v1::Color color);   // 红色, 未评价
std::string_view ColorChar(v1::Color color);   // 红, 未评
std::string_view ColorGlyph(v1::Color color);  // ✕, on paper; "" of not rated

int CountOf(const v1::FigureSet& figures, v1::Color color);

// Without the blanks between Chinese and numbers, which offices do not write.
std::string Tight(std::string_view text);

// What the bulletin's period is called within it.
struct PeriodWords {
  std::string_view title;  // 一周一通报
  std::string_view now;    // 本周
  std::string_view last;   // 上周
  std::string_view next;   // 下周
};
PeriodWords PeriodWordsOf(std::string_view period);

}  // namespace wuse::bulletin
