#include "client/cli/watch_commands.h"

#include <cstdint>
#include <ostream>
#include <utility>

#include "client/cli/filter_options.h"
#include "client/cli/problem.h"
#include "client/cli/watch_text.h"
#include "client/lib/error.h"
#include "client/lib/resumable_watch.h"

namespace wuse::cli {
namespace {

struct WatchOptions {
  FilterOptions filter;
  bool from_start = false;
  int64_t from = 0;
  std::string resume;
  bool snapshot = false;
  bool until_synced = false;
  int64_t count = 0;
};

absl::StatusOr<v1::WatchRequest> RequestOf(const WatchOptions& options, Session& session) {
  v1::WatchRequest request;
  const int starts = (options.from_start ? 1 : 0) + (options.from != 0 ? 1 : 0) + (options.resume.empty() ? 0 : 1) +
                     (options.snapshot ? 1 : 0);
  if (starts > 1) return InvalidInput("--from-start、--from、--resume、--snapshot 只能给一个");
  if (options.until_synced && !options.snapshot) return InvalidInput("--until-synced 要和 --snapshot 一起用");
  if (options.from_start) {
    request.set_from_sequence(1);
  } else if (options.from != 0) {
    request.set_from_sequence(options.from);
  } else if (!options.resume.empty()) {
    request.set_resume_token(options.resume);
  } else if (options.snapshot) {
    request.mutable_snapshot();
  } else {
    request.mutable_now();
  }
  UnitNames units(session);
  auto filter = WatchFilterOf(options.filter, units);
  if (!filter.ok()) return filter.status();
  if (filter->ByteSizeLong() > 0) *request.mutable_filter() = *std::move(filter);
  return request;
}

// Prints responses until the wished-for end.
class Printer {
 public:
  Printer(Session& session, client::Connection& connection, const WatchOptions& options)
      : session_(session),
        options_(options),
        text_([&connection](const std::string& id) { return NameOf(connection, id); }, session.terminal().color) {}

  // False: enough was seen.
  bool Print(const v1::WatchResponse& response) {
    if (session_.format == Format::kJson) {
      session_.out() << JsonLine(response) << std::endl;
    } else {
      session_.out() << text_.Of(response) << std::flush;
    }
    updates_ += response.updates_size();
    if (options_.count > 0 && updates_ >= options_.count) return false;
    return !(options_.until_synced && (response.synced() > 0 || response.synced_empty()));
  }

 private:
  static std::string NameOf(client::Connection& connection, const std::string& id) {
    v1::GetProjectRequest request;
    request.set_id(id);
    const auto response = connection.GetProject(request);
    return response.ok() ? response->project().name() : std::string();
  }

  Session& session_;
  const WatchOptions& options_;
  WatchText text_;
  int64_t updates_ = 0;
};

absl::StatusOr<Exit> Watch(Session& session, const WatchOptions& options) {
  if (session.format == Format::kCsv) return InvalidInput("watch 没有 CSV 输出；请用 -o json 或 -o table");
  auto request = RequestOf(options, session);
  if (!request.ok()) return request.status();
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  bool told = false;  // that the connection is gone: once, not for each attempt
  Printer printer(session, **connection, options);
  client::ResumableWatch watch(**connection, {.request = *std::move(request), .retry = (*connection)->options().retry});
  if (session.interrupts() != nullptr) session.interrupts()->SetAction([&watch] { watch.Stop(); });
  const absl::Status end = watch.Run({
      .on_response =
          [&printer, &told](const v1::WatchResponse& response) {
            told = false;
            return printer.Print(response);
          },
      .on_reconnect =
          [&session, &told](const absl::Status& why, std::chrono::milliseconds) {
            if (std::exchange(told, true)) return;
            session.err() << "连接断了，正在重连：" << client::ChineseOf(why) << std::endl;
          },
      .on_snapshot_restart = [&session] { session.err() << "现状从头再列，前面列出的作废" << std::endl; },
  });
  if (session.interrupts() != nullptr) session.interrupts()->SetAction(nullptr);
  if (!end.ok()) return end;
  const bool interrupted = session.interrupts() != nullptr && session.interrupts()->happened();
  if (interrupted && !watch.resume_token().empty()) {
    session.err() << "\n已中断；接着看: wuse watch --resume " << watch.resume_token() << "（筛选照原样给出）"
                  << std::endl;
  }
  return interrupted ? Exit::kInterrupted : Exit::kOk;
}

}  // namespace

void AddWatchCommand(CLI::App& app, Session& session, Action& action) {
  CLI::App* watch = app.add_subcommand("watch", "实时跟看变化: 周报、颜色变化、项目和单位的修改；Ctrl-C 结束");
  auto options = std::make_shared<WatchOptions>();
  constexpr const char* kStart = "从哪里开始（都不给: 从现在起）";
  watch->add_flag("--from-start", options->from_start, "从第 1 号更新起")->group(kStart);
  watch->add_option("--from", options->from, "从这一号更新起")
      ->type_name("序号")
      ->check(CLI::Range(int64_t{1}, INT64_MAX).description(""))
      ->group(kStart);
  watch->add_option("--resume", options->resume, "接着上次中断的地方，用那时给出的令牌")
      ->type_name("令牌")
      ->group(kStart);
  watch->add_flag("--snapshot", options->snapshot, "先列出现状，再跟看")->group(kStart);
  watch->add_flag("--until-synced", options->until_synced, "现状列完就结束（和 --snapshot 一起用）");
  watch->add_option("--count", options->count, "收到这么多次更新后结束（一次收到几个时可能略多）")
      ->type_name("次数")
      ->check(CLI::Range(int64_t{1}, INT64_MAX).description(""));
  AddWatchFilterOptions(*watch, options->filter);
  watch->footer(
      "每行: #更新序号  业务日期  操作人  变化。-o json 时每行一个 WatchResponse 的 JSON，带 resumeToken。\n"
      "连接断开会自动从断处接上，每次更新恰好收到一次。\n\n"
      "例: wuse watch --snapshot --unit 多湖街道\n"
      "    wuse watch --color red --change-kinds status_changed\n"
      "    wuse watch --from-start -o json --count 100");
  watch->callback([&session, &action, options] { action = [&session, options] { return Watch(session, *options); }; });
}

}  // namespace wuse::cli
