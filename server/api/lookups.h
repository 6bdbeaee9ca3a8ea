#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/calendar.h"
#include "server/api/parts.h"

namespace wuse::api {

// The project as it is now, by id (in any case) or external code. Errors: kNotFound PROJECT_NOT_FOUND.
absl::StatusOr<board::ProjectState> FindProject(const Parts& parts, std::string_view id_or_external_code);
std::string ProjectIdAt(const Parts& parts, size_t slot);
std::string ProjectIdOf(const Parts& parts, const board::ProjectState& project);
v1::Project ParsedProject(const board::ProjectState& project);

// Fields of requests. Errors: kInvalidArgument with the field.
absl::StatusOr<common::Date> DateField(std::string_view field, std::string_view text);  // "" gives no date
absl::StatusOr<common::Week> WeekField(std::string_view field, std::string_view text);  // "" gives no week
absl::StatusOr<std::string> MonthField(std::string_view field, std::string_view text);  // "" stays
// 0 gives the default.
absl::StatusOr<int> PageSizeField(int requested, int by_default);
absl::Status EnumField(std::string_view field, int value, bool known);
absl::Status FilterSizeField(std::string_view field, int values);

}  // namespace wuse::api
