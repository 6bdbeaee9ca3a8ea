#include "server/history/group_batch.h"

#include <utility>

#include "common/status.h"
#include "server/domain/apply_change.h"
#include "server/domain/figure_book.h"
#include "server/history/keys.h"
#include "server/history/store.h"

namespace wuse::history {
namespace {

absl::Status NotStaged(std::string_view noun, const std::string& id) {
  return absl::InternalError("history: " + std::string(noun) + " " + id + " of the group is not staged");
}

}  // namespace

absl::Status GroupBatch::Add(const Group& group) {
  for (const v1::Update* update : group.updates) WUSE_RETURN_IF_ERROR(AddUpdate(*update, group.staging));
  return AddStates(group.staging);
}

absl::Status GroupBatch::AddUpdate(const v1::Update& update, const board::Staging& staging) {
  for (const v1::Change& change : update.changes()) {
    switch (change.kind_case()) {
      case v1::Change::kReportFiled:
        WUSE_RETURN_IF_ERROR(AddReport(change.report_filed().report(), staging));
        if (change.report_filed().milestones_size() > 0) {
          changed_projects_.insert(change.report_filed().report().project());
        }
        break;
      case v1::Change::kProjectChanged:
        changed_projects_.insert(change.project_changed().project().id());
        break;
      case v1::Change::kStatusChanged:
        changed_projects_.insert(change.status_changed().project());
        break;
      case v1::Change::kUnitChanged:
        changed_units_.insert(change.unit_changed().unit().id());
        break;
      case v1::Change::kDayEvaluated:
        batch_.Put(std::string(kEvaluatedOnKey), change.day_evaluated().date());
        batch_.Delete(std::string(kEvaluationDueKey));
        batch_.Put(std::string(kRegisterSinceKey), staging.register_since().ToString());
        break;
      case v1::Change::kAlertChanged:
        changed_projects_.insert(change.alert_changed().after().project());
        break;
      case v1::Change::kAlertRulesChanged:
        batch_.Put(std::string(kAlertRulesKey), change.alert_rules_changed().rules().SerializeAsString());
        batch_.Put(std::string(kEvaluationDueKey), "");
        break;
      case v1::Change::kColorOverridden:
        changed_projects_.insert(change.color_overridden().project());
        break;
      case v1::Change::kPolicyChanged: {
        const v1::PolicyVersion& version = change.policy_changed().version();
        batch_.Put(PolicyKey(static_cast<uint32_t>(version.version())), version.SerializeAsString());
        batch_.Put(std::string(kEvaluationDueKey), "");
        break;
      }
      case v1::Change::kRecoloringBegun:
      case v1::Change::kProjectRecolored:
      case v1::Change::kMonthRecolored:
        AddRecoloring(change);
        break;
      case v1::Change::kCertifiedRecorded:
        changed_projects_.insert(change.certified_recorded().project());
        break;
      case v1::Change::kReferenceFigureChanged:
      case v1::Change::kListChanged:
      case v1::Change::kHouseStyleChanged:
      case v1::Change::kBulletinPublished:
        AddFigureData(change);
        break;
      case v1::Change::KIND_NOT_SET:
        break;
    }
  }
  IndexUpdate(update);
  return absl::OkStatus();
}

void GroupBatch::AddRecoloring(const v1::Change& change) {
  recolors_ = true;
  if (change.has_project_recolored()) {
    const v1::OfficialColor& color = change.project_recolored().color();
    batch_.Put(OfficialColorKey(color.month(), color.project()), color.SerializeAsString());
  } else if (change.has_month_recolored()) {
    const v1::RecoloredMonth& month = change.month_recolored().month();
    batch_.Put(RecoloredMonthKey(month.month()), month.SerializeAsString());
  }
}

// Of what a figure is shown with (domain::FigureBook), each by its key.
void GroupBatch::AddFigureData(const v1::Change& change) {
  if (change.has_reference_figure_changed()) {
    const v1::ReferenceFigureChanged& changed = change.reference_figure_changed();
    std::string key = ReferenceFigureKey(domain::ReferenceKey(changed.figure()));
    if (changed.removed()) {
      batch_.Delete(std::move(key));
    } else {
      batch_.Put(std::move(key), changed.figure().SerializeAsString());
    }
  } else if (change.has_list_changed()) {
    const v1::ProjectList& list = change.list_changed().list();
    batch_.Put(ListKey(list.id()), list.SerializeAsString());
  } else if (change.has_house_style_changed()) {
    batch_.Put(std::string(kHouseStyleKey), change.house_style_changed().style().SerializeAsString());
  } else if (change.has_bulletin_published()) {
    const v1::Bulletin& bulletin = change.bulletin_published().bulletin();
    const v1::BulletinHead head = domain::HeadOf(bulletin);
    const std::string name = domain::BulletinKeyOf(head);
    const auto edition = static_cast<uint32_t>(bulletin.edition());
    batch_.Put(BulletinEditionKey(name, edition), bulletin.SerializeAsString());
    batch_.Put(BulletinHeadKey(name, edition), head.SerializeAsString());
  }
}

absl::Status GroupBatch::AddReport(const v1::Report& report, const board::Staging& staging) {
  const auto touched = staging.touched().find(report.project());
  if (touched == staging.touched().end()) return NotStaged("project", report.project());
  const std::string key = ReportKey(report.week(), report.project());
  if (report.version() > 1) WUSE_RETURN_IF_ERROR(KeepEarlierVersion(key, report));
  newest_.insert_or_assign(key, &report);
  batch_.Put(key, report.SerializeAsString());
  batch_.Put(MarkKey(static_cast<uint32_t>(touched->second.slot), report.week()), Encode(domain::MarkOf(report)));
  return absl::OkStatus();
}

// The newest version is stored once, under its week; it moves when the next one comes.
absl::Status GroupBatch::KeepEarlierVersion(const std::string& key, const v1::Report& report) {
  v1::Report earlier;
  if (const auto in_group = newest_.find(key); in_group != newest_.end()) {
    earlier = *in_group->second;
  } else {
    const absl::StatusOr<std::optional<std::string>> stored = Get(db_, key);
    if (!stored.ok()) return stored.status();
    if (!*stored || !earlier.ParseFromString(**stored)) return Malformed(key);
  }
  batch_.Put(VersionKey(report.project(), report.week(), static_cast<uint32_t>(earlier.version())),
             earlier.SerializeAsString());
  return absl::OkStatus();
}

void GroupBatch::IndexUpdate(const v1::Update& update) {
  const common::Sequence sequence{update.sequence()};
  AddToIndex(ByActor(update.actor()), sequence);
  uint32_t kinds = 0;  // a bit each
  for (const v1::Change& change : update.changes()) {
    kinds |= 1U << domain::KindOf(change);
    const std::string_view project = domain::ProjectIdOf(change);
    if (!project.empty()) AddToIndex(ByProject(project), sequence);
  }
  for (int kind = v1::CHANGE_KIND_UNSPECIFIED + 1; kind < v1::ChangeKind_ARRAYSIZE; ++kind) {
    if ((kinds >> kind & 1U) != 0) AddToIndex(ByKind(static_cast<v1::ChangeKind>(kind)), sequence);
  }
}

void GroupBatch::AddToIndex(std::string prefix, common::Sequence sequence) {
  std::vector<common::Sequence>& sequences = index_[std::move(prefix)];
  if (sequences.empty() || sequences.back() != sequence) sequences.push_back(sequence);
}

void GroupBatch::Finish() {
  for (const auto& [prefix, sequences] : index_) {
    batch_.Put(IndexKey(prefix, sequences.front()), EncodeRest(sequences));
  }
}

absl::Status GroupBatch::AddStates(const board::Staging& staging) {
  if (std::exchange(recolors_, false)) {
    const board::Recoloring* recoloring = staging.recoloring();
    if (recoloring == nullptr) {
      batch_.Delete(std::string(kRecoloringKey));
    } else {
      batch_.Put(std::string(kRecoloringKey), recoloring->progress.SerializeAsString());
    }
  }
  for (const std::string& id : std::exchange(changed_projects_, {})) {
    const auto touched = staging.touched().find(id);
    if (touched == staging.touched().end()) return NotStaged("project", id);
    batch_.Put(ProjectKey(static_cast<uint32_t>(touched->second.slot)), *touched->second.state->encoded);
  }
  if (changed_units_.empty()) return absl::OkStatus();
  const auto changed_units = std::exchange(changed_units_, {});
  size_t written = 0;
  uint32_t position = 0;
  for (const v1::Unit& unit : staging.units()) {
    if (changed_units.contains(unit.id())) {
      batch_.Put(UnitKey(position), unit.SerializeAsString());
      ++written;
    }
    ++position;
  }
  return written == changed_units.size() ? absl::OkStatus() : NotStaged("unit", *changed_units.begin());
}

}  // namespace wuse::history
