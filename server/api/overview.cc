#include "server/api/overview.h"

#include <algorithm>
#include <optional>
#include <string>

#include "common/text.h"
#include "fmt/format.h"
#include "server/api/errors.h"
#include "server/api/filters.h"
#include "server/domain/figures.h"

namespace wuse::api {
namespace {

using common::Quoted;

constexpr int kDefaultDecimals = 2;
constexpr int kMaxDecimals = 2;

absl::StatusOr<common::Period> PeriodField(const std::string& text, common::Date today) {
  if (text.empty()) return common::Period{.first = today, .last = today};
  const std::optional<common::Period> period = common::Period::Parse(text);
  if (!period) {
    return InvalidField(
        {.field = "period",
         .reason = "PERIOD_MALFORMED",
         .description = fmt::format("{} is not like 2021-05-08, 2021-W18, 2021-04, 2021-Q1 or 2021", Quoted(text)),
         .chinese = fmt::format("时期“{}”不正确，应如 2021-05-08、2021-W18、2021-04、2021-Q1 或 2021", Quoted(text))});
  }
  if (period->first > today) {
    return InvalidField({.field = "period",
                         .reason = "PERIOD_IN_FUTURE",
                         .description = fmt::format("{} begins after today, {}", Quoted(text), today.ToString()),
                         .chinese = fmt::format("时期“{}”还没有开始，今天是 {}", Quoted(text), today.ToString())});
  }
  return *period;
}

absl::StatusOr<int> DecimalsField(const v1::GetOverviewRequest& request) {
  if (!request.has_decimals()) return kDefaultDecimals;
  if (request.decimals() >= 0 && request.decimals() <= kMaxDecimals) return request.decimals();
  return InvalidField({.field = "decimals",
                       .reason = "DECIMALS_INVALID",
                       .description = fmt::format("{} is not from 0 to {}", request.decimals(), kMaxDecimals),
                       .chinese = fmt::format("小数位数“{}”不正确，应为 0 到 {}", request.decimals(), kMaxDecimals)});
}

}  // namespace

domain::OverviewSums SumsOf(const board::View& view, const domain::RowFilter& filter, common::Date day,
                            const common::WorkingDays& calendar) {
  if (const domain::OverviewSums* kept = view.FindSums(filter, day)) return *kept;
  domain::OverviewSums sums(std::make_shared<const domain::ColorDay>(view.policies(), day, calendar));
  for (size_t slot = 0; slot < view.project_count(); ++slot) {
    view.PrefetchAfter(slot);
    const board::ProjectState& project = view.project(slot);
    sums.Add(filter, *project.row, *project.marks);
  }
  return sums;
}

absl::StatusOr<v1::Overview> GetOverview(const Parts& parts, const v1::GetOverviewRequest& request) {
  const common::Date today = parts.clock.Today();
  const absl::StatusOr<common::Period> period = PeriodField(request.period(), today);
  if (!period.ok()) return period.status();
  const absl::StatusOr<int> decimals = DecimalsField(request);
  if (!decimals.ok()) return decimals.status();
  const board::View view = parts.board.Take();
  absl::StatusOr<domain::RowFilter> filter = CompiledFilter(parts, view, FilterOf(request));
  if (!filter.ok()) return filter.status();

  const common::Date as_of = std::min(period->last, today);
  // Right after midnight: the callers after this one shall not have to add up, too.
  if (!request.has_filter() && as_of == today && !view.FindSums(*filter, today)) parts.engine.SumDay();
  v1::Overview overview = SumsOf(view, *filter, as_of, parts.calendar).Finish(*decimals);
  overview.set_period(request.period().empty() ? today.ToString() : request.period());
  overview.set_as_of(as_of.ToString());
  overview.set_district(parts.district);
  overview.set_sequence(view.sequence().value);
  return overview;
}

}  // namespace wuse::api
