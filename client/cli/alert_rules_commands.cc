#include "client/cli/alert_rules_commands.h"

#include <memory>
#include <ostream>

#include "client/cli/alert_rules_file.h"
#include "client/cli/csv.h"
#include "client/cli/file_options.h"
#include "client/cli/push.h"

namespace wuse::cli {
namespace {

absl::StatusOr<Exit> ShowRules(Session& session) {
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  const auto rules = (*connection)->GetAlertRules();
  if (!rules.ok()) return rules.status();
  if (session.format == Format::kJson) {
    session.out() << JsonText(*rules);
  } else if (session.format == Format::kCsv) {
    WriteCsv(session.out(), AlertRulesTable(*rules));
  } else {
    WriteTable(session.out(), AlertRulesTable(*rules), session.terminal().color);
    session.out() << (rules->defaults() ? "没有人改过，都是默认的规则\n" : "已有人改过规则\n");
  }
  return Exit::kOk;
}

absl::StatusOr<Exit> ExportRules(Session& session) {
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  const auto rules = (*connection)->GetAlertRules();
  if (!rules.ok()) return rules.status();
  session.out() << (session.format == Format::kJson ? JsonText(*rules) : AlertRulesText(*rules));
  return Exit::kOk;
}

struct SetOptions {
  std::string file;
  bool validate_only = false;
  bool yes = false;
};

void TellPlan(std::ostream& out, const std::string& difference) {
  out << (difference.empty() ? "没有要写入的变化\n" : "规则的变化:\n" + difference);
}

absl::StatusOr<Exit> SetRules(Session& session, const SetOptions& options) {
  const auto bytes = ReadFile(session, options.file);
  if (!bytes.ok()) return bytes.status();
  const auto text = DecodeText(*bytes);
  if (!text.ok()) return text.status();
  const auto wanted = ReadAlertRules(*text);
  if (!wanted.ok()) return wanted.status();
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  const auto current = (*connection)->GetAlertRules();
  if (!current.ok()) return current.status();
  v1::SetAlertRulesRequest request;
  *request.mutable_rules() = wanted->rules();
  // Also without one in the file: nobody's change of the moment between question and answer is overwritten.
  request.set_etag(wanted->etag().empty() ? current->etag() : wanted->etag());
  request.set_validate_only(true);
  auto answer = (*connection)->SetAlertRules(request);
  if (!answer.ok()) return answer.status();
  const bool json = session.format == Format::kJson;
  const std::string difference = AlertRulesDifference(*current, answer->rules());
  TellPlan(json ? session.err() : session.out(), difference);
  if (!options.validate_only && !difference.empty()) {
    auto go_on = AskToGoOn(session, options.yes, "确认写入？所有预警会立即按新规则重新评定。");
    if (!go_on.ok() || *go_on != Exit::kOk) return go_on;
    request.set_validate_only(false);
    answer = (*connection)->SetAlertRules(request);
    if (!answer.ok()) return answer.status();
    if (!json) session.out() << "已写入（更新序号 " << answer->sequence() << "）\n";
  }
  if (json) session.out() << JsonText(*answer);
  return Exit::kOk;
}

}  // namespace

void AddAlertRulesCommands(CLI::App& alert, Session& session, Action& action) {
  CLI::App* rules = alert.add_subcommand("rules", "预警规则: 查看；set 修改，export 导出");
  rules->require_subcommand(0, 1);
  rules->footer(
      "级别: 数值到哪一档就是哪个级别，同一次预警只升不降。观察期: 持续这么多天才发出。解除: "
      "低于各档这么多天才解除。\n\n"
      "例: wuse alert rules\n"
      "    wuse alert rules export > rules.json\n"
      "    wuse alert rules set -f rules.json --validate-only");
  rules->callback([&session, &action, rules] {
    if (rules->get_subcommands().empty()) action = [&session] { return ShowRules(session); };
  });

  CLI::App* set = rules->add_subcommand("set", "按文件修改规则；文件里没有的种类不动");
  auto options = std::make_shared<SetOptions>();
  set->add_option("file,-f,--file", options->file, "JSON 文件，可带 // 和 /* */ 注释；- 表示标准输入")
      ->required()
      ->type_name("文件");
  set->add_flag("--validate-only,--dry-run", options->validate_only, "只校验并列出哪些规则会变，不写入");
  AddYesOption(*set, options->yes);
  set->footer(
      "文件里一种规则的例子（天数、周数或百分之一个百分点，from ≤ 数值 < until）:\n"
      "  {\"rules\": [{\"kind\": \"MILESTONE_OVERDUE\", \"graceDays\": 0, \"clearDays\": 1, \"bands\": [\n"
      "    {\"from\": 1, \"until\": 7, \"severity\": \"NOTICE\"},  // 提示\n"
      "    {\"from\": 7, \"severity\": \"CRITICAL\"}]}]}          // 严重\n\n"
      "例: wuse alert rules set -f rules.json\n"
      "    wuse alert rules set -f - --yes < rules.json");
  set->callback([&session, &action, options] { action = [&session, options] { return SetRules(session, *options); }; });

  CLI::App* exported = rules->add_subcommand("export", "写出全部规则，set 可以读入；-o json 时不带注释");
  exported->footer("例: wuse alert rules export > rules.json");
  exported->callback([&session, &action] { action = [&session] { return ExportRules(session); }; });
}

}  // namespace wuse::cli
