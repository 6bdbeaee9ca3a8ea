#include "server/bulletin/words.h"

#include "common/calendar.h"
#include "common/money.h"
#include "fmt/format.h"
#include "server/domain/bulletin_period.h"

namespace wuse::bulletin {
namespace {

constexpr int64_t kWan = 10'000;
constexpr int64_t kYi = 100'000'000;

}  // namespace

std::string DayText(std::string_view date) {
  const auto day = common::Date::Parse(date);
  return day ? fmt::format("{}年{}月{}日", day->year(), day->month(), day->day()) : std::string(date);
}

std::string ShortDayText(std::string_view date) {
  const auto day = common::Date::Parse(date);
  return day ? fmt::format("{}月{}日", day->month(), day->day()) : std::string(date);
}

std::string WeekText(std::string_view week) {
  const std::string text = PeriodText(week);
  const size_t number = text.find("第");
  return number == std::string::npos ? text : text.substr(number);
}

std::string PeriodText(std::string_view period) {
  const auto known = domain::BulletinPeriod::Parse(period);
  return known ? known->Chinese() : std::string(period);
}

std::string AmountNumber(int64_t yuan, const v1::HouseStyle& style) {
  return common::Ratio(yuan, style.amount_unit() == v1::IN_WAN ? kWan : kYi, 1, style.amount_decimals());
}

std::string_view AmountUnitText(const v1::HouseStyle& style) {
  return style.amount_unit() == v1::IN_WAN ? "万元" : "亿元";
}

std::string AmountText(int64_t yuan, const v1::HouseStyle& style) {
  return fmt::format("{}{}", AmountNumber(yuan, style), AmountUnitText(style));
}

std::string PercentText(std::string_view percent) {
  return percent.empty() ? std::string(kUndefined) : fmt::format("{}%", percent);
}

bool IsZero(std::string_view number) {
  return !number.empty() && number.find_first_not_of("-0.") == std::string_view::npos;
}

bool IsNegative(std::string_view number) {
  return !number.empty() && number.front() == '-' && !IsZero(number);
}

std::string Magnitude(std::string_view number) {
  return std::string(!number.empty() && number.front() == '-' ? number.substr(1) : number);
}

std::string DistanceText(std::string_view points) {
  if (points.empty()) return fmt::format("与序时进度的差距{}", kUndefined);
  if (IsZero(points)) return "与序时进度持平";
  return fmt::format("{}序时进度{}个百分点", IsNegative(points) ? "慢于" : "快于", Magnitude(points));
}

std::string DistanceNumber(std::string_view points) {
  if (points.empty()) return std::string(kUndefined);
  if (IsZero(points)) return "持平";
  return IsNegative(points) ? std::string(points) : fmt::format("+{}", points);
}

std::string PointsGrowth(std::string_view points) {
  if (points.empty()) return std::string(kUndefined);
  if (IsZero(points)) return "持平";
  return fmt::format("{}{}个百分点", IsNegative(points) ? "下降▼" : "提高▲", Magnitude(points));
}

std::string PercentGrowth(std::string_view percent) {
  if (percent.empty()) return std::string(kUndefined);
  if (IsZero(percent)) return "持平";
  return fmt::format("{}{}%", IsNegative(percent) ? "下降▼" : "增长▲", Magnitude(percent));
}

std::string_view ColorWord(v1::Color color) {
  switch (color) {
    case v1::RED:
      return "红色";
    case v1::ORANGE:
      return "橙色";
    case v1::YELLOW:
      return "黄色";
    case v1::GREEN:
      return "绿色";
    case v1::BLUE:
      return "蓝色";
    default:
      return "未评价";
  }
}

std::string_view ColorChar(v1::Color color) {
  return color >= v1::BLUE && color <= v1::RED ? ColorWord(color).substr(0, std::string_view("红").size()) : "未评";
}

std::string_view ColorGlyph(v1::Color color) {
  switch (color) {
    case v1::RED:
      return "✕";
    case v1::ORANGE:
      return "▲";
    case v1::YELLOW:
      return "◆";
    case v1::GREEN:
      return "●";
    case v1::BLUE:
      return "★";
    default:
      return "";
  }
}

int CountOf(const v1::FigureSet& figures, v1::Color color) {
  for (const v1::ColorCount& count : figures.color_counts()) {
    if (count.color() == color) return count.count();
  }
  return 0;
}

std::string Tight(std::string_view text) {
  const auto is_chinese = [&text](size_t at) {
    return at < text.size() && static_cast<unsigned char>(text[at]) >= 0x80;
  };
  std::string tight;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool is_loose = text[i] == ' ' && i > 0 && (is_chinese(i - 1) || is_chinese(i + 1));
    if (!is_loose) tight += text[i];
  }
  return tight;
}

PeriodWords PeriodWordsOf(std::string_view period) {
  const auto known = domain::BulletinPeriod::Parse(period);
  if (known && known->kind() == domain::BulletinPeriod::Kind::kMonth) return {"月度通报", "本月", "上月", "下月"};
  if (known && known->kind() == domain::BulletinPeriod::Kind::kHalfMonth) {
    return {"半月通报", "本期", "上期", "下期"};
  }
  return {"一周一通报", "本周", "上周", "下周"};
}

}  // namespace wuse::bulletin
