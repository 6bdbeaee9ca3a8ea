#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "client/cli/session.h"
#include "client/lib/resumable_watch.h"

namespace wuse::cli {

// What `wuse watch` and `wuse alert watch` have in common.
struct FollowOptions {
  int64_t from = 0;
  std::string resume;
  std::string resume_file;
  bool until_synced = false;
  int64_t count = 0;
};
// `start`: the group of the options that say where to begin.
void AddFollowOptions(CLI::App& command, FollowOptions& options, const std::string& start);
// What the help of both says of the resume file.
std::string_view ResumeFileHelp();

struct Followed {
  std::string command;  // how it is called: "wuse watch"
  client::ResumableWatch::Request request;
  bool has_snapshot = false;                                  // the request begins with one
  std::function<std::string(const v1::WatchResponse&)> text;  // for people; "" for nothing to tell
  std::function<void()> on_snapshot_restart = nullptr;
};

// Prints responses until the wished-for end, Ctrl-C or an error that no retry mends. With a resume file, its token is
// where it begins, and each response's token is written to it after the response's lines were flushed.
absl::StatusOr<Exit> Follow(Session& session, client::Connection& connection, const FollowOptions& options,
                            Followed followed);

}  // namespace wuse::cli
