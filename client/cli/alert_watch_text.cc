#include "client/cli/alert_watch_text.h"

#include <set>
#include <utility>
#include <vector>

#include "client/cli/alert_labels.h"
#include "client/cli/alert_table.h"

namespace wuse::cli {
namespace {

using Sort = std::pair<int, int>;  // event and kind

Sort SortOf(const v1::AlertChanged& changed) {
  return {changed.event(), changed.after().kind()};
}

const std::string& UnitOf(const v1::Change& change) {
  return change.has_match_after() ? change.match_after().unit() : change.match_before().unit();
}

std::map<Sort, int> CountsOf(const v1::Update& update) {
  std::map<Sort, int> counts;
  for (const v1::Change& change : update.changes()) {
    if (change.has_alert_changed()) ++counts[SortOf(change.alert_changed())];
  }
  return counts;
}

}  // namespace

std::string AlertWatchText::Of(const v1::WatchResponse& response) {
  for (const v1::AlertItem& item : response.alerts()) Add(item);
  std::string text;
  if (response.synced() > 0 || response.synced_empty()) text += Summary(response);
  for (const v1::Update& update : response.updates()) text += OfUpdate(update);
  return text;
}

void AlertWatchText::Add(const v1::AlertItem& item) {
  const v1::Alert& alert = item.alert();
  for (Count* count : {&total_, &by_unit_[item.unit()]}) {
    ++count->all;
    ++count->by_severity[alert.severity()];
  }
  if (alert.has_acknowledgment()) ++acknowledged_;
  if (alert.has_snooze()) ++snoozed_;
  if (alert.inhibited() != v1::INHIBITION_UNSPECIFIED) ++inhibited_;
}

std::string AlertWatchText::Summary(const v1::WatchResponse& response) const {
  const std::string upto = "（到第 " + std::to_string(response.synced()) + " 号更新）";
  if (total_.all == 0) return "现在没有预警" + upto + "，以下是新的变化\n";
  std::string text = "现有预警 " + std::to_string(total_.all) + " 条：" + SeverityCounts(total_.by_severity);
  for (const auto& [word, count] :
       {std::pair<const char*, int>{"已确认", acknowledged_}, {"已静默", snoozed_}, {"抑制", inhibited_}}) {
    if (count > 0) text += std::string("；") + word + " " + std::to_string(count);
  }
  text += "\n";
  for (const auto& [unit, count] : by_unit_) {
    text +=
        "  " + unit_name_(unit) + " " + std::to_string(count.all) + " 条：" + SeverityCounts(count.by_severity) + "\n";
  }
  return text + "各条见 wuse alert list；以下是新的变化" + upto + "\n";
}

std::string AlertWatchText::OfUpdate(const v1::Update& update) const {
  const std::string head =
      "#" + std::to_string(update.sequence()) + "  " + update.date() + "  " + update.actor() + "  ";
  const std::map<Sort, int> counts = CountsOf(update);
  std::set<Sort> grouped;
  std::string text;
  for (const v1::Change& change : update.changes()) {
    if (!change.has_alert_changed()) continue;
    const Sort sort = SortOf(change.alert_changed());
    if (counts.at(sort) <= kMaxLinesOfOneKind) {
      text += head + AlertChangeText(change, unit_name_, color_) + "\n";
    } else if (grouped.insert(sort).second) {
      text += GroupText(update, change.alert_changed(), head);
    }
  }
  return text;
}

std::string AlertWatchText::GroupText(const v1::Update& update, const v1::AlertChanged& like,
                                      const std::string& head) const {
  struct Group {
    Count count;
    std::string names;
  };
  std::map<std::string, Group> groups;
  std::vector<std::string> order;
  for (const v1::Change& change : update.changes()) {
    if (!change.has_alert_changed() || SortOf(change.alert_changed()) != SortOf(like)) continue;
    const v1::AlertChanged& changed = change.alert_changed();
    const auto [place, is_new] = groups.try_emplace(UnitOf(change));
    if (is_new) order.push_back(place->first);
    Group& group = place->second;
    ++group.count.by_severity[changed.after().severity()];
    if (++group.count.all > kNamesOfAGroup) continue;
    group.names += (group.names.empty() ? "" : "、") + changed.after().project() +
                   (changed.project_name().empty() ? "" : " " + changed.project_name());
    if (!changed.milestone_name().empty()) group.names += " " + changed.milestone_name();
  }
  std::string text;
  const std::string what = std::string(kAlertEvents.Chinese(like.event())) + "  " +
                           std::string(kAlertKinds.Chinese(like.after().kind())) + "  ";
  for (const std::string& unit : order) {
    const Group& group = groups.at(unit);
    text += head + what + unit_name_(unit) + " " + std::to_string(group.count.all) + " 条（" +
            SeverityCounts(group.count.by_severity) + "）：" + group.names +
            (group.count.all > kNamesOfAGroup ? " 等" : "") + "\n";
  }
  return text;
}

}  // namespace wuse::cli
