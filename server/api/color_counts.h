#pragma once

#include <array>

#include "wuse/v1/board_service.pb.h"
#include "wuse/v1/color_service.pb.h"

namespace wuse::api {

using ColorCounts = std::array<int, v1::Color_ARRAYSIZE>;
using ColorMoveCounts = std::array<ColorCounts, v1::Color_ARRAYSIZE>;  // by the color before, then by that after

// Every color, NOT_RATED first.
void SetCounts(const ColorCounts& counts, google::protobuf::RepeatedPtrField<v1::ColorCount>& answer);
void SetMoves(const ColorMoveCounts& moves, google::protobuf::RepeatedPtrField<v1::ColorMoves>& answer);
int SumOf(const ColorMoveCounts& moves);

}  // namespace wuse::api
