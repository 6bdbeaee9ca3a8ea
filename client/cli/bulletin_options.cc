#include "client/cli/bulletin_options.h"

#include "client/cli/problem.h"

namespace wuse::cli {
namespace {

constexpr size_t kKindAt = 5;  // W of 2021-W17
constexpr size_t kMonthLength = 7;
constexpr size_t kHalfLength = 10;

bool IsHalf(const std::string& text) {
  return text.size() == kHalfLength && text.compare(kMonthLength, 2, "-H") == 0;
}

}  // namespace

void AddBulletinOptions(CLI::App& command, BulletinOptions& options) {
  command.add_option("--week", options.week, "周，如 2021-W17；默认本周")->type_name("周");
  command.add_option("--month", options.month, "月，如 2021-04")->type_name("月");
  command.add_option("--half-month", options.half_month, "半月: 2021-04-H1 上半月、2021-04-H2 下半月")
      ->type_name("半月");
  AddFilterOptions(command, options.filter);
}

absl::StatusOr<std::string> BulletinPeriodOf(const BulletinOptions& options) {
  const int given = static_cast<int>(!options.week.empty()) + static_cast<int>(!options.month.empty()) +
                    static_cast<int>(!options.half_month.empty());
  if (given > 1) return InvalidInput("--week、--month、--half-month 只能给一个");
  const auto bad = [](const char* option, const std::string& text, const char* like) {
    return InvalidInput(std::string("选项 ") + option + " 的值“" + text + "”不正确；应如 " + like);
  };
  // Whether it is a period at all, the server says.
  if (!options.week.empty() && options.week.find('W') != kKindAt) return bad("--week", options.week, "2021-W17");
  if (!options.month.empty() && options.month.size() != kMonthLength) return bad("--month", options.month, "2021-04");
  if (!options.half_month.empty() && !IsHalf(options.half_month)) {
    return bad("--half-month", options.half_month, "2021-04-H1");
  }
  return options.week + options.month + options.half_month;
}

}  // namespace wuse::cli
