#pragma once

#include <string>

#include "wuse/v1/project.pb.h"

namespace wuse::cli {

// "1250" of yuan in 万元; "" of an absent amount.
std::string WanOf(bool present, int64_t yuan);
// "52.78亿元"
std::string YiText(int64_t yuan);

// "演示" where anything of the project is made up, else "".
std::string MadeUpMark(const google::protobuf::RepeatedPtrField<std::string>& made_up);

// Days late for a table: "12", "0", "未到期" before the day, "" without a dated open milestone.
std::string DaysLateText(const v1::ProjectFigures& figures);

// What the color was decided by: 投资落后序时进度、节点逾期; "" where there is nothing to explain (green, and not rated
// for want of anything to judge by).
std::string DecidingText(const v1::ProjectStatus& status);

// "超前 3.25", "落后 12.00", "持平" of points behind.
std::string PointsText(const std::string& points_behind);

// The names of made-up fields; the twelve months of a plan as one.
std::string MadeUpText(const google::protobuf::RepeatedPtrField<std::string>& made_up);

}  // namespace wuse::cli
