#include "server/api/projects.h"

#include <algorithm>
#include <string>
#include <vector>

#include "common/limits.h"
#include "fmt/format.h"
#include "server/api/errors.h"
#include "server/api/filters.h"
#include "server/api/lookups.h"
#include "server/api/page_token.h"
#include "server/api/project_order.h"
#include "server/domain/figures.h"

namespace wuse::api {
namespace {

std::string EncodedFigures(const Parts& parts, const board::ProjectState& project, common::Date today) {
  const auto text_of = [&](domain::Symbol symbol) { return parts.board.symbols().TextOf(symbol); };
  return domain::FiguresOf(*project.row, *project.marks, today, parts.calendar, text_of).SerializeAsString();
}

// The fields of a ListedProject.
std::string EncodedListed(const Parts& parts, const board::ProjectState& project, common::Date today) {
  Rope listed;
  listed.AppendText(v1::ListedProject::kProjectFieldNumber, *project.encoded);
  listed.AppendText(v1::ListedProject::kFiguresFieldNumber, EncodedFigures(parts, project, today));
  return listed.Flatten();
}

std::vector<RankedProject> RankedMatches(const Parts& parts, const board::View& view, const domain::RowFilter& filter,
                                         v1::ProjectOrder order, common::Date today) {
  const ProjectRanking ranking(parts, view, order, today);
  std::vector<RankedProject> ranked;
  for (size_t slot = 0; slot < view.project_count(); ++slot) {
    const board::ProjectState& project = view.project(slot);
    if (Matches(filter, *project.row, today)) ranked.push_back({ranking.RankOf(project), slot});
  }
  return ranked;
}

}  // namespace

absl::StatusOr<Rope> GetProject(const Parts& parts, const v1::GetProjectRequest& request) {
  absl::StatusOr<board::ProjectState> project = FindProject(parts, request.id());
  if (!project.ok()) return project.status();
  Rope response;
  response.AppendPrefix(v1::GetProjectResponse::kProjectFieldNumber, project->encoded->size());
  response.AppendShared(project->encoded, *project->encoded);
  response.AppendText(v1::GetProjectResponse::kFiguresFieldNumber,
                      EncodedFigures(parts, *project, parts.clock.Today()));
  return response;
}

absl::StatusOr<Rope> ListProjects(const Parts& parts, const v1::ListProjectsRequest& request) {
  const PageTokens tokens = PageTokensOf(parts.ledger.store_id(), "ListProjects", request);
  const absl::StatusOr<int> page_size = PageSizeField(request.page_size(), common::kDefaultPageSize);
  if (!page_size.ok()) return page_size.status();
  if (!v1::ProjectOrder_IsValid(request.order())) return EnumField("order", request.order(), false);
  absl::StatusOr<std::string> position = tokens.Open(request.page_token());
  if (!position.ok()) return position.status();
  const board::View view = parts.board.Take();
  absl::StatusOr<domain::RowFilter> filter = CompiledFilter(parts, view, FilterOf(request));
  if (!filter.ok()) return filter.status();

  const common::Date today = parts.clock.Today();
  std::vector<RankedProject> ranked = RankedMatches(parts, view, *filter, request.order(), today);
  const size_t total = ranked.size();
  if (!position->empty()) {
    const ProjectRank last = ProjectRank::OfPosition(*position);
    std::erase_if(ranked, [&](const RankedProject& project) { return !(last < project.rank); });
  }
  const size_t wanted = std::min<size_t>(ranked.size(), *page_size);
  std::partial_sort(ranked.begin(), ranked.begin() + static_cast<int64_t>(wanted), ranked.end());

  Rope response;
  size_t taken = 0;
  for (; taken < wanted; ++taken) {
    const std::string listed = EncodedListed(parts, view.project(ranked[taken].slot), today);
    if (taken > 0 && response.size() + listed.size() > common::kMaxPageBytes) break;
    response.AppendText(v1::ListProjectsResponse::kProjectsFieldNumber, listed);
  }
  if (taken < ranked.size()) {
    response.AppendText(v1::ListProjectsResponse::kNextPageTokenFieldNumber,
                        tokens.Make(ranked[taken - 1].rank.ToPosition()));
  }
  response.AppendNumber(v1::ListProjectsResponse::kTotalCountFieldNumber, total);
  return response;
}

}  // namespace wuse::api
