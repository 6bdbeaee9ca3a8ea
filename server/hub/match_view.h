#pragma once

#include <string_view>

#include "absl/container/inlined_vector.h"
#include "wuse/v1/update.pb.h"

namespace wuse::hub {

// What a filter looks at of a project, as a v1::Match says it; the texts are somebody else's. A message of its own for
// each change would be most of what the window costs.
struct MatchView {
  // Of a message, which outlives it.
  static MatchView Of(const v1::Match& match);
  // Adds what the bytes of a v1::Match say, which outlive it, as protobuf merges messages. The bytes parse.
  void Merge(std::string_view encoded);

  std::string_view project;
  std::string_view unit;
  std::string_view department;
  absl::InlinedVector<std::string_view, 1> lists;  // one takes no more room than a pointer to it
  int category = 0;
  int level = 0;
  int color = 0;
};

}  // namespace wuse::hub
