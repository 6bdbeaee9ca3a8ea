#pragma once

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/status.h"
#include "server/api/parts.h"
#include "server/domain/figures.h"
#include "wuse/v1/filter.pb.h"

namespace wuse::api {

// Checks the request's `filter` field and makes it ready for matching; null means the main list.
// Unknown units, departments, lists and milestones are refused with the nearest known one: a typing error never
// looks like an empty answer. Lists that exist are those of any project, and the main list.
// Errors: kInvalidArgument (UNIT_UNKNOWN, LIST_UNKNOWN, MILESTONE_UNKNOWN, VALUE_UNKNOWN, TOO_MANY_VALUES).
absl::StatusOr<domain::RowFilter> CompiledFilter(const Parts& parts, const board::View& view,
                                                 const v1::ProjectFilter* filter);

// A filter's field of unit ids: its path, and what people call its values.
struct UnitField {
  std::string_view path;
  std::string_view chinese;
};
inline constexpr UnitField kUnitsField{"filter.units", "单位"};
inline constexpr UnitField kDepartmentsField{"filter.departments", "部门"};
// UNIT_UNKNOWN for each value that is no unit's id, with the nearest that is one.
std::vector<common::FieldViolation> UnknownUnits(const board::View& view, const UnitField& field,
                                                 const google::protobuf::RepeatedPtrField<std::string>& values);

// Ids of milestones beside the filter. Errors: kInvalidArgument (MILESTONE_UNKNOWN, TOO_MANY_VALUES) of `field`.
absl::Status MilestonesField(const Parts& parts, const board::View& view, std::string_view field,
                             const google::protobuf::RepeatedPtrField<std::string>& values);

// The request's filter, or null when it has none.
template <class Request>
const v1::ProjectFilter* FilterOf(const Request& request) {
  return request.has_filter() ? &request.filter() : nullptr;
}

// Whether the project is meant: all of the filter, its color by the status it has now.
bool Matches(const domain::RowFilter& filter, const domain::ProjectRow& row, common::Date today);

}  // namespace wuse::api
