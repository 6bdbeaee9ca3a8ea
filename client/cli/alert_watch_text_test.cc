#include "client/cli/alert_watch_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace wuse::cli {
namespace {

using ::testing::HasSubstr;

std::string UnitName(const std::string& id) {
  return id == "duohu" ? "多湖街道" : id == "dongxiao" ? "东孝街道" : id;
}

v1::Change ChangeOf(v1::AlertEvent event, v1::AlertKind kind, const std::string& project, v1::Severity severity,
                    std::optional<int64_t> measure, const std::string& unit = "duohu") {
  v1::Change change;
  change.mutable_match_before()->set_unit(unit);
  change.mutable_match_after()->set_unit(unit);
  v1::AlertChanged& changed = *change.mutable_alert_changed();
  changed.set_event(event);
  changed.set_project_name("泉源安置");
  changed.set_leader("张三");
  if (measure) changed.set_measure(*measure);
  changed.mutable_after()->set_kind(kind);
  changed.mutable_after()->set_project(project);
  changed.mutable_after()->set_severity(severity);
  return change;
}

TEST(MeasureText, IsInTheKindsOwnWords) {
  EXPECT_EQ(MeasureText(v1::MILESTONE_OVERDUE, 9), "逾期 9 天");
  EXPECT_EQ(MeasureText(v1::MILESTONE_OVERDUE, 0), "未到期");
  EXPECT_EQ(MeasureText(v1::NOT_STARTED, 30), "逾期 30 天");
  EXPECT_EQ(MeasureText(v1::REPORT_MISSING, 3), "连续 3 周未报");
  EXPECT_EQ(MeasureText(v1::STALLED, 5), "停滞 5 周");
  EXPECT_EQ(MeasureText(v1::COLOR_WORSENED, v1::RED), "红");
  EXPECT_EQ(MeasureText(v1::INVESTMENT_BEHIND, 1240), "落后 12.40 个百分点");
  EXPECT_EQ(MeasureText(v1::INVESTMENT_BEHIND, 5), "落后 0.05 个百分点");
  EXPECT_EQ(MeasureText(v1::INVESTMENT_BEHIND, -250), "超前 2.50 个百分点");
  EXPECT_EQ(MeasureText(v1::INVESTMENT_BEHIND, 0), "持平");
}

TEST(AlertChangeText, SaysWhatHappened) {
  v1::Change change = ChangeOf(v1::FIRED, v1::MILESTONE_OVERDUE, "jd-001", v1::NOTICE, 1);
  change.mutable_alert_changed()->mutable_after()->set_milestone("roof-topped");
  EXPECT_EQ(AlertChangeText(change, UnitName, false),
            "新增  ◆提示  节点逾期 结顶  逾期 1 天  jd-001 泉源安置  多湖街道  张三");
  EXPECT_THAT(AlertChangeText(change, UnitName, true), HasSubstr("\x1b[38;5;178m◆提示\x1b[0m"));

  v1::AlertChanged& changed = *change.mutable_alert_changed();
  changed.mutable_after()->set_inhibited(v1::BY_PAUSE);
  EXPECT_THAT(AlertChangeText(change, UnitName, false), HasSubstr("张三（抑制(暂缓)）"));

  change = ChangeOf(v1::ESCALATED, v1::NOT_STARTED, "jd-001", v1::CRITICAL, 15);
  change.mutable_alert_changed()->mutable_before()->set_severity(v1::WARNING);
  change.mutable_alert_changed()->mutable_before()->mutable_acknowledgment()->set_by("li");
  EXPECT_EQ(AlertChangeText(change, UnitName, false),
            "升级  ▲警告→✕严重  应开工未开工  逾期 15 天  jd-001 泉源安置  多湖街道  张三（原确认失效）");

  change = ChangeOf(v1::ACKNOWLEDGED, v1::STALLED, "jd-001", v1::WARNING, std::nullopt);
  v1::Acknowledgment& seen = *change.mutable_alert_changed()->mutable_after()->mutable_acknowledgment();
  seen.set_by("li");
  seen.set_note("已约谈");
  seen.set_until("2021-05-20");
  EXPECT_EQ(AlertChangeText(change, UnitName, false),
            "确认  ▲警告  进展停滞  jd-001 泉源安置  多湖街道  张三（li：已约谈，至 2021-05-20）");

  change = ChangeOf(v1::MOVED, v1::STALLED, "jd-001", v1::WARNING, 4, "duohu");
  change.mutable_match_after()->set_unit("dongxiao");
  change.mutable_alert_changed()->set_leader_before("李四");
  EXPECT_EQ(AlertChangeText(change, UnitName, false),
            "转移  ▲警告  进展停滞  停滞 4 周  jd-001 泉源安置  多湖街道 → 东孝街道  李四 → 张三");
}

v1::AlertItem Item(const std::string& unit, v1::Severity severity) {
  v1::AlertItem item;
  item.set_unit(unit);
  item.mutable_alert()->set_severity(severity);
  return item;
}

TEST(AlertWatchText, SumsUpTheSnapshotWhenItIsComplete) {
  AlertWatchText text(UnitName, false);
  v1::WatchResponse chunk;
  *chunk.add_alerts() = Item("duohu", v1::CRITICAL);
  EXPECT_EQ(text.Of(chunk), "");
  text.RestartSnapshot();
  *chunk.add_alerts() = Item("duohu", v1::NOTICE);
  chunk.mutable_alerts(1)->mutable_alert()->mutable_snooze();
  *chunk.add_alerts() = Item("dongxiao", v1::CRITICAL);
  EXPECT_EQ(text.Of(chunk), "");
  v1::WatchResponse synced;
  synced.set_synced(22);
  EXPECT_EQ(text.Of(synced),
            "现有预警 3 条：严重 2，提示 1；已静默 1\n"
            "  东孝街道 1 条：严重 1\n"
            "  多湖街道 2 条：严重 1，提示 1\n"
            "各条见 wuse alert list；以下是新的变化（到第 22 号更新）\n");
  AlertWatchText empty(UnitName, false);
  EXPECT_EQ(empty.Of(synced), "现在没有预警（到第 22 号更新），以下是新的变化\n");
}

// An update with `count` projects of two units without a report, and one milestone in the midst.
v1::WatchResponse MissingReports(int count) {
  v1::WatchResponse response;
  v1::Update& update = *response.add_updates();
  update.set_sequence(40);
  update.set_date("2021-05-17");
  update.set_actor("wuse");
  for (int i = 0; i < count; ++i) {
    *update.add_changes() = ChangeOf(v1::FIRED, v1::REPORT_MISSING, "p-" + std::to_string(i),
                                     i == 0 ? v1::WARNING : v1::NOTICE, 1, i % 4 == 3 ? "dongxiao" : "duohu");
    if (i == 1) *update.add_changes() = ChangeOf(v1::RESOLVED, v1::STALLED, "x", v1::NOTICE, 0);
  }
  return response;
}

TEST(AlertWatchText, TwentyOfAKindAreALineEach) {
  AlertWatchText text(UnitName, false);
  const std::string lines = text.Of(MissingReports(kMaxLinesOfOneKind));
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 21);
  for (int i = 0; i < kMaxLinesOfOneKind; ++i) EXPECT_THAT(lines, HasSubstr("p-" + std::to_string(i) + " "));
}

TEST(AlertWatchText, MoreOfAKindAreALineAUnitAndTheRestStaysAsItIs) {
  AlertWatchText text(UnitName, false);
  EXPECT_EQ(text.Of(MissingReports(kMaxLinesOfOneKind + 1)),
            "#40  2021-05-17  wuse  新增  未报周报  多湖街道 16 条（警告 1，提示 15）：p-0 泉源安置、p-1 泉源安置、p-2 "
            "泉源安置 等\n"
            "#40  2021-05-17  wuse  新增  未报周报  东孝街道 5 条（提示 5）：p-3 泉源安置、p-7 泉源安置、p-11 泉源安置 "
            "等\n"
            "#40  2021-05-17  wuse  解除  ◆提示  进展停滞  有进展  x 泉源安置  多湖街道  张三\n");
}

}  // namespace
}  // namespace wuse::cli
