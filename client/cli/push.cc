#include "client/cli/push.h"

#include <algorithm>
#include <iterator>
#include <ostream>
#include <set>

#include "client/cli/plan.h"
#include "client/cli/problem.h"
#include "client/lib/error.h"
#include "common/digest.h"
#include "wuse/v1/project_service.pb.h"

namespace wuse::cli {
namespace {

constexpr size_t kPlanWithYes = 20;  // elements shown when nobody is asked
constexpr size_t kPlanToConfirm = 60;

class Pusher {
 public:
  Pusher(Session& session, Pushed& pushed, const PushOptions& options)
      : session_(session), pushed_(pushed), options_(options), salt_(client::RandomRequestId()) {}

  absl::StatusOr<Exit> Run(const std::string& actor) {
    actor_ = actor;
    Cut();
    if (absl::Status status = ValidateAll(); !status.ok()) return status;
    if (options_.dry_run) {
      ShowResult();
      return Exit::kOk;
    }
    const PlanCounts counts = CountPlan(total_.plan);
    if (!counts.Any()) return Finish("没有要写入的变化（不变 " + std::to_string(counts.unchanged) + "）");
    // With --yes a machine reads the output: it gets the result alone.
    if (session_.format == Format::kTable || !options_.yes) {
      std::ostream& out = session_.format == Format::kTable ? session_.out() : session_.err();
      out << PlanText(total_.plan, pushed_.columns(), options_.yes ? kPlanWithYes : kPlanToConfirm);
    }
    auto answer = AskToGoOn(session_, options_.yes, "确认写入？");
    if (!answer.ok() || *answer != Exit::kOk) return answer;
    return ApplyAll();
  }

 private:
  void Cut() {
    std::vector<size_t> bytes;
    for (size_t i = 0; i < pushed_.sources().size(); ++i) bytes.push_back(pushed_.Bytes(i));
    batches_ = CutBatches(bytes, options_.limits);
  }

  std::span<const Source> SourcesOf(const Batch& batch) const {
    return std::span(pushed_.sources()).subspan(batch.begin, batch.size());
  }

  void Progress(std::string_view what, size_t index) {
    if (!session_.terminal().err_is_terminal && batches_.size() <= 1) return;
    session_.err() << what << " " << index + 1 << "/" << batches_.size() << "（" << RowsText(SourcesOf(batches_[index]))
                   << "）" << std::endl;
  }

  // An update holds whole projects, so a batch within the limits may still be too large for one; the halves are tried.
  bool SplitInTwo(size_t index) {
    const Batch whole = batches_[index];
    if (whole.size() < 2) return false;
    const size_t middle = whole.begin + whole.size() / 2;
    batches_[index] = {.begin = whole.begin, .end = middle};
    batches_.insert(batches_.begin() + static_cast<ptrdiff_t>(index) + 1, {.begin = middle, .end = whole.end});
    return true;
  }

  absl::Status ValidateAll() {
    std::vector<Problem> problems = options_.problems;
    absl::StatusCode code = problems.empty() ? absl::StatusCode::kOk : absl::StatusCode::kInvalidArgument;
    // Of a row that could not be read whole, the server can only say what follows from that.
    std::set<int> unread;
    for (const Problem& problem : problems) unread.insert(problem.row);
    for (size_t i = 0; i < batches_.size(); ++i) {
      Progress("校验", i);
      absl::StatusOr<PushAnswer> answer = pushed_.Send(batches_[i], /*validate_only=*/true, "");
      if (answer.ok()) {
        Add(*std::move(answer));
        continue;
      }
      if (client::ReasonOf(answer.status()) == "BATCH_TOO_LARGE" && SplitInTwo(i)) {
        --i;
        continue;
      }
      std::vector<Problem> of_batch = ProblemsIn(answer.status(), batches_[i]);
      if (of_batch.empty()) return OrProblems(answer.status(), options_.problems);
      if (code == absl::StatusCode::kOk) code = answer.status().code();
      std::copy_if(of_batch.begin(), of_batch.end(), std::back_inserter(problems),
                   [&unread](const Problem& problem) { return !unread.contains(problem.row); });
    }
    return problems.empty() ? absl::OkStatus() : ProblemsError(code, std::move(problems));
  }

