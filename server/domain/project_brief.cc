#include "server/domain/project_brief.h"

#include <algorithm>
#include <cstdlib>

#include "common/field_walk.h"

namespace wuse::domain {
namespace {

using common::BytesTag;
using common::NumberTag;
using v1::Project;

// Symbols for one row. A project has a few dozen, so a search beats a table.
class RowSymbols {
 public:
  Symbol operator()(std::string_view text) {
    if (text.empty()) return 0;
    const auto found = std::find(texts_.begin(), texts_.end(), text);
    if (found != texts_.end()) return static_cast<Symbol>(found - texts_.begin()) + 1;
    texts_.push_back(text);
    return static_cast<Symbol>(texts_.size());
  }

 private:
  std::vector<std::string_view> texts_;
};

bool ReadStatus(std::string_view bytes, v1::ProjectStatus& status) {
  return status.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

}  // namespace

bool ProjectBrief::ReadEncoded() {
  common::FieldWalk walk(*encoded_);
  while (const uint32_t tag = walk.Next()) {
    switch (tag) {
      case BytesTag(Project::kIdFieldNumber):
        match_.mutable_project()->assign(walk.bytes());
        break;
      case BytesTag(Project::kNameFieldNumber):
        name_ = walk.bytes();
        break;
      case BytesTag(Project::kUnitFieldNumber):
        match_.mutable_unit()->assign(walk.bytes());
        break;
      case BytesTag(Project::kDepartmentFieldNumber):
        match_.mutable_department()->assign(walk.bytes());
        break;
      case BytesTag(Project::kListsFieldNumber):
        match_.add_lists()->assign(walk.bytes());
        break;
      case NumberTag(Project::kLevelFieldNumber):
        match_.set_level(static_cast<v1::Level>(walk.number()));
        break;
      case NumberTag(Project::kCategoryFieldNumber):
        match_.set_category(static_cast<v1::Category>(walk.number()));
        break;
      case BytesTag(Project::kStatusFieldNumber):
        if (!ReadStatus(walk.bytes(), status_)) return false;
        has_status_ = true;
        match_.set_color(status_.color());
        break;
      default:
        break;
    }
  }
  return walk.ended_well();
}

ProjectBrief ProjectBrief::Within(std::shared_ptr<const std::string> encoded, std::shared_ptr<const ProjectRow> row) {
  ProjectBrief brief;
  brief.encoded_ = std::move(encoded);
  brief.row_ = std::move(row);
  if (!brief.ReadEncoded()) std::abort();
  return brief;
}

ProjectBrief ProjectBrief::Of(std::shared_ptr<const Project> message) {
  ProjectBrief brief;
  brief.row_ = std::make_shared<const ProjectRow>(RowAlone(*message));
  brief.match_ = MatchOf(*message);
  brief.has_status_ = message->has_status();
  brief.status_ = message->status();
  brief.message_ = std::move(message);
  brief.name_ = brief.message_->name();
  return brief;
}

const std::shared_ptr<const Project>& ProjectBrief::message() const {
  if (message_ == nullptr) {
    auto parsed = std::make_shared<Project>();
    if (!parsed->ParseFromString(*encoded_)) std::abort();
    message_ = std::move(parsed);
  }
  return message_;
}

std::optional<v1::ProjectStatus> StatusWithin(std::string_view encoded_project) {
  common::FieldWalk walk(encoded_project);
  while (const uint32_t tag = walk.Next()) {
    if (tag != BytesTag(Project::kStatusFieldNumber)) continue;
    v1::ProjectStatus status;
    if (!ReadStatus(walk.bytes(), status)) return std::nullopt;
    return status;
  }
  return std::nullopt;
}

v1::Match MatchOf(const Project& project) {
  v1::Match match;
  match.set_project(project.id());
  match.set_unit(project.unit());
  match.set_department(project.department());
  *match.mutable_lists() = project.lists();
  match.set_category(project.category());
  match.set_level(project.level());
  match.set_color(project.status().color());
  return match;
}

ProjectRow RowAlone(const Project& project) {
  RowSymbols symbols;
  return RowOf(project, [&symbols](std::string_view text) { return symbols(text); });
}

}  // namespace wuse::domain
