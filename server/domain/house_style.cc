#include "server/domain/house_style.h"

#include <string>

namespace wuse::domain {
namespace {

constexpr int kDefaultDecimals = 2;
constexpr int kMaxDecimals = 2;
constexpr int kMaxAmountDecimals = 4;  // 万元 to the yuan

void CheckDecimals(const Field& field, bool given, int value, int most, Problems& problems) {
  if (!given || (value >= 0 && value <= most)) return;
  const std::string number = std::to_string(value);
  const std::string limit = std::to_string(most);
  problems.Add(field, "DECIMALS_INVALID", Cat(number, " is not from 0 to ", limit),
               Cat("小数位数“", number, "”不正确，应为 0 到 ", limit));
}

template <typename Enum>
void CheckKnown(const Field& field, Enum value, bool known, Problems& problems) {
  if (value != Enum{}) CheckEnum(field, value, known, problems);
}

}  // namespace

v1::HouseStyle DefaultHouseStyle() {
  v1::HouseStyle style;
  style.set_decimals(kDefaultDecimals);
  style.set_time_base(v1::TIME_BASE_PLANNED_CUMULATIVE);
  style.set_distance_rounding(v1::FROM_UNROUNDED);
  style.set_start_base(v1::OF_ALL_PROJECTS);
  style.set_unit_order(v1::WORST_FIRST);
  style.set_amount_unit(v1::IN_YI);
  style.set_amount_decimals(kDefaultDecimals);
  return style;
}

v1::HouseStyle Merged(const v1::HouseStyle& under, const v1::HouseStyle& over) {
  v1::HouseStyle style = under;
  if (over.time_base() != v1::TIME_BASE_UNSPECIFIED) style.clear_target_path();
  style.MergeFrom(over);  // fields of enums that are unspecified, and what is absent, leave what is there
  return style;
}

void CheckHouseStyle(const v1::HouseStyle& style, std::string_view base, Problems& problems) {
  CheckDecimals({base, "decimals", "小数位数"}, style.has_decimals(), style.decimals(), kMaxDecimals, problems);
  CheckDecimals({base, "amount_decimals", "金额小数位数"}, style.has_amount_decimals(), style.amount_decimals(),
                kMaxAmountDecimals, problems);
  CheckKnown({base, "time_base", "序时口径"}, style.time_base(), v1::TimeBase_IsValid(style.time_base()), problems);
  CheckKnown({base, "distance_rounding", "差距取整"}, style.distance_rounding(),
             v1::DistanceRounding_IsValid(style.distance_rounding()), problems);
  CheckKnown({base, "start_base", "开工率口径"}, style.start_base(), v1::StartBase_IsValid(style.start_base()),
             problems);
  CheckKnown({base, "unit_order", "单位排序"}, style.unit_order(), v1::UnitOrder_IsValid(style.unit_order()), problems);
  CheckKnown({base, "amount_unit", "金额单位"}, style.amount_unit(), v1::AmountUnit_IsValid(style.amount_unit()),
             problems);
  CheckTargetPath(base, style.time_base(), style.target_path(), problems);
}

Style Style::Of(const v1::HouseStyle& style) {
  return {.decimals = style.decimals(),
          .time_base = TimeBase::Of(style.time_base(), style.target_path()),
          .distance_rounding = style.distance_rounding(),
          .start_base = style.start_base()};
}

}  // namespace wuse::domain
