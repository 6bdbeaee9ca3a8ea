#include "server/api/filters.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "common/limits.h"
#include "common/text.h"
#include "fmt/format.h"
#include "server/api/errors.h"
#include "server/api/lookups.h"
#include "server/domain/ladder.h"

namespace wuse::api {
namespace {

using common::FieldViolation;
using common::Quoted;

// What a filter's field names, in both languages.
struct Noun {
  std::string_view field;
  std::string_view reason;
  std::string_view english;
  std::string_view chinese;
};
constexpr Noun kList{"filter.lists", "LIST_UNKNOWN", "list", "清单"};
constexpr Noun kTag{"filter.tags", "TAG_UNKNOWN", "tag", "标签"};
constexpr Noun kTeam{"filter.teams", "TEAM_UNKNOWN", "team", "专班"};
constexpr Noun kParent{"filter.parents", "PARENT_UNKNOWN", "project with parts", "所属项目"};
constexpr Noun kMilestone{"filter.reached_milestones", "MILESTONE_UNKNOWN", "milestone", "节点"};

FieldViolation Unknown(const Noun& noun, int index, std::string_view value, const std::vector<std::string>& known) {
  const auto nearest = common::Nearest(value, known);
  FieldViolation violation{
      .field = fmt::format("{}[{}]", noun.field, index),
      .reason = std::string(noun.reason),
      .description = fmt::format("there is no {} {}", noun.english, Quoted(value)),
      .chinese = fmt::format("没有{}“{}”", noun.chinese, Quoted(value)),
  };
  if (nearest) {
    violation.description += fmt::format("; the nearest is {}", *nearest);
    violation.chinese += fmt::format("，最接近的是“{}”", *nearest);
  }
  return violation;
}

// Walks the register once for the symbols of one kind; costs something only where a value has to be refused or a symbol
// is used by a late project only.
class Checker {
 public:
  Checker(const Parts& parts, const board::View& view) : parts_(parts), view_(view) {}

  void Units(const UnitField& field, const google::protobuf::RepeatedPtrField<std::string>& values) {
    std::vector<FieldViolation> unknown = UnknownUnits(view_, field, values);
    std::move(unknown.begin(), unknown.end(), std::back_inserter(violations_));
  }

  void Lists(const google::protobuf::RepeatedPtrField<std::string>& values) {
    const auto lists_of = [](const domain::ProjectRow& row, const auto& take) {
      for (const domain::Symbol list : row.lists()) take(list);
    };
    Symbols(kList, values, {parts_.main_list}, lists_of);
  }

  void Tags(const google::protobuf::RepeatedPtrField<std::string>& values) {
    Symbols(kTag, values, {}, [](const domain::ProjectRow& row, const auto& take) {
      for (const domain::Symbol tag : row.tags()) take(tag);
    });
  }

  void Teams(const google::protobuf::RepeatedPtrField<std::string>& values) {
    Symbols(kTeam, values, {}, [](const domain::ProjectRow& row, const auto& take) {
      if (row.team != 0) take(row.team);
    });
  }

  void Parents(const google::protobuf::RepeatedPtrField<std::string>& values) {
    Symbols(kParent, values, {}, [](const domain::ProjectRow& row, const auto& take) {
      if (row.parent != 0) take(row.parent);
    });
  }

  void Milestones(const Noun& noun, const google::protobuf::RepeatedPtrField<std::string>& values) {
    if (values.empty()) return;  // the default ladders cost more than the rest of a call
    const auto rungs_of = [](const domain::ProjectRow& row, const auto& take) {
      for (const domain::Rung& rung : row.rungs) take(rung.id);
    };
    Symbols(noun, values, DefaultMilestones(), rungs_of);
  }

  std::vector<FieldViolation> TakeViolations() { return std::move(violations_); }

 private:
  static std::vector<std::string> DefaultMilestones() {
    std::set<std::string> ids;
    for (int category = v1::Category_MIN; category <= v1::Category_MAX; ++category) {
      if (!v1::Category_IsValid(category) || category == v1::CATEGORY_UNSPECIFIED) continue;
      for (const v1::Milestone& rung : domain::DefaultLadder(static_cast<v1::Category>(category)))
        ids.insert(rung.id());
    }
    return {ids.begin(), ids.end()};
  }

  template <class SymbolsOf>
  bool Uses(domain::Symbol symbol, const SymbolsOf& symbols_of) const {
    bool used = false;
    for (size_t slot = 0; slot < view_.project_count() && !used; ++slot) {
      symbols_of(*view_.project(slot).row, [&](domain::Symbol has) { used = used || has == symbol; });
    }
    return used;
  }

  template <class SymbolsOf>
  std::vector<std::string> AllUsed(const SymbolsOf& symbols_of) const {
    std::set<domain::Symbol> used;
    for (size_t slot = 0; slot < view_.project_count(); ++slot) {
      symbols_of(*view_.project(slot).row, [&](domain::Symbol has) { used.insert(has); });
    }
    std::vector<std::string> texts;
    texts.reserve(used.size());
    for (const domain::Symbol symbol : used) texts.push_back(parts_.board.symbols().TextOf(symbol));
    return texts;
  }

