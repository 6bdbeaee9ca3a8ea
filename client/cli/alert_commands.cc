#include "client/cli/alert_commands.h"

#include <map>
#include <memory>
#include <ostream>

#include "client/cli/alert_labels.h"
#include "client/cli/alert_name.h"
#include "client/cli/alert_rules_commands.h"
#include "client/cli/alert_table.h"
#include "client/cli/alert_text.h"
#include "client/cli/alert_watch_text.h"
#include "client/cli/filter_options.h"
#include "client/cli/follow.h"
#include "client/cli/option_values.h"
#include "client/cli/problem.h"
#include "common/limits.h"
#include "common/text.h"

namespace wuse::cli {
namespace {

struct ListOptions {
  FilterOptions filter;
  std::string resolved_since;
};

absl::StatusOr<v1::ListAlertsResponse> AllAlerts(client::Connection& connection, v1::ListAlertsRequest request) {
  v1::ListAlertsResponse all;
  request.set_page_size(common::kMaxPageSize);
  do {
    auto page = connection.ListAlerts(request);
    if (!page.ok()) return page.status();
    for (v1::AlertItem& item : *page->mutable_alerts()) *all.add_alerts() = std::move(item);
    all.set_total(page->total());
    all.set_sequence(page->sequence());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return all;
}

std::string TotalText(const v1::ListAlertsResponse& all) {
  if (all.alerts().empty()) return "没有预警\n";
  std::map<v1::Severity, int> counts;
  for (const v1::AlertItem& item : all.alerts()) ++counts[item.alert().severity()];
  return "共 " + std::to_string(all.alerts_size()) + " 条预警：" + SeverityCounts(counts) + "\n";
}

absl::StatusOr<Exit> List(Session& session, const ListOptions& options) {
  const auto since = DateOption("--resolved-since", options.resolved_since);
  if (!since.ok()) return since.status();
  UnitNames units(session);
  auto filter = AlertFilterOf(options.filter, units);
  if (!filter.ok()) return filter.status();
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  v1::ListAlertsRequest request;
  *request.mutable_filter() = *std::move(filter);
  request.set_resolved_since(*since);
  const auto all = AllAlerts(**connection, std::move(request));
  if (!all.ok()) return all.status();
  if (session.format == Format::kJson) {
    session.out() << JsonText(*all);
  } else if (session.format == Format::kCsv) {
    WriteCsv(session.out(), AlertSheet(all->alerts(), units));
  } else {
    if (!all->alerts().empty()) {
      WriteTable(session.out(), AlertTable(all->alerts(), units), session.terminal().color);
    }
    session.out() << TotalText(*all);
  }
  return Exit::kOk;
}

struct WatchOptions {
  FilterOptions filter;
  FollowOptions follow;
};

absl::StatusOr<Exit> Watch(Session& session, const WatchOptions& options) {
  if (session.format == Format::kCsv) return InvalidInput("alert watch 没有 CSV 输出；请用 -o json 或 -o table");
  const bool from = options.follow.from != 0;
  const bool resume = !options.follow.resume.empty();
  if (from && resume) return InvalidInput("--from、--resume 只能给一个");
  if ((from || resume) && options.follow.until_synced) {
    return InvalidInput("--until-synced 不能和 --from、--resume 一起用：那样没有现状可列");
  }
  UnitNames units(session);
  auto filter = AlertFilterOf(options.filter, units);
  if (!filter.ok()) return filter.status();
  v1::WatchAlertsRequest request;
  *request.mutable_filter() = *std::move(filter);
  if (from) {
    request.set_from_sequence(options.follow.from);
  } else if (resume) {
    request.set_resume_token(options.follow.resume);
  } else {
    request.mutable_snapshot();
  }
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  AlertWatchText text([&units](const std::string& id) { return units.NameOf(id); }, session.terminal().color);
  return Follow(session, **connection, options.follow,
                {.command = "wuse alert watch",
                 .request = std::move(request),
                 .text = [&text](const v1::WatchResponse& response) { return text.Of(response); },
                 .on_snapshot_restart =
                     [&text, &session] {
                       text.RestartSnapshot();
                       if (session.format != Format::kJson) return;
                       session.err() << "现状从头再列，前面列出的作废" << std::endl;
                     }});
}

struct WordOptions {
  std::string alert;
  std::string note;
  std::string until;
};

absl::Status CheckNote(const std::string& note) {
  if (!common::Trim(note).empty()) return absl::OkStatus();
  return InvalidInput("--note 是空的；请写明情况，例如 --note 已约谈，本周五前补报");
}

void TellAlert(Session& session, std::string_view done, const v1::AlertMutationResponse& response,
               const std::string& until) {
  const v1::Alert& alert = response.alert();
  session.out() << done << "：" << SeverityWord(alert.severity()) << "  " << AlertWords(alert, "") << "  "
                << alert.project() << "，至 " << until;
  if (response.sequence() > 0) {
    session.out() << "（更新序号 " << response.sequence() << "）\n";
  } else {
    session.out() << "（本来就是这样，没有写入）\n";
  }
}

absl::StatusOr<Exit> Acknowledge(Session& session, const WordOptions& options) {
  auto ref = ParseAlertName(options.alert);
  if (!ref.ok()) return ref.status();
  if (absl::Status bad = CheckNote(options.note); !bad.ok()) return bad;
  const auto until = DateOption("--until", options.until);
  if (!until.ok()) return until.status();
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  v1::AcknowledgeAlertRequest request;
  *request.mutable_alert() = *std::move(ref);
  request.set_note(options.note);
  request.set_until(*until);
  const auto response = (*connection)->AcknowledgeAlert(std::move(request));
  if (!response.ok()) return response.status();
  if (session.format == Format::kJson) {
    session.out() << JsonText(*response);
  } else {
    TellAlert(session, "已确认", *response, response->alert().acknowledgment().until());
  }
  return Exit::kOk;
}

absl::StatusOr<Exit> SnoozeOne(Session& session, const WordOptions& options) {
  auto ref = ParseAlertName(options.alert);
  if (!ref.ok()) return ref.status();
  if (options.until.empty()) return InvalidInput("静默要有最后一天：请加 --until，例如 --until 2021-05-15");
  const auto until = DateOption("--until", options.until);
  if (!until.ok()) return until.status();
  if (absl::Status bad = CheckNote(options.note); !bad.ok()) return bad;
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  v1::SnoozeAlertRequest request;
  *request.mutable_alert() = *std::move(ref);
  request.set_note(options.note);
  request.set_until(*until);
  const auto response = (*connection)->SnoozeAlert(std::move(request));
  if (!response.ok()) return response.status();
  if (session.format == Format::kJson) {
    session.out() << JsonText(*response);
  } else {
    TellAlert(session, "已静默", *response, response->alert().snooze().until());
  }
  return Exit::kOk;
}

absl::StatusOr<Exit> History(Session& session, const std::string& what) {
  v1::ListAlertHistoryRequest request;
  const bool one_alert = LooksLikeAlertName(what);
  if (one_alert) {
    const auto ref = ParseAlertName(what);
    if (!ref.ok()) return ref.status();
    request.set_project(ref->project());
    request.set_kind(ref->kind());
    request.set_milestone(ref->milestone());
  } else {
    request.set_project(what);
  }
  request.set_page_size(common::kMaxPageSize);
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  v1::ListAlertHistoryResponse all;
  do {
    auto page = (*connection)->ListAlertHistory(request);
    if (!page.ok()) return page.status();
    for (v1::AlertHistoryEntry& entry : *page->mutable_entries()) *all.add_entries() = std::move(entry);
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  if (session.format == Format::kJson) {
    session.out() << JsonText(all);
  } else if (session.format == Format::kCsv) {
    WriteCsv(session.out(), AlertHistoryTable(all.entries(), false));
  } else if (all.entries().empty()) {
    session.out() << "从来没有过预警\n";
  } else {
    WriteTable(session.out(), AlertHistoryTable(all.entries(), one_alert), session.terminal().color);
  }
  return Exit::kOk;
}

void AddList(CLI::App& alert, Session& session, Action& action) {
  CLI::App* list = alert.add_subcommand("list", "列出现在的预警，最严重的在前");
  auto options = std::make_shared<ListOptions>();
  AddAlertFilterOptions(*list, options->filter);
  list->add_option("--resolved-since", options->resolved_since, "也列出这天以来解除的，例如 2021-05-01")
      ->type_name("日期");
  list->footer(
      "标记: 已好转 已低于报警线，观察期满即解除；已确认 有人认领；已静默 到期前不打扰；抑制(暂缓) 项目暂缓；抑制(红) "
      "项目已是红色，由变色预警代表。\n"
      "-o csv 有全部各列，第一列是 ack、snooze、history 用的预警名称。\n\n"
      "例: wuse alert list --severity 警告 --unit 多湖街道\n"
      "    wuse alert list --kind 节点逾期,未报周报 --leader 张三\n"
      "    wuse alert list --resolved-since 2021-05-01 -o csv > alerts.csv");
  list->callback([&session, &action, options] { action = [&session, options] { return List(session, *options); }; });
}

void AddWatch(CLI::App& alert, Session& session, Action& action) {
  CLI::App* watch = alert.add_subcommand("watch", "先汇总现有的预警，再实时跟看变化；Ctrl-C 结束");
  auto options = std::make_shared<WatchOptions>();
  AddFollowOptions(*watch, options->follow, "从哪里开始（都不给: 先汇总现状）");
  AddAlertFilterOptions(*watch, options->filter);
  watch->footer(
      "每行: #更新序号  业务日期  操作人  新增、升级、解除等变化，每个变化只出现一次。一次更新里同样的变化超过 20 "
      "个时\n"
      "（例如谁都没有报周报），按单位各写一行。-o json 时每行一个 WatchResponse 的 JSON，从不合并。\n" +
      std::string(ResumeFileHelp()) +
      "\n例: wuse alert watch --severity 严重\n"
      "    wuse alert watch --unit 多湖街道 --resume-file duohu.token\n"
      "    wuse alert watch -o json | jq -c .updates");
  watch->callback([&session, &action, options] { action = [&session, options] { return Watch(session, *options); }; });
}

constexpr const char* kAlertHelp = "预警: 种类:项目[:节点]，例如 report-missing:jd-001、节点逾期:jd-001:结顶";

void AddWords(CLI::App& alert, Session& session, Action& action) {
  CLI::App* ack = alert.add_subcommand("ack", "确认一条预警: 有人在管了；不隐藏它，升级时失效");
  auto acknowledged = std::make_shared<WordOptions>();
  ack->add_option("alert", acknowledged->alert, kAlertHelp)->required()->type_name("预警");
  ack->add_option("--note", acknowledged->note, "怎么处理，最多 500 字")->required()->type_name("文字");
  ack->add_option("--until", acknowledged->until, "最后一天；默认 14 天")->type_name("日期");
  ack->footer("例: wuse alert ack milestone-overdue:jd-001:roof-topped --note 已约谈施工方 --until 2021-05-20");
  ack->callback([&session, &action, acknowledged] {
    action = [&session, acknowledged] { return Acknowledge(session, *acknowledged); };
  });

  CLI::App* snooze = alert.add_subcommand("snooze", "静默一条预警: 到期前不再打扰；解除时结束");
  auto snoozed = std::make_shared<WordOptions>();
  snooze->add_option("alert", snoozed->alert, kAlertHelp)->required()->type_name("预警");
  snooze->add_option("--until", snoozed->until, "最后一天，今天或以后，必须给出")->type_name("日期");
  snooze->add_option("--note", snoozed->note, "原因，最多 500 字")->required()->type_name("文字");
  snooze->footer("例: wuse alert snooze 未报周报:jd-001 --until 2021-05-15 --note 经办人隔离，下周补报");
  snooze->callback(
      [&session, &action, snoozed] { action = [&session, snoozed] { return SnoozeOne(session, *snoozed); }; });

  CLI::App* history = alert.add_subcommand("history", "一条预警或一个项目的预警发生过什么，旧的在前");
  auto what = std::make_shared<std::string>();
  history->add_option("what", *what, "项目编号或原编号，或者预警 种类:项目[:节点]")
      ->required()
      ->type_name("项目或预警");
  history->footer("例: wuse alert history jd-001\n    wuse alert history 节点逾期:jd-001:结顶 -o json");
  history->callback([&session, &action, what] { action = [&session, what] { return History(session, *what); }; });
}

}  // namespace

void AddAlertCommands(CLI::App& app, Session& session, Action& action) {
  CLI::App* alert = app.add_subcommand("alert", "滞后预警: 查看、跟看、确认、静默、规则");
  alert->require_subcommand(1);
  AddList(*alert, session, action);
  AddWatch(*alert, session, action);
  AddWords(*alert, session, action);
  AddAlertRulesCommands(*alert, session, action);
}

}  // namespace wuse::cli
