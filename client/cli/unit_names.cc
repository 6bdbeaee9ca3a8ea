#include "client/cli/unit_names.h"

#include "client/cli/problem.h"
#include "common/text.h"

namespace wuse::cli {

absl::Status UnitNames::Load() {
  if (loaded_) return status_;
  loaded_ = true;
  const auto connection = session_.Connect();
  if (!connection.ok()) return status_ = connection.status();
  const auto units = (*connection)->ListUnits({});
  if (!units.ok()) return status_ = units.status();
  for (const v1::Unit& unit : units->units()) name_by_id_[unit.id()] = unit.name();
  return status_;
}

absl::StatusOr<std::string> UnitNames::IdOf(std::string_view id_or_name) {
  std::string id = common::Lower(id_or_name);
  if (common::IsId(id)) return id;
  if (absl::Status status = Load(); !status.ok()) return status;
  std::vector<std::string> names;
  for (const auto& [known_id, name] : name_by_id_) {
    if (name == id_or_name) return known_id;
    names.push_back(name);
  }
  const auto nearest = common::Nearest(id_or_name, names);
  return InvalidInput("没有叫“" + common::Quoted(id_or_name) + "”的单位" +
                      (nearest ? "，是不是“" + *nearest + "”？" : "；单位见 wuse unit list"));
}

std::string UnitNames::NameOf(const std::string& id) {
  if (id.empty() || !Load().ok()) return id;
  const auto found = name_by_id_.find(id);
  return found == name_by_id_.end() ? id : found->second;
}

}  // namespace wuse::cli
