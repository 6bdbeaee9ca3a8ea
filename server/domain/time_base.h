#pragma once

#include <array>
#include <string>
#include <string_view>

#include "server/domain/color_measures.h"
#include "server/domain/validate.h"
#include "wuse/v1/color_policy.pb.h"

// How 序时进度 is reckoned: what time alone asks for.
namespace wuse::domain {

// A number, exactly.
struct Fraction {
  Int128 numerator = 0;
  Int128 denominator = 1;  // above 0
};

struct TimeBase {
  v1::TimeBase base = v1::TIME_BASE_PLANNED_CUMULATIVE;
  std::array<int64_t, 12> target_path{};  // ten-thousandths of a percent, of TIME_BASE_TARGET_PATH
  // Of what was checked.
  static TimeBase Of(v1::TimeBase base, const google::protobuf::RepeatedPtrField<std::string>& target_path);
};

// What part of an annual plan is asked for by the end of a day. Of every base but the planned cumulative, which is each
// plan's own. The numbers are small: times 10^20 they stay within 128 bits.
Fraction ExpectedShare(const TimeBase& base, const MonthDay& at);

// Adds TARGET_PATH_INVALID: twelve percents that never fall, of TIME_BASE_TARGET_PATH and of no other base.
void CheckTargetPath(std::string_view field_base, v1::TimeBase time_base,
                     const google::protobuf::RepeatedPtrField<std::string>& target_path, Problems& problems);

}  // namespace wuse::domain
