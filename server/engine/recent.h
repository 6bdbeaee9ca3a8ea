#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "common/calendar.h"
#include "common/sequence.h"
#include "wuse/v1/update.pb.h"

namespace wuse::engine {

// What was decided and history may not answer yet: the reports and request ids of the updates staged in this group and
// of those that the finisher still has. Asked before history. The engine's thread only.
class Recent {
 public:
  // Updates come in the order of their sequences.
  void Add(std::shared_ptr<const v1::Update> update);
  // nullptr: history knows. Valid until the next Forget.
  const v1::Report* FindReport(std::string_view project, common::Week week) const;
  // The update of a request; nullptr as above.
  std::shared_ptr<const v1::Update> FindRequest(std::string_view actor, std::string_view request_id) const;
  // History has everything up to here.
  void Forget(common::Sequence applied);

 private:
  using UpdatePointer = std::shared_ptr<const v1::Update>;
  // Of a text of two parts (project and week; actor and request id) and a digit for which.
  using Key = std::string;
  struct Entry {
    UpdatePointer update;
    const v1::Report* report = nullptr;  // in the update; null: a request's
  };
  void ForgetKeysOf(const v1::Update& update);

  std::deque<UpdatePointer> updates_;
  absl::flat_hash_map<Key, Entry> newest_;
};

}  // namespace wuse::engine
