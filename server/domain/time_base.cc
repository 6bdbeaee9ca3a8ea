#include "server/domain/time_base.h"

#include <optional>

#include "common/limits.h"
#include "common/money.h"

namespace wuse::domain {
namespace {

constexpr int kMonthsInYear = 12;
constexpr int kHalfMonths = 24;
constexpr int kMidMonth = 15;  // ends the first half
constexpr int64_t kTenThousandthsOf1 = 10'000;
constexpr int64_t kWholePercents = 100 * kTenThousandthsOf1;  // 100 % in ten-thousandths of a percent

// By the end of the day; a month counts when it has ended.
int EndedHalves(const MonthDay& at) {
  return 2 * (at.month - 1) + (at.day >= kMidMonth ? 1 : 0) + (at.day == at.days_in_month ? 1 : 0);
}

Fraction OnTargetPath(const std::array<int64_t, kMonthsInYear>& path, const MonthDay& at) {
  const int64_t before = at.month == 1 ? 0 : path[at.month - 2];
  const int64_t grown = (path[at.month - 1] - before) * at.day;
  return {before * at.days_in_month + grown, at.days_in_month * kWholePercents};
}

}  // namespace

TimeBase TimeBase::Of(v1::TimeBase base, const google::protobuf::RepeatedPtrField<std::string>& target_path) {
  TimeBase time_base;
  if (base != v1::TIME_BASE_UNSPECIFIED) time_base.base = base;
  for (int i = 0; i < target_path.size(); ++i) {
    time_base.target_path[i] = common::ParseTenThousandths(target_path[i]).value_or(0);
  }
  return time_base;
}

Fraction ExpectedShare(const TimeBase& base, const MonthDay& at) {
  switch (base.base) {
    case v1::TIME_BASE_MONTHS:
      return {EndedHalves(at) / 2, kMonthsInYear};
    case v1::TIME_BASE_HALF_MONTHS:
      return {EndedHalves(at), kHalfMonths};
    default:
      return OnTargetPath(base.target_path, at);
  }
}

void CheckTargetPath(std::string_view field_base, v1::TimeBase time_base,
                     const google::protobuf::RepeatedPtrField<std::string>& target_path, Problems& problems) {
  const bool wanted = time_base == v1::TIME_BASE_TARGET_PATH;
  if (target_path.size() != (wanted ? kMonthsInYear : 0)) {
    problems.Add(
        {field_base, "target_path", "目标进度"}, "TARGET_PATH_INVALID",
        wanted ? "twelve percents are needed, one for each month-end" : "target_path is of TIME_BASE_TARGET_PATH only",
        wanted ? "应有 12 个百分数，每月末一个" : "只有 time_base 为 TIME_BASE_TARGET_PATH 时才写 target_path");
    return;
  }
  int64_t before = 0;
  for (int i = 0; i < target_path.size(); ++i) {
    const std::optional<int64_t> percent = common::ParseTenThousandths(target_path[i]);
    if (!percent || *percent < before || *percent > common::kMaxPolicyBound * kTenThousandthsOf1) {
      const std::string place = Cat("target_path[", std::to_string(i), "]");
      problems.Add({field_base, place, "目标进度"}, "TARGET_PATH_INVALID",
                   Cat(InEnglish(target_path[i]), " is no percent, or less than that of the month before"),
                   Cat(InChinese(target_path[i]), "不是百分数，或小于上个月的"));
      return;
    }
    before = *percent;
  }
}

}  // namespace wuse::domain
