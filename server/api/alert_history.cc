#include "server/api/alert_history.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>
#include <vector>

#include "common/field_walk.h"
#include "common/limits.h"
#include "common/text.h"
#include "fmt/format.h"
#include "server/api/errors.h"
#include "server/api/lookups.h"
#include "server/api/page_token.h"

namespace wuse::api {
namespace {

using common::BytesTag;
using common::FieldWalk;
using common::Quoted;
using common::Sequence;
using v1::AlertHistoryEntry;
using v1::ListAlertHistoryResponse;

constexpr int kMaxLookedAt = 5000;  // updates read for one page: bounds the turn of a reader thread

// A checked request.
struct Query {
  std::string project;  // id
  v1::AlertKind kind = v1::ALERT_KIND_UNSPECIFIED;
  std::string milestone;

  bool Wants(const v1::Alert& alert) const {
    return alert.project() == project && (kind == v1::ALERT_KIND_UNSPECIFIED || alert.kind() == kind) &&
           (milestone.empty() || alert.milestone() == milestone);
  }
};

// Where a page begins: the update, and how many of its entries were on the page before.
struct Place {
  Sequence sequence;
  int entries = 0;

  std::string ToPosition() const { return fmt::format("{}.{}", sequence.value, entries); }
  static Place OfPosition(std::string_view position) {  // of ToPosition only
    Place place{.sequence = {1}};
    const char* const end = position.data() + position.size();
    const char* const dot = std::from_chars(position.data(), end, place.sequence.value).ptr;
    if (dot != end) std::from_chars(dot + 1, end, place.entries);
    return place;
  }
};

absl::StatusOr<Query> QueryOf(const Parts& parts, const v1::ListAlertHistoryRequest& request) {
  if (!v1::AlertKind_IsValid(request.kind())) return EnumField("kind", request.kind(), false);
  if (!request.milestone().empty() && request.kind() != v1::MILESTONE_OVERDUE) {
    return InvalidField({.field = "milestone",
                         .reason = "MILESTONE_UNEXPECTED",
                         .description = "only milestone-overdue alerts have a milestone",
                         .chinese = "只有“节点逾期”预警才有节点"});
  }
  const absl::StatusOr<board::ProjectState> project = FindProject(parts, request.project());
  if (!project.ok()) return project.status();
  return Query{.project = ProjectIdOf(parts, *project), .kind = request.kind(), .milestone = request.milestone()};
}

// The record's header, parsed; and its changes of alerts that the query wants. An update of the daily evaluation has a
// thousand changes, and one of them is asked for: the others are not parsed.
struct AlertUpdate {
  v1::Update header;
  std::vector<v1::AlertChanged> changes;
};

bool IsOfProject(std::string_view match, std::string_view project) {
  FieldWalk walk(match);
  while (const uint32_t tag = walk.Next()) {
    if (tag == BytesTag(v1::Match::kProjectFieldNumber)) return walk.bytes() == project;
  }
  return false;
}

absl::Status AddChange(const Query& query, std::string_view change, std::vector<v1::AlertChanged>& changes) {
  bool is_of_project = false;
  std::string_view changed;
  FieldWalk walk(change);
  while (const uint32_t tag = walk.Next()) {
    if (tag == BytesTag(v1::Change::kMatchAfterFieldNumber)) is_of_project = IsOfProject(walk.bytes(), query.project);
    if (tag == BytesTag(v1::Change::kAlertChangedFieldNumber)) changed = walk.bytes();
  }
  if (!is_of_project || changed.empty()) return absl::OkStatus();
  v1::AlertChanged parsed;
  if (!parsed.ParseFromArray(changed.data(), static_cast<int>(changed.size()))) {
    return absl::DataLossError("a change of an alert does not parse");
  }
  if (query.Wants(parsed.after())) changes.push_back(std::move(parsed));
  return absl::OkStatus();
}

absl::StatusOr<AlertUpdate> ReadAlertUpdate(const Parts& parts, const Query& query, Sequence sequence) {
  const absl::StatusOr<std::vector<ledger::Record>> records =
      parts.ledger.Read(sequence, {.records = 1, .bytes = common::kMaxUpdateBytes});
  if (!records.ok()) return records.status();
  AlertUpdate update;
  std::string header;
  FieldWalk walk(records->empty() ? std::string_view() : std::string_view(records->front().bytes));
  while (const uint32_t tag = walk.Next()) {
    if (tag != BytesTag(v1::Update::kChangesFieldNumber)) {
      header += walk.field();
    } else {
      WUSE_RETURN_IF_ERROR(AddChange(query, walk.bytes(), update.changes));
    }
  }
  if (!walk.ended_well() || !update.header.ParseFromString(header) || update.header.sequence() != sequence.value) {
    return absl::DataLossError(fmt::format("the update {} does not parse", sequence.value));
  }
  return update;
}

AlertHistoryEntry EntryOf(const v1::Update& header, v1::AlertChanged change) {
  AlertHistoryEntry entry;
  entry.set_sequence(header.sequence());
  *entry.mutable_time() = header.time();
  entry.set_date(header.date());
  entry.set_actor(header.actor());
  entry.set_event(change.event());
  *entry.mutable_alert() = std::move(*change.mutable_after());
  if (change.has_measure()) entry.set_measure(change.measure());
  return entry;
}

// The project's updates from this one on, oldest first; at most `count`. The index is of numbers only, and read from
// its newer end.
absl::StatusOr<std::vector<Sequence>> Candidates(const Parts& parts, const std::string& project, Sequence from,
                                                 Sequence head, size_t count) {
  std::vector<Sequence> found;
  WUSE_RETURN_IF_ERROR(parts.history.ScanChanges({.project = project}, head.Next(), [&](Sequence sequence) {
    if (sequence < from) return false;
    found.push_back(sequence);
    return true;
  }));
  std::reverse(found.begin(), found.end());
  if (found.size() > count) found.resize(count);
  return found;
}

absl::Status AlertUnknown(const Query& query) {
  const std::string milestone = query.milestone.empty() ? "" : fmt::format(" of {}", Quoted(query.milestone));
  const std::string of_milestone = query.milestone.empty() ? "" : fmt::format("（节点“{}”）", Quoted(query.milestone));
  return common::MakeError(
      absl::StatusCode::kNotFound,
      fmt::format("project {} never had an alert {}{}", query.project, v1::AlertKind_Name(query.kind), milestone),
      {.reason = "ALERT_UNKNOWN", .chinese = fmt::format("项目“{}”没有出现过这种预警{}", query.project, of_milestone)});
}

// One page under construction.
class Page {
 public:
  Page(const Query& query, Place begin, int page_size) : query_(query), begin_(begin), page_size_(page_size) {}

