#include "client/cli/figure_options.h"

#include "client/cli/figure_labels.h"
#include "client/cli/option_values.h"

namespace wuse::cli {

void AddStyleOptions(CLI::App& command, StyleOptions& options, const std::string& heading) {
  command.add_option("--decimals", options.decimals, "百分比和百分点的小数位数，0 到 2")
      ->type_name("位数")
      ->check(CLI::Range(0, 2).description(""))
      ->group(heading);
  const auto add = [&](const std::string& name, std::string& value, const std::string& what, const Labels& labels) {
    command.add_option(name, value, what + ": " + ChoicesText(labels))->type_name("口径")->group(heading);
  };
  add("--base", options.base, "序时进度怎么算", kTimeBases);
  add("--rounding", options.rounding, "与序时进度的差距", kDistanceRoundings);
  add("--start-base", options.start_base, "开工率的分母", kStartBases);
}

absl::StatusOr<v1::HouseStyle> HouseStyleOf(const StyleOptions& options) {
  v1::HouseStyle style;
  if (options.decimals >= 0) style.set_decimals(options.decimals);
  if (!options.base.empty()) {
    const auto value = LabelOption("--base", options.base, kTimeBases);
    if (!value.ok()) return value.status();
    style.set_time_base(static_cast<v1::TimeBase>(*value));
  }
  if (!options.rounding.empty()) {
    const auto value = LabelOption("--rounding", options.rounding, kDistanceRoundings);
    if (!value.ok()) return value.status();
    style.set_distance_rounding(static_cast<v1::DistanceRounding>(*value));
  }
  if (!options.start_base.empty()) {
    const auto value = LabelOption("--start-base", options.start_base, kStartBases);
    if (!value.ok()) return value.status();
    style.set_start_base(static_cast<v1::StartBase>(*value));
  }
  return style;
}

void AddPeriodOption(CLI::App& command, std::string& period) {
  command.add_option("--period", period, "时段: 2021-05-08、2021-W18、2021-04、2021-Q1 或 2021；默认今天")
      ->type_name("时段");
}

}  // namespace wuse::cli
