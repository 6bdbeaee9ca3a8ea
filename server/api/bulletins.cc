#include "server/api/bulletins.h"

namespace wuse::api {

absl::StatusOr<v1::GetBulletinResponse> GetBulletin(const Parts& parts, const v1::GetBulletinRequest& request) {
  static_cast<void>(parts);
  static_cast<void>(request);
  return absl::UnimplementedError("GetBulletin");
}

absl::StatusOr<v1::PublishBulletinResponse> PublishBulletin(const Parts& parts,
                                                            const v1::PublishBulletinRequest& request) {
  static_cast<void>(parts);
  static_cast<void>(request);
  return absl::UnimplementedError("PublishBulletin");
}

absl::StatusOr<v1::ListBulletinsResponse> ListBulletins(const Parts& parts, const v1::ListBulletinsRequest& request) {
  static_cast<void>(parts);
  static_cast<void>(request);
  return absl::UnimplementedError("ListBulletins");
}

}  // namespace wuse::api
