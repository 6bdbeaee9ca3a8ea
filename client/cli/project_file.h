#pragma once

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/sheet.h"
#include "wuse/v1/project_service.pb.h"

namespace wuse::cli {

// What a file of projects asks for: one edit a row, and where each comes from.
struct ProjectFile {
  std::vector<v1::ProjectEdit> edits;
  std::vector<Source> sources;
  std::vector<Problem> problems;  // of its cells; the server is asked about the other rows all the same
};

// A CSV with ProjectColumns(). Problems: every bad cell, and every project that is there twice. Errors: those of
// ReadSheet.
absl::StatusOr<ProjectFile> ReadProjectCsv(std::string_view utf8);

// An ApplyProjectsRequest as JSON: what CSV cannot say (ladders, tracks, pauses, measured milestones).
// Problems: an edit without an id, and every project that is there twice. Errors: kInvalidArgument.
absl::StatusOr<ProjectFile> ReadProjectJson(std::string_view utf8);

// Puts projects behind those of the same file that they name as parent; else the order stays.
void PutParentsFirst(ProjectFile& file);

}  // namespace wuse::cli
