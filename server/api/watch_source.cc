#include "server/api/watch_source.h"

#include <algorithm>
#include <utility>

#include "common/limits.h"
#include "common/status.h"
#include "common/text.h"
#include "fmt/format.h"
#include "server/api/resume_token.h"

namespace wuse::api {
namespace {

using common::FieldViolation;
using common::Sequence;
using v1::WatchResponse;

constexpr int kLookedAtPerTurn = 4096;  // projects of a snapshot; a few milliseconds

FieldViolation FilterInvalid(std::string field, std::string english, std::string chinese) {
  return {.field = "filter." + std::move(field),
          .reason = "FILTER_INVALID",
          .description = std::move(english),
          .chinese = std::move(chinese)};
}

// Checks the values of one field after the other.
class FilterCheck {
 public:
  void Ids(std::string_view field, const google::protobuf::RepeatedPtrField<std::string>& values) {
    Size(field, values.size());
    for (int i = 0; i < std::min(values.size(), common::kMaxFilterValues); ++i) {
      if (common::IsId(values[i])) continue;
      const std::string quoted = common::Quoted(values[i]);
      violations_.push_back(FilterInvalid(fmt::format("{}[{}]", field, i), fmt::format("{} is not an id", quoted),
                                          fmt::format("“{}”不是编号：只能用小写字母、数字和连字符", quoted)));
    }
  }

  template <class IsValid>
  void Enums(std::string_view field, const google::protobuf::RepeatedField<int>& values, IsValid is_valid) {
    Size(field, values.size());
    for (int i = 0; i < std::min(values.size(), common::kMaxFilterValues); ++i) {
      if (values[i] != 0 && is_valid(values[i])) continue;
      violations_.push_back(FilterInvalid(fmt::format("{}[{}]", field, i),
                                          fmt::format("{} is not a known value", values[i]),
                                          fmt::format("“{}”不是已知的取值", values[i])));
    }
  }

  absl::Status Result() && {
    return violations_.empty() ? absl::OkStatus() : common::InvalidFields(std::move(violations_));
  }

 private:
  void Size(std::string_view field, int values) {
    if (values <= common::kMaxFilterValues) return;
    violations_.push_back(FilterInvalid(
        std::string(field), fmt::format("{} values, at most {} are accepted", values, common::kMaxFilterValues),
        fmt::format("条件有 {} 个取值，最多 {} 个", values, common::kMaxFilterValues)));
  }

