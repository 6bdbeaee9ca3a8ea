#pragma once

#include <bitset>
#include <string>
#include <string_view>
#include <vector>

#include "server/domain/validate.h"
#include "wuse/v1/project_service.pb.h"

namespace wuse::domain {

// One element of a mask: milestones.<key>.<part>. The key is an id or a name, as the caller wrote it.
struct RungPath {
  enum class Part { kPlannedOn, kReachedOn, kDone, kTotal, kUnit, kName, kTrack, kClosing };
  std::string key;
  Part part;
  std::string path;  // in the request: project.milestones.<key>.<part>
};

// plans.<year>.annual_yuan, plans.<year>.month_end_yuan or plans.<year>.month_end_yuan.<1-12>
struct PlanPath {
  enum class Part { kAnnual, kMonths, kMonth };
  int year;
  Part part;
  int month = 0;     // of kMonth
  std::string path;  // in the request: project.plans.<year>… or, without a mask, project.plans[<index>]…
};

// What an edit means to change: its mask, or without one every populated field.
struct EditScope {
  static constexpr size_t kFields = 64;  // above the largest field number of Project
  std::bitset<kFields> fields;           // by field number; whole fields
  bool team_name = false;
  bool team_leader = false;
  bool team_members = false;
  std::vector<RungPath> rungs;
  std::vector<PlanPath> plans;

  bool Has(int field_number) const { return fields.test(static_cast<size_t>(field_number)); }
  // Only what delists a project, or takes that back.
  bool OnlyDelisting() const;
};

// Paths that Project does not have are MASK_PATH_UNKNOWN. Those that only the server sets are left out.
// `base`: of the row, "edits[17]." or "".
EditScope ScopeOf(const v1::ProjectEdit& edit, std::string_view base, Problems& problems);

// Below a mask path milestones.<key>.<part>: the key and the part; the key may have dots. False for another shape.
bool SplitRungPath(std::string_view path, std::string_view& key, std::string_view& part);

inline constexpr int kMaxMaskPaths = 1000;  // every rung's and every plan's parts, and more
bool CheckMaskSize(const Field& field, int paths, Problems& problems);
void AddUnknownPath(const Field& field, std::string_view path, Problems& problems);

}  // namespace wuse::domain
