#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/text.h"
#include "server/api/answers.h"
#include "server/domain/figure_book.h"
#include "server/domain/house_style.h"

namespace wuse::api {

Answerer<v1::SetReferenceFigureResponse> AnswerTo(const Parts& parts, const v1::SetReferenceFigureRequest& request) {
  return [&parts, key = domain::ReferenceKey(request.figure())](
             const engine::Outcome& outcome) -> absl::StatusOr<v1::SetReferenceFigureResponse> {
    v1::SetReferenceFigureResponse response;
    response.set_sequence(outcome.sequence.value);
    if (outcome.update) {
      *response.mutable_figure() = outcome.update->changes(0).reference_figure_changed().figure();
      return response;
    }
    const board::View view = parts.board.Take();
    if (const v1::ReferenceFigure* figure = view.figure_book().FindReference(key)) *response.mutable_figure() = *figure;
    return response;
  };
}

Answerer<v1::ApplyListsResponse> AnswerTo(const Parts&, const v1::ApplyListsRequest& request) {
  std::vector<v1::PlannedChange> rows;
  for (const v1::ProjectList& list : request.lists()) {
    v1::PlannedChange& row = rows.emplace_back();
    row.set_id(common::Lower(list.id()));
    row.set_name(list.name());
    row.set_action(v1::PlannedChange::UNCHANGED);
  }
  return [rows = std::move(rows)](const engine::Outcome& outcome) -> absl::StatusOr<v1::ApplyListsResponse> {
    v1::ApplyListsResponse response;
    response.set_sequence(outcome.sequence.value);
    if (!outcome.update && !outcome.plan.empty()) {
      response.mutable_plan()->Add(outcome.plan.begin(), outcome.plan.end());
      return response;
    }
    std::map<std::string, bool> created;
    if (outcome.update) {
      for (const v1::Change& change : outcome.update->changes()) {
        created[change.list_changed().list().id()] = change.list_changed().created();
      }
    }
    for (v1::PlannedChange row : rows) {
      if (const auto found = created.find(row.id()); found != created.end()) {
        row.set_action(found->second ? v1::PlannedChange::CREATE : v1::PlannedChange::UPDATE);
      }
      *response.add_plan() = std::move(row);
    }
    return response;
  };
}

Answerer<v1::SetHouseStyleResponse> AnswerTo(const Parts& parts, const v1::SetHouseStyleRequest&) {
  return [&parts](const engine::Outcome& outcome) -> absl::StatusOr<v1::SetHouseStyleResponse> {
    v1::SetHouseStyleResponse response;
    response.set_sequence(outcome.sequence.value);
    const v1::HouseStyle set = outcome.update ? outcome.update->changes(0).house_style_changed().style()
                                              : parts.board.Take().figure_book().style();
    *response.mutable_style() = domain::Merged(domain::DefaultHouseStyle(), set);
    return response;
  };
}

}  // namespace wuse::api
