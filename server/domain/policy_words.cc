#include "server/domain/policy_words.h"

#include <limits>

#include "common/money.h"
#include "server/domain/validate.h"

namespace wuse::domain {
namespace {

constexpr int kMostPlaces = 9;

std::string_view ChineseOf(v1::Dimension dimension) {
  const PolicyLine* line = LineOf(dimension);
  return line == nullptr ? "人工评定" : line->chinese;
}

struct Small {
  int64_t numerator;
  int64_t denominator;
};

// Sums of very large amounts lose their last digits, for the words alone.
Small SmallOf(Fraction value) {
  constexpr Int128 kMost = std::numeric_limits<int64_t>::max() / 100;  // a percent has a hundred times as much
  while (value.numerator > kMost || value.numerator < -kMost || value.denominator > kMost) {
    value.numerator /= 2;
    value.denominator /= 2;
  }
  return {static_cast<int64_t>(value.numerator), static_cast<int64_t>(value.denominator)};
}

// The value as people read it, without its sign: 12.4, or 76.5 of a percent.
std::string ValueText(const PolicyDimension& bands, const PolicyDimension::Step& step, const Fraction& value) {
  Small small = SmallOf(value);
  const int64_t scale = bands.line->percent ? 100 : 1;
  small.numerator *= scale;
  int64_t tenths = 10;
  int places = 1;
  for (; places < kMostPlaces; ++places, tenths *= 10) {
    const Fraction rounded{common::MulDivRound(small.numerator, tenths, small.denominator), Int128{tenths} * scale};
    if (&bands.StepOf(rounded) == &step) break;
  }
  return common::Ratio(small.numerator, small.denominator, 1, places);
}

std::string WithoutSign(std::string text) {
  if (text.starts_with('-')) text.erase(0, 1);
  return text;
}

// "落后序时进度 12.4 个百分点"; `value` gets the decimal text.
std::string PointsHead(const Said& said, std::string& value) {
  const Fraction points = said.measures.progress->PointsBehind();
  value = ValueText(said.bands, said.step, points);
  if (points.numerator == 0) return "与序时进度持平";
  return Cat(points.numerator > 0 ? "落后" : "超前", "序时进度 ", WithoutSign(value), " 个百分点");
}

std::string ShortfallHead(const Said& said, std::string& value) {
  const Fraction shortfall = said.measures.progress->ShortfallRatio();
  value = ValueText(said.bands, said.step, shortfall);
  if (shortfall.numerator > 0) return Cat("欠序时进度 ", value, "%");
  return shortfall.numerator == 0 ? "不欠序时进度" : Cat("不欠序时进度（超出 ", WithoutSign(value), "%）");
}

std::string DaysHead(const Said& said, std::string& value) {
  const int days = *said.measures.others.days_late;
  value = std::to_string(days);
  if (days < 0) return "没有节点逾期";
  const std::string& rung = said.rung->name().empty() ? said.rung->id() : said.rung->name();
  return days == 0 ? Cat(rung, "今天到期") : Cat(rung, "逾期 ", value, " 天");
}

std::string MonthsHead(const Said& said, std::string& value) {
  const int months = *said.measures.others.months_not_started;
  value = std::to_string(months);
  return months <= 0 ? "没有超过计划开工月" : Cat("应开工 ", value, " 个月未开工");
}

std::string WeeksHead(const Said& said, std::string& value) {
  value = std::to_string(said.measures.others.weeks_without_report);
  return said.measures.others.weeks_without_report == 0 ? "没有漏报周报" : Cat("连续 ", value, " 周未报周报");
}

std::string TaskHead(const Said& said, std::string& value) {
  value = ValueText(said.bands, said.step, said.measures.task->Ratio());
  const std::string month = std::to_string(said.month.month);
  return said.measures.task->planned <= 0 ? Cat(month, " 月没有投资任务")
                                          : Cat(month, " 月完成当月任务的 ", value, "%");
}

std::string UnregisteredHead(const Said& said, std::string& value) {
  const int months = *said.measures.months_not_registered;
  value = std::to_string(months);
  if (said.measures.is_registered) return "已入库";
  return months == 0 ? "开工当月，还没有入库" : Cat("开工 ", value, " 个月未入库");
}

std::string HeadOf(const Said& said, std::string& value) {
  switch (said.bands.dimension) {
    case v1::POINTS_BEHIND:
      return PointsHead(said, value);
    case v1::RATIO_TO_PLAN:
      value = ValueText(said.bands, said.step, said.measures.progress->RatioToPlan());
      return Cat("完成序时进度的 ", value, "%");
    case v1::SHORTFALL_RATIO:
      return ShortfallHead(said, value);
    case v1::MONTHLY_TASK:
      return TaskHead(said, value);
    case v1::DAYS_LATE:
      return DaysHead(said, value);
    case v1::MONTHS_NOT_STARTED:
      return MonthsHead(said, value);
    case v1::MONTHS_NOT_REGISTERED:
      return UnregisteredHead(said, value);
    case v1::PERCENT_DONE:
      value = common::FormatBasisPoints(*said.measures.percent_done_bp);
      return Cat("形象进度 ", value, "%");
    default:
      return WeeksHead(said, value);
  }
}

std::string_view MarkText(v1::Mark mark) {
  if (mark == v1::MARK_TRACKED) return "（跟踪）";
  return mark == v1::MARK_NOTHING_SAID ? "（原办法没有说）" : "";
}

}  // namespace

v1::ColorReason ReasonOf(const Said& said) {
  v1::ColorReason reason;
  reason.set_dimension(said.bands.dimension);
  reason.set_color(said.color);
  reason.set_mark(said.step.mark);
  if (said.rung != nullptr) reason.set_milestone(said.rung->id());
  const std::string head = HeadOf(said, *reason.mutable_value());
  if (said.color != said.step.color) {
    reason.set_text(Cat(head, "，后来补上，为", ChineseOf(said.color)));
    return reason;
  }
  reason.set_text(Cat(head, "，", ChineseBetween(*said.bands.line, said.step.begin, said.step.end), " 为",
                      ChineseOf(said.color), MarkText(said.step.mark)));
  return reason;
}

v1::ColorReason ReasonOfState(v1::Dimension state, v1::Color color) {
  v1::ColorReason reason;
  reason.set_dimension(state);
  reason.set_color(color);
  if (state == v1::PAUSED) {
    reason.set_text("暂缓，不评价");
  } else if (state == v1::OUT_OF_LIST) {
    reason.set_text("不在列入期内，不评价");
  } else {
    reason.set_text(Cat("节点全部完成，为", ChineseOf(color)));
  }
  return reason;
}

v1::ColorReason ReasonOfOverride(const v1::ColorOverride& given) {
  v1::ColorReason reason;
  reason.set_dimension(v1::JUDGED_BY_PERSON);
  reason.set_color(given.color());
  reason.set_text(Cat("人工评定为", ChineseOf(given.color()), "，至 ", given.until(), "（", given.by(), "：",
                      given.reason(), "）"));
  return reason;
}

v1::ColorReason ReasonOfNothing() {
  v1::ColorReason reason;
  reason.set_color(v1::NOT_RATED);
  reason.set_text("没有可以评价的数据");
  return reason;
}

v1::ColorReason ReasonOfWaiver(const v1::Waiver& waiver) {
  v1::ColorReason reason;
  reason.set_dimension(waiver.dimension());
  reason.set_waived(true);
  reason.set_text(
      Cat(ChineseOf(waiver.dimension()), "豁免至 ", waiver.until(), "（", waiver.by(), "：", waiver.reason(), "）"));
  return reason;
}

v1::ColorReason ReasonOfEscalation(const v1::Escalation& escalation) {
  v1::ColorReason reason;
  reason.set_color(escalation.becomes());
  reason.set_text(Cat("连续 ", std::to_string(escalation.periods()), " 个月为", ChineseOf(escalation.color()), "，升为",
                      ChineseOf(escalation.becomes())));
  return reason;
}

v1::ColorPolicy WithWords(v1::ColorPolicy policy) {
  for (v1::DimensionRule& rule : *policy.mutable_dimensions()) {
    const PolicyLine* line = LineOf(rule.dimension());
    rule.set_words(std::string(ChineseOf(rule.dimension())));
    if (line == nullptr) continue;
    for (v1::Band& band : *rule.mutable_bands()) {
      band.set_words(
          ChineseBetween(*line, LowerCut(*line, band).value_or(kNoBegin), UpperCut(*line, band).value_or(kNoEnd)));
    }
  }
  return policy;
}

}  // namespace wuse::domain
