#pragma once

#include <map>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace wuse::cli {

// JSON with // and /* */ comments, which become spaces: lines and columns stay. Errors: kInvalidArgument: a comment
// without an end.
absl::StatusOr<std::string> WithoutComments(std::string_view json);

// Where the values of a JSON text are: the line of each, by path (dimensions[1].bands[0].up_to; keys in lowerCamelCase
// are in snake_case here).
using LineMap = std::map<std::string, int, std::less<>>;
struct JsonLines {
  LineMap lines;
  int broken_line = 0;  // where the text is not JSON any more; 0: it is
};
JsonLines LinesOfJson(std::string_view json);

}  // namespace wuse::cli
