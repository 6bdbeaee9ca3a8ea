#pragma once

#include <map>
#include <string>
#include <vector>

#include "client/cli/output.h"
#include "client/cli/session.h"
#include "common/calendar.h"
#include "wuse/v1/project_service.pb.h"
#include "wuse/v1/report.pb.h"

namespace wuse::cli {

struct TemplateOptions {
  std::string week;
  std::string unit;  // id or name; "": the main list
  std::string file;  // "" or "-": the standard output
};

// wuse report template
absl::StatusOr<Exit> WriteReportTemplate(Session& session, const TemplateOptions& options);

// The table to fill in for a week: the projects that still report, their last figures, a column for each milestone
// that one of them has not reached. `last`: by project, the newest report up to the week.
Table TemplateTable(common::Week week, const std::vector<v1::Project>& projects,
                    const std::map<std::string, v1::Report>& last);

}  // namespace wuse::cli
