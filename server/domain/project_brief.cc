#include "server/domain/project_brief.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include <algorithm>
#include <cstdlib>

namespace wuse::domain {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;
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

// The fields at the top of a Project's bytes, one after the other.
class FieldWalk {
 public:
  explicit FieldWalk(std::string_view bytes)
      : bytes_(bytes), input_(reinterpret_cast<const uint8_t*>(bytes.data()), static_cast<int>(bytes.size())) {}

  // The number of the next field; 0 at the end.
  int Next() {
    tag_ = input_.ReadTag();
    return WireFormatLite::GetTagFieldNumber(tag_);
  }
  // One of these takes the field.
  bool Skip() { return WireFormatLite::SkipField(&input_, tag_); }
  bool ReadEnum(int& value) {
    uint32_t number = 0;
    const bool read = input_.ReadVarint32(&number);
    value = static_cast<int>(number);
    return read;
  }
  bool ReadBytes(std::string_view& value) {
    uint32_t size = 0;
    if (!input_.ReadVarint32(&size)) return false;
    const auto begin = static_cast<size_t>(input_.CurrentPosition());
    if (size > bytes_.size() - begin || !input_.Skip(static_cast<int>(size))) return false;
    value = bytes_.substr(begin, size);
    return true;
  }
  bool ReadStatus(v1::ProjectStatus& status) {
    std::string_view bytes;
    return ReadBytes(bytes) && status.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
  }
  bool ended_well() { return tag_ == 0 && input_.ConsumedEntireMessage(); }

 private:
  const std::string_view bytes_;
  CodedInputStream input_;
  uint32_t tag_ = 0;
};

bool ReadText(FieldWalk& walk, std::string& text) {
  std::string_view bytes;
  if (!walk.ReadBytes(bytes)) return false;
  text.assign(bytes);
  return true;
}

}  // namespace

bool ProjectBrief::ReadEncoded() {
  FieldWalk walk(*encoded_);
  int number = 0;
  bool good = true;
  while (good) {
    switch (walk.Next()) {
      case 0:
        good = false;
        break;
      case Project::kIdFieldNumber:
        good = ReadText(walk, *match_.mutable_project());
        break;
      case Project::kNameFieldNumber:
        good = ReadText(walk, name_);
        break;
      case Project::kUnitFieldNumber:
        good = ReadText(walk, *match_.mutable_unit());
        break;
      case Project::kDepartmentFieldNumber:
        good = ReadText(walk, *match_.mutable_department());
        break;
      case Project::kListsFieldNumber:
        good = ReadText(walk, *match_.add_lists());
        break;
      case Project::kLevelFieldNumber:
        good = walk.ReadEnum(number);
        match_.set_level(static_cast<v1::Level>(number));
        break;
      case Project::kCategoryFieldNumber:
        good = walk.ReadEnum(number);
        match_.set_category(static_cast<v1::Category>(number));
        break;
      case Project::kStatusFieldNumber:
        good = has_status_ = walk.ReadStatus(status_);
        match_.set_color(status_.color());
        break;
      default:
        good = walk.Skip();
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
  brief.name_ = message->name();
  brief.match_ = MatchOf(*message);
  brief.has_status_ = message->has_status();
  brief.status_ = message->status();
  brief.message_ = std::move(message);
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
  FieldWalk walk(encoded_project);
  while (const int number = walk.Next()) {
    if (number != Project::kStatusFieldNumber) {
      if (!walk.Skip()) return std::nullopt;
      continue;
    }
    v1::ProjectStatus status;
    if (!walk.ReadStatus(status)) return std::nullopt;
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
