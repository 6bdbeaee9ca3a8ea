#include "server/domain/judge_alerts.h"

#include <algorithm>

#include "server/domain/figures.h"
#include "server/domain/project_brief.h"

namespace wuse::domain {
namespace {

using v1::AlertEvent;

// One alert's way through a day.
class Judged {
 public:
  Judged(const AlertRow& before, const AlertRule& rule, common::Date day) : row_(before), rule_(rule), day_(day) {}

  // No measure: what the alert was about is over.
  void Judge(std::optional<int64_t> measure) {
    const v1::Severity severity = measure ? rule_.SeverityOf(*measure) : v1::SEVERITY_UNSPECIFIED;
    const bool over = !measure || rule_.disabled;
    if (row_.state == v1::ALERT_FIRING) {
      severity == v1::SEVERITY_UNSPECIFIED ? Ease(over) : Hold(severity);
    } else if (row_.state == v1::ALERT_PENDING && severity == v1::SEVERITY_UNSPECIFIED) {
      row_.state = v1::ALERT_RESOLVED;
      Note(v1::WITHDRAWN);
    } else if (severity != v1::SEVERITY_UNSPECIFIED) {
      Begin(severity);
    }
  }

  void Inhibit(v1::Inhibition by) {
    if (row_.state != v1::ALERT_FIRING || row_.inhibited == by) return;
    if (row_.inhibited == 0 || by == 0) Note(by == 0 ? v1::UNINHIBITED : v1::INHIBITED);
    row_.inhibited = static_cast<uint8_t>(by);
    changed_ = true;
  }

  void Expire() {
    if (row_.acknowledged_until.IsSet() && row_.acknowledged_until < day_) {
      row_.acknowledged_until = {};
      Note(v1::ACKNOWLEDGMENT_EXPIRED);
    }
    if (row_.snoozed_until.IsSet() && row_.snoozed_until < day_) {
      row_.snoozed_until = {};
      Note(v1::SNOOZE_EXPIRED);
    }
  }

  bool changed() const { return changed_; }
  AlertEvent event() const { return event_; }
  const AlertRow& row() const { return row_; }

 private:
  // The first one noted is the most important.
  void Note(AlertEvent event) {
    changed_ = true;
    if (event_ == v1::ALERT_EVENT_UNSPECIFIED) event_ = event;
  }

  // Not firing, and within a band.
  void Begin(v1::Severity severity) {
    if (row_.state != v1::ALERT_PENDING) {
      row_.state = v1::ALERT_PENDING;
      row_.severity = static_cast<uint8_t>(severity);
      row_.pending_since = day_;
      changed_ = true;
    }
    if (common::DaysBetween(row_.pending_since, day_) < rule_.grace_days) {
      if (changed_) Note(v1::PENDED);
      return;
    }
    row_.state = v1::ALERT_FIRING;
    row_.severity = static_cast<uint8_t>(severity);
    ++row_.episode;
    Note(v1::FIRED);
  }

  // Firing, and within a band.
  void Hold(v1::Severity severity) {
    if (severity > row_.severity) {
      row_.severity = static_cast<uint8_t>(severity);
      row_.acknowledged_until = {};  // who took on less is asked again
      Note(v1::ESCALATED);
    }
    if (!row_.clearing_since.IsSet()) return;
    row_.clearing_since = {};
    Note(v1::RELAPSED);
  }

  // Firing, and below the bands.
  void Ease(bool over) {
    if (!over && !row_.clearing_since.IsSet() && rule_.clear_days > 0) {
      row_.clearing_since = day_;
      Note(v1::EASED);
      return;
    }
    if (!over && rule_.clear_days > 0 && common::DaysBetween(row_.clearing_since, day_) < rule_.clear_days) return;
    row_.state = v1::ALERT_RESOLVED;
    row_.inhibited = v1::INHIBITION_UNSPECIFIED;
    row_.clearing_since = {};
    row_.acknowledged_until = {};
    row_.snoozed_until = {};
    Note(v1::RESOLVED);
  }

