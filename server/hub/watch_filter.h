#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/digest.h"
#include "server/hub/update_block.h"
#include "wuse/v1/alert_service.pb.h"
#include "wuse/v1/watch_service.pb.h"

namespace wuse::hub {

// A v1::WatchFilter or a v1::AlertFilter ready for matching (see their comments for the meaning). Pure.
class WatchFilter {
 public:
  WatchFilter() : WatchFilter(v1::WatchFilter()) {}  // matches everything
  explicit WatchFilter(const v1::WatchFilter& filter);
  // Matches an AlertChanged and nothing else: where project and alert together did before OR do after. So who was told
  // that an alert fires is told when it resolves, and when it becomes somebody else's.
  explicit WatchFilter(const v1::AlertFilter& filter);
  // A change matches if it did before OR does after.
  bool Matches(const UpdateBlock::Slice& change) const;
  // Whether a project (as in a snapshot) matches; change kinds are not looked at.
  bool MatchesNow(const MatchView& match) const;
  bool MatchesNow(const v1::Match& match) const { return MatchesNow(MatchView::Of(match)); }
  bool MatchesUnit(std::string_view unit_id) const;
  // Of an AlertFilter: whether an alert (as in a snapshot) matches, its project apart.
  bool MatchesAlert(int kind, const AlertView::Side& alert) const;
  // Filters of equal identity let through the same.
  using Identity = common::Sha256Digest;
  const Identity& identity() const { return identity_; }
  // What it asks for; what matches has one of the values of each field that has values.
  const v1::WatchFilter& fields() const { return filter_; }

 private:
  v1::WatchFilter filter_;
  std::optional<v1::AlertFilter> alerts_;
  Identity identity_;
};

// The indexes of the changes of a block that match.
std::vector<uint32_t> MatchingChanges(const WatchFilter& filter, const UpdateBlock& block);

}  // namespace wuse::hub
