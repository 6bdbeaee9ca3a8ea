#include "client/cli/list_commands.h"

#include <memory>
#include <ostream>
#include <string>

#include "client/cli/figure_labels.h"
#include "client/cli/figure_options.h"
#include "client/cli/figure_push.h"
#include "client/cli/figure_text.h"
#include "common/money.h"

namespace wuse::cli {
namespace {

constexpr int kListBarWidth = 8;

struct ShowListOptions {
  std::string period;
  int decimals = -1;
};

std::string TargetText(const v1::ProjectList& list) {
  const v1::ListTarget& target = list.target();
  if (!list.has_target()) return "";
  if (target.measure() == v1::TARGET_INVESTED) return "完成投资 " + common::FormatWan({target.value()}) + "万元";
  const std::string what = target.measure() == v1::TARGET_MILESTONE
                               ? MilestoneChinese(target.milestone())
                               : std::string(kTargetMeasures.Chinese(target.measure()));
  return what + " " + std::to_string(target.value());
}

Table ListCsvTable(const v1::ListListsResponse& response) {
  Table table{.columns = {{"清单编号"}, {"清单名称"}, {"时期"}, {"目标口径"}, {"目标值"}, {"目标节点"}, {"备注"}},
              .rows = {}};
  for (const v1::ListedList& listed : response.lists()) {
    const v1::ProjectList& list = listed.list();
    const v1::ListTarget& target = list.target();
    std::string value;
    if (list.has_target()) {
      value = target.measure() == v1::TARGET_INVESTED ? common::FormatWan({target.value()})
                                                      : std::to_string(target.value());
    }
    table.rows.push_back({list.id(), list.name(), list.period(), kTargetMeasures.Chinese(target.measure()), value,
                          MilestoneChinese(target.milestone()), list.note()});
  }
  return table;
}

Table ListShownTable(const v1::ListListsResponse& response) {
  Table table{.columns = {{"清单编号", Align::kLeft, 16},
                          {"清单名称", Align::kLeft, 16},
                          {"时期"},
                          {"项目", Align::kRight},
                          {"开工", Align::kRight},
                          {"目标", Align::kLeft, 20},
                          {""},
                          {"完成", Align::kRight}},
              .rows = {}};
  for (const v1::ListedList& listed : response.lists()) {
    const v1::ProjectList& list = listed.list();
    const bool has = listed.has_completion();
    table.rows.push_back({list.id(), list.name() + (list.id() == response.main_list() ? "（主清单）" : ""),
                          list.period(), std::to_string(listed.project_count()), std::to_string(listed.started_count()),
                          TargetText(list), has ? PercentBar(listed.completion().percent(), kListBarWidth) : "",
                          has ? RateText(listed.completion()) : ""});
  }
  return table;
}

absl::StatusOr<Exit> ShowLists(Session& session, const ShowListOptions& options) {
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  v1::ListListsRequest request;
  request.set_period(options.period);
  if (options.decimals >= 0) request.mutable_style()->set_decimals(options.decimals);
  const auto response = (*connection)->ListLists(request);
  if (!response.ok()) return response.status();
  if (WriteForMachines(session, *response, ListCsvTable(*response))) return Exit::kOk;
  session.out() << "清单  截至 " << response->as_of() << "\n";
  WriteTable(session.out(), ListShownTable(*response), session.terminal().color);
  return Exit::kOk;
}

}  // namespace

void AddListCommands(CLI::App& app, Session& session, Action& action) {
  CLI::App* list = app.add_subcommand("list", "清单: 名称、目标和完成情况");
  list->require_subcommand(1);

  CLI::App* apply = list->add_subcommand("apply", "从 CSV 给清单起名、定目标；文件里没有的清单不动");
  auto options = std::make_shared<FileOptions>();
  AddFileOptions(*apply, *options, "CSV 文件，UTF-8 或 GB18030");
  apply->footer("列（名称任选其一，次序不限；一行是一个清单的全部，空格子就是没有）:\n" + ColumnHelp(ListColumns()) +
                "\n例:\n  清单编号,清单名称,时期,目标口径,目标值,目标节点,备注\n"
                "  contest-2021,百日攻坚,2021,完成投资,200000,,\n\n"
                "  wuse list apply lists.csv --yes\n");
  apply->callback([&session, &action, options] {
    action = [&session, options]() -> absl::StatusOr<Exit> {
      return PushFigures<v1::ProjectList, v1::ApplyListsRequest, v1::ApplyListsResponse>(
          session, *options, ListColumns(), ReadListCsv,
          [](v1::ApplyListsRequest& request) { return request.mutable_lists(); }, &client::Connection::ApplyLists);
    };
  });

  CLI::App* show = list->add_subcommand("show", "列出全部清单: 项目数、开工数、目标完成了多少");
  auto show_options = std::make_shared<ShowListOptions>();
  AddPeriodOption(*show, show_options->period);
  show->add_option("--decimals", show_options->decimals, "百分比的小数位数，0 到 2")
      ->type_name("位数")
      ->check(CLI::Range(0, 2).description(""));
  show->footer("-o csv 的列和 wuse list apply 的相同，改好可以再读入。\n\n例: wuse list show --period 2021-04");
  show->callback([&session, &action, show_options] {
    action = [&session, show_options] { return ShowLists(session, *show_options); };
  });
}

}  // namespace wuse::cli