  // False when the page is full; next() is then where the next one begins.
  bool Add(AlertUpdate update) {
    const Sequence sequence{update.header.sequence()};
    int entries = 0;
    for (v1::AlertChanged& change : update.changes) {
      const bool was_before = sequence == begin_.sequence && entries < begin_.entries;
      next_ = {.sequence = sequence, .entries = entries++};
      if (was_before) continue;
      if (response_.entries_size() == page_size_) return false;
      AlertHistoryEntry entry = EntryOf(update.header, std::move(change));
      const size_t bytes = entry.ByteSizeLong();
      if (response_.entries_size() > 0 && bytes_ + bytes > common::kMaxPageBytes) return false;
      bytes_ += bytes;
      *response_.add_entries() = std::move(entry);
    }
    next_ = {.sequence = sequence.Next()};
    return true;
  }

  const Place& next() const { return next_; }
  const Query& query() const { return query_; }
  bool empty() const { return response_.entries_size() == 0; }
  ListAlertHistoryResponse Take() { return std::move(response_); }
  ListAlertHistoryResponse Take(const PageTokens& tokens) {
    response_.set_next_page_token(tokens.Make(next_.ToPosition()));
    return std::move(response_);
  }

 private:
  const Query& query_;
  const Place begin_;
  const int page_size_;
  Place next_;
  size_t bytes_ = 0;
  ListAlertHistoryResponse response_;
};

}  // namespace

absl::StatusOr<ListAlertHistoryResponse> ListAlertHistory(const Parts& parts,
                                                          const v1::ListAlertHistoryRequest& request) {
  const PageTokens tokens = PageTokensOf(parts.ledger.store_id(), "ListAlertHistory", request);
  const absl::StatusOr<int> page_size = PageSizeField(request.page_size(), common::kDefaultPageSize);
  if (!page_size.ok()) return page_size.status();
  const absl::StatusOr<std::string> position = tokens.Open(request.page_token());
  if (!position.ok()) return position.status();
  const absl::StatusOr<Query> query = QueryOf(parts, request);
  if (!query.ok()) return query.status();

  const Place begin = Place::OfPosition(*position);
  // The board's sequence, not the ledger's: what nobody has been shown yet is not in the history either.
  const Sequence head = parts.board.Take().sequence();
  const absl::StatusOr<std::vector<Sequence>> candidates =
      Candidates(parts, query->project, begin.sequence, head, kMaxLookedAt + 1);
  if (!candidates.ok()) return candidates.status();
  Page page(*query, begin, *page_size);
  const size_t looked_at = std::min<size_t>(candidates->size(), kMaxLookedAt);
  for (size_t i = 0; i < looked_at; ++i) {
    absl::StatusOr<AlertUpdate> update = ReadAlertUpdate(parts, *query, (*candidates)[i]);
    if (!update.ok()) return update.status();
    if (!page.Add(*std::move(update))) return page.Take(tokens);
  }
  if (candidates->size() > looked_at) return page.Take(tokens);
  const bool is_asked_for_one = query->kind != v1::ALERT_KIND_UNSPECIFIED;
  if (page.empty() && position->empty() && is_asked_for_one) return AlertUnknown(*query);
  return page.Take();
}

}  // namespace wuse::api
