#pragma once

#include <string>

#include "client/cli/output.h"
#include "client/cli/session.h"
#include "wuse/v1/figure.pb.h"
#include "wuse/v1/house_style.pb.h"

namespace wuse::cli {

// Figures as people read them. What is not defined (no denominator, nothing to compare with) is "—".

inline constexpr int kFigurePageWidth = 100;  // columns of a wide terminal, and of a printed page

// "52.78": in the style's unit (complete style), without it.
std::string AmountText(int64_t yuan, const v1::HouseStyle& style);
// "亿元" or "万元".
std::string AmountUnitText(const v1::HouseStyle& style);
// "62.73%"
std::string RateText(const v1::Rate& rate);
// "62.73%" of decimal text.
std::string PercentFigure(const std::string& percent);
// "超前 3.25", "落后 12.00", "持平" of points, positive ahead.
std::string DistanceText(const std::string& points);
// "+3.25", "-12.00", "0" of a difference.
std::string SignedText(const std::string& decimal);
// A ranking's value: percent, points, or yuan in the style's unit.
std::string MetricText(v1::Metric metric, const std::string& value, const v1::HouseStyle& style);
// The same of a figure as it was printed: 万元 instead of yuan.
std::string PrintedFigureText(v1::Metric metric, const std::string& value);

// A bar of `width` columns for `part` of `whole`: full blocks and dots. More than the whole is full.
std::string Bar(int64_t part, int64_t whole, int width);
// The same of decimal text in percent; "" gives dots alone.
std::string PercentBar(const std::string& percent, int width);

// 序时进度：按月均分；差距：先减后取整；开工率：÷ 全部项目
std::string StyleText(const v1::HouseStyle& style);
// "2021-04（截至 2021-04-30）", or the day alone.
std::string PeriodText(const std::string& period, const std::string& as_of);

// 2020-04 年度计划完成率 12.44%，第 3/9（金华市），来源：… and what contradicts it.
std::string ReferenceText(const v1::ReferenceFigure& figure);
// The numbers that a reference figure was said to come from; "" where they are not known.
std::string ContradictionText(const v1::ReferenceFigure& figure);

// As JSON or CSV where that is asked for; false: the caller writes for people.
bool WriteForMachines(Session& session, const google::protobuf::Message& message, const Table& table);

}  // namespace wuse::cli
