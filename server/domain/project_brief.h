#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "server/domain/project_row.h"
#include "wuse/v1/project.pb.h"
#include "wuse/v1/update.pb.h"

namespace wuse::domain {

// A project as the rules about its reports and colors read it: its row and the little that they need of its message,
// which is parsed whole only when a milestone is in question. Immutable; for one thread.
class ProjectBrief {
 public:
  // `encoded` is a Project's bytes and `row` its row (aborts when the bytes do not parse: the board only takes what
  // does).
  static ProjectBrief Within(std::shared_ptr<const std::string> encoded, std::shared_ptr<const ProjectRow> row);
  static ProjectBrief Of(std::shared_ptr<const v1::Project> message);

  const ProjectRow& row() const { return *row_; }
  const std::string& id() const { return match_.project(); }
  std::string_view name() const { return name_; }
  const v1::Match& match() const { return match_; }  // what filters see of it
  // nullptr: it has none yet.
  const v1::ProjectStatus* status() const { return has_status_ ? &status_ : nullptr; }
  const std::shared_ptr<const v1::Project>& message() const;

 private:
  ProjectBrief() = default;
  bool ReadEncoded();

  std::shared_ptr<const std::string> encoded_;  // null: made of the message
  std::shared_ptr<const ProjectRow> row_;
  std::string_view name_;  // within the bytes or the message
  v1::Match match_;
  bool has_status_ = false;
  v1::ProjectStatus status_;
  mutable std::shared_ptr<const v1::Project> message_;
};

// The status within the bytes of a Project, without parsing the rest. Not set when it has none.
std::optional<v1::ProjectStatus> StatusWithin(std::string_view encoded_project);

// What filters see of a project.
v1::Match MatchOf(const v1::Project& project);

// A row by itself: its symbols mean something within it only.
ProjectRow RowAlone(const v1::Project& project);

}  // namespace wuse::domain
