#pragma once

#include "wuse/v1/bulletin.pb.h"

namespace wuse::bulletin {

// What `after` says differently from `before`, both of the same period, filter and style: figures of the district and
// of its units, the lists' counts, and the red and orange projects. At most common::kMaxBulletinRows.
google::protobuf::RepeatedPtrField<v1::BulletinDifference> DifferencesOf(const v1::Bulletin& before,
                                                                         const v1::Bulletin& after);

}  // namespace wuse::bulletin
