#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string_view>
#include <vector>

#include "common/clock.h"
#include "server/board/symbols.h"
#include "server/domain/apply_change.h"
#include "server/domain/color_policy.h"
#include "server/domain/policy_presets.h"
#include "tests/bench/load/made_up_register.h"

// Walks over the made-up register in memory, on one thread, without reasons. Prints the projects a second that each
// policy judges, a line of JSON a round.
namespace wuse::bench {
namespace {

struct Judged {
  domain::ProjectRow row;
  std::vector<domain::ReportMark> marks;
};

std::vector<Judged> MakeRegister(int projects, int weeks, board::Symbols& symbols) {
  const domain::Intern intern = [&symbols](std::string_view text) { return symbols.Intern(text); };
  std::vector<Judged> judged;
  judged.reserve(static_cast<size_t>(projects));
  for (int number = 0; number < projects; ++number) {
    Judged& one = judged.emplace_back(Judged{.row = domain::RowOf(ProjectOf(number), intern), .marks = {}});
    for (int week = 1; week <= weeks; ++week) {
      v1::Report report = ReportOf(number, week, 0).report();
      const common::Week filed = common::Week::OfStored(report.week());
      report.set_as_of(common::DefaultAsOf(filed, filed.Sunday()).ToString());
      domain::InsertMark(one.marks, domain::MarkOf(report));
    }
  }
  return judged;
}

// Projects a second, over and over the register for about `seconds`. `lagging` keeps the compiler from leaving it out.
template <class ColorOf>
int64_t Rate(const std::vector<Judged>& judged, int seconds, int64_t& lagging, const ColorOf& color_of) {
  const common::RealClock clock;
  const common::SteadyTime begin = clock.Steady();
  int64_t projects = 0;
  auto passed = clock.Steady() - begin;
  do {
    for (const Judged& one : judged) lagging += color_of(one) >= v1::YELLOW ? 1 : 0;
    projects += static_cast<int64_t>(judged.size());
    passed = clock.Steady() - begin;
  } while (passed < std::chrono::seconds(seconds));
  return projects * 1'000'000'000 / std::chrono::duration_cast<std::chrono::nanoseconds>(passed).count();
}

int64_t RateOf(std::string_view preset, const std::vector<Judged>& judged, int seconds, int64_t& lagging) {
  const common::WorkingDays calendar;
  const common::Date day = common::Date::OfStored(kToday);
  const domain::ColorPolicy policy(*domain::FindPreset(preset), [](std::string_view) { return domain::Symbol{0}; });
  const domain::PolicyDay policy_day(policy, day, calendar);
  return Rate(judged, seconds, lagging, [&](const Judged& one) { return policy_day.JustColorOf(one.row, one.marks); });
}

}  // namespace
}  // namespace wuse::bench

int main(int argc, char** argv) {
  int projects = 100'000;
  int weeks = 52;
  int rounds = 5;
  int seconds = 1;
  CLI::App app("Color policies over a register in memory", "bench-color");
  app.add_option("--projects", projects)->check(CLI::PositiveNumber);
  app.add_option("--weeks", weeks, "Weeks of reports for every project")->check(CLI::Range(0, wuse::bench::kWeeks));
  app.add_option("--rounds", rounds)->check(CLI::PositiveNumber);
  app.add_option("--seconds", seconds, "Of each walk in a round")->check(CLI::PositiveNumber);
  CLI11_PARSE(app, argc, argv);
  wuse::board::Symbols symbols;
  const auto judged = wuse::bench::MakeRegister(projects, weeks, symbols);
  for (int round = 0; round < rounds; ++round) {
    int64_t lagging = 0;
    int64_t ignored = 0;
    const int64_t by_default = wuse::bench::RateOf("wuse-default", judged, seconds, lagging);
    const int64_t yinchuan = wuse::bench::RateOf("yinchuan-2025", judged, seconds, ignored);
    const int64_t sanya = wuse::bench::RateOf("sanya-2022-project", judged, seconds, ignored);
    if (lagging == 0) return 1;  // a register in which nothing is late says nothing
    std::printf("{\"wuse-default\": %lld, \"yinchuan-2025\": %lld, \"sanya-2022-project\": %lld}\n",
                static_cast<long long>(by_default), static_cast<long long>(yinchuan), static_cast<long long>(sanya));
  }
  return 0;
}
