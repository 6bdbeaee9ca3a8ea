#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "common/calendar.h"
#include "common/digest.h"
#include "common/sequence.h"
#include "wuse/v1/update.pb.h"

namespace wuse::engine {

// What was decided and history may not answer yet: the reports and request ids of the updates staged in this group and
// of those that the finisher still has. Asked before history. The engine's thread only.
class Recent {
 public:
  struct Request {
    common::Sha256Digest digest{};
    std::shared_ptr<const v1::Update> update;
  };

  // Updates come in the order of their sequences.
  void Add(std::shared_ptr<const v1::Update> update);
  // nullptr: history knows. Valid until the next Forget.
  const v1::Report* FindReport(std::string_view project, common::Week week) const;
  const Request* FindRequest(std::string_view actor, std::string_view request_id) const;
  // History has everything up to here.
  void Forget(common::Sequence applied);

 private:
  template <typename Value>
  struct Entry {
    common::Sequence sequence;
    Value value;
  };
  static std::string KeyOf(std::string_view first, std::string_view second);
  void ForgetKeysOf(const v1::Update& update);

  std::deque<std::shared_ptr<const v1::Update>> updates_;
  std::unordered_map<std::string, Entry<const v1::Report*>> reports_;  // newest versions, by project and week
  std::unordered_map<std::string, Entry<Request>> requests_;           // by actor and id
};

}  // namespace wuse::engine
