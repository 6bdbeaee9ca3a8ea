#include "client/cli/alert_labels.h"

#include <array>

namespace wuse::cli {
namespace {

constexpr std::array<Label, 6> kKindLabels = {{{v1::COLOR_WORSENED, "color-worsened", "颜色变差", "变色"},
                                               {v1::MILESTONE_OVERDUE, "milestone-overdue", "节点逾期", ""},
                                               {v1::NOT_STARTED, "not-started", "应开工未开工", "未开工"},
                                               {v1::REPORT_MISSING, "report-missing", "未报周报", ""},
                                               {v1::INVESTMENT_BEHIND, "investment-behind", "投资滞后", ""},
                                               {v1::STALLED, "stalled", "进展停滞", "停滞"}}};

constexpr std::array<Label, 3> kSeverityLabels = {
    {{v1::NOTICE, "notice", "提示", ""}, {v1::WARNING, "warning", "警告", ""}, {v1::CRITICAL, "critical", "严重", ""}}};

constexpr std::array<Label, 14> kEventLabels = {{{v1::PENDED, "pended", "观察", ""},
                                                 {v1::FIRED, "fired", "新增", ""},
                                                 {v1::ESCALATED, "escalated", "升级", ""},
                                                 {v1::EASED, "eased", "好转", ""},
                                                 {v1::RELAPSED, "relapsed", "反复", ""},
                                                 {v1::RESOLVED, "resolved", "解除", ""},
                                                 {v1::WITHDRAWN, "withdrawn", "撤销观察", ""},
                                                 {v1::ACKNOWLEDGED, "acknowledged", "确认", ""},
                                                 {v1::ACKNOWLEDGMENT_EXPIRED, "acknowledgment-expired", "确认到期", ""},
                                                 {v1::SNOOZED, "snoozed", "静默", ""},
                                                 {v1::SNOOZE_EXPIRED, "snooze-expired", "静默到期", ""},
                                                 {v1::INHIBITED, "inhibited", "抑制", ""},
                                                 {v1::UNINHIBITED, "uninhibited", "取消抑制", ""},
                                                 {v1::MOVED, "moved", "转移", ""}}};

constexpr std::array<Label, 3> kStateLabels = {{{v1::ALERT_PENDING, "pending", "观察中", ""},
                                                {v1::ALERT_FIRING, "firing", "预警中", ""},
                                                {v1::ALERT_RESOLVED, "resolved", "已解除", ""}}};

constexpr std::array<Label, 2> kInhibitionLabels = {
    {{v1::BY_PAUSE, "by-pause", "暂缓", ""}, {v1::BY_RED, "by-red", "红", ""}}};

v1::Color ColorOf(v1::Severity severity) {
  switch (severity) {
    case v1::CRITICAL:
      return v1::RED;
    case v1::WARNING:
      return v1::ORANGE;
    case v1::NOTICE:
      return v1::YELLOW;
    default:
      return v1::NOT_RATED;
  }
}

}  // namespace

const Labels kAlertKinds{kKindLabels};
const Labels kSeverities{kSeverityLabels};
const Labels kAlertEvents{kEventLabels};
const Labels kAlertStates{kStateLabels};
const Labels kInhibitions{kInhibitionLabels};

std::string_view AlertKindName(v1::AlertKind kind) {
  for (const Label& label : kKindLabels) {
    if (label.value == kind) return label.name;
  }
  return "";
}

std::string SeverityWord(v1::Severity severity) {
  std::string word(kSeverities.Chinese(severity));
  switch (severity) {
    case v1::CRITICAL:
      return "✕" + word;
    case v1::WARNING:
      return "▲" + word;
    case v1::NOTICE:
      return "◆" + word;
    default:
      return word;
  }
}

std::string_view SeverityEscape(v1::Severity severity) {
  return ColorEscape(ColorOf(severity));
}

}  // namespace wuse::cli
