#pragma once

#include <deque>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "common/calendar.h"
#include "common/clock.h"
#include "common/sequence.h"
#include "wuse/v1/update.pb.h"

namespace wuse::engine {

// What was decided and history may not answer yet: the reports and request ids of the updates staged in this group and
// of those that the finisher still has. Asked before history. The engine's thread only.
class Recent {
 public:
  // A group begins. History has everything up to `applied`.
  void BeginGroup(common::Sequence applied);
  // Updates come in the order of their sequences.
  void Add(std::shared_ptr<const v1::Update> update);
  // nullptr: history knows. Valid until the next BeginGroup.
  const v1::Report* FindReport(std::string_view project, common::Week week) const;
  // The update of a request, within common::kRememberedRequestDays before `now`; nullptr as above.
  std::shared_ptr<const v1::Update> FindRequest(std::string_view actor, std::string_view request_id,
                                                common::SystemTime now) const;

 private:
  using UpdatePointer = std::shared_ptr<const v1::Update>;
  using Key = std::pair<std::string_view, std::string_view>;  // within the updates
  // Some groups that follow each other. Forgotten as a whole: to look its keys up one by one would cost as much as to
  // put them in.
  struct Portion {
    std::vector<UpdatePointer> updates;
    absl::flat_hash_map<Key, const v1::Report*> reports;  // the newest, by project and week
    absl::flat_hash_map<Key, size_t> requests;            // which of the updates, by actor and request id
  };

  std::deque<Portion> portions_ = std::deque<Portion>(1);  // the last one still grows
};

}  // namespace wuse::engine
