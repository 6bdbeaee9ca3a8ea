#pragma once

#include "absl/status/statusor.h"
#include "server/api/parts.h"
#include "server/api/rope.h"
#include "wuse/v1/project_service.pb.h"

namespace wuse::api {

// Reading projects from the board. The projects' own bytes are passed on as the board has them.
absl::StatusOr<Rope> GetProject(const Parts& parts, const v1::GetProjectRequest& request);  // a GetProjectResponse
absl::StatusOr<Rope> ListProjects(const Parts& parts,
                                  const v1::ListProjectsRequest& request);  // a ListProjectsResponse

}  // namespace wuse::api
