#include "server/api/color_months.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/limits.h"
#include "fmt/format.h"
#include "server/api/color_counts.h"
#include "server/api/errors.h"
#include "server/api/filters.h"
#include "server/api/lookups.h"
#include "server/api/page_token.h"
#include "server/api/restated.h"

namespace wuse::api {
namespace {

// The official colors of a month beside those of the month before and what they would be today.
class MonthMoves {
 public:
  MonthMoves(const Parts& parts, const board::View& view, const v1::RecoloredMonth& month)
      : parts_(parts), view_(view), restated_(parts, view, month) {}

  absl::Status Walk(const std::string& month, const std::string& before, const v1::GetRecoloredMonthRequest& request) {
    is_first_ = before.empty();
    if (!is_first_) {
      WUSE_RETURN_IF_ERROR(parts_.history.ScanOfficialColors(before, [this](const v1::OfficialColor& color) {
        before_.emplace(color.project(), color.color());
        return true;
      }));
    }
    const std::set<std::string> units(request.units().begin(), request.units().end());
    WUSE_RETURN_IF_ERROR(parts_.history.ScanOfficialColors(month, [&](v1::OfficialColor color) {
      if (units.empty() || units.contains(color.unit())) Add(std::move(color), request.include_unchanged());
      return true;
    }));
    std::sort(listed_.begin(), listed_.end(), [](const Listed& a, const Listed& b) {
      return std::tuple(b.published.color(), std::string_view(a.published.project())) <
             std::tuple(a.published.color(), std::string_view(b.published.project()));
    });
    return absl::OkStatus();
  }

  // True: more projects follow.
  bool Answer(size_t begin, size_t size, v1::GetRecoloredMonthResponse& response) const {
    SetMoves(moves_, *response.mutable_matrix());
    for (const auto& [unit, moves] : of_units_) {
      v1::UnitMoves& answer = *response.add_units();
      answer.set_unit(unit);
      answer.set_project_count(SumOf(moves));
      SetMoves(moves, *answer.mutable_matrix());
    }
    SetCounts(restated_counts_, *response.mutable_restated());
    const size_t end = std::min(begin + size, listed_.size());
    for (size_t i = begin; i < end; ++i) SetProject(listed_[i], *response.add_projects());
    return end < listed_.size();
  }

 private:
  struct Listed {
    v1::OfficialColor published;
    v1::Color before;
    v1::Color restated;
    std::string name;
  };

  void Add(v1::OfficialColor published, bool include_unchanged) {
    const auto found = before_.find(published.project());
    const v1::Color before = found == before_.end() ? v1::NOT_RATED : found->second;
    const std::optional<size_t> slot = parts_.board.FindSlotById(published.project());
    if (!slot || *slot >= view_.project_count()) return;  // projects are never removed
    const v1::Color restated = restated_.ColorOf(published, view_.project(*slot));
    ++moves_[before][published.color()];
    ++of_units_[published.unit()][before][published.color()];
    ++restated_counts_[restated];
    const bool is_news = is_first_ ? published.color() >= v1::YELLOW : before != published.color();
    if (!include_unchanged && !is_news && !published.has_override() && restated == published.color()) return;
    listed_.push_back({.published = std::move(published), .before = before, .restated = restated, .name = ""});
  }

  void SetProject(const Listed& listed, v1::MovedProject& answer) const {
    const std::optional<size_t> slot = parts_.board.FindSlotById(listed.published.project());
    answer.set_id(listed.published.project());
    answer.set_name(ParsedProject(view_.project(*slot)).name());
    answer.set_unit(listed.published.unit());
    answer.set_before(listed.before);
    answer.set_published(listed.published.color());
    *answer.mutable_reasons() = listed.published.reasons();
    answer.set_is_overridden(listed.published.has_override());
    answer.set_restated(listed.restated);
  }

  const Parts& parts_;
  const board::View& view_;
  Restated restated_;
  bool is_first_ = false;                              // there are no colors of the month before
  std::unordered_map<std::string, v1::Color> before_;  // by project
  ColorMoveCounts moves_{};
  std::map<std::string, ColorMoveCounts> of_units_;
  ColorCounts restated_counts_{};
  std::vector<Listed> listed_;
};

absl::Status NotRecolored(const std::string& month) {
  return common::MakeError(absl::StatusCode::kNotFound, fmt::format("month {} has not been recolored", month),
                           {.reason = "MONTH_NOT_RECOLORED", .chinese = fmt::format("{} 还没有调色", month)});
}

}  // namespace

absl::StatusOr<v1::GetRecoloredMonthResponse> GetRecoloredMonth(const Parts& parts,
                                                                const v1::GetRecoloredMonthRequest& request) {
  const absl::StatusOr<std::string> month = MonthField("month", request.month());
  if (!month.ok()) return month.status();
  if (month->empty()) {
    return InvalidField({.field = "month",
                         .reason = "MONTH_MALFORMED",
                         .description = "a month is needed, like 2021-04",
                         .chinese = "要写明月份，如 2021-04"});
  }
  const absl::StatusOr<int> page_size = PageSizeField(request.page_size(), common::kDefaultPageSize);
  if (!page_size.ok()) return page_size.status();
  WUSE_RETURN_IF_ERROR(FilterSizeField("units", request.units_size()));
  const PageTokens tokens = PageTokensOf(parts.ledger.store_id(), "GetRecoloredMonth", request);
  const absl::StatusOr<std::string> position = tokens.Open(request.page_token());
  if (!position.ok()) return position.status();
  const board::View view = parts.board.Take();
  const auto unknown = UnknownUnits(view, {"units", "单位"}, request.units());
  if (!unknown.empty()) return InvalidField(unknown[0]);
  const auto recolored = view.recolored_months().find(*month);
  if (recolored == view.recolored_months().end()) return NotRecolored(request.month());
  const std::string before = common::Month::OfStored(*month).Plus(-1).ToString();
  const bool has_before = view.recolored_months().contains(before);

  v1::GetRecoloredMonthResponse response;
  *response.mutable_month() = recolored->second;
  if (has_before) response.set_month_before(before);
  MonthMoves moves(parts, view, recolored->second);
  WUSE_RETURN_IF_ERROR(moves.Walk(*month, has_before ? before : "", request));
  const size_t begin = std::strtoull(position->c_str(), nullptr, 10);
  const auto size = static_cast<size_t>(*page_size);
  if (moves.Answer(begin, size, response)) response.set_next_page_token(tokens.Make(std::to_string(begin + size)));
  return response;
}

}  // namespace wuse::api
