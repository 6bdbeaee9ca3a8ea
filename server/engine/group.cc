#include "server/engine/group.h"

#include "common/limits.h"
#include "common/status.h"
#include "server/engine/refusals.h"
#include "server/engine/stored_update.h"

namespace wuse::engine {
namespace {

std::string RequestIdOf(const Request& request) {
  return std::visit([](const auto& of) { return of.request_id(); }, request);
}

bool IsOnlyValidated(const Request& request) {
  return std::visit(
      [](const auto& of) {
        if constexpr (requires { of.validate_only(); }) return of.validate_only();
        return false;
      },
      request);
}

absl::StatusOr<domain::Decision> DecisionOf(const domain::Context& context, const Request& request) {
  return std::visit([&context](const auto& of) { return domain::Decide(context, of); }, request);
}

void SetTime(common::SystemTime now, google::protobuf::Timestamp& time) {
  const auto nanos = std::chrono::duration_cast<std::chrono::nanoseconds>(now.time_since_epoch());
  const auto seconds = std::chrono::floor<std::chrono::seconds>(nanos);
  time.set_seconds(seconds.count());
  time.set_nanos(static_cast<int32_t>((nanos - seconds).count()));
}

}  // namespace

Group::Group(const Engine::Parts& parts, const Shared& shared, common::Sequence head, const Moment& moment)
    : parts_(parts),
      shared_(shared),
      moment_(moment),
      may_write_(parts.may_write ? parts.may_write() : absl::OkStatus()),
      draft_(parts.board, parts.history, shared.recent),
      before_(head),
      head_(head) {}

void Group::Add(Command command) {
  absl::StatusOr<Outcome> result = Decide(command);
  answers_.push_back({.done = std::move(command.done), .result = std::move(result)});
}

absl::Status Group::AddOwn(std::vector<v1::Change> changes) {
  absl::StatusOr<Built> built = Build({.actor = kOwnActor}, std::move(changes));
  if (!built.ok()) return built.status();
  Stage(*built);
  return absl::OkStatus();
}

void Group::WhenAnswered(Done done) {
  answers_.push_back({.done = std::move(done), .result = Outcome()});
}

bool Group::IsFull() const {
  return answers_.size() >= common::kMaxGroupCommands || built_bytes_ >= common::kMaxGroupBytes;
}

absl::StatusOr<Outcome> Group::Decide(const Command& command) {
  if (command.bytes > common::kMaxUpdateBytes) return BatchTooLarge(command.bytes);
  const bool only_validated = IsOnlyValidated(command.request);
  const std::string request_id = only_validated ? std::string() : RequestIdOf(command.request);
  if (!request_id.empty()) {
    absl::StatusOr<std::optional<Outcome>> answered = FindAnswered(command, request_id);
    if (!answered.ok()) return answered.status();
    if (*answered) return **std::move(answered);
  }
  const domain::Context context{.register_ = draft_,
                                .today = moment_.today,
                                .colors = *shared_.color_days.Of(draft_.policies(), moment_.today),
                                .actor = command.actor};
  absl::StatusOr<domain::Decision> decision = DecisionOf(context, command.request);
  if (!decision.ok()) return decision.status();
  Outcome outcome{.plan = std::move(decision->plan)};
  if (decision->changes.empty()) return outcome;
  // Built for a validation too: it must tell what would be too large.
  const absl::StatusOr<Built> built =
      Build({.actor = command.actor, .request_id = request_id, .digest = common::Bytes(command.digest)},
            std::move(decision->changes));
  if (!built.ok()) return built.status();
  if (only_validated) return outcome;
  if (!may_write_.ok()) return may_write_;
  Stage(*built);
  outcome.sequence = head_;
  outcome.update = built->update;
  outcome.block = built->block;
  return outcome;
}

absl::StatusOr<std::optional<Outcome>> Group::FindAnswered(const Command& command,
                                                           const std::string& request_id) const {
  std::shared_ptr<const v1::Update> update = shared_.recent.FindRequest(command.actor, request_id, moment_.now);
  std::shared_ptr<const hub::UpdateBlock> block;
  if (update != nullptr) {
    block = hub::UpdateBlock::Of(*update);
  } else {
    const std::optional<common::Sequence> known = parts_.history.FindRequest(command.actor, request_id, moment_.now);
    if (!known) return std::nullopt;
    absl::StatusOr<ledger::Record> record = ReadRecord(parts_.ledger, *known);
    if (!record.ok()) return record.status();
    absl::StatusOr<std::shared_ptr<const v1::Update>> stored = UpdateOf(*record);
    if (!stored.ok()) return stored.status();
    // The bytes as they are: a later version may have written what this one would put elsewhere.
    absl::StatusOr<std::shared_ptr<const hub::UpdateBlock>> parsed = hub::UpdateBlock::Parse(std::move(record->bytes));
    if (!parsed.ok()) return parsed.status();
    update = *std::move(stored);
    block = *std::move(parsed);
    if (update->actor() != command.actor || update->request_id() != request_id) return std::nullopt;
  }
  const common::Sequence sequence{update->sequence()};
  if (update->request_digest() != common::Bytes(command.digest)) return RequestIdReused(request_id, sequence);
  return Outcome{.sequence = sequence, .update = std::move(update), .block = std::move(block)};
}

absl::StatusOr<Group::Built> Group::Build(const Header& header, std::vector<v1::Change> changes) const {
  auto update = std::make_shared<v1::Update>();
  update->set_sequence(head_.Next().value);
  SetTime(moment_.now, *update->mutable_time());
  update->set_date(moment_.today.ToString());
  update->set_actor(std::string(header.actor));
  if (!header.request_id.empty()) {
    update->set_request_id(std::string(header.request_id));
    update->set_request_digest(std::string(header.digest));
  }
  update->mutable_changes()->Reserve(static_cast<int>(changes.size()));
  for (v1::Change& change : changes) update->mutable_changes()->Add(std::move(change));
  std::shared_ptr<const hub::UpdateBlock> block = hub::UpdateBlock::Of(*update);
  if (block->bytes().size() > common::kMaxUpdateBytes) return BatchTooLarge(block->bytes().size());
  return Built{.update = std::move(update), .block = std::move(block)};
}

void Group::Stage(const Built& built) {
  draft_.Stage(built.update);
  head_ = head_.Next();
  built_bytes_ += built.block->bytes().size();
  built_.push_back(built);
  updates_.push_back(built.update.get());
}

absl::Status Group::Write() {
  if (built_.empty()) return absl::OkStatus();
  std::vector<std::string_view> records;
  std::vector<std::shared_ptr<const hub::UpdateBlock>> blocks;
  records.reserve(built_.size());
  blocks.reserve(built_.size());
  for (const Built& built : built_) {
    records.push_back(built.block->bytes());
    blocks.push_back(built.block);
  }
  // Nothing may be shown or answered before this has returned.
  const absl::StatusOr<ledger::Head> written = parts_.ledger.Append(before_, records);
  if (!written.ok()) return written.status();
  parts_.board.Commit(draft_.staging(), head_);
  parts_.hub.Publish(std::move(blocks));
  return absl::OkStatus();
}

void Group::Answer() {
  for (Answering& answer : answers_) answer.done(std::move(answer.result));
  answers_.clear();
}

void Group::Refuse(const absl::Status& status) {
  for (Answering& answer : answers_) answer.done(status);
}

}  // namespace wuse::engine
