#include "server/api/watch_source.h"

#include <algorithm>
#include <utility>

#include "common/limits.h"
#include "common/status.h"
#include "fmt/format.h"
#include "server/api/resume_token.h"
#include "server/api/stream_filters.h"

namespace wuse::api {
namespace {

using common::Sequence;
using v1::WatchResponse;

absl::Status InFuture(Sequence asked, Sequence head) {
  return common::MakeError(absl::StatusCode::kOutOfRange,
                           fmt::format("sequence {} is in the future: the last update is {}", asked.value, head.value),
                           {.reason = "SEQUENCE_IN_FUTURE",
                            .chinese = fmt::format("序号 {} 还不存在，最新的是 {}", asked.value, head.value)});
}

// With more updates left than this, and than it was just given, a stream is catching up, and goes on without a pace.
constexpr int64_t kLeftOfBacklog = 64;

// After which sequence a stream that does not begin with a snapshot starts.
template <class Request>
absl::StatusOr<Sequence> StartAfter(const WatchSource::Parts& parts, const Request& request) {
  // The board may already have what the hub is just about to publish.
  const Sequence head = std::max(parts.hub.head(), parts.board.Take().sequence());
  switch (request.start_case()) {
    case Request::kFromSequence: {
      const Sequence from{request.from_sequence()};
      if (from.value < 1) {
        return common::InvalidFields({{.field = "from_sequence",
                                       .reason = "SEQUENCE_INVALID",
                                       .description = fmt::format("{} is not 1 or more", from.value),
                                       .chinese = fmt::format("序号“{}”不正确，应从 1 起", from.value)}});
      }
      if (from > head.Next()) return InFuture(from, head);
      return Sequence{from.value - 1};
    }
    case Request::kResumeToken: {
      absl::StatusOr<Sequence> after = OpenResumeToken(parts.store_id, request.resume_token());
      if (after.ok() && *after > head) return InFuture(*after, head);
      return after;
    }
    default:
      return parts.hub.head();
  }
}

bool TakesAllProjects(const v1::WatchFilter& filter) {
  return filter.units().empty() && filter.departments().empty() && filter.lists().empty() &&
         filter.projects().empty() && filter.categories().empty() && filter.levels().empty() && filter.colors().empty();
}

// An update with some of its changes: runs of neighbors stay one piece.
void AppendUpdate(const hub::FilteredUpdate& update, Rope& rope) {
  const hub::UpdateBlock& block = *update.block;
  const std::string_view bytes = block.bytes();
  rope.AppendPrefix(WatchResponse::kUpdatesFieldNumber, update.bytes());
  rope.AppendShared(update.block, block.header());
  for (size_t i = 0; i < update.changes.size();) {
    const size_t begin = block.changes()[update.changes[i]].offset;
    size_t end = begin;
    for (; i < update.changes.size() && block.changes()[update.changes[i]].offset == end; ++i) {
      end += block.changes()[update.changes[i]].size;
    }
    rope.AppendShared(update.block, bytes.substr(begin, end - begin));
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<WatchSource>> WatchSource::Of(const Parts& parts, const v1::WatchRequest& request,
                                                             std::function<void()> on_ready) {
  board::View view = parts.board.Take();
  WUSE_RETURN_IF_ERROR(CheckStreamFilter(view, request.filter()));
  std::unique_ptr<WatchSource> source(new WatchSource(parts, hub::WatchFilter(request.filter())));
  if (request.start_case() == v1::WatchRequest::kSnapshot) {
    source->snapshot_ = std::make_unique<RegisterSnapshot>(std::move(view), parts.board.symbols(), source->filter_,
                                                           TakesAllProjects(request.filter()));
  }
  return Started(std::move(source), request, std::move(on_ready));
}

absl::StatusOr<std::unique_ptr<WatchSource>> WatchSource::Of(const Parts& parts, const v1::WatchAlertsRequest& request,
                                                             std::function<void()> on_ready) {
  using Start = v1::WatchAlertsRequest::StartCase;
  board::View view = parts.board.Take();
  WUSE_RETURN_IF_ERROR(CheckStreamFilter(view, request.filter()));
  std::unique_ptr<WatchSource> source(new WatchSource(parts, hub::WatchFilter(request.filter())));
  if (request.start_case() == Start::kSnapshot || request.start_case() == Start::START_NOT_SET) {
    const auto today = domain::JudgedDay::ForMany(parts.clock.Today(), parts.calendar);
    source->snapshot_ =
        std::make_unique<AlertSnapshot>(std::move(view), parts.board.symbols(), request.filter(), today);
  }
  return Started(std::move(source), request, std::move(on_ready));
}

// With its snapshot, if it begins with one: the stream goes on from there.
template <class Request>
absl::StatusOr<std::unique_ptr<WatchSource>> WatchSource::Started(std::unique_ptr<WatchSource> source,
                                                                  const Request& request,
                                                                  std::function<void()> on_ready) {
  const absl::StatusOr<Sequence> after =
      source->snapshot_ ? source->snapshot_->sequence() : StartAfter(source->parts_, request);
  if (!after.ok()) return after.status();
  source->cursor_ = *after;
  source->in_snapshot_ = source->snapshot_ != nullptr;
  source->subscription_ = source->parts_.hub.Subscribe(source->filter_, *after, std::move(on_ready));
  return source;
}

WatchSource::Step WatchSource::Next() {
  return snapshot_ ? NextOfSnapshot() : NextUpdates();
}

std::optional<Rope> WatchSource::Bookmark() const {
  if (snapshot_) return std::nullopt;
  return TokenUpTo(std::max(cursor_, subscription_->cursor()));
}

Rope WatchSource::TokenUpTo(Sequence cursor) const {
  Rope response;
  response.AppendText(WatchResponse::kResumeTokenFieldNumber, MakeResumeToken(parts_.store_id, cursor));
  return response;
}

std::string WatchSource::Encode(const hub::Batch& batch) const {
  Rope response = TokenUpTo(batch.end());
  for (const hub::FilteredUpdate& update : batch.updates()) AppendUpdate(update, response);
  return response.Flatten();
}

WatchSource::Step WatchSource::NextUpdates() {
  const hub::Delivery delivery = subscription_->Take(common::kMaxResponseChunkBytes);
  if (delivery.state == hub::Delivery::State::kFailed) return {.kind = Step::Kind::kFailed, .status = delivery.status};
  const Sequence before = std::exchange(cursor_, std::max(cursor_, delivery.cursor));
  const int64_t left = parts_.hub.head().value - cursor_.value;
  live_ = delivery.batch && left < std::max(kLeftOfBacklog, cursor_.value - before.value);
  if (!delivery.batch) return {.kind = Step::Kind::kNothing};
  const auto encoded = delivery.batch->EncodedBy([this](const hub::Batch& batch) { return Encode(batch); });
  Step step{.kind = Step::Kind::kResponse};
  step.response.AppendShared(encoded, *encoded);
  return step;
}

WatchSource::Step WatchSource::NextOfSnapshot() {
  Step step{.kind = Step::Kind::kResponse, .response = snapshot_->Next()};
  if (!step.response.empty()) return step;
  if (!snapshot_->AtEnd()) return {.kind = Step::Kind::kMore};
  step.response = Synced();
  snapshot_.reset();
  in_snapshot_ = false;
  return step;
}

Rope WatchSource::Synced() const {
  Rope response;
  const Sequence synced = snapshot_->sequence();
  response.AppendText(WatchResponse::kResumeTokenFieldNumber, MakeResumeToken(parts_.store_id, synced));
  if (synced.value > 0) {
    response.AppendNumber(WatchResponse::kSyncedFieldNumber, static_cast<uint64_t>(synced.value));
  } else {
    response.AppendNumber(WatchResponse::kSyncedEmptyFieldNumber, 1);
  }
  return response;
}

}  // namespace wuse::api
