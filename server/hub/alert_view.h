#pragma once

#include <string_view>

#include "wuse/v1/update.pb.h"

namespace wuse::hub {

// What a filter looks at of an AlertChanged beside its project; the texts are somebody else's.
struct AlertView {
  struct Side {
    int state = 0;  // v1::AlertState; 0: there is no alert
    int severity = 0;
    std::string_view leader;
  };

  // Adds what the bytes of a v1::AlertChanged say, which outlive it, as protobuf merges messages. The bytes parse.
  void Merge(std::string_view encoded);

  int kind = 0;  // v1::AlertKind
  Side before;
  Side after;

 private:
  void MergeAlert(std::string_view encoded, Side& side);

  std::string_view leader_before_;  // as it is written: empty where it is the same as after
};

}  // namespace wuse::hub
