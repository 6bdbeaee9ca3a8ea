#include "server/domain/apply_change.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "common/digest.h"

namespace wuse::domain {
namespace {

constexpr int kEtagBytes = 8;

// A change applied to another project is a programmer error: the register would be wrong from here on.
void Require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "ProjectAfter: %s\n", what);
  std::abort();
}

v1::Project AfterProjectChanged(const v1::Project* before, const v1::ProjectChanged& changed) {
  Require(changed.created() == (before == nullptr), "a project is created once, and then changed");
  v1::Project after = changed.project();
  after.clear_status();
  after.clear_alerts();
  after.clear_overrides();
  after.clear_certified();
  if (before == nullptr) return after;
  if (before->has_status()) *after.mutable_status() = before->status();
  *after.mutable_alerts() = before->alerts();
  *after.mutable_overrides() = before->overrides();
  *after.mutable_certified() = before->certified();
  return after;
}

v1::Project AfterReportFiled(const v1::Project& before, const v1::ReportFiled& filed) {
  v1::Project after = before;
  for (const v1::Milestone& milestone : filed.milestones()) {
    auto* ladder = after.mutable_milestones();
    const auto same = std::find_if(ladder->begin(), ladder->end(),
                                   [&](const v1::Milestone& rung) { return rung.id() == milestone.id(); });
    // A ladder of a person's own may lack the rung that the engine sets.
    if (same != ladder->end()) {
      *same = milestone;
    } else {
      *ladder->Add() = milestone;
    }
  }
  if (!filed.project_etag().empty()) after.set_etag(filed.project_etag());
  return after;
}

// Only the last one is ever lifted: each takes the place of those before it.
v1::Project AfterColorOverridden(const v1::Project& before, const v1::ColorOverridden& overridden) {
  v1::Project after = before;
  const int count = after.overrides_size();
  Require(!overridden.lifted() || count > 0, "there is no color to lift");
  (overridden.lifted() ? *after.mutable_overrides(count - 1) : *after.add_overrides()) = overridden.override();
  return after;
}

// In its place by month, instead of an earlier amount of the same month.
v1::Project AfterCertified(const v1::Project& before, const v1::CertifiedMonth& certified) {
  v1::Project after = before;
  auto& months = *after.mutable_certified();
  const auto place = std::find_if(months.begin(), months.end(),
                                  [&](const v1::CertifiedMonth& other) { return other.month() >= certified.month(); });
  if (place != months.end() && place->month() == certified.month()) {
    *place = certified;
    return after;
  }
  const auto index = place - months.begin();
  *months.Add() = certified;
  std::rotate(months.begin() + index, months.end() - 1, months.end());
  return after;
}

bool IsSameAlert(const v1::Alert& a, const v1::Alert& b) {
  return a.kind() == b.kind() && a.milestone() == b.milestone();
}

// What never fired and is no longer pending leaves no trace.
v1::Project AfterAlertChanged(const v1::Project& before, const v1::Alert& alert) {
  v1::Project after = before;
  auto& alerts = *after.mutable_alerts();
  const auto place = std::find_if(alerts.begin(), alerts.end(), [&](const v1::Alert& other) {
    return std::pair(other.kind(), std::string_view(other.milestone())) >=
           std::pair(alert.kind(), std::string_view(alert.milestone()));
  });
  const bool is_there = place != alerts.end() && IsSameAlert(*place, alert);
  if (alert.state() == v1::ALERT_RESOLVED && alert.episode() == 0) {
    if (is_there) alerts.erase(place);
  } else if (is_there) {
    *place = alert;
  } else {
    const auto index = place - alerts.begin();
    *alerts.Add() = alert;
    std::rotate(alerts.begin() + index, alerts.end() - 1, alerts.end());
  }
  return after;
}

}  // namespace

v1::Project ProjectAfter(const v1::Project* before, const v1::Change& change) {
  const std::string_view id = ProjectIdOf(change);
  Require(!id.empty(), "the change is about no project");
  Require(before == nullptr || before->id() == id, "the change is about another project");
  if (change.has_project_changed()) return AfterProjectChanged(before, change.project_changed());
  Require(before != nullptr, "the project does not exist");
  if (change.has_report_filed()) return AfterReportFiled(*before, change.report_filed());
  if (change.has_alert_changed()) return AfterAlertChanged(*before, change.alert_changed().after());
  if (change.has_color_overridden()) return AfterColorOverridden(*before, change.color_overridden());
  if (change.has_project_recolored()) return *before;
  if (change.has_certified_recorded()) return AfterCertified(*before, change.certified_recorded().certified());
  v1::Project after = *before;
  *after.mutable_status() = change.status_changed().after();
  return after;
}

