#include "client/cli/style_commands.h"

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "client/cli/cell.h"
#include "client/cli/figure_labels.h"
#include "client/cli/figure_options.h"
#include "client/cli/figure_text.h"
#include "client/cli/option_values.h"
#include "client/cli/problem.h"

namespace wuse::cli {
namespace {

struct SetStyleOptions {
  StyleOptions style;
  std::vector<std::string> path;
  std::string order;
  std::string unit;
  int amount_decimals = -1;
  bool reset = false;
};

Table HouseStyleTable(const v1::HouseStyle& style) {
  Table table{.columns = {{"口径"}, {"取值"}}, .rows = {}};
  const auto add = [&table](const char* name, std::string value) { table.rows.push_back({name, std::move(value)}); };
  std::string path;
  for (const std::string& percent : style.target_path()) path += (path.empty() ? "" : " ") + percent;
  add("百分比的小数位数", std::to_string(style.decimals()));
  add("序时进度", std::string(kTimeBases.Chinese(style.time_base())));
  if (!path.empty()) add("目标进度(各月末%)", path);
  add("与序时进度的差距", std::string(kDistanceRoundings.Chinese(style.distance_rounding())));
  add("开工率的分母", std::string(kStartBases.Chinese(style.start_base())));
  add("通报里单位的次序", std::string(kUnitOrders.Chinese(style.unit_order())));
  add("金额单位", AmountUnitText(style));
  add("金额的小数位数", std::to_string(style.amount_decimals()));
  return table;
}

void WriteStyle(Session& session, const google::protobuf::Message& message, const v1::HouseStyle& style) {
  const Table table = HouseStyleTable(style);
  if (!WriteForMachines(session, message, table)) WriteTable(session.out(), table, session.terminal().color);
}

absl::StatusOr<Exit> ShowStyle(Session& session) {
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  const auto style = (*connection)->GetHouseStyle();
  if (!style.ok()) return style.status();
  WriteStyle(session, *style, *style);
  return Exit::kOk;
}

absl::StatusOr<Exit> SetStyle(Session& session, const SetStyleOptions& options) {
  auto style = HouseStyleOf(options.style);
  if (!style.ok()) return style.status();
  if (!options.order.empty()) {
    const auto value = LabelOption("--order", options.order, kUnitOrders);
    if (!value.ok()) return value.status();
    style->set_unit_order(static_cast<v1::UnitOrder>(*value));
  }
  if (!options.unit.empty()) {
    const auto value = LabelOption("--amount-unit", options.unit, kAmountUnits);
    if (!value.ok()) return value.status();
    style->set_amount_unit(static_cast<v1::AmountUnit>(*value));
  }
  if (options.amount_decimals >= 0) style->set_amount_decimals(options.amount_decimals);
  for (const std::string& value : options.path) {
    for (const std::string& part : SplitList(value)) style->add_target_path(part);
  }
  if (style->ByteSizeLong() == 0 && !options.reset) return InvalidInput("没有要改的：给出要改的口径，或 --reset");
  v1::SetHouseStyleRequest request;
  *request.mutable_style() = *style;
  request.set_reset(options.reset);
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  const auto response = (*connection)->SetHouseStyle(std::move(request));
  if (!response.ok()) return response.status();
  WriteStyle(session, *response, response->style());
  if (session.format == Format::kTable) {
    if (response->sequence() == 0) {
      session.out() << "和原来一样，没有写入\n";
    } else {
      session.out() << "已写入（更新序号 " << response->sequence() << "）\n";
    }
  }
  return Exit::kOk;
}

}  // namespace

void AddStyleCommands(CLI::App& app, Session& session, Action& action) {
  CLI::App* style = app.add_subcommand("style", "口径: 本区的数字怎么算、怎么印");
  style->require_subcommand(1);
  CLI::App* show = style->add_subcommand("show", "现在的口径");
  show->footer("例: wuse style show");
  show->callback([&session, &action] { action = [&session] { return ShowStyle(session); }; });

  CLI::App* set = style->add_subcommand("set", "改口径；没有给的不变");
  auto options = std::make_shared<SetStyleOptions>();
  AddStyleOptions(*set, options->style, "口径（不给的不变）");
  AddListOption(*set, "--target-path", options->path, "百分数", "目标进度: 十二个月末占年度计划的百分数，用逗号");
  set->add_option("--order", options->order, "通报里单位的次序: " + ChoicesText(kUnitOrders))->type_name("次序");
  set->add_option("--amount-unit", options->unit, "金额单位: " + ChoicesText(kAmountUnits))->type_name("单位");
  set->add_option("--amount-decimals", options->amount_decimals, "金额的小数位数，0 到 4")
      ->type_name("位数")
      ->check(CLI::Range(0, 4).description(""));
  set->add_flag("--reset", options->reset, "没有给的回到默认");
  set->footer(
      "已经发布的通报不变。\n\n"
      "例: wuse style set --decimals 1 --base months\n"
      "    wuse style set --base 目标进度 --target-path 5,10,20,30,40,50,60,68,76,84,92,100\n"
      "    wuse style set --reset");
  set->callback([&session, &action, options] { action = [&session, options] { return SetStyle(session, *options); }; });
}

}  // namespace wuse::cli
