#include "client/cli/watch_commands.h"

#include <memory>
#include <ostream>
#include <utility>

#include "client/cli/filter_options.h"
#include "client/cli/follow.h"
#include "client/cli/problem.h"
#include "client/cli/watch_text.h"

namespace wuse::cli {
namespace {

struct WatchOptions {
  FilterOptions filter;
  FollowOptions follow;
  bool from_start = false;
  bool snapshot = false;
};

absl::StatusOr<v1::WatchRequest> RequestOf(const WatchOptions& options, Session& session) {
  v1::WatchRequest request;
  const int starts = (options.from_start ? 1 : 0) + (options.follow.from != 0 ? 1 : 0) +
                     (options.follow.resume.empty() ? 0 : 1) + (options.snapshot ? 1 : 0);
  if (starts > 1) return InvalidInput("--from-start、--from、--resume、--snapshot 只能给一个");
  if (options.follow.until_synced && !options.snapshot) return InvalidInput("--until-synced 要和 --snapshot 一起用");
  if (options.from_start) {
    request.set_from_sequence(1);
  } else if (options.follow.from != 0) {
    request.set_from_sequence(options.follow.from);
  } else if (!options.follow.resume.empty()) {
    request.set_resume_token(options.follow.resume);
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

std::string NameOf(client::Connection& connection, const std::string& id) {
  v1::GetProjectRequest request;
  request.set_id(id);
  const auto response = connection.GetProject(request);
  return response.ok() ? response->project().name() : std::string();
}

absl::StatusOr<Exit> Watch(Session& session, const WatchOptions& options) {
  if (session.format == Format::kCsv) return InvalidInput("watch 没有 CSV 输出；请用 -o json 或 -o table");
  auto request = RequestOf(options, session);
  if (!request.ok()) return request.status();
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  UnitNames units(session);
  WatchText text([&](const std::string& id) { return NameOf(**connection, id); },
                 [&units](const std::string& id) { return units.NameOf(id); }, session.terminal().color);
  return Follow(session, **connection, options.follow,
                {.command = "wuse watch",
                 .request = *std::move(request),
                 .text = [&text](const v1::WatchResponse& response) { return text.Of(response); }});
}

}  // namespace

void AddWatchCommand(CLI::App& app, Session& session, Action& action) {
  CLI::App* watch = app.add_subcommand("watch", "实时跟看变化: 周报、颜色变化、项目和单位的修改；Ctrl-C 结束");
  auto options = std::make_shared<WatchOptions>();
  constexpr const char* kStart = "从哪里开始（都不给: 从现在起）";
  watch->add_flag("--from-start", options->from_start, "从第 1 号更新起")->group(kStart);
  watch->add_flag("--snapshot", options->snapshot, "先列出现状，再跟看")->group(kStart);
  AddFollowOptions(*watch, options->follow, kStart);
  AddWatchFilterOptions(*watch, options->filter);
  watch->footer(
      "每行: #更新序号  业务日期  操作人  变化。-o json 时每行一个 WatchResponse 的 JSON，带 resumeToken。\n"
      "连接断开会自动从断处接上，每次更新恰好收到一次。\n" +
      std::string(ResumeFileHelp()) +
      "\n例: wuse watch --snapshot --unit 多湖街道\n"
      "    wuse watch --color red --change-kinds status_changed\n"
      "    wuse watch --from-start -o json --count 100\n"
      "    wuse watch --from-start -o json --resume-file duohu.token >> duohu.jsonl    重启后接着写");
  watch->callback([&session, &action, options] { action = [&session, options] { return Watch(session, *options); }; });
}

}  // namespace wuse::cli