  std::vector<FieldViolation> violations_;
};

absl::Status CheckFilter(const v1::WatchFilter& filter) {
  FilterCheck check;
  check.Ids("units", filter.units());
  check.Ids("departments", filter.departments());
  check.Ids("lists", filter.lists());
  check.Ids("projects", filter.projects());
  check.Enums("categories", filter.categories(), v1::Category_IsValid);
  check.Enums("levels", filter.levels(), v1::Level_IsValid);
  check.Enums("colors", filter.colors(), v1::Color_IsValid);
  check.Enums("change_kinds", filter.change_kinds(), v1::ChangeKind_IsValid);
  return std::move(check).Result();
}

absl::Status InFuture(Sequence asked, Sequence head) {
  return common::MakeError(absl::StatusCode::kOutOfRange,
                           fmt::format("sequence {} is in the future: the last update is {}", asked.value, head.value),
                           {.reason = "SEQUENCE_IN_FUTURE",
                            .chinese = fmt::format("序号 {} 还不存在，最新的是 {}", asked.value, head.value)});
}

// After which sequence a stream that does not begin with a snapshot starts.
absl::StatusOr<Sequence> StartAfter(const WatchSource::Parts& parts, const v1::WatchRequest& request) {
  // The board may already have what the hub is just about to publish.
  const Sequence head = std::max(parts.hub.head(), parts.board.Take().sequence());
  switch (request.start_case()) {
    case v1::WatchRequest::kFromSequence: {
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
    case v1::WatchRequest::kResumeToken: {
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
  size_t length = block.header().size();
  for (const uint32_t change : update.changes) length += block.changes()[change].size;
  rope.AppendPrefix(WatchResponse::kUpdatesFieldNumber, length);
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
  WUSE_RETURN_IF_ERROR(CheckFilter(request.filter()));
  std::unique_ptr<WatchSource> source(new WatchSource(parts, request.filter()));
  if (request.start_case() == v1::WatchRequest::kSnapshot) {
    source->snapshot_ = Snapshot{.view = parts.board.Take()};
    source->in_snapshot_ = true;
    source->cursor_ = source->snapshot_->view.sequence();
  } else {
    const absl::StatusOr<Sequence> after = StartAfter(parts, request);
    if (!after.ok()) return after.status();
    source->cursor_ = *after;
  }
  source->subscription_ = parts.hub.Subscribe(source->filter_, source->cursor_, std::move(on_ready));
  return source;
}

WatchSource::WatchSource(const Parts& parts, const v1::WatchFilter& filter)
    : parts_(parts), filter_(filter), takes_all_projects_(TakesAllProjects(filter)) {}

WatchSource::Step WatchSource::Next() {
  return snapshot_ ? NextOfSnapshot() : NextUpdates();
}

std::optional<Rope> WatchSource::Bookmark() const {
  if (snapshot_) return std::nullopt;
  Rope response;
  response.AppendText(WatchResponse::kResumeTokenFieldNumber,
                      MakeResumeToken(parts_.store_id, std::max(cursor_, subscription_->cursor())));
  return response;
}

WatchSource::Step WatchSource::NextUpdates() {
  const hub::Delivery delivery = subscription_->Take(common::kMaxResponseChunkBytes);
  if (delivery.state == hub::Delivery::State::kFailed) return {.kind = Step::Kind::kFailed, .status = delivery.status};
  cursor_ = std::max(cursor_, delivery.cursor);
  if (delivery.state == hub::Delivery::State::kNothing) return {.kind = Step::Kind::kNothing};
  Step step{.kind = Step::Kind::kResponse, .response = *Bookmark()};
  for (const hub::FilteredUpdate& update : delivery.updates) AppendUpdate(update, step.response);
  return step;
}

WatchSource::Step WatchSource::NextOfSnapshot() {
  Step step{.kind = Step::Kind::kResponse};
  looked_at_ = 0;
  while (const std::optional<std::string> unit = NextUnit()) {
    step.response.AppendText(WatchResponse::kUnitsFieldNumber, *unit);
    if (step.response.size() >= common::kMaxResponseChunkBytes / 2) return step;  // a unit is far smaller than that
  }
  while (const std::optional<std::string_view> project = NextProject()) {
    constexpr size_t kPrefix = 8;  // tag and length
    if (!step.response.empty() && step.response.size() + project->size() + kPrefix > common::kMaxResponseChunkBytes) {
      --snapshot_->next_slot;
      return step;
    }
    step.response.AppendText(WatchResponse::kProjectsFieldNumber, *project);
  }
  if (!step.response.empty()) return step;
  if (snapshot_->next_slot < snapshot_->view.project_count()) return {.kind = Step::Kind::kMore};
  step.response = Synced();
  snapshot_.reset();
  in_snapshot_ = false;
  return step;
}

std::optional<std::string> WatchSource::NextUnit() {
  const board::UnitList& units = snapshot_->view.units();
  while (snapshot_->next_unit < units.size()) {
    const v1::Unit& unit = units[snapshot_->next_unit++];
    if (filter_.MatchesUnit(unit.id())) return unit.SerializeAsString();
  }
  return std::nullopt;
}

std::optional<std::string_view> WatchSource::NextProject() {
  while (snapshot_->next_slot < snapshot_->view.project_count() && looked_at_ < kLookedAtPerTurn) {
    const board::ProjectState& project = snapshot_->view.project(snapshot_->next_slot++);
    ++looked_at_;
    if (MatchesNow(*project.row)) return *project.encoded;
  }
  return std::nullopt;
}

bool WatchSource::MatchesNow(const domain::ProjectRow& row) const {
  if (takes_all_projects_) return true;
  const board::Symbols& symbols = parts_.board.symbols();
  v1::Match match;
  match.set_project(symbols.TextOf(row.id));
  match.set_unit(symbols.TextOf(row.unit));
  match.set_department(symbols.TextOf(row.department));
  for (const domain::Symbol list : row.lists) match.add_lists(symbols.TextOf(list));
  match.set_category(row.category);
  match.set_level(row.level);
  match.set_color(row.color);
  return filter_.MatchesNow(match);
}

Rope WatchSource::Synced() const {
  Rope response;
  const Sequence synced = snapshot_->view.sequence();
  response.AppendText(WatchResponse::kResumeTokenFieldNumber, MakeResumeToken(parts_.store_id, synced));
  if (synced.value > 0) {
    response.AppendNumber(WatchResponse::kSyncedFieldNumber, static_cast<uint64_t>(synced.value));
  } else {
    response.AppendNumber(WatchResponse::kSyncedEmptyFieldNumber, 1);
  }
  return response;
}

}  // namespace wuse::api
