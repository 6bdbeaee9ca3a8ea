#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "server/engine/draft.h"
#include "server/engine/engine.h"

namespace wuse::engine {

// The actor of the server's own updates.
inline constexpr char kOwnActor[] = "wuse";

// When a group is decided: the real time and the business date of its updates.
struct Moment {
  common::SystemTime now;
  common::Date today;
};

// Commands that share one sync: decided one after the other against one draft, written together, then answered.
// Used once: on the engine's thread Add or AddOwn any number of times, then Write; on the finisher's thread Answer, and
// what was written goes into history. When Write failed: Refuse.
class Group {
 public:
  // What the groups of an engine share. The engine's thread only.
  struct Shared {
    Recent& recent;
    domain::ColorDayCache& color_days;
  };
  Group(const Engine::Parts& parts, const Shared& shared, common::Sequence head, const Moment& moment);

  void Add(Command command);
  // The server's own update, of at least one change.
  absl::Status AddOwn(std::vector<v1::Change> changes);
  // Called with the answers, as that of a command would be.
  void WhenAnswered(Done done);
  // What Parts::may_write says; commands that would write are refused with it.
  const absl::Status& may_write() const { return may_write_; }
  // So much is staged that the next command waits for the next group.
  bool IsFull() const;
  const Draft& draft() const { return draft_; }

  // Append, board, hub. Nothing to do when no command came to an update. Any error is fatal.
  absl::Status Write();
  void Answer();
  void Refuse(const absl::Status& status);

  const std::vector<const v1::Update*>& updates() const { return updates_; }
  size_t bytes() const { return built_bytes_; }  // of the updates
  // After Write: the last sequence written, or the head it began with.
  common::Sequence head() const { return head_; }

 private:
  struct Answering {
    Done done;
    absl::StatusOr<Outcome> result;
  };
  struct Header {
    std::string_view actor;
    std::string_view request_id;  // empty: none to be remembered
    std::string_view digest;
  };
  // What an update is as a message, and as the bytes that the ledger and the streams share.
  struct Built {
    std::shared_ptr<const v1::Update> update;
    std::shared_ptr<const hub::UpdateBlock> block;
  };

  absl::StatusOr<Outcome> Decide(const Command& command);
  // Nothing when the request id is new.
  absl::StatusOr<std::optional<Outcome>> FindAnswered(const Command& command, const std::string& request_id) const;
  absl::StatusOr<Built> Build(const Header& header, std::vector<v1::Change> changes) const;
  void Stage(const Built& built);

  const Engine::Parts& parts_;
  const Shared shared_;
  const Moment moment_;
  const absl::Status may_write_;
  Draft draft_;
  const common::Sequence before_;
  common::Sequence head_;
  std::vector<Built> built_;
  std::vector<const v1::Update*> updates_;  // built ones
  size_t built_bytes_ = 0;
  std::deque<Answering> answers_;  // up to a thousand large ones: a vector would move them all as it grows
};

}  // namespace wuse::engine
