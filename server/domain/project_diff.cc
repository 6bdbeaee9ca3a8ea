#include "server/domain/project_diff.h"

#include <map>
#include <set>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "server/domain/validate.h"

namespace wuse::domain {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void AddChange(const std::string& path, const std::string& before, const std::string& after, FieldChanges& changes) {
  if (before == after) return;
  v1::FieldChange& change = *changes.Add();
  change.set_path(path);
  change.set_before(before);
  change.set_after(after);
}

std::string TextOfMessage(const Message& message);

std::string TextOf(const Message& message, const FieldDescriptor* field) {
  const auto* reflection = message.GetReflection();
  if (field->has_presence() && !reflection->HasField(message, field)) return "";
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return std::to_string(reflection->GetInt32(message, field));
    case FieldDescriptor::CPPTYPE_INT64:
      return std::to_string(reflection->GetInt64(message, field));
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection->GetBool(message, field) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_ENUM: {
      const auto* value = reflection->GetEnum(message, field);
      return value->number() == 0 ? "" : value->name();
    }
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection->GetString(message, field);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return TextOfMessage(reflection->GetMessage(message, field));
    default:
      return "";
  }
}

std::string RepeatedText(const Message& message, const FieldDescriptor* field) {
  const auto* reflection = message.GetReflection();
  std::string text;
  for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
    if (i > 0) text += ";";
    text += field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE
                ? TextOfMessage(reflection->GetRepeatedMessage(message, field, i))
                : reflection->GetRepeatedString(message, field, i);
  }
  return text;
}

// The message's parts, for those that have no paths of their own (pauses, tiles).
std::string TextOfMessage(const Message& message) {
  std::string text;
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const std::string part = TextOf(message, message.GetDescriptor()->field(i));
    if (i > 0) text += ",";
    text += part;
  }
  return text;
}

// All fields but `skipped`, each as a whole.
void DiffFields(const std::string& prefix, const Message& before, const Message& after, const std::set<int>& skipped,
                FieldChanges& changes) {
  for (int i = 0; i < before.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = before.GetDescriptor()->field(i);
    if (skipped.contains(field->number())) continue;
    const bool repeated = field->is_repeated();
    AddChange(prefix + field->name(), repeated ? RepeatedText(before, field) : TextOf(before, field),
              repeated ? RepeatedText(after, field) : TextOf(after, field), changes);
  }
}

void DiffPlans(const v1::Project& before, const v1::Project& after, FieldChanges& changes) {
  std::map<int, std::pair<v1::YearPlan, v1::YearPlan>> years;
  for (const v1::YearPlan& plan : before.plans()) years[plan.year()].first = plan;
  for (const v1::YearPlan& plan : after.plans()) years[plan.year()].second = plan;
  for (const auto& [year, plans] : years) {
    const auto& [was, is] = plans;
    const std::string prefix = Cat("plans.", std::to_string(year), ".");
    AddChange(prefix + "annual_yuan", was.has_annual_yuan() ? std::to_string(was.annual_yuan()) : "",
              is.has_annual_yuan() ? std::to_string(is.annual_yuan()) : "", changes);
    for (int i = 0; i < std::max(was.month_end_yuan_size(), is.month_end_yuan_size()); ++i) {
      AddChange(Cat(prefix, "month_end_yuan.", std::to_string(i + 1)),
                i < was.month_end_yuan_size() ? std::to_string(was.month_end_yuan(i)) : "",
                i < is.month_end_yuan_size() ? std::to_string(is.month_end_yuan(i)) : "", changes);
    }
  }
}

std::string OrderOf(const v1::Project& project) {
  std::string order;
  for (const v1::Milestone& rung : project.milestones()) order += Cat(order.empty() ? "" : ";", rung.id());
  return order;
}

void DiffLadder(const v1::Project& before, const v1::Project& after, FieldChanges& changes) {
  AddChange("milestones", OrderOf(before), OrderOf(after), changes);
  for (const v1::Milestone& is : after.milestones()) {
    v1::Milestone was;
    for (const v1::Milestone& rung : before.milestones()) {
      if (rung.id() == is.id()) was = rung;
    }
    DiffFields(Cat("milestones.", is.id(), "."), was, is,
               {v1::Milestone::kIdFieldNumber, v1::Milestone::kFormerFieldNumber}, changes);
  }
}

void DiffMarks(const v1::Report& before, const v1::Report& after, FieldChanges& changes) {
  for (const v1::MilestoneMark& is : after.milestones()) {
    v1::MilestoneMark was;
    for (const v1::MilestoneMark& mark : before.milestones()) {
      if (mark.id() == is.id()) was = mark;
    }
    DiffFields(Cat("milestones.", is.id(), "."), was, is, {v1::MilestoneMark::kIdFieldNumber}, changes);
  }
}

}  // namespace

FieldChanges DiffOf(const v1::Project& before, const v1::Project& after) {
  FieldChanges changes;
  DiffFields("", before, after,
             {v1::Project::kIdFieldNumber, v1::Project::kEtagFieldNumber, v1::Project::kStatusFieldNumber,
              v1::Project::kAlertsFieldNumber, v1::Project::kOverridesFieldNumber, v1::Project::kCertifiedFieldNumber,
              v1::Project::kTeamFieldNumber, v1::Project::kPlansFieldNumber, v1::Project::kMilestonesFieldNumber},
             changes);
  DiffFields("team.", before.team(), after.team(), {}, changes);
  DiffPlans(before, after, changes);
  DiffLadder(before, after, changes);
  return changes;
}

FieldChanges DiffOf(const v1::Report& before, const v1::Report& after) {
  FieldChanges changes;
  DiffFields("", before, after,
             {v1::Report::kProjectFieldNumber, v1::Report::kWeekFieldNumber, v1::Report::kMilestonesFieldNumber,
              v1::Report::kCorrectionReasonFieldNumber, v1::Report::kVersionFieldNumber, v1::Report::kActorFieldNumber,
              v1::Report::kFiledOnFieldNumber},
             changes);
  DiffMarks(before, after, changes);
  return changes;
}

FieldChanges DiffOf(const v1::Unit& before, const v1::Unit& after) {
  FieldChanges changes;
  DiffFields("", before, after, {v1::Unit::kIdFieldNumber}, changes);
  return changes;
}

}  // namespace wuse::domain
