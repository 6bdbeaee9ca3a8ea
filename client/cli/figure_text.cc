#include "client/cli/figure_text.h"

#include <algorithm>
#include <charconv>

#include "client/cli/figure_labels.h"
#include "client/cli/format_text.h"
#include "common/money.h"

namespace wuse::cli {
namespace {

constexpr const char* kUndefined = "—";
constexpr int64_t kYuanOfWan = 10'000;

bool IsNothing(std::string_view decimal) {
  return decimal.find_first_not_of("-0.") == std::string_view::npos;
}

}  // namespace

std::string AmountText(int64_t yuan, const v1::HouseStyle& style) {
  const int decimals = style.has_amount_decimals() ? style.amount_decimals() : 2;
  if (style.amount_unit() == v1::IN_WAN) return common::Ratio(yuan, kYuanOfWan, 1, decimals);
  return common::FormatYi({yuan}, decimals);
}

std::string AmountUnitText(const v1::HouseStyle& style) {
  return style.amount_unit() == v1::IN_WAN ? "万元" : "亿元";
}

std::string RateText(const v1::Rate& rate) {
  return PercentFigure(rate.percent());
}

std::string PercentFigure(const std::string& percent) {
  return percent.empty() ? kUndefined : percent + "%";
}

std::string DistanceText(const std::string& points) {
  if (points.empty()) return kUndefined;
  if (IsNothing(points)) return "持平";
  return points.front() == '-' ? "落后 " + points.substr(1) : "超前 " + points;
}

std::string SignedText(const std::string& decimal) {
  if (decimal.empty()) return kUndefined;
  return decimal.front() == '-' || IsNothing(decimal) ? decimal : "+" + decimal;
}

std::string MetricText(v1::Metric metric, const std::string& value, const v1::HouseStyle& style) {
  if (value.empty()) return kUndefined;
  if (metric == v1::METRIC_DISTANCE) return DistanceText(value);
  if (metric == v1::METRIC_GROWTH) return SignedText(value) + "%";
  if (metric != v1::METRIC_INVESTED) return value + "%";
  int64_t yuan = 0;
  std::from_chars(value.data(), value.data() + value.size(), yuan);
  return AmountText(yuan, style) + AmountUnitText(style);
}

std::string PrintedFigureText(v1::Metric metric, const std::string& value) {
  if (value.empty()) return kUndefined;
  if (metric == v1::METRIC_INVESTED) return value + "万元";
  return metric == v1::METRIC_DISTANCE ? DistanceText(value) : value + "%";
}

std::string Bar(int64_t part, int64_t whole, int width) {
  const int64_t full = whole <= 0 || part <= 0 ? 0 : std::min<int64_t>(width, common::MulDivRound(part, width, whole));
  std::string bar;
  for (int i = 0; i < width; ++i) bar += i < full ? "█" : "·";
  return bar;
}

std::string PercentBar(const std::string& percent, int width) {
  int64_t whole = 0;
  std::from_chars(percent.data(), percent.data() + percent.size(), whole);
  return Bar(whole, 100, width);
}

std::string StyleText(const v1::HouseStyle& style) {
  return "序时进度：" + std::string(kTimeBases.Chinese(style.time_base())) + "；差距：" +
         std::string(kDistanceRoundings.Chinese(style.distance_rounding())) + "；开工率的分母：" +
         std::string(kStartBases.Chinese(style.start_base()));
}

std::string PeriodText(const std::string& period, const std::string& as_of) {
  return period.empty() || period == as_of ? as_of : period + "（截至 " + as_of + "）";
}

std::string ContradictionText(const v1::ReferenceFigure& figure) {
  if (!figure.contradicts()) return "";
  return "按原文的分子分母算是 " + PrintedFigureText(figure.metric(), figure.arithmetic()) + "（" +
         std::to_string(figure.numerator()) + "÷" + std::to_string(figure.denominator()) + "），与印出的 " +
         PrintedFigureText(figure.metric(), figure.value()) + " 不符";
}

std::string ReferenceText(const v1::ReferenceFigure& figure) {
  std::string text = figure.period() + " " + std::string(kMetrics.Chinese(figure.metric())) + " " +
                     PrintedFigureText(figure.metric(), figure.value());
  if (figure.rank() > 0) {
    text += "，第 " + std::to_string(figure.rank());
    if (figure.rank_of() > 0) text += "/" + std::to_string(figure.rank_of());
    if (!figure.ranked_by().empty()) text += "（" + figure.ranked_by() + "）";
  }
  return text + "；来源：" + figure.source();
}

bool WriteForMachines(Session& session, const google::protobuf::Message& message, const Table& table) {
  if (session.format == Format::kJson) {
    session.out() << JsonText(message);
  } else if (session.format == Format::kCsv) {
    WriteCsv(session.out(), table);
  } else {
    return false;
  }
  return true;
}

}  // namespace wuse::cli
