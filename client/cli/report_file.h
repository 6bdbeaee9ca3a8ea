#pragma once

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/sheet.h"
#include "wuse/v1/report_service.pb.h"

namespace wuse::cli {

// What a file of weekly reports asks for: one edit a row, and where each comes from.
struct ReportFile {
  std::vector<v1::ReportEdit> edits;
  std::vector<Source> sources;
  std::vector<Problem> problems;  // of its cells; the server is asked about the other rows all the same
  std::vector<int> empty_rows;    // with a project and a week and nothing else: left out
};

// A CSV with ReportColumns(). Problems: every bad cell, and every project that is there twice for one week.
// Errors: those of ReadSheet.
absl::StatusOr<ReportFile> ReadReportCsv(std::string_view utf8);

}  // namespace wuse::cli
