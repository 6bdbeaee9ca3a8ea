#include "client/cli/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <ostream>

#include "client/cli/admin_commands.h"
#include "client/cli/alert_commands.h"
#include "client/cli/board_commands.h"
#include "client/cli/bulletin_commands.h"
#include "client/cli/certified_commands.h"
#include "client/cli/color_commands.h"
#include "client/cli/compare_commands.h"
#include "client/cli/help_formatter.h"
#include "client/cli/list_commands.h"
#include "client/cli/map_commands.h"
#include "client/cli/problem.h"
#include "client/cli/project_commands.h"
#include "client/cli/rank_commands.h"
#include "client/cli/reference_commands.h"
#include "client/cli/report_commands.h"
#include "client/cli/schedule_commands.h"
#include "client/cli/session.h"
#include "client/cli/stats_commands.h"
#include "client/cli/style_commands.h"
#include "client/cli/unit_commands.h"
#include "client/cli/usage_error.h"
#include "client/cli/watch_commands.h"
#include "client/lib/error.h"

namespace wuse::cli {
namespace {

void UseChinese(CLI::App& app) {
  app.formatter(std::make_shared<HelpFormatter>());
  app.option_defaults()->group("选项");
  app.set_help_flag("-h,--help", "显示这个帮助");
}

void AddGlobalOptions(CLI::App& app, Session& session, std::string& output) {
  app.add_option("--server", session.server, "服务器 主机:端口；默认取 WUSE_SERVER，再没有是 127.0.0.1:7500")
      ->type_name("地址");
  app.add_option("--actor", session.actor, "操作人的编号；默认取 WUSE_ACTOR，再没有是登录名")->type_name("编号");
  app.add_option("--timeout", session.timeout_seconds, "等服务器答复的秒数；默认 30")
      ->type_name("秒")
      ->check(CLI::Range(1, 3600).description(""));
  app.add_option("-o,--output", output, "输出: table 给人看，json 是接口的 JSON，csv 给表格软件；默认 table")
      ->type_name("格式");
}

absl::StatusOr<Format> FormatOf(const std::string& output) {
  if (output == "table") return Format::kTable;
  if (output == "json") return Format::kJson;
  if (output == "csv") return Format::kCsv;
  return InvalidInput("选项 -o 的值“" + output + "”不认识；应是 table、json、csv 之一");
}

// A bulletin has forms of its own, in the place of a table.
absl::Status SetFormat(const std::string& output, bool of_bulletin, Session& session) {
  constexpr std::pair<std::string_view, v1::BulletinFormat> kForms[] = {
      {"text", v1::BULLETIN_TEXT}, {"md", v1::BULLETIN_MARKDOWN}, {"html", v1::BULLETIN_HTML}};
  for (const auto& [name, form] : kForms) {
    if (!of_bulletin || output != name) continue;
    session.bulletin_format = form;
    return absl::OkStatus();
  }
  const absl::StatusOr<Format> format = FormatOf(output);
  if (of_bulletin && !format.ok()) {
    return InvalidInput("选项 -o 的值“" + output + "”不认识；应是 text、md、html、csv、json 之一");
  }
  if (format.ok()) session.format = *format;
  return format.status();
}

void AddVersionCommand(CLI::App& app, Session& session, Action& action) {
  CLI::App* version = app.add_subcommand("version", "显示版本");
  version->callback([&session, &action] {
    action = [&session]() -> absl::StatusOr<Exit> {
      if (session.format == Format::kJson) {
        session.out() << "{\"version\":\"" << WUSE_VERSION << "\"}\n";
      } else {
        session.out() << "wuse " << WUSE_VERSION << "\n";
      }
      return Exit::kOk;
    };
  });
}

// Options of the program are understood behind the command too.
void FallThrough(CLI::App& app) {
  for (CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    command->fallthrough();
    command->get_help_ptr()->group("选项");
    command->group("命令");
    FallThrough(*command);
  }
}

int TellError(Session& session, const absl::Status& status) {
  session.out().flush();
  session.err() << "错误：" << client::ChineseOf(status) << std::endl;
  // What the text alone does not say: the wrong fields of a request that was no file.
  const auto detail = common::DetailOf(status);
  if (detail && detail->fields.size() > 1) {
    for (const common::FieldViolation& violation : detail->fields) session.err() << "  " << violation.chinese << "\n";
  }
  return static_cast<int>(ExitOf(status));
}

int TellUsage(CLI::App& app, const std::vector<std::string>& arguments, const std::string& words, Terminal& terminal) {
  CLI::App& meant = CommandMeant(app, arguments);
  std::string path;
  for (const CLI::App* one = &meant; one != nullptr; one = one->get_parent()) path.insert(0, " " + one->get_name());
  terminal.err << "错误：" << words << "\n用法见:" << path << " --help" << std::endl;
  return static_cast<int>(Exit::kUsage);
}

}  // namespace

int RunCommandLine(const std::vector<std::string>& arguments, Terminal& terminal, Interrupts* interrupts) {
  Session session(terminal, interrupts);
  Action action;
  std::string output = "table";
  CLI::App app("Wuse 五色: 重点项目的登记、周报、五色、预警和跟看", "wuse");
  UseChinese(app);
  AddGlobalOptions(app, session, output);
  AddUnitCommands(app, session, action);
  AddProjectCommands(app, session, action);
  AddReportCommands(app, session, action);
  AddBoardCommand(app, session, action);
  AddBulletinCommands(app, session, action);
  AddStatsCommand(app, session, action);
  AddRankCommand(app, session, action);
  AddCompareCommand(app, session, action);
  AddScheduleCommand(app, session, action);
  AddMapCommand(app, session, action);
  AddCertifiedCommands(app, session, action);
  AddReferenceCommands(app, session, action);
  AddListCommands(app, session, action);
  AddStyleCommands(app, session, action);
  AddColorCommands(app, session, action);
  AddWatchCommand(app, session, action);
  AddAlertCommands(app, session, action);
  AddAdminCommands(app, session, action);
  AddVersionCommand(app, session, action);
  app.require_subcommand(1);
  app.footer(std::string(ExitCodeHelp()) +
             "\n颜色: NO_COLOR 关掉终端的颜色；颜色总带字和符号: ★蓝 ●绿 ◆黄 ▲橙 ✕红 未评价\n"
             "例: wuse board\n    wuse project list --color red,orange --sort late\n    wuse report push w18.csv");
  FallThrough(app);

  if (const std::string unknown = UnknownCommand(app, arguments); !unknown.empty()) {
    return TellUsage(app, arguments, unknown, terminal);
  }
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp&) {
    terminal.out << HelpOf(CommandMeant(app, arguments));
    return static_cast<int>(Exit::kOk);
  } catch (const CLI::ParseError& error) {
    return TellUsage(app, arguments, WordsOf(error), terminal);
  }
  if (absl::Status format = SetFormat(output, app.got_subcommand("bulletin"), session); !format.ok()) {
    return TellError(session, format);
  }
  const absl::StatusOr<Exit> exit = action();
  terminal.out.flush();
  return exit.ok() ? static_cast<int>(*exit) : TellError(session, exit.status());
}

}  // namespace wuse::cli
