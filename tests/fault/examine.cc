#include <map>
#include <utility>

#include "rocksdb/env.h"
#include "server/engine/replay.h"
#include "tests/fault/answers.h"
#include "tests/fault/testimony.h"

namespace wuse::fault {
namespace {

constexpr int kSentAgain = 20;  // of the acknowledged commands, a start

class Examination {
 public:
  Examination(Stack& stack, const common::Clock& clock, Testimony& testimony)
      : stack_(stack), clock_(clock), testimony_(testimony) {}

  // What is compared must not change meanwhile.
  void Settle() {
    if (!stack_.Settle()) Wrong("the day is not evaluated");
  }

  void ReadLedger() {
    const std::string& store_id = stack_.ledger().store_id();
    if (testimony_.store_id.empty()) testimony_.store_id = store_id;
    if (testimony_.store_id != store_id) Wrong("the store id is another one");
    absl::StatusOr<std::vector<std::string>> records = RecordsOf(stack_.ledger());
    if (!records.ok()) {
      ++findings_.gaps;
      return Wrong("the ledger cannot be read: " + records.status().ToString());
    }
    records_ = *std::move(records);
  }

  void FindLost() {
    const auto head = static_cast<int64_t>(records_.size());
    for (const Acknowledged& one : testimony_.acknowledged) {
      if (one.sequence <= head && records_[one.sequence - 1] == one.bytes) continue;
      ++findings_.lost;
      Wrong("update " + std::to_string(one.sequence) + " (" + one.work.RequestId() + ") was acknowledged and is " +
            (one.sequence > head ? "not there, the head is " + std::to_string(head) : "another one"));
    }
    if (testimony_.shown > head) {
      Wrong("update " + std::to_string(testimony_.shown) + " was shown and is not there");
    }
  }

  void CompareWithReplay() {
    const std::unique_ptr<rocksdb::Env> env(rocksdb::NewMemEnv(rocksdb::Env::Default()));
    absl::StatusOr<std::unique_ptr<history::History>> history =
        history::History::Open({.dir = "/replay", .env = env.get(), .store_id = stack_.ledger().store_id()});
    if (!history.ok()) return Wrong("the replay: " + history.status().ToString());
    board::Board board;
    const absl::Status replayed = engine::Replay(stack_.ledger(), board, **history);
    if (!replayed.ok()) return Wrong("the replay: " + replayed.ToString());
    const engine::Picture picture = engine::PictureOf(board);
    if (engine::PictureOf(stack_.board()) != picture) Wrong("the board is not what a replay gives");
    CompareHistories(HistoryOf(stack_.history(), picture), HistoryOf(**history, picture));
    CompareRequests(**history);
  }

  // The very same command again.
  void SendAgain(std::mt19937_64& random) {
    const size_t count = testimony_.acknowledged.size();
    const int64_t head = stack_.ledger().head().sequence.value;
    for (int i = 0; i < kSentAgain && count > 0; ++i) {
      // The last ones are the likeliest to be forgotten.
      const size_t index = i % 2 == 0 ? random() % count : count - 1 - random() % std::min<size_t>(count, 20);
      const Acknowledged& one = testimony_.acknowledged[index];
      const Result again = stack_.Call(one.work.ToCommand());
      if (!again.ok() || again->sequence.value != one.sequence || !again->update ||
          again->update->SerializeAsString() != one.bytes) {
        Wrong("request " + one.work.RequestId() + " sent again is answered differently: " + again.status().ToString());
      }
    }
    if (stack_.ledger().head().sequence.value != head) Wrong("requests that were sent again have written");
  }

  // Whether they happened is unknown; sent again they have happened once.
  void SendUnanswered() {
    const auto head = static_cast<int64_t>(records_.size());
    for (Work& work : std::exchange(testimony_.unanswered, {})) {
      const Result first = stack_.Call(work.ToCommand());
      if (!first.ok() && absl::IsUnavailable(first.status())) return Wrong("a whole store does not write");
      if (!first.ok() || !first->update) continue;
      const Result second = stack_.Call(work.ToCommand());
      if (!second.ok() || second->sequence != first->sequence) Wrong(work.RequestId() + " happened twice");
      const std::string bytes = first->update->SerializeAsString();
      if (first->sequence.value <= head && records_[first->sequence.value - 1] != bytes) {
        Wrong(work.RequestId() + " is answered with another update than the ledger's");
      }
      testimony_.acknowledged.push_back({.work = std::move(work), .sequence = first->sequence.value, .bytes = bytes});
    }
  }

  Findings TakeFindings() { return std::move(findings_); }

 private:
  void Wrong(std::string what) { findings_.violations.push_back(std::move(what)); }

  using Contents = absl::StatusOr<std::map<std::string, std::string>>;
  void CompareHistories(const Contents& found, const Contents& replay) {
    if (!found.ok() || !replay.ok()) {
      return Wrong("history cannot be read: " + found.status().ToString() + ", " + replay.status().ToString());
    }
    for (const auto& [name, value] : *replay) {
      const auto same = found->find(name);
      if (same == found->end() || same->second != value) Wrong("history: " + name + " is not what a replay gives");
    }
    if (replay->size() != found->size()) Wrong("history holds what a replay does not give");
  }

  void CompareRequests(const history::History& replay) {
    for (const Acknowledged& one : testimony_.acknowledged) {
      const auto wanted = replay.FindRequest(one.work.actor, one.work.RequestId(), clock_.Now());
      const auto found = stack_.history().FindRequest(one.work.actor, one.work.RequestId(), clock_.Now());
      if (wanted != found) Wrong("request " + one.work.RequestId() + " is not remembered as after a replay");
      if (found && found->value == one.sequence) continue;
      Wrong("request " + one.work.RequestId() + " is not remembered");
    }
  }

  Stack& stack_;
  const common::Clock& clock_;
  Testimony& testimony_;
  std::vector<std::string> records_;
  Findings findings_;
};

}  // namespace

Findings Examine(Stack& stack, const common::Clock& clock, std::mt19937_64& random, Testimony& testimony) {
  Examination examination(stack, clock, testimony);
  examination.Settle();
  examination.ReadLedger();
  examination.FindLost();
  examination.CompareWithReplay();
  examination.SendAgain(random);
  examination.SendUnanswered();
  return examination.TakeFindings();
}

}  // namespace wuse::fault
