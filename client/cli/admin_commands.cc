#include "client/cli/admin_commands.h"

#include <array>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "client/cli/labels.h"
#include "client/cli/problem.h"
#include "common/clock.h"
#include "common/text.h"
#include "fmt/format.h"
#include "fmt/ranges.h"

namespace wuse::cli {
namespace {

constexpr int kBackupTimeoutSeconds = 3600;  // a large register onto a slow disk

// On the office's clock: 2021-05-08 23:30:00.
std::string TimeText(int64_t seconds) {
  const common::SystemTime time{std::chrono::seconds(seconds)};
  constexpr int64_t kDaySeconds = 24 * 3600;
  constexpr int64_t kShanghaiSeconds = 8 * 3600;
  const int64_t of_day = (seconds + kShanghaiSeconds) % kDaySeconds;
  return fmt::format("{} {:02}:{:02}:{:02}", common::ShanghaiDay(time).ToString(), of_day / 3600, of_day / 60 % 60,
                     of_day % 60);
}

std::string SizeText(int64_t bytes) {
  constexpr std::array<const char*, 5> kUnits = {"B", "KiB", "MiB", "GiB", "TiB"};
  size_t unit = 0;
  int64_t tenths = bytes * 10;
  for (; tenths >= 10'240 && unit + 1 < kUnits.size(); ++unit) tenths /= 1024;
  if (unit == 0) return fmt::format("{} B", bytes);
  return fmt::format("{}.{} {}", tenths / 10, tenths % 10, kUnits[unit]);
}

Table TableOf(const google::protobuf::RepeatedPtrField<v1::BackupInfo>& backups, bool for_people) {
  Table table{.columns = {{"编号", Align::kRight},
                          {"时间"},
                          {"更新序号", Align::kRight},
                          {for_people ? "大小" : "大小(字节)", Align::kRight},
                          {"数据库编号"},
                          {"校验链"},
                          {"状态"}},
              .rows = {}};
  if (for_people) table.columns[5].max_width = 15;  // --output json or csv has all of it
  for (const v1::BackupInfo& one : backups) {
    if (one.damaged()) {
      table.rows.push_back({std::to_string(one.id()), "", "", "", "", "", "已损坏"});
      continue;
    }
    table.rows.push_back({std::to_string(one.id()), TimeText(one.time().seconds()), std::to_string(one.sequence()),
                          for_people ? SizeText(one.bytes()) : std::to_string(one.bytes()), one.store_id(), one.chain(),
                          "完好"});
  }
  return table;
}

// The server would say so too, but not that it is its own directory that counts.
absl::Status CheckDirectory(const std::string& dir) {
  if (!dir.empty() && dir.front() == '/') return absl::OkStatus();
  return InvalidInput("备份目录“" + common::Quoted(dir) +
                      "”不是绝对路径；备份写在服务器上，请写服务器上的绝对路径，例如 /var/backups/wuse");
}

absl::StatusOr<Exit> MakeBackup(Session& session, const std::string& dir) {
  if (const absl::Status bad = CheckDirectory(dir); !bad.ok()) return bad;
  if (session.timeout_seconds == 0) session.timeout_seconds = kBackupTimeoutSeconds;
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  v1::BackupRequest request;
  request.set_dir(dir);
  const auto backup = (*connection)->Backup(request);
  if (!backup.ok()) return backup.status();
  if (session.format == Format::kJson) {
    session.out() << JsonText(*backup);
  } else if (session.format == Format::kCsv) {
    google::protobuf::RepeatedPtrField<v1::BackupInfo> one;
    *one.Add() = *backup;
    WriteCsv(session.out(), TableOf(one, false));
  } else {
    session.out() << fmt::format(
        "第 {} 号备份已完成并校验：到第 {} 号更新，共 {}，这次写入 {}\n"
        "账本头 {}:{}\n",
        backup->id(), backup->sequence(), SizeText(backup->bytes()), SizeText(backup->copied_bytes()),
        backup->sequence(), backup->chain());
  }
  return Exit::kOk;
}

absl::StatusOr<Exit> ListBackups(Session& session, const std::string& dir) {
  if (const absl::Status bad = CheckDirectory(dir); !bad.ok()) return bad;
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  v1::ListBackupsRequest request;
  request.set_dir(dir);
  const auto response = (*connection)->ListBackups(request);
  if (!response.ok()) return response.status();
  if (session.format == Format::kJson) {
    session.out() << JsonText(*response);
  } else if (session.format == Format::kCsv) {
    WriteCsv(session.out(), TableOf(response->backups(), false));
  } else {
    WriteTable(session.out(), TableOf(response->backups(), true), session.terminal().color);
    session.out() << "共 " << response->backups_size() << " 份备份\n";
  }
  return Exit::kOk;
}

// "编号": the values as they are.
void AddIds(std::string_view title, const google::protobuf::RepeatedPtrField<std::string>& ids, std::string& text) {
  if (ids.empty()) return;
  text += fmt::format("{}{} {}", text.empty() ? "" : "；", title, fmt::join(ids, "、"));
}

void AddWords(std::string_view title, const google::protobuf::RepeatedField<int>& values, const Labels& labels,
              std::string& text) {
  if (values.empty()) return;
  std::vector<std::string> words;
  for (const int value : values) {
    const std::string_view word = labels.Chinese(value);
    words.push_back(word.empty() ? std::to_string(value) : std::string(word));
  }
  text += fmt::format("{}{} {}", text.empty() ? "" : "；", title, fmt::join(words, "、"));
}

std::string FilterText(const v1::SubscriptionInfo& info) {
  std::string text;
  if (info.has_alerts()) {
    AddIds("单位", info.alerts().units(), text);
    AddIds("部门", info.alerts().departments(), text);
    AddIds("清单", info.alerts().lists(), text);
    AddIds("项目", info.alerts().projects(), text);
    AddIds("领导", info.alerts().leaders(), text);
    return text.empty() ? "预警：全部" : "预警：" + text;
  }
  if (!info.has_watch()) return "（太长，未列出）";
  AddIds("单位", info.watch().units(), text);
  AddIds("部门", info.watch().departments(), text);
  AddIds("清单", info.watch().lists(), text);
  AddIds("项目", info.watch().projects(), text);
  AddWords("类别", info.watch().categories(), kCategories, text);
  AddWords("级别", info.watch().levels(), kLevels, text);
  AddWords("颜色", info.watch().colors(), kColors, text);
  AddWords("变更", info.watch().change_kinds(), kChangeKinds, text);
  return text.empty() ? "全部" : text;
}

Table TableOf(const v1::ListSubscriptionsResponse& response, bool for_people) {
  Table table{.columns = {{"编号", Align::kRight},
                          {"订阅人"},
                          {"地址"},
                          {"开始时间"},
                          {"已推送到", Align::kRight},
                          {"落后(次)", Align::kRight},
                          {"落后(秒)", Align::kRight},
                          {"状态"},
                          {"订阅内容"}},
              .rows = {}};
  if (for_people) table.columns[8].max_width = 40;  // --output json or csv has all of it
  for (const v1::SubscriptionInfo& one : response.subscriptions()) {
    table.rows.push_back({std::to_string(one.id()), one.actor(), one.peer(), TimeText(one.since().seconds()),
                          std::to_string(one.cursor()), std::to_string(one.lag_updates()),
                          std::to_string(one.lag_seconds()), one.in_snapshot() ? "列现状" : "跟看", FilterText(one)});
  }
  return table;
}

absl::StatusOr<Exit> ListSubscriptions(Session& session, const std::string& caller) {
  const std::string actor = common::Lower(caller);
  if (!actor.empty() && !common::IsId(actor)) {
    return InvalidInput("选项 --caller 的值“" + common::Quoted(caller) + "”不是订阅人编号；只能用字母、数字和连字符");
  }
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  v1::ListSubscriptionsRequest request;
  request.set_actor(actor);
  const auto response = (*connection)->ListSubscriptions(request);
  if (!response.ok()) return response.status();
  if (session.format == Format::kJson) {
    session.out() << JsonText(*response);
  } else if (session.format == Format::kCsv) {
    WriteCsv(session.out(), TableOf(*response, false));
  } else {
    WriteTable(session.out(), TableOf(*response, true), session.terminal().color);
    session.out() << fmt::format("共 {} 个订阅；最新是第 {} 号更新\n", response->subscriptions_size(),
                                 response->sequence());
  }
  return Exit::kOk;
}

}  // namespace

void AddAdminCommands(CLI::App& app, Session& session, Action& action) {
  CLI::App* admin = app.add_subcommand("admin", "管理服务器: 备份、订阅");
  admin->require_subcommand(1);
  const auto dir = std::make_shared<std::string>();

  CLI::App* backup = admin->add_subcommand("backup", "立即备份一次；服务不停，备份完会校验");
  backup->add_option("dir", *dir, "服务器上的绝对路径；不存在就新建（上级目录要有）")->required()->type_name("目录");
  backup->footer(
      "备份写在服务器上，不是这台机器上。与以前的备份相同的内容不再重复写入。\n"
      "恢复: 在服务器上运行 wuse-server --restore 目录 --to 新数据目录\n"
      "没有 --timeout 时最多等一个小时；等不到答复时备份仍会做完。\n"
      "例: wuse admin backup /var/backups/wuse");
  backup->callback([&session, &action, dir] { action = [&session, dir] { return MakeBackup(session, *dir); }; });

  CLI::App* backups = admin->add_subcommand("backups", "列出目录里的备份，旧的在前");
  backups->add_option("dir", *dir, "服务器上的绝对路径")->required()->type_name("目录");
  backups->footer("例: wuse admin backups /var/backups/wuse -o csv");
  backups->callback([&session, &action, dir] { action = [&session, dir] { return ListBackups(session, *dir); }; });

  CLI::App* subscriptions = admin->add_subcommand("subscriptions", "列出正在跟看的订阅，先来的在前");
  const auto caller = std::make_shared<std::string>();
  subscriptions->add_option("--caller", *caller, "只列这个人的订阅")->type_name("编号");
  subscriptions->footer(
      "落后(次): 已写入但还没有推送到的更新；落后(秒): 从什么时候起落后，0 是没有落后。\n"
      "10 分钟没有读取的订阅会被断开。\n"
      "例: wuse admin subscriptions --caller dashboard");
  subscriptions->callback(
      [&session, &action, caller] { action = [&session, caller] { return ListSubscriptions(session, *caller); }; });
}

}  // namespace wuse::cli
