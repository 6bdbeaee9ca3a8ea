#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "common/calendar.h"
#include "common/limits.h"
#include "common/money.h"
#include "common/status.h"

namespace wuse::domain {

// The parts, one after the other.
template <typename... Parts>
std::string Cat(const Parts&... parts) {
  std::string text;
  (text.append(std::string_view(parts)), ...);
  return text;
}

// Where a value stands in the request and how people call it. Only views: the path is put together when something
// is wrong. The texts outlive the field.
struct Field {
  std::string_view base;     // of the row: "edits[17]." or ""
  std::string_view path;     // below it: project.unit
  std::string_view chinese;  // 责任单位

  std::string Path() const { return Cat(base, path); }
  std::string_view Label() const;  // what English texts call it: the end of the path
};

// Collects what is wrong with a request, all of it. One thread.
class Problems {
 public:
  // `code` other than kInvalidArgument becomes the request's only when all its problems have that code.
  void Add(const Field& field, std::string_view reason, std::string english, std::string chinese,
           absl::StatusCode code = absl::StatusCode::kInvalidArgument);
  bool empty() const { return fields_.empty(); }
  size_t size() const { return fields_.size(); }
  absl::Status ToStatus() const;  // of at least one problem
  // Rewrites the path of the problems from `first` on (for requests whose fields are edited through another message).
  void MoveFrom(size_t first, std::string_view path);
  // A suggestion compares a value with every name of the register, on the engine's thread: only the first unknown
  // names of a request get one.
  bool TakeSuggestion() { return suggestions_left_-- > 0; }

 private:
  std::vector<common::FieldViolation> fields_;
  absl::StatusCode code_ = absl::StatusCode::kOk;  // common to all so far
  int suggestions_left_ = 10;
};

// A value as error texts show it: “…” in Chinese, "…" in English, shortened and printable.
std::string InChinese(std::string_view value);
std::string InEnglish(std::string_view value);
std::string WanText(common::Yuan amount);  // 万元, in Chinese quotes

// Each check adds what is wrong and says whether the value is good.

struct TextRule {
  int max_characters;
  bool required = false;
  bool multiline = false;
};
inline constexpr TextRule kNameText{.max_characters = common::kMaxNameCharacters};
bool CheckText(const Field& field, std::string_view value, const TextRule& rule, Problems& problems);
bool CheckRequired(const Field& field, bool given, Problems& problems);
bool CheckAmount(const Field& field, int64_t yuan, Problems& problems);
// Malformed: no date, and one problem.
std::optional<common::Date> CheckDate(const Field& field, std::string_view value, Problems& problems);
// A day on which something has happened: not after today.
std::optional<common::Date> CheckPastDate(const Field& field, std::string_view value, common::Date today,
                                          Problems& problems);
// Lowered.
std::optional<std::string> CheckId(const Field& field, std::string_view value, Problems& problems);
bool CheckRange(const Field& field, int64_t value, int64_t low, int64_t high, Problems& problems);
// Of a list.
bool CheckCount(const Field& field, int count, int limit, Problems& problems);
// 0 is UNSPECIFIED: not given.
bool CheckEnum(const Field& field, int value, bool known, Problems& problems);

// A name that the register does not have. `nearest_english` and `nearest_chinese`: what may be meant, or "".
void AddUnknown(const Field& field, std::string_view reason, std::string_view value, std::string_view nearest_english,
                std::string_view nearest_chinese, Problems& problems,
                absl::StatusCode code = absl::StatusCode::kInvalidArgument);

}  // namespace wuse::domain
