#include "client/cli/follow.h"

#include <cstdint>
#include <optional>
#include <ostream>
#include <utility>

#include "client/cli/problem.h"
#include "client/cli/resume_file.h"
#include "client/lib/error.h"
#include "common/status.h"

namespace wuse::cli {
namespace {

// Prints responses, and keeps their tokens where they are to be kept.
class Printer {
 public:
  Printer(Session& session, const FollowOptions& options, const Followed& followed, const ResumeFile* file)
      : session_(session), options_(options), followed_(followed), file_(file) {}

  // False: enough was seen, or `failure` says why not.
  bool Print(const v1::WatchResponse& response) {
    if (session_.format == Format::kJson) {
      session_.out() << JsonLine(response) << '\n';
    } else {
      session_.out() << followed_.text(response);
    }
    session_.out().flush();
    failure_ = Keep(response.resume_token());
    if (!failure_.ok()) return false;
    updates_ += response.updates_size();
    if (options_.count > 0 && updates_ >= options_.count) return false;
    return !(options_.until_synced && (response.synced() > 0 || response.synced_empty()));
  }
  const absl::Status& failure() const { return failure_; }

 private:
  absl::Status Keep(const std::string& token) {
    if (!session_.out().good()) {
      return common::MakeError(absl::StatusCode::kInternal, "the output cannot be written",
                               {.reason = "OUTPUT_FAILED", .chinese = "输出写不出去（磁盘满，或者接收方已关闭）"});
    }
    return file_ == nullptr || token.empty() ? absl::OkStatus() : file_->Write(token);
  }

  Session& session_;
  const FollowOptions& options_;
  const Followed& followed_;
  const ResumeFile* const file_;
  absl::Status failure_;
  int64_t updates_ = 0;
};

// "" without a resume file, and while there is none yet.
absl::StatusOr<std::string> KeptToken(const FollowOptions& options, const std::optional<ResumeFile>& file) {
  if (!file) return std::string();
  auto token = file->Read();
  if (token.ok() && !token->empty() && options.until_synced) {
    return InvalidInput("续传文件 " + file->path() +
                        " 里已有标记，从那里接着看，没有现状可列；请去掉 --until-synced，或删去这个文件");
  }
  return token;
}

void TellHowToGoOn(Session& session, const Followed& followed, const FollowOptions& options, const std::string& token) {
  if (token.empty()) return;
  const std::string how = options.resume_file.empty() ? " --resume " + token : " --resume-file " + options.resume_file;
  session.err() << "\n已中断；接着看: " << followed.command << how << "（筛选照原样给出）" << std::endl;
}

}  // namespace

void AddFollowOptions(CLI::App& command, FollowOptions& options, const std::string& start) {
  command.add_option("--from", options.from, "从这一号更新起")
      ->type_name("序号")
      ->check(CLI::Range(int64_t{1}, INT64_MAX).description(""))
      ->group(start);
  command.add_option("--resume", options.resume, "接着上次中断的地方，用那时给出的令牌")
      ->type_name("令牌")
      ->group(start);
  command
      .add_option("--resume-file", options.resume_file,
                  "续传标记存在这个文件里；文件已有时从它接着看，还没有时按别的选项开始")
      ->type_name("文件")
      ->group(start);
  command.add_flag("--until-synced", options.until_synced, "现状列完就结束");
  command.add_option("--count", options.count, "收到这么多次更新后结束（一次收到几个时可能略多）")
      ->type_name("次数")
      ->check(CLI::Range(int64_t{1}, INT64_MAX).description(""));
}

std::string_view ResumeFileHelp() {
  return "--resume-file 的标记在每次收到的内容都输出以后才写进文件，所以随时中断、重启都不会漏；最多把最后一次收到的\n"
         "内容再输出一遍。一个文件只给一个命令用，筛选每次照原样给出。\n";
}

absl::StatusOr<Exit> Follow(Session& session, client::Connection& connection, const FollowOptions& options,
                            Followed followed) {
  std::optional<ResumeFile> file;
  if (!options.resume_file.empty()) file.emplace(options.resume_file);
  auto kept = KeptToken(options, file);
  if (!kept.ok()) return kept.status();
  Printer printer(session, options, followed, file ? &*file : nullptr);
  client::ResumableWatch watch(
      connection, {.request = followed.request, .resume_token = *std::move(kept), .retry = connection.options().retry});
  if (session.interrupts() != nullptr) session.interrupts()->SetAction([&watch] { watch.Stop(); });
  bool told = false;  // that the connection is gone: once, not for each attempt
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
      .on_snapshot_restart =
          [&session, &followed] {
            if (followed.on_snapshot_restart) return followed.on_snapshot_restart();
            session.err() << "现状从头再列，前面列出的作废" << std::endl;
          },
  });
  if (session.interrupts() != nullptr) session.interrupts()->SetAction(nullptr);
  if (!end.ok()) return file ? file->Explained(end) : end;
  if (!printer.failure().ok()) return printer.failure();
  const bool interrupted = session.interrupts() != nullptr && session.interrupts()->happened();
  if (interrupted) TellHowToGoOn(session, followed, options, watch.resume_token());
  return interrupted ? Exit::kInterrupted : Exit::kOk;
}

}  // namespace wuse::cli
