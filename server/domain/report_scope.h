#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/domain/validate.h"
#include "wuse/v1/report_service.pb.h"

namespace wuse::domain {

// What a report edit means to change: its mask, or without one everything.
struct ReportScope {
  struct Mark {
    std::string key;
    bool reached;      // else done
    std::string path;  // in the request
  };
  bool masked = false;
  bool as_of = true;
  bool amount = true;
  bool percent = true;
  bool progress = true;
  bool problems = true;
  bool next = true;
  std::vector<Mark> marks;  // only with a mask
};

// Paths that a report does not have are MASK_PATH_UNKNOWN. `base`: of the row, "edits[17]." or "edit.".
ReportScope ReportScopeOf(const v1::ReportEdit& edit, std::string_view base, Problems& problems);

}  // namespace wuse::domain
