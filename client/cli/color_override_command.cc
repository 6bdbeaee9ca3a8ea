#include "client/cli/color_override_command.h"

#include <memory>
#include <ostream>
#include <string>
#include <utility>

#include "client/cli/color_text.h"
#include "client/cli/format_text.h"
#include "client/cli/labels.h"
#include "client/cli/option_values.h"
#include "client/cli/problem.h"

namespace wuse::cli {
namespace {

struct OverrideOptions {
  std::string project;
  std::string color;
  std::string until;
  std::string reason;
  bool lift = false;
};

absl::StatusOr<v1::OverrideColorRequest> RequestOf(const OverrideOptions& options) {
  v1::OverrideColorRequest request;
  request.set_project(options.project);
  request.set_reason(options.reason);
  request.set_lift(options.lift);
  if (options.lift) {
    if (!options.color.empty() || !options.until.empty()) {
      return InvalidInput("--lift 取消现在的人工评定，不能再给颜色或 --until");
    }
  } else {
    if (options.color.empty()) return InvalidInput("少了颜色：蓝、绿、黄、橙、红之一；取消用 --lift");
    const auto color = LabelOption("颜色", options.color, kColors);
    if (!color.ok()) return color.status();
    request.set_color(static_cast<v1::Color>(*color));
    if (options.until.empty()) {
      return InvalidInput("人工评定要有最后一天：请加 --until，例如 --until 2021-05-31");
    }
    const auto until = DateOption("--until", options.until);
    if (!until.ok()) return until.status();
    request.set_until(*until);
  }
  if (absl::Status bad = CheckReason(options.reason); !bad.ok()) return bad;
  return request;
}

void Tell(Session& session, const OverrideOptions& options, const v1::OverrideColorResponse& response) {
  const bool color = session.terminal().color;
  session.out() << (options.lift ? "已取消人工评定" : "人工评定") << "  " << options.project << "  "
                << OverrideText(response.override(), color);
  if (response.sequence() > 0) {
    session.out() << "（更新序号 " << response.sequence() << "）\n";
  } else {
    session.out() << "（本来就是这样，没有写入）\n";
  }
  const std::string deciding = DecidingText(response.status());
  session.out() << "现在的颜色  " << ColoredWord(response.status().color(), color)
                << (deciding.empty() ? "" : "（" + deciding + "）") << "\n";
}

absl::StatusOr<Exit> Override(Session& session, const OverrideOptions& options) {
  auto request = RequestOf(options);
  if (!request.ok()) return request.status();
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  const auto response = (*connection)->OverrideColor(*std::move(request));
  if (!response.ok()) return response.status();
  if (session.format == Format::kJson) {
    session.out() << JsonText(*response);
  } else {
    Tell(session, options, *response);
  }
  return Exit::kOk;
}

}  // namespace

void AddColorOverrideCommand(CLI::App& color, Session& session, Action& action) {
  CLI::App* command = color.add_subcommand("override", "人工评定: 领导给一个项目定颜色，到期自动失效");
  auto options = std::make_shared<OverrideOptions>();
  command->add_option("project", options->project, "项目编号或原编号")->required()->type_name("项目");
  command->add_option("color", options->color, "蓝、绿、黄、橙、红，或 blue、green、yellow、orange、red")
      ->type_name("颜色");
  command->add_option("--until", options->until, "最后一天，今天或以后，最多一年")->type_name("日期");
  command->add_option("--reason", options->reason, "为什么，最多 500 字")->required()->type_name("文字");
  command->add_flag("--lift", options->lift, "取消现在的人工评定");
  command->footer(
      "到期或取消后按办法评的颜色。按月调色时，月末有效的人工评定会标明。\n\n"
      "例: wuse color override jd-001 黄 --until 2021-05-31 --reason 5月8日专题会议定\n"
      "    wuse color override jd-001 --lift --reason 问题已解决");
  command->callback(
      [&session, &action, options] { action = [&session, options] { return Override(session, *options); }; });
}

}  // namespace wuse::cli
