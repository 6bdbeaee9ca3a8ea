#include "server/api/color_counts.h"

#include <numeric>

namespace wuse::api {

void SetCounts(const ColorCounts& counts, google::protobuf::RepeatedPtrField<v1::ColorCount>& answer) {
  for (int color = v1::NOT_RATED; color <= v1::RED; ++color) {
    v1::ColorCount& count = *answer.Add();
    count.set_color(static_cast<v1::Color>(color));
    count.set_count(counts[color]);
  }
}

void SetMoves(const ColorMoveCounts& moves, google::protobuf::RepeatedPtrField<v1::ColorMoves>& answer) {
  for (int color = v1::NOT_RATED; color <= v1::RED; ++color) {
    v1::ColorMoves& from = *answer.Add();
    from.set_before(static_cast<v1::Color>(color));
    SetCounts(moves[color], *from.mutable_after());
  }
}

int SumOf(const ColorMoveCounts& moves) {
  int sum = 0;
  for (const ColorCounts& counts : moves) sum = std::accumulate(counts.begin(), counts.end(), sum);
  return sum;
}

}  // namespace wuse::api