  AlertRow row_;
  const AlertRule& rule_;
  const common::Date day_;
  AlertEvent event_ = v1::ALERT_EVENT_UNSPECIFIED;
  bool changed_ = false;
};

bool IsOpen(const AlertRow& alert) {
  return alert.state == v1::ALERT_PENDING || alert.state == v1::ALERT_FIRING;
}

// All alerts of one project on one day.
class Judgment {
 public:
  Judgment(const ProjectRow& project, const JudgedDay& day, const AlertRuleSet& rules)
      : project_(project), day_(day.date()), rules_(rules) {}

  // While it is paused nobody can be late: nothing begins, rises or ends.
  std::vector<AlertStep> Paused() {
    for (int i = 0; i < static_cast<int>(project_.alerts.size()); ++i) {
      const AlertRow& alert = project_.alerts[i];
      if (!IsOpen(alert)) continue;
      Judged judged(alert, RuleOf(alert), day_);
      judged.Expire();
      judged.Inhibit(v1::BY_PAUSE);
      Add(judged, {.alert = i});
    }
    return std::move(steps_);
  }

  // Both are in the order of kinds, so the color comes before the milestones that it may cover.
  std::vector<AlertStep> Of(std::span<const AlertMeasure> measures, v1::Color color) {
    std::vector<bool> seen(project_.alerts.size());
    for (const AlertMeasure& measure : measures) {
      const int alert = FindAlert(measure);
      if (alert >= 0) seen[alert] = true;
      Judge({.alert = alert, .rung = measure.rung, .measure = measure.value}, measure.kind, color);
    }
    for (int i = 0; i < static_cast<int>(seen.size()); ++i) {
      if (seen[i] || !IsOpen(project_.alerts[i])) continue;
      Judge({.alert = i}, static_cast<v1::AlertKind>(project_.alerts[i].kind), color);
    }
    return std::move(steps_);
  }

 private:
  const AlertRule& RuleOf(const AlertRow& alert) const { return rules_.of(static_cast<v1::AlertKind>(alert.kind)); }

  int FindAlert(const AlertMeasure& measure) const {
    const Symbol milestone = measure.rung < 0 ? 0 : project_.rungs[measure.rung].id;
    for (size_t i = 0; i < project_.alerts.size(); ++i) {
      const AlertRow& alert = project_.alerts[i];
      if (alert.kind == measure.kind && alert.milestone == milestone) return static_cast<int>(i);
    }
    return -1;
  }

  void Judge(AlertStep step, v1::AlertKind kind, v1::Color color) {
    AlertRow before{.milestone = step.rung < 0 ? 0 : project_.rungs[step.rung].id, .kind = static_cast<uint8_t>(kind)};
    if (step.alert >= 0) before = project_.alerts[step.alert];
    Judged judged(before, rules_.of(kind), day_);
    judged.Judge(step.measure);
    judged.Expire();
    if (kind == v1::COLOR_WORSENED) red_fires_ = color == v1::RED && judged.row().state == v1::ALERT_FIRING;
    const bool covered = kind == v1::MILESTONE_OVERDUE && red_fires_;
    judged.Inhibit(covered ? v1::BY_RED : v1::INHIBITION_UNSPECIFIED);
    Add(judged, step);
  }

  void Add(const Judged& judged, AlertStep step) {
    if (!judged.changed()) return;
    step.after = judged.row();
    step.event = judged.event();
    steps_.push_back(step);
  }

