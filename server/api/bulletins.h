#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "server/api/parts.h"
#include "wuse/v1/board_service.pb.h"

namespace wuse::api {

// 一周一通报. Errors: see BoardService.
absl::StatusOr<v1::GetBulletinResponse> GetBulletin(const Parts& parts, const v1::GetBulletinRequest& request);
absl::StatusOr<v1::ListBulletinsResponse> ListBulletins(const Parts& parts, const v1::ListBulletinsRequest& request);

// Publishing is a mutation that is made ready before the engine sees it: what is published is composed on a reader
// thread, and then decided upon. A correction keeps the style of the edition before, so that the two can be compared.
absl::StatusOr<domain::ComposedBulletin> PrepareBulletin(const Parts& parts, const v1::PublishBulletinRequest& request);
absl::StatusOr<v1::PublishBulletinResponse> BulletinAsPublished(const engine::Outcome& outcome);

}  // namespace wuse::api