  template <class SymbolsOf>
  void Symbols(const Noun& noun, const google::protobuf::RepeatedPtrField<std::string>& values,
               std::vector<std::string> always_known, const SymbolsOf& symbols_of) {
    for (int i = 0; i < values.size(); ++i) {
      if (std::find(always_known.begin(), always_known.end(), values[i]) != always_known.end()) continue;
      const domain::Symbol symbol = parts_.board.symbols().Find(values[i]);
      if (symbol != 0 && Uses(symbol, symbols_of)) continue;
      std::vector<std::string> known = AllUsed(symbols_of);
      known.insert(known.end(), always_known.begin(), always_known.end());
      violations_.push_back(Unknown(noun, i, values[i], known));
    }
  }

  const Parts& parts_;
  const board::View& view_;
  std::vector<FieldViolation> violations_;
};

template <class IsValid>
absl::Status CheckEnums(std::string_view field, const google::protobuf::RepeatedField<int>& values, IsValid is_valid) {
  WUSE_RETURN_IF_ERROR(FilterSizeField(field, values.size()));
  for (int i = 0; i < values.size(); ++i) {
    WUSE_RETURN_IF_ERROR(EnumField(fmt::format("{}[{}]", field, i), values[i], is_valid(values[i])));
  }
  return absl::OkStatus();
}

absl::Status CheckFilter(const Parts& parts, const board::View& view, const v1::ProjectFilter& filter) {
  WUSE_RETURN_IF_ERROR(FilterSizeField(kUnitsField.path, filter.units_size()));
  WUSE_RETURN_IF_ERROR(FilterSizeField(kDepartmentsField.path, filter.departments_size()));
  WUSE_RETURN_IF_ERROR(FilterSizeField(kList.field, filter.lists_size()));
  WUSE_RETURN_IF_ERROR(FilterSizeField(kTag.field, filter.tags_size()));
  WUSE_RETURN_IF_ERROR(FilterSizeField(kTeam.field, filter.teams_size()));
  WUSE_RETURN_IF_ERROR(FilterSizeField(kParent.field, filter.parents_size()));
  WUSE_RETURN_IF_ERROR(FilterSizeField(kMilestone.field, filter.reached_milestones_size()));
  WUSE_RETURN_IF_ERROR(CheckEnums("filter.kinds", filter.kinds(), v1::Kind_IsValid));
  WUSE_RETURN_IF_ERROR(CheckEnums("filter.levels", filter.levels(), v1::Level_IsValid));
  WUSE_RETURN_IF_ERROR(CheckEnums("filter.categories", filter.categories(), v1::Category_IsValid));
  WUSE_RETURN_IF_ERROR(CheckEnums("filter.colors", filter.colors(), v1::Color_IsValid));
  Checker checker(parts, view);
  checker.Units(kUnitsField, filter.units());
  checker.Units(kDepartmentsField, filter.departments());
  checker.Lists(filter.lists());
  checker.Tags(filter.tags());
  checker.Teams(filter.teams());
  checker.Parents(filter.parents());
  checker.Milestones(kMilestone, filter.reached_milestones());
  std::vector<FieldViolation> violations = checker.TakeViolations();
  return violations.empty() ? absl::OkStatus() : common::InvalidFields(std::move(violations));
}

}  // namespace

std::vector<FieldViolation> UnknownUnits(const board::View& view, const UnitField& field,
                                         const google::protobuf::RepeatedPtrField<std::string>& values) {
  const Noun noun{field.path, "UNIT_UNKNOWN", "unit", field.chinese};
  std::vector<FieldViolation> violations;
  std::vector<std::string> known;
  for (int i = 0; i < values.size(); ++i) {
    if (view.FindUnit(values[i])) continue;
    if (known.empty()) {
      for (const v1::Unit& unit : view.units()) known.push_back(unit.id());
    }
    violations.push_back(Unknown(noun, i, values[i], known));
  }
  return violations;
}

absl::StatusOr<domain::RowFilter> CompiledFilter(const Parts& parts, const board::View& view,
                                                 const v1::ProjectFilter* filter) {
  v1::ProjectFilter main_list;
  if (!filter) main_list.add_lists(parts.main_list);
  const v1::ProjectFilter& meant = filter ? *filter : main_list;
  WUSE_RETURN_IF_ERROR(CheckFilter(parts, view, meant));
  return domain::CompileFilter(meant, [&](std::string_view text) { return parts.board.symbols().Find(text); });
}

absl::Status MilestonesField(const Parts& parts, const board::View& view, std::string_view field,
                             const google::protobuf::RepeatedPtrField<std::string>& values) {
  if (values.size() > common::kMaxMilestones) {
    return InvalidField(
        {.field = std::string(field),
         .reason = "TOO_MANY_VALUES",
         .description = fmt::format("{} milestones, at most {} are accepted", values.size(), common::kMaxMilestones),
         .chinese = fmt::format("有 {} 个节点，最多 {} 个", values.size(), common::kMaxMilestones)});
  }
  Checker checker(parts, view);
  checker.Milestones({field, kMilestone.reason, kMilestone.english, kMilestone.chinese}, values);
  std::vector<FieldViolation> violations = checker.TakeViolations();
  return violations.empty() ? absl::OkStatus() : common::InvalidFields(std::move(violations));
}

bool Matches(const domain::RowFilter& filter, const domain::ProjectRow& row, common::Date today) {
  return domain::MatchesColor(filter, row.color) && domain::MatchesApartFromColor(filter, row, today);
}

}  // namespace wuse::api
