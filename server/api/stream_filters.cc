#include "server/api/stream_filters.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "common/limits.h"
#include "common/status.h"
#include "common/text.h"
#include "fmt/format.h"
#include "server/api/filters.h"

namespace wuse::api {
namespace {

using common::FieldViolation;

constexpr std::string_view kFilterPath = "filter.";

FieldViolation FilterInvalid(std::string field, std::string english, std::string chinese) {
  return {.field = std::string(kFilterPath) + std::move(field),
          .reason = "FILTER_INVALID",
          .description = std::move(english),
          .chinese = std::move(chinese)};
}

// Checks the values of one field after the other.
class FilterCheck {
 public:
  explicit FilterCheck(const board::View& view) : view_(view) {}

  void Ids(std::string_view field, const google::protobuf::RepeatedPtrField<std::string>& values) {
    Size(field, values.size());
    for (int i = 0; i < std::min(values.size(), common::kMaxFilterValues); ++i) {
      if (common::IsId(values[i])) continue;
      const std::string quoted = common::Quoted(values[i]);
      violations_.push_back(FilterInvalid(fmt::format("{}[{}]", field, i), fmt::format("{} is not an id", quoted),
                                          fmt::format("“{}”不是编号：只能用小写字母、数字和连字符", quoted)));
    }
  }

  // Only where all are ids: the nearest unit to something else helps nobody.
  void Units(const UnitField& field, const google::protobuf::RepeatedPtrField<std::string>& values) {
    const size_t before = violations_.size();
    Ids(field.path.substr(kFilterPath.size()), values);
    if (violations_.size() > before) return;
    std::vector<FieldViolation> unknown = UnknownUnits(view_, field, values);
    std::move(unknown.begin(), unknown.end(), std::back_inserter(violations_));
  }

  void Names(std::string_view field, const google::protobuf::RepeatedPtrField<std::string>& values) {
    Size(field, values.size());
    for (int i = 0; i < std::min(values.size(), common::kMaxFilterValues); ++i) {
      if (!values[i].empty() && common::CheckText(values[i], common::kMaxNameCharacters) == common::TextFault::kNone) {
        continue;
      }
      const std::string quoted = common::Quoted(values[i]);
      violations_.push_back(FilterInvalid(
          fmt::format("{}[{}]", field, i),
          fmt::format("{} is not a name of 1 to {} characters", quoted, common::kMaxNameCharacters),
          fmt::format("“{}”不能是姓名：应为 1 到 {} 个字，不含控制字符", quoted, common::kMaxNameCharacters)));
    }
  }

  template <class IsValid>
  void Enums(std::string_view field, const google::protobuf::RepeatedField<int>& values, IsValid is_valid) {
    Size(field, values.size());
    for (int i = 0; i < std::min(values.size(), common::kMaxFilterValues); ++i) {
      Enum(fmt::format("{}[{}]", field, i), values[i], values[i] != 0 && is_valid(values[i]));
    }
  }

  void Enum(std::string field, int value, bool known) {
    if (known) return;
    violations_.push_back(FilterInvalid(std::move(field), fmt::format("{} is not a known value", value),
                                        fmt::format("“{}”不是已知的取值", value)));
  }

  absl::Status Result() && {
    return violations_.empty() ? absl::OkStatus() : common::InvalidFields(std::move(violations_));
  }

 private:
  void Size(std::string_view field, int values) {
    if (values <= common::kMaxFilterValues) return;
    violations_.push_back(FilterInvalid(
        std::string(field), fmt::format("{} values, at most {} are accepted", values, common::kMaxFilterValues),
        fmt::format("条件有 {} 个取值，最多 {} 个", values, common::kMaxFilterValues)));
  }

  const board::View& view_;
  std::vector<FieldViolation> violations_;
};

}  // namespace

absl::Status CheckStreamFilter(const board::View& view, const v1::WatchFilter& filter) {
  FilterCheck check(view);
  check.Units(kUnitsField, filter.units());
  check.Units(kDepartmentsField, filter.departments());
  check.Ids("lists", filter.lists());
  check.Ids("projects", filter.projects());
  check.Enums("categories", filter.categories(), v1::Category_IsValid);
  check.Enums("levels", filter.levels(), v1::Level_IsValid);
  check.Enums("colors", filter.colors(), v1::Color_IsValid);
  check.Enums("change_kinds", filter.change_kinds(), v1::ChangeKind_IsValid);
  return std::move(check).Result();
}

absl::Status CheckStreamFilter(const board::View& view, const v1::AlertFilter& filter) {
  FilterCheck check(view);
  check.Units(kUnitsField, filter.units());
  check.Units(kDepartmentsField, filter.departments());
  check.Ids("lists", filter.lists());
  check.Ids("projects", filter.projects());
  check.Names("leaders", filter.leaders());
  check.Enums("kinds", filter.kinds(), v1::AlertKind_IsValid);
  check.Enum("min_severity", filter.min_severity(), v1::Severity_IsValid(filter.min_severity()));
  return std::move(check).Result();
}

}  // namespace wuse::api
