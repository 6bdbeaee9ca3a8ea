#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "server/api/parts.h"
#include "server/domain/bulletin_period.h"
#include "wuse/v1/bulletin.pb.h"
#include "wuse/v1/filter.pb.h"
#include "wuse/v1/house_style.pb.h"

namespace wuse::api {

// What a bulletin is made of.
struct BulletinScope {
  domain::BulletinPeriod period;
  const v1::ProjectFilter* filter;  // null: the main list
  v1::HouseStyle style;             // complete
};

// The bulletin as it would be published now: of the register as the view shows it. Never larger than an update may be:
// its lists are cut. It reads the disk and may walk the register of four days: on a reader thread. Errors:
// kInvalidArgument (of the filter); kDataLoss or kUnavailable from the disk.
absl::StatusOr<v1::Bulletin> ComposeBulletin(const Parts& parts, const board::View& view, const BulletinScope& scope);

}  // namespace wuse::api
