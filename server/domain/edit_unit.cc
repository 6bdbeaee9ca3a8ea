#include "server/domain/edit_unit.h"

#include <map>

#include "common/limits.h"
#include "common/text.h"
#include "server/domain/decision_parts.h"

namespace wuse::domain {
namespace {

constexpr size_t kMaxNbsCode = 12;  // the statistical division code of a village
constexpr int kLastTile = 63;

void CheckNbsCode(const Field& field, std::string_view code, Problems& problems) {
  const bool digits = code.find_first_not_of("0123456789") == std::string_view::npos;
  if (digits && code.size() <= kMaxNbsCode) return;
  problems.Add(field, "NBS_CODE_MALFORMED", Cat("nbs_code ", InEnglish(code), " is not a code of up to 12 digits"),
               Cat("统计区划代码", InChinese(code), "应为不超过12位的数字"));
}

v1::Unit EditUnit(const v1::Unit& given, std::string_view base, Problems& problems) {
  v1::Unit unit = given;
  if (const auto id = CheckId({base, "id", "单位编号"}, given.id(), problems)) unit.set_id(*id);
  CheckText({base, "name", "单位名称"}, given.name(), {.max_characters = common::kMaxNameCharacters, .required = true},
            problems);
  unit.set_name(std::string(common::Trim(given.name())));
  CheckEnum({base, "group", "单位类别"}, given.group(), v1::UnitGroup_IsValid(given.group()), problems);
  CheckNbsCode({base, "nbs_code", "统计区划代码"}, given.nbs_code(), problems);
  if (given.has_tile()) {
    CheckRange({base, "tile.column", "图块列"}, given.tile().column(), 0, kLastTile, problems);
    CheckRange({base, "tile.row", "图块行"}, given.tile().row(), 0, kLastTile, problems);
  }
  CheckText({base, "note", "备注"}, given.note(), {.max_characters = common::kMaxTextCharacters, .multiline = true},
            problems);
  if (!given.delisted_on().empty()) CheckDate({base, "delisted_on", "停用日期"}, given.delisted_on(), problems);
  return unit;
}

void CheckDuplicates(const std::vector<v1::Unit>& units, Problems& problems) {
  std::map<std::string_view, size_t> first_by_id;
  for (size_t row = 0; row < units.size(); ++row) {
    if (units[row].id().empty()) continue;
    const auto [first, inserted] = first_by_id.emplace(units[row].id(), row);
    if (inserted) continue;
    const std::string base = RowBase("units", row);
    AddDuplicateRow({base, "id", "单位编号"}, units[row].id(), first->second, problems);
  }
}

void CheckNames(const Context& context, const std::vector<v1::Unit>& units, Problems& problems) {
  std::map<std::string_view, const v1::Unit*> by_id;
  std::map<std::string_view, const v1::Unit*> by_name;
  for (const v1::Unit& unit : units) by_id.emplace(unit.id(), &unit);
  for (size_t row = 0; row < units.size(); ++row) {
    const v1::Unit& unit = units[row];
    if (unit.name().empty()) continue;
    const v1::Unit* owner = by_name.emplace(unit.name(), &unit).first->second;
    if (owner->id() == unit.id()) {
      const v1::Unit* stored = context.register_.FindUnitByName(unit.name());
      // One that gives its name up in this request does not own it any more.
      if (stored != nullptr && !by_id.contains(stored->id())) owner = stored;
    }
    if (owner->id() == unit.id()) continue;
    const std::string base = RowBase("units", row);
    problems.Add({base, "name", "单位名称"}, "NAME_TAKEN",
                 Cat("name ", InEnglish(unit.name()), " belongs to unit ", InEnglish(owner->id())),
                 Cat("单位名称", InChinese(unit.name()), "已属于", InChinese(owner->id())),
                 absl::StatusCode::kAlreadyExists);
  }
}

void CheckRoom(const Context& context, const std::vector<v1::Unit>& units, Problems& problems) {
  const auto created = std::count_if(units.begin(), units.end(), [&](const v1::Unit& unit) {
    return context.register_.FindUnit(unit.id()) == nullptr;
  });
  if (created == 0) return;
  const auto stored = static_cast<int64_t>(context.register_.UnitIdsAndNames().size() / 2);
  if (stored + created <= common::kMaxUnits) return;
  const std::string most = std::to_string(common::kMaxUnits);
  problems.Add({"", "units", "单位"}, "TOO_MANY_UNITS", Cat("more than ", most, " units"),
               Cat("单位总数将超过", most, "个"), absl::StatusCode::kResourceExhausted);
}

}  // namespace

std::vector<v1::Unit> EditUnits(const Context& context, const v1::ApplyUnitsRequest& request, Problems& problems) {
  std::vector<v1::Unit> units;
  units.reserve(static_cast<size_t>(request.units_size()));
  for (const v1::Unit& given : request.units()) {
    units.push_back(EditUnit(given, RowBase("units", units.size()), problems));
  }
  CheckDuplicates(units, problems);
  CheckNames(context, units, problems);
  CheckRoom(context, units, problems);
  return units;
}

}  // namespace wuse::domain
