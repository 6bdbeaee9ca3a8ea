#include "client/cli/color_commands.h"

#include <memory>
#include <optional>
#include <ostream>
#include <utility>

#include "client/cli/color_month_commands.h"
#include "client/cli/color_override_command.h"
#include "client/cli/color_policy_commands.h"
#include "client/cli/color_table.h"
#include "client/cli/filter_options.h"
#include "client/cli/option_values.h"
#include "client/cli/policy_file.h"
#include "client/cli/problem.h"
#include "common/limits.h"

namespace wuse::cli {
namespace {

absl::StatusOr<Exit> ListPresets(Session& session) {
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  const auto response = (*connection)->ListPresets();
  if (!response.ok()) return response.status();
  if (session.format == Format::kJson) {
    session.out() << JsonText(*response);
  } else if (session.format == Format::kCsv) {
    WriteCsv(session.out(), PresetTable(response->presets()));
  } else {
    WriteTable(session.out(), PresetTable(response->presets()), session.terminal().color);
  }
  return Exit::kOk;
}

struct TryOptions {
  std::string preset;
  std::string file;
  std::string on;
  bool all = false;
  FilterOptions filter;
};

absl::StatusOr<v1::TryPolicyResponse> WholeTrial(client::Connection& connection, v1::TryPolicyRequest request) {
  request.set_page_size(common::kMaxPageSize);
  absl::StatusOr<v1::TryPolicyResponse> all = connection.TryPolicy(request);
  while (all.ok() && !all->next_page_token().empty()) {
    request.set_page_token(all->next_page_token());
    auto page = connection.TryPolicy(request);
    if (!page.ok()) return page.status();
    for (v1::TriedProject& project : *page->mutable_projects()) *all->add_projects() = std::move(project);
    for (v1::TriedUnit& unit : *page->mutable_units()) *all->add_units() = std::move(unit);
    all->set_next_page_token(page->next_page_token());
  }
  return all;
}

absl::StatusOr<Exit> Try(Session& session, const TryOptions& options) {
  if (options.preset.empty() == options.file.empty()) {
    return InvalidInput("要试用哪个办法：--preset 预置办法，或 -f 办法文件，给出其中一个");
  }
  v1::TryPolicyRequest request;
  const auto on = DateOption("--on", options.on);
  if (!on.ok()) return on.status();
  request.set_on(*on);
  std::optional<PolicyFile> file;
  if (options.file.empty()) {
    request.set_preset(options.preset);
  } else {
    auto read = ReadPolicyFile(session, options.file);
    if (!read.ok()) return read.status();
    file = *std::move(read);
    *request.mutable_policy() = file->policy();
  }
  UnitNames units(session);
  const auto filter = ProjectFilterOf(options.filter, units);
  if (!filter.ok()) return filter.status();
  if (*filter) *request.mutable_filter() = **filter;
  request.set_include_unchanged(options.all);
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  const auto trial = WholeTrial(**connection, request);
  if (!trial.ok()) return file ? file->WithLines(trial.status()) : trial.status();
  if (session.format == Format::kJson) {
    session.out() << JsonText(*trial);
  } else if (session.format == Format::kCsv) {
    WriteCsv(session.out(), TrialTable(*trial, units));
  } else {
    WriteTrial(session.out(), *trial, units, session.terminal().color);
  }
  return Exit::kOk;
}

void AddTry(CLI::App& color, Session& session, Action& action) {
  CLI::App* command = color.add_subcommand("try", "试用一个办法: 哪些项目会变色、为什么；什么都不改");
  auto options = std::make_shared<TryOptions>();
  command->add_option("--preset", options->preset, "预置办法，见 wuse color presets")->type_name("办法");
  command
      ->add_option("-f,--file", options->file,
                   "办法文件: JSON（可带 // 和 /* */ 注释）或 protobuf 文本格式；- 表示标准输入")
      ->type_name("文件");
  command->add_option("--on", options->on, "看哪一天的情况，例如 2021-04-30；默认今天")->type_name("日期");
  command->add_flag("--all", options->all, "颜色不变的项目也列出");
  AddFilterOptions(*command, options->filter);
  command->footer(
      "预备项目和那天不在列入期内的项目不算。--color 指那天现行办法的颜色。\n"
      "办法文件可以从预置办法改起: wuse color show yinchuan-2025 -o json > my.json；每个评价方面的每个值要恰好\n"
      "落在一档里: from（含）、above（不含）到 upTo（含）、below（不含），不写就是没有界限。\n\n"
      "例: wuse color try --preset yinchuan-2025\n"
      "    wuse color try -f my.json --unit 多湖街道 --on 2021-04-30");
  command->callback([&session, &action, options] { action = [&session, options] { return Try(session, *options); }; });
}

}  // namespace

void AddColorCommands(CLI::App& app, Session& session, Action& action) {
  CLI::App* color = app.add_subcommand("color", "五色: 评色办法（先试再定）、人工评定、按月调色");
  color->require_subcommand(1);
  CLI::App* presets = color->add_subcommand("presets", "预置的办法: 默认的，和各地公布的");
  presets->footer("例: wuse color presets");
  presets->callback([&session, &action] { action = [&session] { return ListPresets(session); }; });

  AddTry(*color, session, action);
  AddColorPolicyCommands(*color, session, action);
  AddColorOverrideCommand(*color, session, action);
  AddColorMonthCommands(*color, session, action);
}

}  // namespace wuse::cli