  std::vector<Problem> ProblemsIn(const absl::Status& status, const Batch& batch) const {
    std::vector<Problem> problems;
    const auto detail = common::DetailOf(status);
    if (!detail) return problems;
    for (const common::FieldViolation& violation : detail->fields) {
      problems.push_back(ProblemOf(violation, pushed_.columns(), SourcesOf(batch)));
    }
    return problems;
  }

  void Add(PushAnswer answer) {
    total_.plan.insert(total_.plan.end(), std::make_move_iterator(answer.plan.begin()),
                       std::make_move_iterator(answer.plan.end()));
    total_.sequence = std::max(total_.sequence, answer.sequence);
  }

  std::string RequestId(size_t index) const {
    constexpr int kBytes = 16;
    const std::string number = std::to_string(index);
    return common::Hex(common::Sha256({options_.content, "\n", number, "\n", actor_, "\n", salt_}), kBytes);
  }

  absl::StatusOr<Exit> ApplyAll() {
    total_ = {};
    for (size_t i = 0; i < batches_.size(); ++i) {
      Progress("写入", i);
      absl::StatusOr<PushAnswer> answer = pushed_.Send(batches_[i], /*validate_only=*/false, RequestId(i));
      if (!answer.ok()) return Failed(i, answer.status());
      Add(*std::move(answer));
    }
    const std::string number = total_.sequence > 0 ? "（更新序号 " + std::to_string(total_.sequence) + "）" : "";
    return Finish("已写入：" + CountsText(CountPlan(total_.plan)) + number);
  }

  absl::StatusOr<Exit> Failed(size_t index, const absl::Status& status) {
    std::vector<Problem> problems = ProblemsIn(status, batches_[index]);
    const bool unknown = ExitOf(status) == Exit::kUnavailable;
    if (unknown) session_.err() << RowsText(SourcesOf(batches_[index])) << "是否写入不能确定。\n";
    if (index == 0) return problems.empty() ? status : ProblemsError(status.code(), std::move(problems));
    std::ostream& err = session_.err();
    err << "错误：第 " << index + 1 << "/" << batches_.size() << " 批没有写入：" << client::ChineseOf(status) << "\n";
    for (const Problem& problem : problems) err << "  " << ProblemLine(problem) << "\n";
    const std::span<const Source> all(pushed_.sources());
    err << "已写入：" << RowsText(all.first(batches_[index].begin)) << "\n"
        << (unknown ? "未写入或不能确定：" : "未写入：") << RowsText(all.subspan(batches_[index].begin)) << "\n";
    err << "改好后可以再推送同一个文件，已写入的行不会重复。\n";
    return Exit::kLaterBatch;
  }

  absl::StatusOr<Exit> Finish(const std::string& words) {
    if (session_.format == Format::kTable) {
      session_.out() << words << "\n";
    } else {
      ShowResult();
    }
    return Exit::kOk;
  }

  void ShowResult() {
    switch (session_.format) {
      case Format::kTable:
        session_.out() << PlanText(total_.plan, pushed_.columns(), total_.plan.size());
        return;
      case Format::kCsv:
        return WriteCsv(session_.out(), PlanTable(total_.plan, pushed_.columns()));
      case Format::kJson: {
        // The answers of ApplyUnits, ApplyProjects and FileReports read the same.
        v1::ApplyProjectsResponse response;
        for (const v1::PlannedChange& change : total_.plan) *response.add_plan() = change;
        response.set_sequence(total_.sequence);
        session_.out() << JsonText(response);
      }
    }
  }

  Session& session_;
  Pushed& pushed_;
  const PushOptions& options_;
  const std::string salt_;
  std::string actor_;
  std::vector<Batch> batches_;
  PushAnswer total_;
};

}  // namespace

absl::StatusOr<Exit> Push(Session& session, Pushed& pushed, const PushOptions& options) {
  const auto connection = session.Connect();
  if (!connection.ok()) return OrProblems(connection.status(), options.problems);
  return Pusher(session, pushed, options).Run((*connection)->options().actor);
}

absl::StatusOr<Exit> AskToGoOn(Session& session, bool yes, std::string_view question) {
  if (yes) return Exit::kOk;
  const std::optional<bool> answer = Confirm(session.terminal(), question);
  if (!answer) return InvalidInput("这里没有终端可以确认；要写入请加 --yes，只看计划请加 --dry-run");
  if (*answer) return Exit::kOk;
  session.err() << "没有写入任何内容。\n";
  return Exit::kDeclined;
}

}  // namespace wuse::cli
