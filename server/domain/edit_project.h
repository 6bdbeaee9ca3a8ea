#pragma once

#include <set>
#include <string>
#include <string_view>

#include "server/domain/decide.h"
#include "server/domain/edit_scope.h"
#include "server/domain/validate.h"

namespace wuse::domain {

// What an edit of one project is made with.
struct EditContext {
  const Register& register_;
  common::Date today;
  const v1::Project* before;  // null: a new one
  const v1::ProjectEdit& edit;
  const EditScope& scope;
  std::string_view base;                     // of the row in the request: "edits[17]." or ""
  const std::set<std::string>& refused_ids;  // rows of the same batch that were bad: no unknown parents
  Problems& problems;

  Field At(std::string_view path, std::string_view chinese) const { return {base, path, chinese}; }
};

struct EditedProject {
  v1::Project after;       // with etag; the status as before
  bool replanned = false;  // a planned date or plan that was set before differs
  bool corrected = false;  // a reached date that was set before differs
};

// The project after the edit, with what was replaced kept as `former`. What breaks a rule goes into the context's
// problems, and the project is then of no use. `id` is the project's.
EditedProject EditProject(const EditContext& context, std::string_view id);

// Parts of it, in files of their own.
// The ladder: whole or by rung, dates with their history.
void EditLadder(const EditContext& context, EditedProject& edited);
// CORRECTION_REASON_REQUIRED: `rung` is as it was, `reached_on` what it was to become ("" when cleared).
void AddCorrectionRequired(const Field& field, const v1::Milestone& rung, std::string_view reached_on,
                           Problems& problems);
// The yearly plans with their history.
void EditPlans(const EditContext& context, EditedProject& edited);

}  // namespace wuse::domain
