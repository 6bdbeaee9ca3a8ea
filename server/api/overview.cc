#include "server/api/overview.h"

#include <optional>
#include <string>

#include "fmt/format.h"
#include "server/api/errors.h"
#include "server/api/figure_request.h"
#include "server/api/filters.h"
#include "server/domain/figures.h"

namespace wuse::api {
namespace {

constexpr int kDefaultDecimals = 2;
constexpr int kMaxDecimals = 2;

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
  const absl::StatusOr<AskedPeriod> period = PeriodField(request.period(), today);
  if (!period.ok()) return period.status();
  const absl::StatusOr<int> decimals = DecimalsField(request);
  if (!decimals.ok()) return decimals.status();
  const board::View view = parts.board.Take();
  absl::StatusOr<domain::RowFilter> filter = CompiledFilter(parts, view, FilterOf(request));
  if (!filter.ok()) return filter.status();

  const common::Date as_of = period->as_of;
  // Right after midnight: the callers after this one shall not have to add up, too.
  if (!request.has_filter() && as_of == today && !view.FindSums(*filter, today)) parts.engine.SumDay();
  v1::Overview overview = SumsOf(view, *filter, as_of, parts.calendar).Finish(*decimals);
  overview.set_period(period->text);
  overview.set_as_of(as_of.ToString());
  overview.set_district(parts.district);
  overview.set_sequence(view.sequence().value);
  return overview;
}

}  // namespace wuse::api
