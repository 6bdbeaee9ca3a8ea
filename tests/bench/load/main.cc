// bench-load: what run.sh drives servers with. See --help. Prints one line of JSON. Exit codes: 0 ok · 1 failed · 2
// usage.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/synchronization/mutex.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tests/bench/load/beside_reports.h"
#include "tests/bench/load/closed_loop.h"
#include "tests/bench/load/disk_sync.h"
#include "tests/bench/load/fan_out.h"
#include "tests/bench/load/figure_questions.h"
#include "tests/bench/load/fill.h"
#include "tests/bench/load/made_up_register.h"
#include "tests/bench/load/recolor.h"
#include "tests/bench/load/watchers.h"
#include "tests/bench/load/workload.h"

// Read by jemalloc: what was freed is kept, instead of being given back to the kernel and taken from it again.
extern "C" const char* malloc_conf;
const char* malloc_conf = "dirty_decay_ms:-1,muzzy_decay_ms:-1";

namespace {

using wuse::bench::LoopOptions;
using wuse::bench::LoopResult;

int Failed(const std::string& what) {
  std::fputs(fmt::format("bench-load: {}\n", what).c_str(), stderr);
  return 1;
}

int ExitCodeOf(const absl::Status& status) {
  return status.ok() ? 0 : Failed(status.ToString());
}

struct CallOptions {
  wuse::bench::WorkloadOptions workload;
  LoopOptions loop;
  int64_t warm_up_ms = 2000;
  int64_t measured_ms = 5000;
  std::string response_file;
};

int RunCalls(CallOptions& options) {
  const auto workload = wuse::bench::MakeWorkload(options.workload);
  if (!workload) return Failed("no workload " + options.workload.name + " in this build");
  options.loop.warm_up = std::chrono::milliseconds(options.warm_up_ms);
  options.loop.measured = std::chrono::milliseconds(options.measured_ms);
  const LoopResult result = RunClosedLoop(*workload, options.loop);
  if (result.failed > 0) return Failed(fmt::format("{} calls failed: {}", result.failed, result.first_failure));
  if (!options.response_file.empty()) {
    std::ofstream file(options.response_file, std::ios::binary);
    if (!(file << result.a_response)) return Failed(options.response_file + " cannot be written");
  }
  const int64_t rate = result.measured_us == 0 ? 0 : result.completed * 1'000'000 / result.measured_us;
  fmt::print(
      "{{\"rate\": {}, \"p50_us\": {}, \"p99_us\": {}, \"completed\": {}, \"issued\": {}, \"request_bytes\": {}, "
      "\"response_bytes\": {}}}\n",
      rate, result.p50_us, result.p99_us, result.completed, result.issued, result.a_request.size(),
      result.a_response.size());
  return 0;
}

void AddCalls(CLI::App& app, CallOptions& options) {
  app.add_option("--target", options.loop.target, "host:port")->required();
  app.add_option("workload", options.workload.name, "file-report, get-project, get-overview, etcd-txn, etcd-put")
      ->required();
  app.add_option("--projects", options.workload.projects, "Projects of the register")->required();
  app.add_option("--run", options.workload.run, "Prefix of request ids and keys")->default_val("run");
  app.add_option("--first", options.loop.first, "Number of the first request");
  app.add_option("--at-most", options.loop.at_most, "Requests; 0: as many as the time allows");
  app.add_option("--in-flight", options.loop.in_flight)->check(CLI::PositiveNumber);
  app.add_option("--connections", options.loop.connections)->check(CLI::PositiveNumber);
  app.add_option("--threads", options.loop.threads)->check(CLI::PositiveNumber);
  app.add_option("--warm-up-ms", options.warm_up_ms, "Left out of the figures");
  app.add_option("--measured-ms", options.measured_ms);
  app.add_option("--save-response", options.response_file, "Keep the bytes of one answer here");
}

struct FanOutFlags {
  wuse::bench::FanOutOptions options;
  int64_t warm_up_ms = 2000;
  int64_t measured_ms = 5000;
};

int RunFanOut(FanOutFlags& flags) {
  flags.options.warm_up = std::chrono::milliseconds(flags.warm_up_ms);
  flags.options.measured = std::chrono::milliseconds(flags.measured_ms);
  flags.options.workload.name = flags.options.system == "etcd" ? "etcd-put" : "file-report";
  flags.options.writers.target = flags.options.subscribers.target;
  const auto result = wuse::bench::RunFanOut(flags.options);
  if (!result.ok()) return ExitCodeOf(result.status());
  fmt::print(
      "{{\"writes\": {}, \"deliveries\": {}, \"p50_us\": {}, \"p99_us\": {}, \"max_us\": {}, \"write_p50_us\": {}, "
      "\"write_p99_us\": {}, \"received_in_time\": {}, \"messages_in_time\": {}, \"measured_us\": {}, \"issued\": {}, "
      "\"last_position\": {}, \"missing\": {}}}\n",
      result->writes, result->deliveries, result->p50_us, result->p99_us, result->max_us, result->write_p50_us,
      result->write_p99_us, result->received_in_time, result->messages_in_time, result->measured_us, result->issued,
      result->last_position, result->missing);
  return 0;
}

void AddSubscribers(CLI::App& app, std::string& system, wuse::bench::SubscribersOptions& options) {
  app.add_option("--target", options.target, "host:port")->required();
  app.add_option("--streams", options.streams)->required();
  app.add_option("--streams-per-connection", options.streams_per_connection)->check(CLI::PositiveNumber);
  app.add_option("--system", system, "wuse or etcd");
}

void AddFanOut(CLI::App& app, FanOutFlags& flags) {
  AddSubscribers(app, flags.options.system, flags.options.subscribers);
  app.add_option("--rate", flags.options.writers.rate, "Writes a second")->required()->check(CLI::PositiveNumber);
  app.add_option("--first", flags.options.writers.first, "Number of the first write");
  app.add_option("--projects", flags.options.workload.projects, "Projects of the register")->required();
  app.add_option("--run", flags.options.workload.run, "Prefix of request ids and keys")->default_val("run");
  app.add_option("--warm-up-ms", flags.warm_up_ms, "Left out of the figures");
  app.add_option("--measured-ms", flags.measured_ms);
}

struct BesideReportsFlags {
  wuse::bench::BesideReportsOptions options;
  int64_t warm_up_ms = 2000;
  int64_t pause_ms = 5000;
  std::string question;
  std::vector<std::string> periods;
};

void Finish(BesideReportsFlags& flags) {
  flags.options.warm_up = std::chrono::milliseconds(flags.warm_up_ms);
  flags.options.pause = std::chrono::milliseconds(flags.pause_ms);
  flags.options.workload.name = "file-report";
}

void AddBesideReports(CLI::App& app, BesideReportsFlags& flags) {
  app.add_option("--target", flags.options.writers.target, "host:port")->required();
  app.add_option("--rate", flags.options.writers.rate, "Reports a second")->required()->check(CLI::PositiveNumber);
  app.add_option("--first", flags.options.writers.first, "Number of the first report");
  app.add_option("--run", flags.options.workload.run, "Prefix of request ids")->default_val("run");
  app.add_option("--projects", flags.options.workload.projects, "Projects of the register")->required();
  app.add_option("--warm-up-ms", flags.warm_up_ms, "Left out of the figures");
  app.add_option("--pause-ms", flags.pause_ms, "Before each call; none may take longer");
}

std::string JsonOf(const std::string& period, int64_t projects, const wuse::bench::TimedAnswer& answer) {
  return fmt::format(
      "{{\"period\": \"{}\", \"projects\": {}, \"took_us\": {}, \"max_during_us\": {}, \"max_before_us\": {}, "
      "\"reports_during\": {}, \"bytes\": {}}}",
      period, projects, answer.took_us, answer.max_during_us, answer.max_before_us, answer.reports_during,
      answer.bytes.size());
}

int RunRecolor(BesideReportsFlags& flags) {
  Finish(flags);
  const auto months = wuse::bench::RunRecolor(flags.options, flags.periods);
  if (!months.ok()) return ExitCodeOf(months.status());
  std::vector<std::string> rows;
  for (const auto& month : *months) rows.push_back(JsonOf(month.month, month.projects, month.answer));
  fmt::print("[{}]\n", fmt::join(rows, ", "));
  return 0;
}

int RunFigures(BesideReportsFlags& flags) {
  Finish(flags);
  const auto answers = wuse::bench::RunFigureQuestions(flags.options, flags.question, flags.periods);
  if (!answers.ok()) return ExitCodeOf(answers.status());
  std::vector<std::string> rows;
  for (size_t i = 0; i < answers->size(); ++i) {
    const wuse::bench::AnsweredQuestion& answered = (*answers)[i];
    rows.push_back(JsonOf(flags.periods[i], answered.projects, answered.answer));
  }
  fmt::print("[{}]\n", fmt::join(rows, ", "));
  return 0;
}

int RunSyncs(const std::string& dir, int count) {
  const auto times = wuse::bench::MeasureSyncs(dir, count);
  if (!times.ok()) return ExitCodeOf(times.status());
  fmt::print("{{\"p50_us\": {}, \"p99_us\": {}}}\n", times->p50_us, times->p99_us);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  // Debian's abseil looks for deadlocks at each lock that gRPC takes.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  CLI::App app("Load for the benchmarks of tests/bench. The register is the made-up one, as of " +
                   std::string(wuse::bench::kToday),
               "bench-load");
  app.require_subcommand(1);
  CallOptions calls;
  CLI::App* const call = app.add_subcommand("call", "A fixed number of calls in flight, closed loop");
  AddCalls(*call, calls);
  wuse::bench::FillOptions fill_options;
  CLI::App* const fill = app.add_subcommand("fill", "Make a register: units, projects, reports");
  fill->add_option("--target", fill_options.target, "host:port")->required();
  fill->add_option("--projects", fill_options.projects)->required();
  fill->add_option("--weeks", fill_options.weeks, "Weeks of reports for every project");
  fill->add_option("--first-week", fill_options.first_week);
  wuse::bench::WatchersOptions watch_options;
  CLI::App* const watch = app.add_subcommand("watch", "Hold streams open until standard input ends, see watchers.h");
  AddSubscribers(*watch, watch_options.system, watch_options.subscribers);
  watch->add_flag("!--stopped", watch_options.subscribers.reading, "Read the first response only");
  FanOutFlags fan_out_flags;
  CLI::App* const fan_out = app.add_subcommand("fan-out", "Write at a rate, read with many streams, see fan_out.h");
  AddFanOut(*fan_out, fan_out_flags);
  BesideReportsFlags beside_flags;
  CLI::App* const recolor = app.add_subcommand("recolor", "RecolorMonth while reports are filed at a rate");
  AddBesideReports(*recolor, beside_flags);
  recolor->add_option("--month", beside_flags.periods, "To be recolored (may be given again)")->required();
  CLI::App* const figures = app.add_subcommand("figures", "Ask for figures while reports are filed at a rate");
  AddBesideReports(*figures, beside_flags);
  figures->add_option("question", beside_flags.question, "See figure_questions.h")->required();
  figures->add_option("--period", beside_flags.periods, "Ask about it (may be given again); or today")->required();
  std::string dir;
  int syncs = 500;
  CLI::App* const sync = app.add_subcommand("sync", "Time of an append of 4 KiB and its fdatasync");
  sync->add_option("--dir", dir)->required();
  sync->add_option("--count", syncs);
  CLI11_PARSE(app, argc, argv);
  if (call->parsed()) return RunCalls(calls);
  if (fill->parsed()) return ExitCodeOf(wuse::bench::Fill(fill_options));
  if (watch->parsed()) return ExitCodeOf(wuse::bench::HoldWatchers(watch_options));
  if (fan_out->parsed()) return RunFanOut(fan_out_flags);
  if (recolor->parsed()) return RunRecolor(beside_flags);
  if (figures->parsed()) return RunFigures(beside_flags);
  return RunSyncs(dir, syncs);
}
