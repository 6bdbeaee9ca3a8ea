#include "server/api/changes.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "common/limits.h"
#include "common/text.h"
#include "fmt/format.h"
#include "server/api/errors.h"
#include "server/api/lookups.h"
#include "server/api/page_token.h"
#include "server/domain/apply_change.h"

namespace wuse::api {
namespace {

using common::Date;
using common::Quoted;
using common::Sequence;

constexpr int kDefaultChangesPage = 50;
constexpr int kMaxLookedAt = 5000;  // updates read for one page: bounds the turn of a reader thread

// A checked request.
struct Query {
  std::string project;  // id
  std::string actor;
  std::vector<v1::ChangeKind> kinds;
  Date from;
  Date to;
  int page_size = 0;

  bool WantsKind(v1::ChangeKind kind) const {
    return kinds.empty() || std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
  }
};

absl::Status CheckSubject(const v1::ListChangesRequest& request) {
  if (request.project().empty() && request.actor().empty() && request.kinds().empty()) {
    return InvalidField({.field = "project",
                         .reason = "SUBJECT_MISSING",
                         .description = "one of project, actor and kinds is required",
                         .chinese = "项目、操作人、变更类别至少要给出一个"});
  }
  if (!request.actor().empty() && !common::IsId(request.actor())) {
    return InvalidField({.field = "actor",
                         .reason = "ACTOR_INVALID",
                         .description = fmt::format("{} is not an actor's id", Quoted(request.actor())),
                         .chinese = fmt::format("操作人“{}”不正确", Quoted(request.actor()))});
  }
  WUSE_RETURN_IF_ERROR(FilterSizeField("kinds", request.kinds_size()));
  for (int i = 0; i < request.kinds_size(); ++i) {
    const int kind = request.kinds(i);
    WUSE_RETURN_IF_ERROR(EnumField(fmt::format("kinds[{}]", i), kind, v1::ChangeKind_IsValid(kind)));
  }
  return absl::OkStatus();
}

absl::StatusOr<Query> QueryOf(const Parts& parts, const v1::ListChangesRequest& request) {
  WUSE_RETURN_IF_ERROR(CheckSubject(request));
  Query query;
  const absl::StatusOr<int> page_size = PageSizeField(request.page_size(), kDefaultChangesPage);
  if (!page_size.ok()) return page_size.status();
  const absl::StatusOr<Date> from = DateField("from", request.from());
  if (!from.ok()) return from.status();
  const absl::StatusOr<Date> to = DateField("to", request.to());
  if (!to.ok()) return to.status();
  if (from->IsSet() && to->IsSet() && *from > *to) {
    return InvalidField({.field = "from",
                         .reason = "RANGE_INVALID",
                         .description = fmt::format("{} is after to, {}", request.from(), request.to()),
                         .chinese = fmt::format("起始日期 {} 晚于结束日期 {}", request.from(), request.to())});
  }
  if (!request.project().empty()) {
    const absl::StatusOr<board::ProjectState> project = FindProject(parts, request.project());
    if (!project.ok()) return project.status();
    query.project = ProjectIdOf(parts, *project);
  }
  query.actor = request.actor();
  for (const int kind : request.kinds()) query.kinds.push_back(static_cast<v1::ChangeKind>(kind));
  query.from = *from;
  query.to = *to;
  query.page_size = *page_size;
  return query;
}

absl::StatusOr<v1::Update> ReadUpdate(const Parts& parts, Sequence sequence) {
  absl::StatusOr<std::vector<ledger::Record>> records =
      parts.ledger.Read(sequence, {.records = 1, .bytes = common::kMaxUpdateBytes});
  if (!records.ok()) return records.status();
  v1::Update update;
  if (records->size() != 1 || !update.ParseFromString(records->front().bytes)) {
    return absl::DataLossError(fmt::format("the update {} does not parse", sequence.value));
  }
  return update;
}

// The first sequence whose business date is `day` or later; head + 1 when there is none. Dates never fall along the
// ledger, so it is found by halving.
absl::StatusOr<Sequence> FirstOn(const Parts& parts, Date day) {
  int64_t low = 1;
  int64_t high = parts.ledger.head().sequence.value + 1;
  while (low < high) {
    const int64_t middle = low + (high - low) / 2;
    const absl::StatusOr<v1::Update> update = ReadUpdate(parts, {middle});
    if (!update.ok()) return update.status();
    if (Date::OfStored(update->date()) < day) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return Sequence{low};
}

// The next sequences to look at, newest first, below `before`, by the index that narrows most; at most `count`.
absl::StatusOr<std::vector<Sequence>> Candidates(const Parts& parts, const Query& query, Sequence before, int count) {
  std::vector<history::History::ChangeIndex> indexes;
  if (!query.project.empty()) {
    indexes.push_back({.project = query.project});
  } else if (!query.actor.empty()) {
    indexes.push_back({.actor = query.actor});
  } else {
    for (const v1::ChangeKind kind : query.kinds) indexes.push_back({.kind = kind});
  }
  std::set<Sequence, std::greater<>> found;
  for (const auto& index : indexes) {
    int scanned = 0;
    WUSE_RETURN_IF_ERROR(parts.history.ScanChanges(index, before, [&](Sequence sequence) {
      found.insert(sequence);
      return ++scanned < count;
    }));
  }
  std::vector<Sequence> newest(found.begin(), found.end());
  if (newest.size() > static_cast<size_t>(count)) newest.resize(count);
  return newest;
}

// The update with the changes that the query wants; none when it is another actor's.
v1::Update Wanted(const Query& query, v1::Update update) {
  google::protobuf::RepeatedPtrField<v1::Change> changes;
  changes.Swap(update.mutable_changes());
  if (!query.actor.empty() && update.actor() != query.actor) return update;
  for (v1::Change& change : changes) {
    const bool about = query.project.empty() || domain::ProjectIdOf(change) == query.project;
    if (about && query.WantsKind(domain::KindOf(change))) *update.add_changes() = std::move(change);
  }
  return update;
}

// One page under construction.
class Page {
 public:
  explicit Page(int page_size) : page_size_(page_size) {}

  // False when it does not fit any more.
  bool Add(v1::Update update) {
    const size_t bytes = update.ByteSizeLong();
    if (response_.updates_size() == page_size_) return false;
    if (response_.updates_size() > 0 && bytes_ + bytes > common::kMaxPageBytes) return false;
    bytes_ += bytes;
    *response_.add_updates() = std::move(update);
    return true;
  }

  v1::ListChangesResponse Take(const PageTokens& tokens, Sequence next_before) {
    if (next_before.value > 1) response_.set_next_page_token(tokens.Make(std::to_string(next_before.value)));
    return std::move(response_);
  }

 private:
  const int page_size_;
  size_t bytes_ = 0;
  v1::ListChangesResponse response_;
};

int64_t NumberOf(const std::string& text) {
  int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// From `before` down to `first`.
absl::StatusOr<v1::ListChangesResponse> PageOf(const Parts& parts, const Query& query, const PageTokens& tokens,
                                               Sequence before, Sequence first) {
  Page page(query.page_size);
  const int turn = query.page_size + 1;
  for (int looked_at = 0; looked_at < kMaxLookedAt;) {
    const absl::StatusOr<std::vector<Sequence>> candidates = Candidates(parts, query, before, turn);
    if (!candidates.ok()) return candidates.status();
    for (const Sequence sequence : *candidates) {
      if (sequence < first) return page.Take(tokens, {0});
      absl::StatusOr<v1::Update> update = ReadUpdate(parts, sequence);
      if (!update.ok()) return update.status();
      v1::Update wanted = Wanted(query, *std::move(update));
      if (wanted.changes_size() > 0 && !page.Add(std::move(wanted))) return page.Take(tokens, before);
      before = sequence;
      ++looked_at;
    }
    if (candidates->size() < static_cast<size_t>(turn)) return page.Take(tokens, {0});
  }
  return page.Take(tokens, before);
}

}  // namespace

absl::StatusOr<v1::ListChangesResponse> ListChanges(const Parts& parts, const v1::ListChangesRequest& request) {
  const PageTokens tokens = PageTokensOf(parts.ledger.store_id(), "ListChanges", request);
  const absl::StatusOr<Query> query = QueryOf(parts, request);
  if (!query.ok()) return query.status();
  const absl::StatusOr<std::string> position = tokens.Open(request.page_token());
  if (!position.ok()) return position.status();

  // The board's sequence, not the ledger's: what nobody has been shown yet is not in the trail either.
  Sequence before{NumberOf(*position)};
  if (position->empty()) {
    const Sequence end = parts.board.Take().sequence().Next();
    const absl::StatusOr<Sequence> after_to = query->to.IsSet() ? FirstOn(parts, query->to.Plus(1)) : end;
    if (!after_to.ok()) return after_to.status();
    before = std::min(*after_to, end);
  }
  const absl::StatusOr<Sequence> first = query->from.IsSet() ? FirstOn(parts, query->from) : Sequence{1};
  if (!first.ok()) return first.status();
  if (before <= *first) return v1::ListChangesResponse();
  return PageOf(parts, *query, tokens, before, *first);
}

}  // namespace wuse::api
