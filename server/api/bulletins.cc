#include "server/api/bulletins.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <vector>

#include "common/limits.h"
#include "fmt/format.h"
#include "server/api/compose_bulletin.h"
#include "server/api/errors.h"
#include "server/api/figure_request.h"
#include "server/api/filters.h"
#include "server/api/lookups.h"
#include "server/api/page_token.h"
#include "server/bulletin/differences.h"
#include "server/bulletin/render.h"

namespace wuse::api {
namespace {

using domain::BulletinPeriod;

absl::StatusOr<BulletinPeriod> BulletinPeriodField(const Parts& parts, const std::string& text) {
  domain::Problems problems;
  const std::optional<BulletinPeriod> period = domain::CheckBulletinPeriod(text, parts.clock.Today(), problems);
  if (!period) return problems.ToStatus();
  return *period;
}

// A view that history has already caught up with: what the view says is published can be read.
absl::StatusOr<board::View> ReadableView(const Parts& parts) {
  board::View view = parts.board.Take();
  WUSE_RETURN_IF_ERROR(parts.history.WaitUntilApplied(view.sequence()));
  return view;
}

absl::Status EditionNotFound(const BulletinPeriod& period, int edition, size_t editions) {
  return common::MakeError(
      absl::StatusCode::kNotFound,
      fmt::format("the bulletin of {} has no edition {}, it has {}", period.ToString(), edition, editions),
      {.reason = "EDITION_NOT_FOUND",
       .chinese = fmt::format("{}的通报没有第 {} 版，已发布 {} 版", period.ToString(), edition, editions)});
}

absl::Status CheckFormat(const v1::GetBulletinRequest& request) {
  if (request.format() == v1::BULLETIN_FORMAT_UNSPECIFIED) return absl::OkStatus();  // the message alone
  return EnumField("format", request.format(), v1::BulletinFormat_IsValid(request.format()));
}

// The published edition that is asked for; nothing where the bulletin is to be composed.
absl::StatusOr<std::optional<v1::Bulletin>> PublishedOne(const Parts& parts, const board::View& view,
                                                         const BulletinPeriod& period,
                                                         const v1::GetBulletinRequest& request) {
  const std::string key = domain::BulletinKey(period.ToString(), FilterOf(request));
  const auto& editions = view.figure_book().EditionsOf(key);
  const int count = static_cast<int>(editions.size());
  if (request.edition() < 0 || request.edition() > count) return EditionNotFound(period, request.edition(), count);
  if (request.unpublished() || count == 0) return std::nullopt;
  absl::StatusOr<v1::Bulletin> found =
      parts.history.FindBulletin(key, request.edition() == 0 ? count : request.edition());
  if (!found.ok()) return found.status();
  return *std::move(found);
}

// Where a bulletin stands in the list; the newest is the greatest.
std::string ListedAs(const v1::BulletinHead& head) {
  return fmt::format("{}|{}|{:06}", head.as_of(), domain::BulletinKeyOf(head), head.edition());
}

}  // namespace

absl::StatusOr<v1::GetBulletinResponse> GetBulletin(const Parts& parts, const v1::GetBulletinRequest& request) {
  const absl::StatusOr<BulletinPeriod> period = BulletinPeriodField(parts, request.period());
  if (!period.ok()) return period.status();
  WUSE_RETURN_IF_ERROR(CheckFormat(request));
  const absl::StatusOr<board::View> view = ReadableView(parts);
  if (!view.ok()) return view.status();
  const absl::StatusOr<v1::HouseStyle> style = StyleField(*view, request.style());
  if (!style.ok()) return style.status();
  absl::StatusOr<std::optional<v1::Bulletin>> published = PublishedOne(parts, *view, *period, request);
  if (!published.ok()) return published.status();
  const bool is_published = published->has_value();
  absl::StatusOr<v1::Bulletin> now = ComposeBulletin(
      parts, *view,
      {.period = *period, .filter = FilterOf(request), .style = is_published ? (*published)->style() : *style});
  if (!now.ok()) return now.status();
  v1::GetBulletinResponse response;
  const std::string key = domain::BulletinKey(period->ToString(), FilterOf(request));
  response.set_edition_count(static_cast<int>(view->figure_book().EditionsOf(key).size()));
  if (is_published) *response.mutable_differences() = bulletin::DifferencesOf(**published, *now);
  *response.mutable_bulletin() = is_published ? **std::move(published) : *std::move(now);
  response.set_rendered(bulletin::Render(response.bulletin(), request.format()));
  return response;
}

absl::StatusOr<domain::ComposedBulletin> PrepareBulletin(const Parts& parts,
                                                         const v1::PublishBulletinRequest& request) {
  const absl::StatusOr<BulletinPeriod> period = BulletinPeriodField(parts, request.period());
  if (!period.ok()) return period.status();
  const absl::StatusOr<board::View> view = ReadableView(parts);
  if (!view.ok()) return view.status();
  domain::ComposedBulletin composed{.request = request, .bulletin = {}};
  BulletinScope scope{.period = *period, .filter = FilterOf(request), .style = {}};
  std::optional<v1::Bulletin> before;
  const std::string key = domain::BulletinKey(period->ToString(), scope.filter);
  if (const auto& editions = view->figure_book().EditionsOf(key); !editions.empty()) {
    absl::StatusOr<v1::Bulletin> newest = parts.history.FindBulletin(key, editions.back().edition());
    if (!newest.ok()) return newest.status();
    before = *std::move(newest);
    composed.corrects = before->edition();
    scope.style = before->style();
  } else {
    absl::StatusOr<v1::HouseStyle> style = StyleField(*view, {});
    if (!style.ok()) return style.status();
    scope.style = *std::move(style);
  }
  absl::StatusOr<v1::Bulletin> made = ComposeBulletin(parts, *view, scope);
  if (!made.ok()) return made.status();
  composed.bulletin = *std::move(made);
  if (before) *composed.bulletin.mutable_corrected() = bulletin::DifferencesOf(*before, composed.bulletin);
  return composed;
}

absl::StatusOr<v1::PublishBulletinResponse> BulletinAsPublished(const engine::Outcome& outcome) {
  v1::PublishBulletinResponse response;
  response.set_sequence(outcome.sequence.value);
  if (!outcome.update) return response;
  for (const v1::Change& change : outcome.update->changes()) {
    if (change.has_bulletin_published()) *response.mutable_bulletin() = change.bulletin_published().bulletin();
  }
  return response;
}

absl::StatusOr<v1::ListBulletinsResponse> ListBulletins(const Parts& parts, const v1::ListBulletinsRequest& request) {
  const PageTokens tokens = PageTokensOf(parts.ledger.store_id(), "ListBulletins", request);
  const absl::StatusOr<int> page_size = PageSizeField(request.page_size(), common::kDefaultPageSize);
  if (!page_size.ok()) return page_size.status();
  const absl::StatusOr<std::string> after = tokens.Open(request.page_token());
  if (!after.ok()) return after.status();
  const board::View view = parts.board.Take();
  std::vector<std::pair<std::string, const v1::BulletinHead*>> heads;
  for (const auto& [key, editions] : view.figure_book().bulletins()) {
    for (const v1::BulletinHead& head : editions) {
      std::string listed_as = ListedAs(head);
      if (after->empty() || listed_as < *after) heads.emplace_back(std::move(listed_as), &head);
    }
  }
  std::sort(heads.begin(), heads.end(), std::greater<>());
  v1::ListBulletinsResponse response;
  for (const auto& [listed_as, head] : heads) {
    if (response.bulletins_size() == *page_size) break;
    *response.add_bulletins() = *head;
  }
  const size_t taken = response.bulletins_size();
  if (taken < heads.size()) response.set_next_page_token(tokens.Make(heads[taken - 1].first));
  return response;
}

}  // namespace wuse::api
