#pragma once

#include <string>
#include <string_view>

#include "client/cli/file_options.h"
#include "client/cli/project_file.h"
#include "client/cli/session.h"

namespace wuse::cli {

// wuse project apply
absl::StatusOr<Exit> ApplyProjects(Session& session, const FileOptions& options);

// What --help says below the options: the columns, the JSON form, examples.
std::string ApplyProjectsHelp();

// The edits of [begin, end) for validation: a parent that another batch of the same file brings is not in the register
// yet, so it is left out (applying checks it).
std::vector<v1::ProjectEdit> EditsToValidate(const ProjectFile& file, size_t begin, size_t end);

}  // namespace wuse::cli
