#pragma once

#include <memory>
#include <string_view>

#include "server/domain/decide.h"
#include "server/domain/validate.h"

namespace wuse::domain {

// Names in a request that mean something in the register. What is not there becomes a problem that suggests the
// nearest name.

// By id (letters of any case) or exact name; nullptr and UNIT_UNKNOWN.
const v1::Unit* ResolveUnit(const Register& reg, const Field& field, std::string_view id_or_name, Problems& problems);

// By id (letters of any case), else by external code; nullptr without one.
std::shared_ptr<const v1::Project> FindProjectRef(const Register& reg, std::string_view id_or_code);
// The same; a missing one is PROJECT_NOT_FOUND with `code`.
std::shared_ptr<const v1::Project> ResolveProject(const Register& reg, const Field& field, std::string_view id_or_code,
                                                  absl::StatusCode code, Problems& problems);

// The same of its brief.
std::shared_ptr<const ProjectBrief> ResolveBrief(const Register& reg, const Field& field, std::string_view id_or_code,
                                                 absl::StatusCode code, Problems& problems);

// A rung of the project's ladder by id (letters of any case) or name; nullptr without one.
const v1::Milestone* FindRungRef(const v1::Project& project, std::string_view id_or_name);
// MILESTONE_UNKNOWN, suggesting the nearest of the project's ladder.
void AddUnknownMilestone(const Field& field, const v1::Project& project, std::string_view value, Problems& problems);

// Whether the project takes no more edits and reports: PROJECT_DELISTED.
bool CheckNotDelisted(const Field& field, const v1::Project& project, common::Date today, Problems& problems);

}  // namespace wuse::domain
