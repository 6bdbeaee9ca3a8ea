#include "server/api/figure_records.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "common/text.h"
#include "fmt/format.h"
#include "server/api/errors.h"
#include "server/api/figure_request.h"
#include "server/domain/statistics_over_time.h"

namespace wuse::api {
namespace {

// What of a list's projects is counted on a day.
struct ListSums {
  domain::FigureSums sums;
  int reached = 0;  // the target's milestone
};

// Lists whose targets are for periods that have ended are looked at as of those periods' ends: by day.
class ListsWalk {
 public:
  ListsWalk(const Parts& parts, const board::View& view, common::Date as_of)
      : parts_(parts), view_(view), as_of_(as_of) {}

  void Walk(int decimals, v1::ListListsResponse& response) {
    std::map<std::string, ListSums> now = SumsOn(as_of_);
    for (const auto& [id, list] : view_.figure_book().lists()) now.try_emplace(id);
    std::map<common::Date, std::map<std::string, ListSums>> then;
    for (const auto& [id, sums] : now) {
      v1::ListedList& listed = *response.add_lists();
      listed.mutable_list()->set_id(id);
      listed.set_project_count(sums.sums.projects);
      listed.set_started_count(sums.sums.started);
      const v1::ProjectList* const list = view_.figure_book().FindList(id);
      if (list == nullptr) continue;
      *listed.mutable_list() = *list;
      if (!list->has_target()) continue;
      const common::Date day = DayOf(*list);
      if (day != as_of_ && !then.contains(day)) then.emplace(day, SumsOn(day));
      const std::map<std::string, ListSums>& counted = day == as_of_ ? now : then.at(day);
      const auto found = counted.find(id);
      const ListSums none;
      const ListSums& at = found == counted.end() ? none : found->second;
      *listed.mutable_completion() = domain::TargetCompletion(list->target(), at.sums, at.reached, decimals);
    }
  }

 private:
  common::Date DayOf(const v1::ProjectList& list) const {
    const std::optional<common::Period> period = common::Period::Parse(list.period());
    return period ? std::min(period->last, as_of_) : as_of_;
  }

  // The symbol of the rung that the list's target is about; 0: none.
  domain::Symbol MilestoneOf(const std::string& id) const {
    const v1::ProjectList* const list = view_.figure_book().FindList(id);
    if (list == nullptr || list->target().measure() != v1::TARGET_MILESTONE) return 0;
    return parts_.board.symbols().Find(list->target().milestone());
  }

  std::map<std::string, ListSums> SumsOn(common::Date day) const {
    struct Entry {
      ListSums sums;
      std::string id;
      domain::Symbol milestone = 0;
    };
    std::unordered_map<domain::Symbol, Entry> entries;
    const auto facts = parts_.day_facts.Of(view_, day);
    Selection(parts_.selections, view_, {}).ForEach(*facts, [&](size_t slot, const domain::ProjectFacts& project) {
      const domain::ProjectRow& row = *view_.project(slot).row;
      for (const domain::Symbol list : row.lists()) {
        const auto [place, is_new] = entries.try_emplace(list);
        Entry& entry = place->second;
        if (is_new) {
          entry.id = parts_.board.symbols().TextOf(list);
          entry.milestone = MilestoneOf(entry.id);
        }
        entry.sums.sums.Add(project);
        if (entry.milestone != 0 && project.kind != v1::PREPARATORY && HasReached(row, entry.milestone, day)) {
          ++entry.sums.reached;
        }
      }
    });
    std::map<std::string, ListSums> by_id;
    for (auto& [symbol, entry] : entries) by_id.emplace(std::move(entry.id), entry.sums);
    return by_id;
  }

  static bool HasReached(const domain::ProjectRow& row, domain::Symbol milestone, common::Date day) {
    return std::any_of(row.rungs.begin(), row.rungs.end(),
                       [&](const domain::Rung& rung) { return rung.id == milestone && domain::IsReached(rung, day); });
  }

  const Parts& parts_;
  const board::View& view_;
  const common::Date as_of_;
};

}  // namespace

absl::StatusOr<v1::ListReferenceFiguresResponse> ListReferenceFigures(const Parts& parts,
                                                                      const v1::ListReferenceFiguresRequest& request) {
  if (!request.period().empty() && !common::Period::Parse(request.period())) {
    return InvalidField({.field = "period",
                         .reason = "PERIOD_MALFORMED",
                         .description = fmt::format("{} is not like 2021-05-08, 2021-W18, 2021-04, 2021-Q1 or 2021",
                                                    common::Quoted(request.period())),
                         .chinese = fmt::format("时期“{}”不正确，应如 2021-05-08、2021-W18、2021-04、2021-Q1 或 2021",
                                                common::Quoted(request.period()))});
  }
  v1::ListReferenceFiguresResponse response;
  const board::View view = parts.board.Take();
  const auto& references = view.figure_book().references();  // by period
  for (auto it = references.rbegin(); it != references.rend(); ++it) {
    if (request.period().empty() || it->second.period() == request.period()) *response.add_figures() = it->second;
  }
  return response;
}

absl::StatusOr<v1::ListListsResponse> ListLists(const Parts& parts, const v1::ListListsRequest& request) {
  const absl::StatusOr<AskedPeriod> period = PeriodField(request.period(), parts.clock.Today());
  if (!period.ok()) return period.status();
  const board::View view = parts.board.Take();
  const absl::StatusOr<v1::HouseStyle> style = StyleField(view, request.style());
  if (!style.ok()) return style.status();
  v1::ListListsResponse response;
  response.set_as_of(period->as_of.ToString());
  response.set_main_list(parts.main_list);
  ListsWalk(parts, view, period->as_of).Walk(style->decimals(), response);
  return response;
}

absl::StatusOr<v1::GetHouseStyleResponse> GetHouseStyle(const Parts& parts, const v1::GetHouseStyleRequest&) {
  v1::GetHouseStyleResponse response;
  *response.mutable_style() = domain::Merged(domain::DefaultHouseStyle(), parts.board.Take().figure_book().style());
  return response;
}

}  // namespace wuse::api
