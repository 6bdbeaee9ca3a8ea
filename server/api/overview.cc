#include "server/api/overview.h"

#include <memory>
#include <utility>

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

// What is asked for, checked, and what it is answered from.
struct Question {
  AskedPeriod period;
  int decimals;
  board::View view;
  domain::RowFilter filter;
};

absl::StatusOr<Question> QuestionOf(const Parts& parts, const v1::GetOverviewRequest& request) {
  const common::Date today = parts.clock.Today();
  absl::StatusOr<AskedPeriod> period = PeriodField(request.period(), today);
  if (!period.ok()) return period.status();
  const absl::StatusOr<int> decimals = DecimalsField(request);
  if (!decimals.ok()) return decimals.status();
  board::View view = parts.board.Take();
  absl::StatusOr<domain::RowFilter> filter = CompiledFilter(parts, view, FilterOf(request));
  if (!filter.ok()) return filter.status();
  // Right after midnight: the callers after this one shall not have to add up, too.
  if (!request.has_filter() && period->as_of == today && !view.FindSums(*filter, today)) parts.engine.SumDay();
  return Question{
      .period = *std::move(period), .decimals = *decimals, .view = std::move(view), .filter = *std::move(filter)};
}

v1::Overview Answer(const Parts& parts, const Question& question, const domain::OverviewSums& sums) {
  v1::Overview overview = sums.Finish(question.decimals);
  overview.set_period(question.period.text);
  overview.set_as_of(question.period.as_of.ToString());
  overview.set_district(parts.district);
  overview.set_sequence(question.view.sequence().value);
  return overview;
}

}  // namespace

domain::OverviewSums SumsOf(const board::View& view, const domain::RowFilter& filter, common::Date day,
                            board::DayFactsCache& day_facts, board::SelectionCache& selections) {
  if (const domain::OverviewSums* kept = view.FindSums(filter, day)) return *kept;
  const std::shared_ptr<const board::DayFacts> facts = day_facts.Of(view, day);
  domain::OverviewSums sums(facts->colors());
  Selection(selections, view, filter).ForEach(*facts, [&sums](size_t, const domain::ProjectFacts& project) {
    sums.Add(project);
  });
  return sums;
}

absl::StatusOr<v1::Overview> GetOverview(const Parts& parts, const v1::GetOverviewRequest& request) {
  const absl::StatusOr<Question> question = QuestionOf(parts, request);
  if (!question.ok()) return question.status();
  const common::Date day = question->period.as_of;
  return Answer(parts, *question, SumsOf(question->view, question->filter, day, parts.day_facts, parts.selections));
}

std::optional<absl::StatusOr<v1::Overview>> OverviewAtOnce(const Parts& parts, const v1::GetOverviewRequest& request) {
  const absl::StatusOr<Question> question = QuestionOf(parts, request);
  if (!question.ok()) return question.status();
  const domain::OverviewSums* kept = question->view.FindSums(question->filter, question->period.as_of);
  if (kept == nullptr) return std::nullopt;
  return Answer(parts, *question, *kept);
}

}  // namespace wuse::api
