#include "server/api/answers.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/field_walk.h"
#include "common/text.h"
#include "server/api/lookups.h"
#include "server/domain/apply_change.h"

namespace wuse::api {
namespace {

using v1::PlannedChange;

// How a row of an apply names what it is about.
struct RowKey {
  std::string id;    // lowered
  std::string code;  // external code; for a report also what may be an id
  std::string name;
  std::string part;  // the week of a report, the month of a certified amount
};

// Which rows an update changed, by id (and week or month), and whether it created them.
using Written = std::map<std::pair<std::string, std::string>, PlannedChange>;

PlannedChange Row(std::string id, std::string name, PlannedChange::Action action) {
  PlannedChange row;
  row.set_id(std::move(id));
  row.set_name(std::move(name));
  row.set_action(action);
  return row;
}

PlannedChange::Action ActionOf(bool created) {
  return created ? PlannedChange::CREATE : PlannedChange::UPDATE;
}

Written WrittenBy(const v1::Update& update) {
  Written written;
  for (const v1::Change& change : update.changes()) {
    if (change.has_unit_changed()) {
      const v1::Unit& unit = change.unit_changed().unit();
      written[{unit.id(), ""}] = Row(unit.id(), unit.name(), ActionOf(change.unit_changed().created()));
    } else if (change.has_project_changed()) {
      const v1::Project& project = change.project_changed().project();
      written[{project.id(), ""}] = Row(project.id(), project.name(), ActionOf(change.project_changed().created()));
    } else if (change.has_report_filed()) {
      const v1::Report& report = change.report_filed().report();
      written[{report.project(), report.week()}] =
          Row(report.project(), "", ActionOf(!change.report_filed().correction()));
    } else if (change.has_certified_recorded()) {
      const v1::CertifiedRecorded& recorded = change.certified_recorded();
      written[{recorded.project(), recorded.certified().month()}] =
          Row(recorded.project(), "", ActionOf(!recorded.correction()));
    }
  }
  return written;
}

// External codes of the projects that the update itself created or changed; the board knows the others.
std::map<std::string, std::string> CodesIn(const v1::Update& update) {
  std::map<std::string, std::string> codes;
  for (const v1::Change& change : update.changes()) {
    if (!change.has_project_changed()) continue;
    const v1::Project& project = change.project_changed().project();
    if (!project.external_code().empty()) codes[project.external_code()] = project.id();
  }
  return codes;
}

// The id a row means: its own, else that of the project with its external code.
std::string IdOf(const Parts& parts, const RowKey& key, const std::map<std::string, std::string>& codes) {
  if (!key.id.empty() && (key.code.empty() || parts.board.FindSlotById(key.id))) return key.id;
  if (const auto found = codes.find(key.code); found != codes.end()) return found->second;
  if (const auto slot = parts.board.FindSlotByExternalCode(key.code)) return ProjectIdAt(parts, *slot);
  return key.id;
}

std::string NameOnBoard(const Parts& parts, const std::string& id) {
  const board::View view = parts.board.Take();
  if (const v1::Unit* unit = view.FindUnit(id)) return unit->name();
  const auto project = FindProject(parts, id);
  return project.ok() ? ParsedProject(*project).name() : std::string();
}

template <class Response>
Answerer<Response> PlanAnswerer(const Parts& parts, std::vector<RowKey> keys) {
  return [&parts, keys = std::move(keys)](const engine::Outcome& outcome) -> absl::StatusOr<Response> {
    Response response;
    response.set_sequence(outcome.sequence.value);
    if (!outcome.update && !outcome.plan.empty()) {
      response.mutable_plan()->Add(outcome.plan.begin(), outcome.plan.end());
      return response;
    }
    const v1::Update update = outcome.update ? *outcome.update : v1::Update();
    const Written written = WrittenBy(update);
    const std::map<std::string, std::string> codes = CodesIn(update);
    for (const RowKey& key : keys) {
      const std::string id = IdOf(parts, key, codes);
      if (const auto found = written.find({id, key.part}); found != written.end()) {
        *response.add_plan() = found->second;
      } else {
        const std::string name = outcome.update ? key.name : NameOnBoard(parts, id);
        *response.add_plan() = Row(id, name, PlannedChange::UNCHANGED);
      }
    }
    return response;
  };
}

// The project's status as the update tells it.
v1::ProjectStatus StatusAfter(const v1::Update& update, std::string_view project_id) {
  v1::ProjectStatus status;
  for (const v1::Change& change : update.changes()) {
    if (domain::ProjectIdOf(change) != project_id) continue;
    if (change.has_status_changed()) {
      status = change.status_changed().after();
    } else if (status.deciding().empty()) {
      status.set_color(change.match_after().color());
    }
  }
  return status;
}

absl::StatusOr<v1::Project> CurrentProject(const Parts& parts, std::string_view id_or_code) {
  absl::StatusOr<board::ProjectState> found = FindProject(parts, id_or_code);
  if (!found.ok()) return found.status();
  return ParsedProject(*found);
}

Answerer<v1::ProjectMutationResponse> ProjectAnswerer(const Parts& parts, std::string id_or_code) {
  return [&parts, id_or_code = std::move(id_or_code)](
             const engine::Outcome& outcome) -> absl::StatusOr<v1::ProjectMutationResponse> {
    v1::ProjectMutationResponse response;
    response.set_sequence(outcome.sequence.value);
    if (!outcome.update) {
      absl::StatusOr<v1::Project> current = CurrentProject(parts, id_or_code);
      if (!current.ok()) return current.status();
      *response.mutable_project() = *std::move(current);
      return response;
    }
    for (const v1::Change& change : outcome.update->changes()) {
      if (change.has_project_changed()) *response.mutable_project() = change.project_changed().project();
    }
    *response.mutable_project()->mutable_status() = StatusAfter(*outcome.update, response.project().id());
    return response;
  };
}

std::string KeyOf(const v1::Project& project) {
  return project.id().empty() ? project.external_code() : project.id();
}

RowKey KeyOf(const v1::ReportEdit& edit) {
  return {.id = common::Lower(edit.report().project()),
          .code = edit.report().project(),
          .name = {},
          .part = edit.report().week()};
}

absl::StatusOr<Rope> ReportAsItIs(const Parts& parts, const RowKey& key) {
  absl::StatusOr<v1::Project> project = CurrentProject(parts, key.code);
  if (!project.ok()) return project.status();
  absl::StatusOr<v1::Report> report = parts.history.FindReport(project->id(), common::Week::OfStored(key.part));
  if (!report.ok()) return report.status();
  Rope response;
  response.AppendText(v1::FileReportResponse::kReportFieldNumber, report->SerializeAsString());
  response.AppendText(v1::FileReportResponse::kStatusFieldNumber, project->status().SerializeAsString());
  return response;
}

// The report as a field within the bytes of its change.
std::string_view ReportWithin(std::string_view change) {
  constexpr uint32_t kReportTag = common::BytesTag(v1::ReportFiled::kReportFieldNumber);
  static_assert(kReportTag == common::BytesTag(v1::FileReportResponse::kReportFieldNumber),
                "the field is sent as it is");
  common::FieldWalk walk(change);
  while (const uint32_t tag = walk.Next()) {
    if (tag != common::BytesTag(v1::Change::kReportFiledFieldNumber)) continue;
    common::FieldWalk filed(walk.bytes());
    while (const uint32_t within = filed.Next()) {
      if (within == kReportTag) return filed.field();
    }
  }
  return {};
}

}  // namespace

Answerer<v1::ApplyUnitsResponse> AnswerTo(const Parts& parts, const v1::ApplyUnitsRequest& request) {
  std::vector<RowKey> keys;
  for (const v1::Unit& unit : request.units()) {
    keys.push_back({.id = common::Lower(unit.id()), .code = {}, .name = unit.name(), .part = {}});
  }
  return PlanAnswerer<v1::ApplyUnitsResponse>(parts, std::move(keys));
}

Answerer<v1::ProjectMutationResponse> AnswerTo(const Parts& parts, const v1::CreateProjectRequest& request) {
  return ProjectAnswerer(parts, KeyOf(request.project()));
}

Answerer<v1::ProjectMutationResponse> AnswerTo(const Parts& parts, const v1::UpdateProjectRequest& request) {
  return ProjectAnswerer(parts, KeyOf(request.edit().project()));
}

Answerer<v1::ProjectMutationResponse> AnswerTo(const Parts& parts, const v1::ReplanMilestoneRequest& request) {
  return ProjectAnswerer(parts, request.project());
}

Answerer<v1::ProjectMutationResponse> AnswerTo(const Parts& parts, const v1::DelistProjectRequest& request) {
  return ProjectAnswerer(parts, request.project());
}

Answerer<v1::ApplyProjectsResponse> AnswerTo(const Parts& parts, const v1::ApplyProjectsRequest& request) {
  std::vector<RowKey> keys;
  for (const v1::ProjectEdit& edit : request.edits()) {
    const v1::Project& project = edit.project();
    // An external code names the project only where there is no id.
    keys.push_back({.id = common::Lower(project.id()),
                    .code = project.id().empty() ? project.external_code() : std::string(),
                    .name = project.name(),
                    .part = {}});
  }
  return PlanAnswerer<v1::ApplyProjectsResponse>(parts, std::move(keys));
}

// Of the bytes that the ledger and the streams have: encoding a report again costs more than the rest of an answer.
Rope ReportAsFiled(const engine::Outcome& outcome) {
  Rope response;
  std::string_view project;
  for (int i = 0; i < outcome.update->changes_size(); ++i) {
    const v1::Change& change = outcome.update->changes(i);
    if (!change.has_report_filed()) continue;
    project = change.report_filed().report().project();
    response.AppendShared(outcome.block, ReportWithin(outcome.block->change(static_cast<size_t>(i))));
  }
  response.AppendText(v1::FileReportResponse::kStatusFieldNumber,
                      StatusAfter(*outcome.update, project).SerializeAsString());
  response.AppendNumber(v1::FileReportResponse::kSequenceFieldNumber, static_cast<uint64_t>(outcome.sequence.value));
  return response;
}

Answerer<Rope> AnswerTo(const Parts& parts, const v1::FileReportRequest& request) {
  return [&parts, key = KeyOf(request.edit())](const engine::Outcome& outcome) -> absl::StatusOr<Rope> {
    if (!outcome.update) return ReportAsItIs(parts, key);
    return ReportAsFiled(outcome);
  };
}

Answerer<v1::FileReportsResponse> AnswerTo(const Parts& parts, const v1::FileReportsRequest& request) {
  std::vector<RowKey> keys;
  for (const v1::ReportEdit& edit : request.edits()) keys.push_back(KeyOf(edit));
  return PlanAnswerer<v1::FileReportsResponse>(parts, std::move(keys));
}

Answerer<v1::RecordCertifiedInvestmentResponse> AnswerTo(const Parts& parts,
                                                         const v1::RecordCertifiedInvestmentRequest& request) {
  std::vector<RowKey> keys;
  for (const v1::CertifiedEdit& edit : request.edits()) {
    keys.push_back({.id = common::Lower(edit.project()), .code = edit.project(), .name = {}, .part = edit.month()});
  }
  return PlanAnswerer<v1::RecordCertifiedInvestmentResponse>(parts, std::move(keys));
}

}  // namespace wuse::api
