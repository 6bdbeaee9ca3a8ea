#include "client/cli/color_commands.h"

#include <memory>
#include <ostream>

#include "client/cli/cell.h"
#include "client/cli/color_table.h"
#include "client/cli/csv.h"
#include "client/cli/filter_options.h"
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

absl::StatusOr<Exit> ShowPolicy(Session& session, const std::string& name) {
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  v1::GetPolicyRequest request;
  request.set_name(name);
  const auto answer = (*connection)->GetPolicy(request);
  if (!answer.ok()) return answer.status();
  const v1::ColorPolicy& policy = answer->policy().policy();
  if (session.format == Format::kJson) {
    session.out() << JsonText(policy);
  } else if (session.format == Format::kCsv) {
    WriteCsv(session.out(), PolicyTable(policy));
  } else {
    WritePolicy(session.out(), policy);
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

// The file, where one is tried.
absl::StatusOr<std::unique_ptr<PolicyFile>> FileOf(Session& session, const TryOptions& options) {
  if (options.file.empty()) return nullptr;
  const auto bytes = ReadFile(session, options.file);
  if (!bytes.ok()) return bytes.status();
  const auto text = DecodeText(*bytes);
  if (!text.ok()) return text.status();
  auto file = PolicyFile::Read(*text);
  if (!file.ok()) return file.status();
  return std::make_unique<PolicyFile>(*std::move(file));
}

absl::StatusOr<Exit> Try(Session& session, const TryOptions& options) {
  if (options.preset.empty() == options.file.empty()) {
    return InvalidInput("要试用哪个办法：--preset 预置办法，或 -f 办法文件，给出其中一个");
  }
  v1::TryPolicyRequest request;
  if (!options.on.empty()) {
    std::string what;
    const auto on = ReadDate(options.on, what);
    if (!on) return InvalidInput("选项 --on 的值“" + options.on + "”" + what);
    request.set_on(*on);
  }
  const auto file = FileOf(session, options);
  if (!file.ok()) return file.status();
  if (*file) {
    *request.mutable_policy() = (*file)->policy();
  } else {
    request.set_preset(options.preset);
  }
  UnitNames units(session);
  const auto filter = ProjectFilterOf(options.filter, units);
  if (!filter.ok()) return filter.status();
  if (*filter) *request.mutable_filter() = **filter;
  request.set_include_unchanged(options.all);
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  const auto trial = WholeTrial(**connection, request);
  if (!trial.ok()) return *file ? (*file)->WithLines(trial.status()) : trial.status();
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
  CLI::App* color = app.add_subcommand("color", "五色办法: 什么样的项目是什么颜色；先试再定");
  color->require_subcommand(1);
  CLI::App* presets = color->add_subcommand("presets", "预置的办法: 默认的，和各地公布的");
  presets->footer("例: wuse color presets");
  presets->callback([&session, &action] { action = [&session] { return ListPresets(session); }; });

  CLI::App* show = color->add_subcommand("show", "一个办法的全部界限和出处");
  auto name = std::make_shared<std::string>();
  show->add_option("name", *name, "预置办法；默认是现行的办法")->type_name("办法");
  show->footer("例: wuse color show yinchuan-2025\n    wuse color show wuhan -o json > wuhan.json");
  show->callback([&session, &action, name] { action = [&session, name] { return ShowPolicy(session, *name); }; });
  AddTry(*color, session, action);
}

}  // namespace wuse::cli
