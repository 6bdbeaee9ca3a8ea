#include "client/cli/filter_options.h"

#include "client/cli/alert_labels.h"
#include "client/cli/cell.h"
#include "client/cli/labels.h"
#include "client/cli/option_values.h"
#include "common/status.h"
#include "common/text.h"

namespace wuse::cli {
namespace {

using Texts = google::protobuf::RepeatedPtrField<std::string>;

// All parts of an option's values.
std::vector<std::string> Parts(const std::vector<std::string>& values) {
  std::vector<std::string> parts;
  for (const std::string& value : values) {
    for (std::string& part : SplitList(value)) parts.push_back(std::move(part));
  }
  return parts;
}

void AddLowered(const std::vector<std::string>& values, Texts& texts) {
  for (const std::string& part : Parts(values)) *texts.Add() = common::Lower(part);
}

absl::Status AddUnits(const std::vector<std::string>& values, UnitNames& units, Texts& texts) {
  for (const std::string& part : Parts(values)) {
    absl::StatusOr<std::string> id = units.IdOf(part);
    if (!id.ok()) return id.status();
    *texts.Add() = *std::move(id);
  }
  return absl::OkStatus();
}

// `add` takes the enum's number.
template <class Add>
absl::Status AddLabels(std::string_view option, const std::vector<std::string>& values, const Labels& labels,
                       const Add& add) {
  for (const std::string& part : Parts(values)) {
    const absl::StatusOr<int> value = LabelOption(option, part, labels);
    if (!value.ok()) return value.status();
    add(*value);
  }
  return absl::OkStatus();
}

std::string ChoicesHelp(std::string_view what, const Labels& labels) {
  std::string help = std::string(what) + ": ";
  for (const Label& label : labels.all()) {
    if (label.value != labels.all().front().value) help += "，";
    help += std::string(label.name) + " " + std::string(label.chinese);
  }
  return help;
}

}  // namespace

CLI::Option* AddListOption(CLI::App& command, const std::string& name, std::vector<std::string>& values,
                           const std::string& type, const std::string& help) {
  return command.add_option(name, values, help)->type_name(type)->allow_extra_args(false);
}

void AddFilterOptions(CLI::App& command, FilterOptions& options) {
  const auto add = [&command](const std::string& name, std::vector<std::string>& values, const std::string& help) {
    AddListOption(command, name, values, "值", help)
        ->group("筛选（都不给: 主清单的项目；同一选项内满足其一，不同选项都要满足）");
  };
  add("--unit", options.units, "责任单位，编号或名称");
  add("--department", options.departments, "牵头部门，编号或名称");
  add("--list", options.lists, "清单编号，例如 district-key");
  add("--kind", options.kinds, ChoicesHelp("建设性质", kKinds));
  add("--level", options.levels, ChoicesHelp("项目级别", kLevels));
  add("--category", options.categories, ChoicesHelp("项目类别", kCategories));
  add("--reached", options.reached, "已完成的节点（全部都要完成），例如 roof-topped 或 结顶");
  add("--color", options.colors, ChoicesHelp("颜色", kColors));
  add("--tag", options.tags, "标签，例如 制造业");
  add("--team", options.teams, "专班，名称");
  add("--parent", options.parents, "所属项目，上级项目的编号");
}

void AddWatchFilterOptions(CLI::App& command, FilterOptions& options) {
  const auto add = [&command](const std::string& name, std::vector<std::string>& values, const std::string& help) {
    AddListOption(command, name, values, "值", help)->group("筛选（变化之前或之后符合的都推送）");
  };
  add("--unit", options.units, "责任单位，编号或名称");
  add("--department", options.departments, "牵头部门，编号或名称");
  add("--list", options.lists, "清单编号，例如 district-key");
  add("--project", options.projects, "项目编号");
  add("--level", options.levels, ChoicesHelp("项目级别", kLevels));
  add("--category", options.categories, ChoicesHelp("项目类别", kCategories));
  add("--color", options.colors, ChoicesHelp("颜色", kColors));
  add("--change-kinds", options.change_kinds, ChoicesHelp("变更种类", kChangeKinds));
}

void AddAlertFilterOptions(CLI::App& command, FilterOptions& options) {
  constexpr const char* kGroup = "筛选（同一选项内满足其一，不同选项都要满足）";
  const auto add = [&](const std::string& name, std::vector<std::string>& values, const std::string& help) {
    AddListOption(command, name, values, "值", help)->group(kGroup);
  };
  add("--unit", options.units, "责任单位，编号或名称");
  add("--department", options.departments, "牵头部门，编号或名称");
  add("--list", options.lists, "清单编号，例如 district-key");
  add("--project", options.projects, "项目编号");
  add("--leader", options.leaders, "责任领导，姓名");
  add("--kind", options.alert_kinds, ChoicesHelp("预警种类", kAlertKinds));
  command.add_option("--severity", options.severity, ChoicesHelp("至少这个级别", kSeverities))
      ->type_name("级别")
      ->group(kGroup);
  command.add_flag("--pending", options.pending, "也要还在观察期里、没有发出的")->group(kGroup);
}

absl::StatusOr<std::optional<v1::ProjectFilter>> ProjectFilterOf(const FilterOptions& options, UnitNames& units) {
  v1::ProjectFilter filter;
  WUSE_RETURN_IF_ERROR(AddUnits(options.units, units, *filter.mutable_units()));
  WUSE_RETURN_IF_ERROR(AddUnits(options.departments, units, *filter.mutable_departments()));
  AddLowered(options.lists, *filter.mutable_lists());
  WUSE_RETURN_IF_ERROR(
      AddLabels("--kind", options.kinds, kKinds, [&](int value) { filter.add_kinds(static_cast<v1::Kind>(value)); }));
  WUSE_RETURN_IF_ERROR(AddLabels("--level", options.levels, kLevels,
                                 [&](int value) { filter.add_levels(static_cast<v1::Level>(value)); }));
  WUSE_RETURN_IF_ERROR(AddLabels("--category", options.categories, kCategories,
                                 [&](int value) { filter.add_categories(static_cast<v1::Category>(value)); }));
  for (const std::string& part : Parts(options.reached)) filter.add_reached_milestones(MilestoneId(part));
  WUSE_RETURN_IF_ERROR(AddLabels("--color", options.colors, kColors,
                                 [&](int value) { filter.add_colors(static_cast<v1::Color>(value)); }));
  for (const std::string& part : Parts(options.tags)) filter.add_tags(part);
  for (const std::string& part : Parts(options.teams)) filter.add_teams(part);
  AddLowered(options.parents, *filter.mutable_parents());
  if (filter.ByteSizeLong() == 0) return std::nullopt;
  return filter;
}

absl::StatusOr<v1::WatchFilter> WatchFilterOf(const FilterOptions& options, UnitNames& units) {
  v1::WatchFilter filter;
  WUSE_RETURN_IF_ERROR(AddUnits(options.units, units, *filter.mutable_units()));
  WUSE_RETURN_IF_ERROR(AddUnits(options.departments, units, *filter.mutable_departments()));
  AddLowered(options.lists, *filter.mutable_lists());
  AddLowered(options.projects, *filter.mutable_projects());
  WUSE_RETURN_IF_ERROR(AddLabels("--level", options.levels, kLevels,
                                 [&](int value) { filter.add_levels(static_cast<v1::Level>(value)); }));
  WUSE_RETURN_IF_ERROR(AddLabels("--category", options.categories, kCategories,
                                 [&](int value) { filter.add_categories(static_cast<v1::Category>(value)); }));
  WUSE_RETURN_IF_ERROR(AddLabels("--color", options.colors, kColors,
                                 [&](int value) { filter.add_colors(static_cast<v1::Color>(value)); }));
  WUSE_RETURN_IF_ERROR(AddLabels("--change-kinds", options.change_kinds, kChangeKinds,
                                 [&](int value) { filter.add_change_kinds(static_cast<v1::ChangeKind>(value)); }));
  return filter;
}

absl::StatusOr<v1::AlertFilter> AlertFilterOf(const FilterOptions& options, UnitNames& units) {
  v1::AlertFilter filter;
  WUSE_RETURN_IF_ERROR(AddUnits(options.units, units, *filter.mutable_units()));
  WUSE_RETURN_IF_ERROR(AddUnits(options.departments, units, *filter.mutable_departments()));
  AddLowered(options.lists, *filter.mutable_lists());
  AddLowered(options.projects, *filter.mutable_projects());
  for (const std::string& part : Parts(options.leaders)) filter.add_leaders(part);
  WUSE_RETURN_IF_ERROR(AddLabels("--kind", options.alert_kinds, kAlertKinds,
                                 [&](int value) { filter.add_kinds(static_cast<v1::AlertKind>(value)); }));
  if (!options.severity.empty()) {
    WUSE_RETURN_IF_ERROR(AddLabels("--severity", {options.severity}, kSeverities,
                                   [&](int value) { filter.set_min_severity(static_cast<v1::Severity>(value)); }));
  }
  filter.set_include_pending(options.pending);
  return filter;
}

}  // namespace wuse::cli
