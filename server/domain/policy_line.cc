#include "server/domain/policy_line.h"

#include <utility>

#include "common/money.h"
#include "server/domain/validate.h"

namespace wuse::domain {
namespace {

constexpr int64_t kOne = kTenThousand;
constexpr int64_t kWholeStep = 2 * kTenThousand;  // from one whole number's cut to the next one's

constexpr PolicyLine kPointsLine{.variable = "gap", .chinese = "落后序时进度的百分点", .of_units = true};
constexpr PolicyLine kRatioLine{
    .percent = true, .lowest = 0, .variable = "ratio", .chinese = "完成序时进度的比例", .of_units = true};
constexpr PolicyLine kShortfallLine{
    .percent = true, .highest = kOne, .variable = "shortfall", .chinese = "欠序时进度的比例", .of_units = true};
constexpr PolicyLine kDaysLine{.whole = true, .variable = "days", .chinese = "节点逾期天数"};
constexpr PolicyLine kMonthsLine{.whole = true, .variable = "months", .chinese = "应开工未开工月数"};
constexpr PolicyLine kUnregisteredLine{.whole = true, .lowest = 0, .variable = "months", .chinese = "开工未入库月数"};
constexpr PolicyLine kWeeksLine{.whole = true, .lowest = 0, .variable = "weeks", .chinese = "连续未报周报周数"};
constexpr PolicyLine kPercentDoneLine{
    .lowest = 0, .highest = 100 * kOne, .variable = "percent", .chinese = "形象进度的百分数"};
constexpr PolicyLine kTaskLine{.percent = true, .variable = "task", .chinese = "当月任务完成的比例", .of_units = true};

bool IsAfter(Cut cut) {
  return cut % 2 != 0;
}

// Rounds down, so that a cut just after a negative bound is still that bound's.
int64_t BoundOf(Cut cut) {
  return (cut - (IsAfter(cut) ? 1 : 0)) / 2;
}

std::optional<int64_t> ParseBound(const PolicyLine& line, std::string_view text) {
  const std::optional<int64_t> bound = common::ParseTenThousandths(text);
  if (!bound || *bound > common::kMaxPolicyBound * kOne || *bound < -common::kMaxPolicyBound * kOne) {
    return std::nullopt;
  }
  if (line.whole && *bound % kOne != 0) return std::nullopt;
  if ((line.lowest && *bound < *line.lowest) || (line.highest && *bound > *line.highest)) return std::nullopt;
  return bound;
}

std::optional<Cut> CutAt(const PolicyLine& line, std::string_view text, bool after) {
  const std::optional<int64_t> bound = ParseBound(line, text);
  if (!bound) return std::nullopt;
  if (!after) return 2 * *bound;
  return line.whole ? 2 * *bound + kWholeStep : 2 * *bound + 1;
}

std::string BoundText(const PolicyLine& line, int64_t bound) {
  return line.percent ? common::FormatTenThousandths(bound * 100) + "%" : common::FormatTenThousandths(bound);
}

// The first and the last whole number between two cuts; meaningless at an end that is open.
std::pair<int64_t, int64_t> WholesBetween(Cut from, Cut to) {
  return {from / kWholeStep, to == kNoEnd ? 0 : to / kWholeStep - 1};
}

}  // namespace

const PolicyLine* LineOf(v1::Dimension dimension) {
  switch (dimension) {
    case v1::POINTS_BEHIND:
      return &kPointsLine;
    case v1::RATIO_TO_PLAN:
      return &kRatioLine;
    case v1::SHORTFALL_RATIO:
      return &kShortfallLine;
    case v1::DAYS_LATE:
      return &kDaysLine;
    case v1::MONTHS_NOT_STARTED:
      return &kMonthsLine;
    case v1::MONTHS_NOT_REGISTERED:
      return &kUnregisteredLine;
    case v1::WEEKS_WITHOUT_REPORT:
      return &kWeeksLine;
    case v1::PERCENT_DONE:
      return &kPercentDoneLine;
    case v1::MONTHLY_TASK:
      return &kTaskLine;
    default:
      return nullptr;
  }
}

Cut BeginOf(const PolicyLine& line) {
  return line.lowest ? 2 * *line.lowest : kNoBegin;
}

Cut EndOf(const PolicyLine& line) {
  return line.highest ? 2 * *line.highest + 1 : kNoEnd;
}

std::optional<Cut> LowerCut(const PolicyLine& line, const v1::Band& band) {
  if (band.has_from()) return CutAt(line, band.from(), false);
  if (band.has_above()) return CutAt(line, band.above(), true);
  return BeginOf(line);
}

std::optional<Cut> UpperCut(const PolicyLine& line, const v1::Band& band) {
  if (band.has_below()) return CutAt(line, band.below(), false);
  if (band.has_up_to()) return CutAt(line, band.up_to(), true);
  return EndOf(line);
}

std::string EnglishBetween(const PolicyLine& line, Cut from, Cut to) {
  const std::string variable(line.variable);
  const auto text = [](int64_t bound) { return common::FormatTenThousandths(bound); };
  const bool begins = from != kNoBegin;
  const bool ends = to != kNoEnd;
  if (line.whole) {
    const auto [first, last] = WholesBetween(from, to);
    if (begins && ends) return Cat(text(first * kOne), first == last ? "" : Cat(" to ", text(last * kOne)));
    if (begins) return Cat(variable, " >= ", text(first * kOne));
    return ends ? Cat(variable, " <= ", text(last * kOne)) : variable;
  }
  if (begins && ends && BoundOf(from) == BoundOf(to)) return text(BoundOf(from));
  return Cat(begins ? Cat(text(BoundOf(from)), IsAfter(from) ? " < " : " <= ") : "", variable,
             ends ? Cat(IsAfter(to) ? " <= " : " < ", text(BoundOf(to))) : "");
}

std::string ChineseBetween(const PolicyLine& line, Cut from, Cut to) {
  // People know where the line itself ends.
  if (!line.whole && from == BeginOf(line)) from = kNoBegin;
  if (!line.whole && to == EndOf(line)) to = kNoEnd;
  const auto text = [&line](int64_t bound) { return BoundText(line, bound); };
  const bool begins = from != kNoBegin;
  const bool ends = to != kNoEnd;
  if (!begins && !ends) return "不论多少";
  if (line.whole) {
    const auto [first, last] = WholesBetween(from, to);
    if (!ends) return Cat(text(first * kOne), " 及以上");
    if (!begins) return Cat(text(last * kOne), " 及以下");
    return first == last ? text(first * kOne) : Cat(text(first * kOne), "–", text(last * kOne));
  }
  if (begins && ends) {
    if (BoundOf(from) == BoundOf(to)) return text(BoundOf(from));
    if (!IsAfter(from) && IsAfter(to)) return Cat(text(BoundOf(from)), "–", text(BoundOf(to)));
  }
  const std::string low = begins ? Cat(IsAfter(from) ? "超过 " : "不低于 ", text(BoundOf(from))) : "";
  const std::string high = ends ? Cat(IsAfter(to) ? "不超过 " : "低于 ", text(BoundOf(to))) : "";
  return Cat(low, begins && ends ? "、" : "", high);
}

std::string_view ChineseOf(v1::Color color) {
  switch (color) {
    case v1::BLUE:
      return "蓝";
    case v1::GREEN:
      return "绿";
    case v1::YELLOW:
      return "黄";
    case v1::ORANGE:
      return "橙";
    case v1::RED:
      return "红";
    default:
      return "未评价";
  }
}

}  // namespace wuse::domain