  const ProjectRow& project_;
  const common::Date day_;
  const AlertRuleSet& rules_;
  bool red_fires_ = false;
  std::vector<AlertStep> steps_;
};

bool IsOpen(const v1::Alert& alert) {
  return alert.state() == v1::ALERT_PENDING || alert.state() == v1::ALERT_FIRING;
}

void SetDate(common::Date date, std::string* text) {
  *text = date.IsSet() ? date.ToString() : std::string();
}

// `alert` is as before the step.
void Apply(const AlertStep& step, common::Date today, v1::Alert& alert) {
  const AlertRow& after = step.after;
  const bool fires = after.episode > alert.episode();
  if (after.state == v1::ALERT_PENDING || fires) alert.clear_resolved_on();
  if (fires) {
    alert.set_fired_on(today.ToString());
    alert.clear_acknowledgment();
  }
  if (fires || after.severity != alert.severity()) alert.set_severity_since(today.ToString());
  if (after.state == v1::ALERT_RESOLVED && alert.state() == v1::ALERT_FIRING) alert.set_resolved_on(today.ToString());
  alert.set_episode(after.episode);
  alert.set_state(static_cast<v1::AlertState>(after.state));
  alert.set_severity(static_cast<v1::Severity>(after.severity));
  alert.set_inhibited(static_cast<v1::Inhibition>(after.inhibited));
  SetDate(after.pending_since, alert.mutable_pending_since());
  SetDate(after.clearing_since, alert.mutable_clearing_since());
  if (!after.acknowledged_until.IsSet()) alert.clear_acknowledgment();
  if (!after.snoozed_until.IsSet()) alert.clear_snooze();
}

std::string MilestoneName(const v1::Project& project, std::string_view id) {
  for (const v1::Milestone& milestone : project.milestones()) {
    if (milestone.id() == id) return milestone.name().empty() ? milestone.id() : milestone.name();
  }
  return std::string(id);
}

// What filters see, the color aside, which alone moves no alert.
bool IsKnownAlike(const v1::Project& before, const v1::Project& after) {
  if (&before == &after) return true;
  v1::Match a = MatchOf(before);
  v1::Match b = MatchOf(after);
  a.clear_color();
  b.clear_color();
  return a.SerializeAsString() == b.SerializeAsString() && before.team().leader() == after.team().leader();
}

v1::Change ChangeOf(const AlertSubject& subject, const v1::Alert* before, v1::Alert after, AlertEvent event) {
  v1::Change change;
  v1::AlertChanged& changed = *change.mutable_alert_changed();
  if (before != nullptr) {
    *change.mutable_match_before() = MatchOf(subject.before);
    *changed.mutable_before() = *before;
  }
  *change.mutable_match_after() = MatchOf(subject.after);
  change.mutable_match_after()->set_color(subject.color);
  changed.set_event(event);
  changed.set_project_name(subject.after.name());
  if (!after.milestone().empty()) changed.set_milestone_name(MilestoneName(subject.after, after.milestone()));
  changed.set_leader(subject.after.team().leader());
  if (subject.before.team().leader() != subject.after.team().leader()) {
    changed.set_leader_before(subject.before.team().leader());
  }
  *changed.mutable_after() = std::move(after);
  return change;
}

}  // namespace

std::vector<AlertStep> StepsOf(const ProjectRow& project, std::span<const ReportMark> reports, v1::Color color,
                               const JudgedDay& day, const AlertRuleSet& rules) {
  Judgment judgment(project, day, rules);
  const bool is_over = !IsListed(project, day.date()) || IsClosed(project, day.date());
  if (!is_over && IsPaused(project, day.date())) return judgment.Paused();
  return judgment.Of(AlertMeasuresOn(project, reports, color, day), color);
}

std::vector<v1::Change> AlertChangesOf(const AlertSubject& subject, std::span<const AlertStep> steps,
                                       common::Date today) {
  std::vector<v1::Change> changes;
  const auto& alerts = subject.after.alerts();
  std::vector<bool> stepped(alerts.size());
  for (const AlertStep& step : steps) {
    const v1::Alert* before = step.alert < 0 ? nullptr : &alerts[step.alert];
    v1::Alert after;
    if (before != nullptr) {
      after = *before;
      stepped[step.alert] = true;
    } else {
      after.set_kind(static_cast<v1::AlertKind>(step.after.kind));
      after.set_project(subject.after.id());
      if (step.rung >= 0) after.set_milestone(subject.after.milestones(step.rung).id());
    }
    Apply(step, today, after);
    v1::Change change = ChangeOf(subject, before, std::move(after), step.event);
    if (step.measure) change.mutable_alert_changed()->set_measure(*step.measure);
    changes.push_back(std::move(change));
  }
  if (IsKnownAlike(subject.before, subject.after)) return changes;
  for (int i = 0; i < alerts.size(); ++i) {
    if (!stepped[i] && IsOpen(alerts[i])) changes.push_back(ChangeOf(subject, &alerts[i], alerts[i], v1::MOVED));
  }
  return changes;
}

v1::Change AlertChangeByHand(const v1::Project& project, const v1::Alert& before, v1::Alert after,
                             v1::AlertEvent event) {
  return ChangeOf({.before = project, .after = project, .color = project.status().color()}, &before, std::move(after),
                  event);
}

}  // namespace wuse::domain
