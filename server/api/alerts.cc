#include "server/api/alerts.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <compare>
#include <limits>
#include <tuple>
#include <utility>
#include <vector>

#include "common/field_walk.h"
#include "common/limits.h"
#include "common/text.h"
#include "fmt/format.h"
#include "server/api/errors.h"
#include "server/api/lookups.h"
#include "server/api/page_token.h"
#include "server/api/stream_filters.h"

namespace wuse::api {
namespace {

using v1::ListAlertsResponse;

constexpr char kSeparator = '|';  // no id and no number has it

int MildnessOf(const domain::AlertRow& alert) {
  return v1::Severity_MAX - alert.severity;
}

int32_t FiredDayOf(const domain::AlertRow& alert) {
  return alert.fired_on.IsSet() ? alert.fired_on.days() : std::numeric_limits<int32_t>::max();
}

// An alert in the order of AlertRank: in a row, places are by kind and milestone.
struct RankedAlert {
  int mildness;
  int32_t fired_day;
  std::string_view project;  // within the view
  size_t slot;
  size_t place;
  auto operator<=>(const RankedAlert&) const = default;
};

std::string_view IdOf(const board::ProjectState& project) {
  common::FieldWalk walk(*project.encoded);
  while (const uint32_t tag = walk.Next()) {
    if (tag == common::BytesTag(v1::Project::kIdFieldNumber)) return walk.bytes();
  }
  return {};
}

std::vector<RankedAlert> RankedMatches(const board::View& view, const AlertsWanted& wanted) {
  std::vector<RankedAlert> ranked;
  for (size_t slot = 0; slot < view.project_count(); ++slot) {
    view.PrefetchAfter(slot);
    const board::ProjectState& project = view.project(slot);
    for (const size_t place : wanted.In(project)) {
      const domain::AlertRow& alert = project.row->alerts[place];
      ranked.push_back({MildnessOf(alert), FiredDayOf(alert), IdOf(project), slot, place});
    }
  }
  return ranked;
}

AlertRank RankOf(const board::View& view, const RankedAlert& alert) {
  const board::ProjectState& project = view.project(alert.slot);
  return AlertRank::Of(alert.project, project.row->alerts[alert.place],
                       AlertedProject::Of(project).alerts[alert.place]);
}

// Only of the last one's own project is more looked at than the row.
bool IsAfter(const board::View& view, const RankedAlert& alert, const AlertRank& last) {
  const auto order = std::tie(alert.mildness, alert.fired_day, alert.project) <=>
                     std::tie(last.mildness, last.fired_day, last.project);
  return order != 0 ? order > 0 : RankOf(view, alert) > last;
}

int NumberOf(std::string_view text) {
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

AlertRank AlertRank::Of(std::string_view project_id, const domain::AlertRow& alert, std::string_view encoded) {
  return {.mildness = MildnessOf(alert),
          .fired_day = FiredDayOf(alert),
          .project = project_id,
          .kind = alert.kind,
          .milestone = MilestoneOf(encoded)};
}

std::string AlertRank::ToPosition() const {
  return fmt::format("{}|{}|{}|{}|{}", mildness, fired_day, project, kind, milestone);
}

AlertRank AlertRank::OfPosition(std::string_view position) {
  std::array<std::string_view, 5> fields;  // the token's seal vouches for its maker
  for (std::string_view& field : fields) {
    const size_t end = std::min(position.find(kSeparator), position.size());
    field = position.substr(0, end);
    position.remove_prefix(std::min(end + 1, position.size()));
  }
  return {.mildness = NumberOf(fields[0]),
          .fired_day = NumberOf(fields[1]),
          .project = fields[2],
          .kind = NumberOf(fields[3]),
          .milestone = fields[4]};
}

absl::StatusOr<Rope> ListAlerts(const Parts& parts, const v1::ListAlertsRequest& request) {
  const PageTokens tokens = PageTokensOf(parts.ledger.store_id(), "ListAlerts", request);
  const absl::StatusOr<int> page_size = PageSizeField(request.page_size(), common::kDefaultPageSize);
  if (!page_size.ok()) return page_size.status();
  const absl::StatusOr<common::Date> resolved_since = DateField("resolved_since", request.resolved_since());
  if (!resolved_since.ok()) return resolved_since.status();
  const absl::StatusOr<std::string> position = tokens.Open(request.page_token());
  if (!position.ok()) return position.status();
  const board::View view = parts.board.Take();
  WUSE_RETURN_IF_ERROR(CheckStreamFilter(view, request.filter()));

  std::vector<RankedAlert> ranked =
      RankedMatches(view, AlertsWanted(request.filter(), *resolved_since, parts.board.symbols()));
  const size_t total = ranked.size();
  if (!position->empty()) {
    const AlertRank last = AlertRank::OfPosition(*position);
    std::erase_if(ranked, [&](const RankedAlert& alert) { return !IsAfter(view, alert, last); });
  }
  const size_t wanted = std::min<size_t>(ranked.size(), *page_size);
  std::partial_sort(ranked.begin(), ranked.begin() + static_cast<int64_t>(wanted), ranked.end());

  Rope response;
  const domain::JudgedDay today(parts.clock.Today(), parts.calendar);
  size_t taken = 0;
  for (; taken < wanted; ++taken) {
    const board::ProjectState& project = view.project(ranked[taken].slot);
    const std::string item = EncodedAlertItem(project, AlertedProject::Of(project), ranked[taken].place, today);
    if (taken > 0 && response.size() + item.size() > common::kMaxPageBytes) break;
    response.AppendText(ListAlertsResponse::kAlertsFieldNumber, item);
  }
  if (taken < ranked.size()) {
    response.AppendText(ListAlertsResponse::kNextPageTokenFieldNumber,
                        tokens.Make(RankOf(view, ranked[taken - 1]).ToPosition()));
  }
  response.AppendNumber(ListAlertsResponse::kTotalFieldNumber, total);
  response.AppendNumber(ListAlertsResponse::kSequenceFieldNumber, static_cast<uint64_t>(view.sequence().value));
  return response;
}

absl::StatusOr<v1::ListDeliveriesResponse> ListDeliveries(const Parts& parts,
                                                          const v1::ListDeliveriesRequest& request) {
  const absl::StatusOr<int> page_size = PageSizeField(request.page_size(), common::kDefaultPageSize);
  if (!page_size.ok()) return page_size.status();
  if (parts.list_deliveries) return parts.list_deliveries(request.receiver(), *page_size);
  if (request.receiver().empty()) return v1::ListDeliveriesResponse();
  return common::MakeError(
      absl::StatusCode::kNotFound, fmt::format("there is no receiver {}", common::Quoted(request.receiver())),
      {.reason = "RECEIVER_UNKNOWN",
       .chinese = fmt::format("没有推送接收方“{}”：服务器没有配置任何接收方", common::Quoted(request.receiver()))});
}

}  // namespace wuse::api