std::string_view ProjectIdOf(const v1::Change& change) {
  switch (change.kind_case()) {
    case v1::Change::kProjectChanged:
      return change.project_changed().project().id();
    case v1::Change::kReportFiled:
      return change.report_filed().report().project();
    case v1::Change::kStatusChanged:
      return change.status_changed().project();
    case v1::Change::kAlertChanged:
      return change.alert_changed().after().project();
    case v1::Change::kColorOverridden:
      return change.color_overridden().project();
    case v1::Change::kProjectRecolored:
      return change.project_recolored().color().project();
    case v1::Change::kCertifiedRecorded:
      return change.certified_recorded().project();
    case v1::Change::kReferenceFigureChanged:
    case v1::Change::kListChanged:
    case v1::Change::kHouseStyleChanged:
    case v1::Change::kBulletinPublished:
    case v1::Change::kUnitChanged:
    case v1::Change::kDayEvaluated:
    case v1::Change::kAlertRulesChanged:
    case v1::Change::kPolicyChanged:
    case v1::Change::kRecoloringBegun:
    case v1::Change::kMonthRecolored:
    case v1::Change::KIND_NOT_SET:
      return "";
  }
  return "";
}

v1::ChangeKind KindOf(const v1::Change& change) {
  switch (change.kind_case()) {
    case v1::Change::kUnitChanged:
      return v1::UNIT_CHANGED;
    case v1::Change::kProjectChanged:
      return v1::PROJECT_CHANGED;
    case v1::Change::kReportFiled:
      return v1::REPORT_FILED;
    case v1::Change::kStatusChanged:
      return v1::STATUS_CHANGED;
    case v1::Change::kDayEvaluated:
      return v1::DAY_EVALUATED;
    case v1::Change::kAlertChanged:
      return v1::ALERT_CHANGED;
    case v1::Change::kAlertRulesChanged:
      return v1::ALERT_RULES_CHANGED;
    case v1::Change::kPolicyChanged:
      return v1::POLICY_CHANGED;
    case v1::Change::kColorOverridden:
      return v1::COLOR_OVERRIDDEN;
    case v1::Change::kRecoloringBegun:
      return v1::RECOLORING_BEGUN;
    case v1::Change::kProjectRecolored:
      return v1::PROJECT_RECOLORED;
    case v1::Change::kMonthRecolored:
      return v1::MONTH_RECOLORED;
    case v1::Change::kCertifiedRecorded:
      return v1::CERTIFIED_RECORDED;
    case v1::Change::kReferenceFigureChanged:
      return v1::REFERENCE_FIGURE_CHANGED;
    case v1::Change::kListChanged:
      return v1::LIST_CHANGED;
    case v1::Change::kHouseStyleChanged:
      return v1::HOUSE_STYLE_CHANGED;
    case v1::Change::kBulletinPublished:
      return v1::BULLETIN_PUBLISHED;
    case v1::Change::KIND_NOT_SET:
      return v1::CHANGE_KIND_UNSPECIFIED;
  }
  return v1::CHANGE_KIND_UNSPECIFIED;
}

void InsertMark(std::vector<ReportMark>& marks, ReportMark mark) {
  const auto place = std::lower_bound(marks.begin(), marks.end(), mark.week(),
                                      [](const ReportMark& other, common::Week week) { return other.week() < week; });
  if (place != marks.end() && place->week() == mark.week()) {
    *place = mark;
  } else {
    marks.insert(place, mark);
  }
}

ReportMark MarkOf(const v1::Report& report) {
  return {.as_of = common::Date::OfStored(report.as_of()),
          .percent_done_bp =
              report.has_percent_done_bp() ? static_cast<int16_t>(report.percent_done_bp()) : ReportMark::kNotTold,
          .invested = {report.invested_this_year_yuan()}};
}

std::string EtagOf(const v1::Project& project) {
  v1::Project set_by_people = project;
  set_by_people.clear_etag();
  set_by_people.clear_status();
  set_by_people.clear_alerts();
  set_by_people.clear_overrides();
  set_by_people.clear_certified();
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    set_by_people.SerializeToCodedStream(&coded);
  }
  return common::Hex(common::Sha256({bytes}), kEtagBytes);
}

}  // namespace wuse::domain
