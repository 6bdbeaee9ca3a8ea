#include "client/cli/reference_commands.h"

#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include "client/cli/cell.h"
#include "client/cli/figure_labels.h"
#include "client/cli/figure_text.h"
#include "client/cli/filter_options.h"
#include "client/cli/option_values.h"
#include "client/cli/problem.h"

namespace wuse::cli {
namespace {

constexpr int64_t kLargestReferenceNumber = 1'000'000'000'000'000;
constexpr int64_t kLargestRank = 100'000;

struct ReferenceOptions {
  FilterOptions filter;
  std::string metric;
  std::string period;
  std::string value;
  std::string source;
  std::string note;
  std::optional<int64_t> numerator;
  std::optional<int64_t> denominator;
  std::string rank;
  std::string ranked_by;
};

// 3 or 3/9
absl::Status ReadRank(const std::string& text, v1::ReferenceFigure& figure) {
  if (text.empty()) return absl::OkStatus();
  const size_t slash = text.find('/');
  const std::string_view view = text;
  std::string what;
  const auto rank = ReadNumber(view.substr(0, slash), 1, kLargestRank, what);
  const auto of = slash == std::string::npos ? std::optional<int64_t>(0)
                                             : ReadNumber(view.substr(slash + 1), 1, kLargestRank, what);
  if (!rank || !of) return InvalidInput("选项 --rank 的值“" + text + "”不是名次；应写成 3/9 这样: 9 个里第 3");
  figure.set_rank(static_cast<int32_t>(*rank));
  figure.set_rank_of(static_cast<int32_t>(*of));
  return absl::OkStatus();
}

absl::StatusOr<v1::ReferenceFigure> FigureOf(const ReferenceOptions& options, UnitNames& units) {
  v1::ReferenceFigure figure;
  const auto metric = LabelOption("--metric", options.metric, kMetrics);
  if (!metric.ok()) return metric.status();
  figure.set_metric(static_cast<v1::Metric>(*metric));
  figure.set_period(options.period);
  const auto filter = ProjectFilterOf(options.filter, units);
  if (!filter.ok()) return filter.status();
  if (*filter) *figure.mutable_filter() = **filter;
  figure.set_value(options.value);
  figure.set_source(options.source);
  figure.set_note(options.note);
  if (options.numerator) figure.set_numerator(*options.numerator);
  if (options.denominator) figure.set_denominator(*options.denominator);
  if (const absl::Status status = ReadRank(options.rank, figure); !status.ok()) return status;
  figure.set_ranked_by(options.ranked_by);
  return figure;
}

absl::StatusOr<Exit> SendReference(Session& session, const ReferenceOptions& options, bool remove) {
  UnitNames units(session);
  auto figure = FigureOf(options, units);
  if (!figure.ok()) return figure.status();
  v1::SetReferenceFigureRequest request;
  *request.mutable_figure() = *std::move(figure);
  request.set_remove(remove);
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  const auto response = (*connection)->SetReferenceFigure(std::move(request));
  if (!response.ok()) return response.status();
  if (session.format == Format::kJson) {
    session.out() << JsonText(*response);
    return Exit::kOk;
  }
  session.out() << (remove                      ? "已删去"
                    : response->sequence() == 0 ? "和原来一样，没有写入"
                                                : "已录入")
                << "：" << ReferenceText(response->figure());
  if (response->sequence() != 0) session.out() << "（更新序号 " << response->sequence() << "）";
  session.out() << "\n";
  if (!remove && response->figure().contradicts()) session.out() << ContradictionText(response->figure()) << "\n";
  return Exit::kOk;
}

// What a figure is about, beside its metric and period.
std::string ScopeText(const v1::ProjectFilter& filter, UnitNames& units) {
  std::string text;
  const auto add = [&text](std::string_view part) { text += (text.empty() ? "" : "，") + std::string(part); };
  for (const std::string& unit : filter.units()) add(units.NameOf(unit));
  for (const std::string& department : filter.departments()) add(units.NameOf(department));
  for (const std::string& list : filter.lists()) add(list);
  for (const int kind : filter.kinds()) add(kKinds.Chinese(kind));
  for (const int level : filter.levels()) add(kLevels.Chinese(level));
  for (const int category : filter.categories()) add(kCategories.Chinese(category));
  for (const std::string& milestone : filter.reached_milestones()) add("已" + MilestoneChinese(milestone));
  for (const int color : filter.colors()) add(kColors.Chinese(color));
  for (const std::string& tag : filter.tags()) add(tag);
  for (const std::string& team : filter.teams()) add(team);
  for (const std::string& parent : filter.parents()) add(parent);
  return text.empty() ? "主清单" : text;
}

Table ReferenceTable(const v1::ListReferenceFiguresResponse& response, UnitNames& units, bool for_people) {
  Table table{.columns = {{"时段"},
                          {"指标"},
                          {"范围", Align::kLeft, 12},
                          {"数值", Align::kRight},
                          {"按算", Align::kRight},
                          {"名次"},
                          {"来源", Align::kLeft, 16}},
              .rows = {}};
  if (!for_people) table.columns.insert(table.columns.end(), {{"备注"}, {"录入人"}, {"录入日期"}});
  for (const v1::ReferenceFigure& figure : response.figures()) {
    std::string rank;
    if (figure.rank() > 0) {
      rank = std::to_string(figure.rank());
      if (figure.rank_of() > 0) rank += "/" + std::to_string(figure.rank_of());
      if (!figure.ranked_by().empty()) rank += " " + (for_people ? Shorten(figure.ranked_by(), 6) : figure.ranked_by());
    }
    const std::string arithmetic =
        figure.arithmetic().empty() ? "" : PrintedFigureText(figure.metric(), figure.arithmetic());
    table.rows.push_back({figure.period(), kMetrics.Chinese(figure.metric()), ScopeText(figure.filter(), units),
                          PrintedFigureText(figure.metric(), figure.value()),
                          figure.contradicts() ? "≠" + arithmetic : arithmetic, rank, figure.source()});
    if (for_people) continue;
    table.rows.back().insert(table.rows.back().end(), {figure.note(), figure.entered_by(), figure.entered_on()});
  }
  return table;
}

absl::StatusOr<Exit> ListReferences(Session& session, const std::string& period) {
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  v1::ListReferenceFiguresRequest request;
  request.set_period(period);
  const auto response = (*connection)->ListReferenceFigures(request);
  if (!response.ok()) return response.status();
  UnitNames units(session);
  if (WriteForMachines(session, *response, ReferenceTable(*response, units, false))) return Exit::kOk;
  WriteTable(session.out(), ReferenceTable(*response, units, true), session.terminal().color);
  session.out() << "共 " << response->figures_size() << " 个参考数；≠ 的与自己的分子分母不符\n";
  return Exit::kOk;
}

void AddReferenceKey(CLI::App& command, ReferenceOptions& options) {
  command.add_option("--metric", options.metric, "指标: " + ChoicesText(kMetrics))->required()->type_name("指标");
  command.add_option("--period", options.period, "是哪个时段的，例如 2020-04")->required()->type_name("时段");
  AddFilterOptions(command, options.filter);
}

void AddReferenceSet(CLI::App& reference, Session& session, Action& action) {
  CLI::App* set = reference.add_subcommand("set", "录入或改一个参考数: 登记里算不出的，或印出来要核对的");
  auto options = std::make_shared<ReferenceOptions>();
  AddReferenceKey(*set, *options);
  set->add_option("--value", options->value, "印出来的数: 百分比、百分点，完成投资为万元")->required()->type_name("数");
  set->add_option("--source", options->source, "来源，例如文件的文号")->required()->type_name("文字");
  set->add_option("--numerator", options->numerator, "原文说的分子: 个数，或元")
      ->type_name("数")
      ->check(CLI::Range(int64_t{0}, kLargestReferenceNumber).description(""));
  set->add_option("--denominator", options->denominator, "原文说的分母")
      ->type_name("数")
      ->check(CLI::Range(int64_t{0}, kLargestReferenceNumber).description(""));
  set->add_option("--rank", options->rank, "名次，例如 3/9: 9 个里第 3")->type_name("名次");
  set->add_option("--ranked-by", options->ranked_by, "谁排的名次，例如 金华市")->type_name("文字");
  set->add_option("--note", options->note, "备注")->type_name("文字");
  set->footer(
      "原样保存，总和来源一起显示。给了分子分母而和数值不符的，照样录入，旁边写出算出来的数。\n\n"
      "例: wuse reference set --metric 年度计划完成率 --period 2020-04 --value 12.44 --source \"2020 年 4 月通报\"\n"
      "    wuse reference set --metric 开工率 --period 2021-04 --value 62.7 --numerator 69 --denominator 110 \\\n"
      "      --rank 3/9 --ranked-by 金华市 --source \"市重点办通报\"");
  set->callback([&session, &action, options] {
    action = [&session, options] { return SendReference(session, *options, false); };
  });
}

}  // namespace

void AddReferenceCommands(CLI::App& app, Session& session, Action& action) {
  CLI::App* reference = app.add_subcommand("reference", "参考数: 去年的数、全市的名次等，带来源");
  reference->require_subcommand(1);
  AddReferenceSet(*reference, session, action);

  CLI::App* list = reference->add_subcommand("list", "列出参考数，新的时段在前");
  auto period = std::make_shared<std::string>();
  list->add_option("--period", *period, "只要这个时段的，例如 2020-04")->type_name("时段");
  list->footer("例: wuse reference list -o csv");
  list->callback(
      [&session, &action, period] { action = [&session, period] { return ListReferences(session, *period); }; });

  CLI::App* remove = reference->add_subcommand("remove", "删去一个参考数；指标、时段和筛选说明是哪个");
  auto options = std::make_shared<ReferenceOptions>();
  AddReferenceKey(*remove, *options);
  remove->footer("例: wuse reference remove --metric 年度计划完成率 --period 2020-04");
  remove->callback([&session, &action, options] {
    action = [&session, options] { return SendReference(session, *options, true); };
  });
}

}  // namespace wuse::cli
