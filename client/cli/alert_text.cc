#include "client/cli/alert_text.h"

#include <cstdlib>

#include "client/cli/alert_labels.h"
#include "fmt/format.h"

namespace wuse::cli {
namespace {

std::string PointsBehind(int64_t hundredths) {
  if (hundredths == 0) return "持平";
  const int64_t size = std::abs(hundredths);
  return fmt::format("{} {}.{:02} 个百分点", hundredths > 0 ? "落后" : "超前", size / 100, size % 100);
}

// "（li：已约谈，至 2021-05-20）"
template <class Word>
std::string WordText(const Word& word) {
  std::string text = "（" + word.by();
  if (!word.note().empty()) text += "：" + word.note();
  if (!word.until().empty()) text += "，至 " + word.until();
  return text + "）";
}

// What there is to say of this event beyond the alert itself.
std::string EventRest(const v1::AlertChanged& changed) {
  const v1::Alert& after = changed.after();
  switch (changed.event()) {
    case v1::ACKNOWLEDGED:
      return WordText(after.acknowledgment());
    case v1::SNOOZED:
      return WordText(after.snooze());
    case v1::INHIBITED:
      return "（" + std::string(kInhibitions.Chinese(after.inhibited())) + "）";
    default:
      break;
  }
  std::string text;
  if (after.inhibited() != v1::INHIBITION_UNSPECIFIED && changed.event() == v1::FIRED) text += AlertMarks(after);
  const bool fell_away = changed.before().has_acknowledgment() && !after.has_acknowledgment();
  if (fell_away && changed.event() == v1::ESCALATED) text += text.empty() ? "原确认失效" : "，原确认失效";
  return text.empty() ? text : "（" + text + "）";
}

std::string SeverityText(const v1::AlertChanged& changed, bool color) {
  const std::string after = ColoredSeverity(changed.after().severity(), color);
  const bool rose = changed.event() == v1::ESCALATED && changed.before().severity() != v1::SEVERITY_UNSPECIFIED;
  return rose ? ColoredSeverity(changed.before().severity(), color) + "→" + after : after;
}

// "多湖街道", or "多湖街道 → 东孝街道" where it moved.
std::string FromTo(const std::string& before, const std::string& after) {
  return before.empty() || before == after ? after : before + " → " + after;
}

}  // namespace

std::string MeasureText(v1::AlertKind kind, int64_t measure) {
  switch (kind) {
    case v1::COLOR_WORSENED:
      return std::string(kColors.Chinese(static_cast<int>(measure)));
    case v1::MILESTONE_OVERDUE:
    case v1::NOT_STARTED:
      return measure > 0 ? "逾期 " + std::to_string(measure) + " 天" : "未到期";
    case v1::REPORT_MISSING:
      return measure > 0 ? "连续 " + std::to_string(measure) + " 周未报" : "已报";
    case v1::INVESTMENT_BEHIND:
      return PointsBehind(measure);
    case v1::STALLED:
      return measure > 0 ? "停滞 " + std::to_string(measure) + " 周" : "有进展";
    default:
      return std::to_string(measure);
  }
}

std::string AlertWords(const v1::Alert& alert, const std::string& milestone_name) {
  std::string words(kAlertKinds.Chinese(alert.kind()));
  if (words.empty()) words = "不认识的预警";
  if (alert.milestone().empty()) return words;
  return words + " " + (milestone_name.empty() ? MilestoneChinese(alert.milestone()) : milestone_name);
}

std::string AlertMarks(const v1::Alert& alert) {
  std::string marks;
  const auto add = [&marks](const std::string& mark) { marks += (marks.empty() ? "" : " ") + mark; };
  if (!alert.clearing_since().empty()) add("已好转");
  if (alert.has_acknowledgment()) add("已确认");
  if (alert.has_snooze()) add("已静默");
  if (alert.inhibited() != v1::INHIBITION_UNSPECIFIED) {
    add("抑制(" + std::string(kInhibitions.Chinese(alert.inhibited())) + ")");
  }
  return marks;
}

std::string ColoredSeverity(v1::Severity severity, bool color) {
  const std::string_view escape = color ? SeverityEscape(severity) : "";
  return escape.empty() ? SeverityWord(severity) : std::string(escape) + SeverityWord(severity) + "\x1b[0m";
}

std::string AlertChangeText(const v1::Change& change, const NameOfUnit& unit_name, bool color) {
  const v1::AlertChanged& changed = change.alert_changed();
  const v1::Alert& alert = changed.after();
  std::string text;
  const auto add = [&text](const std::string& part) {
    if (!part.empty()) text += (text.empty() ? "" : "  ") + part;
  };
  const std::string event(kAlertEvents.Chinese(changed.event()));
  add(event.empty() ? "预警变化" : event);
  add(SeverityText(changed, color));
  add(AlertWords(alert, changed.milestone_name()));
  if (changed.has_measure()) add(MeasureText(alert.kind(), changed.measure()));
  add(alert.project() + (changed.project_name().empty() ? "" : " " + changed.project_name()));
  const std::string& before = change.match_before().unit();
  const std::string& after = change.match_after().unit();
  add(FromTo(before.empty() ? "" : unit_name(before), after.empty() ? "" : unit_name(after)));
  add(FromTo(changed.leader_before(), changed.leader()));
  return text + EventRest(changed);
}

}  // namespace wuse::cli
