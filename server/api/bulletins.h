#pragma once

#include "absl/status/statusor.h"
#include "server/api/parts.h"
#include "wuse/v1/board_service.pb.h"

namespace wuse::api {

absl::StatusOr<v1::GetBulletinResponse> GetBulletin(const Parts& parts, const v1::GetBulletinRequest& request);
absl::StatusOr<v1::PublishBulletinResponse> PublishBulletin(const Parts& parts,
                                                            const v1::PublishBulletinRequest& request);
absl::StatusOr<v1::ListBulletinsResponse> ListBulletins(const Parts& parts, const v1::ListBulletinsRequest& request);

}  // namespace wuse::api
