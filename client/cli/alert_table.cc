#include "client/cli/alert_table.h"

#include <algorithm>

#include "client/cli/alert_labels.h"
#include "client/cli/alert_name.h"
#include "client/cli/alert_text.h"

namespace wuse::cli {
namespace {

constexpr int kMinNameWidth = 8;
constexpr int kMilestoneWidth = 12;
constexpr int kGapWidth = 2;

int WidthOf(const Table& table, size_t column) {
  int width = DisplayWidth(table.columns[column].title);
  for (const auto& row : table.rows) width = std::max(width, DisplayWidth(row[column].text));
  return width;
}

struct Shortened {
  size_t column;
  int least;
};

// Shortens the columns in this order, each down to its least, until the table fits.
void Fit(Table& table, std::initializer_list<Shortened> columns) {
  int excess = -kAlertTableWidth - kGapWidth;
  for (size_t i = 0; i < table.columns.size(); ++i) excess += WidthOf(table, i) + kGapWidth;
  for (const auto& [column, least] : columns) {
    if (excess <= 0) return;
    int width = WidthOf(table, column);
    if (table.columns[column].max_width > 0) width = std::min(width, table.columns[column].max_width);
    const int fitting = std::max(least, width - excess);
    if (fitting >= width) continue;
    table.columns[column].max_width = fitting;
    excess -= width - fitting;
  }
}

Cell SeverityCell(v1::Severity severity) {
  return {SeverityWord(severity), SeverityEscape(severity)};
}

std::string MeasureOf(const v1::AlertItem& item) {
  return item.has_measure() ? MeasureText(item.alert().kind(), item.measure()) : std::string();
}

std::string SinceOf(const v1::Alert& alert) {
  return alert.fired_on().empty() || alert.state() == v1::ALERT_PENDING ? alert.pending_since() : alert.fired_on();
}

std::string MarksOf(const v1::Alert& alert) {
  std::string marks = alert.state() == v1::ALERT_FIRING ? "" : std::string(kAlertStates.Chinese(alert.state()));
  const std::string rest = AlertMarks(alert);
  return marks + (marks.empty() || rest.empty() ? "" : " ") + rest;
}

// What a person said with this event.
std::string RemarkOf(const v1::AlertHistoryEntry& entry) {
  const v1::Alert& alert = entry.alert();
  const auto words = [](const auto& word) { return word.note() + "（至 " + word.until() + "）"; };
  if (entry.event() == v1::ACKNOWLEDGED) return words(alert.acknowledgment());
  if (entry.event() == v1::SNOOZED) return words(alert.snooze());
  if (entry.event() == v1::INHIBITED) return std::string(kInhibitions.Chinese(alert.inhibited()));
  return "";
}

}  // namespace

Table AlertTable(const google::protobuf::RepeatedPtrField<v1::AlertItem>& alerts, UnitNames& units) {
  Table table{.columns = {{"级别"}, {"预警"}, {"项目编号"}, {"项目名称"}, {"责任单位"}, {"领导"}, {"起始"}, {"标记"}},
              .rows = {}};
  for (const v1::AlertItem& item : alerts) {
    const v1::Alert& alert = item.alert();
    const std::string measure = MeasureOf(item);
    std::string words = AlertWords(alert, Shorten(item.milestone_name(), kMilestoneWidth));
    if (!measure.empty()) words.append(" ").append(measure);
    table.rows.push_back({SeverityCell(alert.severity()), words, alert.project(), item.project_name(),
                          units.NameOf(item.unit()), item.leader(), SinceOf(alert), MarksOf(alert)});
  }
  // Leaders' titles say the least: they repeat the unit.
  Fit(table, {{5, kMinNameWidth}, {3, 2 * kMinNameWidth}, {4, kMinNameWidth}, {3, kMinNameWidth}});
  return table;
}

Table AlertSheet(const google::protobuf::RepeatedPtrField<v1::AlertItem>& alerts, UnitNames& units) {
  Table table;
  for (const char* title : {"预警",   "级别",     "种类",     "状态",     "项目编号", "项目名称", "节点",   "情况",
                            "颜色",   "责任单位", "责任领导", "触发日期", "级别日期", "解除日期", "第几次", "抑制",
                            "确认人", "确认至",   "确认说明", "静默人",   "静默至",   "静默说明"}) {
    table.columns.push_back({title});
  }
  for (const v1::AlertItem& item : alerts) {
    const v1::Alert& alert = item.alert();
    const v1::Acknowledgment& seen = alert.acknowledgment();
    const v1::Snooze& snooze = alert.snooze();
    table.rows.push_back({AlertName(alert),
                          kSeverities.Chinese(alert.severity()),
                          kAlertKinds.Chinese(alert.kind()),
                          kAlertStates.Chinese(alert.state()),
                          alert.project(),
                          item.project_name(),
                          item.milestone_name(),
                          MeasureOf(item),
                          kColors.Chinese(item.color()),
                          units.NameOf(item.unit()),
                          item.leader(),
                          alert.fired_on(),
                          alert.severity_since(),
                          alert.resolved_on(),
                          std::to_string(alert.episode()),
                          kInhibitions.Chinese(alert.inhibited()),
                          seen.by(),
                          seen.until(),
                          seen.note(),
                          snooze.by(),
                          snooze.until(),
                          snooze.note()});
  }
  return table;
}

std::string SeverityCounts(const std::map<v1::Severity, int>& counts) {
  std::string text;
  for (const v1::Severity severity : {v1::CRITICAL, v1::WARNING, v1::NOTICE}) {
    const auto found = counts.find(severity);
    if (found == counts.end() || found->second == 0) continue;
    text +=
        (text.empty() ? "" : "，") + std::string(kSeverities.Chinese(severity)) + " " + std::to_string(found->second);
  }
  return text;
}

Table AlertHistoryTable(const google::protobuf::RepeatedPtrField<v1::AlertHistoryEntry>& entries, bool one_alert) {
  Table table{.columns = {{"更新", Align::kRight}, {"日期"}, {"操作人"}, {"事件"}, {"级别"}}, .rows = {}};
  if (!one_alert) table.columns.push_back({"预警"});
  for (const char* title : {"情况", "第几次", "说明"}) table.columns.push_back({title});
  table.columns.back().max_width = 40;
  for (const v1::AlertHistoryEntry& entry : entries) {
    const v1::Alert& alert = entry.alert();
    std::vector<Cell> row{std::to_string(entry.sequence()), entry.date(), entry.actor(),
                          kAlertEvents.Chinese(entry.event()), SeverityCell(alert.severity())};
    if (!one_alert) row.emplace_back(AlertWords(alert, ""));
    row.emplace_back(entry.has_measure() ? MeasureText(alert.kind(), entry.measure()) : std::string());
    row.emplace_back(std::to_string(alert.episode()));
    row.emplace_back(RemarkOf(entry));
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace wuse::cli
