#include "server/alerts/wording.h"

#include <array>

#include "fmt/format.h"

namespace wuse::alerts {
namespace {

struct KindWords {
  v1::AlertKind kind;
  std::string_view name;
  std::string_view chinese;
};

constexpr std::array<KindWords, 6> kKinds = {{{v1::COLOR_WORSENED, "color-worsened", "颜色变差"},
                                              {v1::MILESTONE_OVERDUE, "milestone-overdue", "节点逾期"},
                                              {v1::NOT_STARTED, "not-started", "应开工未开工"},
                                              {v1::REPORT_MISSING, "report-missing", "未报周报"},
                                              {v1::INVESTMENT_BEHIND, "investment-behind", "投资滞后"},
                                              {v1::STALLED, "stalled", "进展停滞"}}};

std::string ColorText(int64_t color) {
  switch (color) {
    case v1::YELLOW:
      return "变为黄色";
    case v1::ORANGE:
      return "变为橙色";
    case v1::RED:
      return "变为红色";
    default:
      return "颜色变差";
  }
}

}  // namespace

std::optional<v1::AlertKind> KindNamed(std::string_view name) {
  for (const KindWords& words : kKinds) {
    if (words.name == name) return words.kind;
  }
  return std::nullopt;
}

std::optional<v1::Severity> SeverityNamed(std::string_view name) {
  if (name == "notice") return v1::NOTICE;
  if (name == "warning") return v1::WARNING;
  if (name == "critical") return v1::CRITICAL;
  return std::nullopt;
}

std::string AllKindNames() {
  std::string names;
  for (const KindWords& words : kKinds) names += (names.empty() ? "" : ", ") + std::string(words.name);
  return names;
}

std::string_view ChineseOf(v1::Severity severity) {
  switch (severity) {
    case v1::NOTICE:
      return "提示";
    case v1::WARNING:
      return "警告";
    case v1::CRITICAL:
      return "严重";
    default:
      return "未定级";
  }
}

std::string_view ChineseOf(v1::AlertKind kind) {
  for (const KindWords& words : kKinds) {
    if (words.kind == kind) return words.chinese;
  }
  return "预警";
}

std::string MatterOf(const v1::AlertChanged& change) {
  const v1::AlertKind kind = change.after().kind();
  const std::string milestone =
      PlainInMarkdown(change.milestone_name().empty() ? change.after().milestone() : change.milestone_name());
  if (!change.has_measure()) {
    return kind == v1::MILESTONE_OVERDUE ? fmt::format("节点“{}”逾期", milestone) : std::string(ChineseOf(kind));
  }
  const int64_t measure = change.measure();
  switch (kind) {
    case v1::COLOR_WORSENED:
      return ColorText(measure);
    case v1::MILESTONE_OVERDUE:
      return fmt::format("节点“{}”逾期 {} 天", milestone, measure);
    case v1::NOT_STARTED:
      return fmt::format("应开工未开工 {} 天", measure);
    case v1::REPORT_MISSING:
      return fmt::format("连续 {} 周未报周报", measure);
    case v1::INVESTMENT_BEHIND: {
      const int64_t hundredths = measure < 0 ? -measure : measure;
      return fmt::format("投资落后 {}{}.{:02} 个百分点", measure < 0 ? "-" : "", hundredths / 100, hundredths % 100);
    }
    case v1::STALLED:
      return fmt::format("连续 {} 周没有进展", measure);
    default:
      return std::string(ChineseOf(kind));
  }
}

std::string PlainInMarkdown(std::string_view text) {
  // The full-width twin of each: DingTalk does not know every escape.
  constexpr std::string_view kMarks = "*_`#[]<>|~!\\";
  constexpr std::array<std::string_view, kMarks.size()> kTwins = {"＊", "＿", "｀", "＃", "［", "］",
                                                                  "＜", "＞", "｜", "～", "！", "＼"};
  std::string plain;
  for (const char c : text) {
    const size_t mark = kMarks.find(c);
    if (mark != std::string_view::npos) {
      plain += kTwins[mark];
    } else {
      plain += c == '\n' || c == '\r' ? ' ' : c;
    }
  }
  return plain;
}

}  // namespace wuse::alerts
