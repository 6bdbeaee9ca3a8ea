#pragma once

#include "client/cli/labels.h"

namespace wuse::cli {

// The words of what figures are asked for and printed by.
extern const Labels kMetrics;            // 指标
extern const Labels kGroupBys;           // 分组
extern const Labels kTimeBases;          // 序时进度的算法
extern const Labels kDistanceRoundings;  // 差距的取舍
extern const Labels kStartBases;         // 开工率的分母
extern const Labels kUnitOrders;         // 通报里单位的次序
extern const Labels kAmountUnits;        // 金额单位
extern const Labels kTargetMeasures;     // 目标口径

// "annual_completion 年度计划完成率，…": the choices, for help.
std::string ChoicesText(const Labels& labels);

}  // namespace wuse::cli
