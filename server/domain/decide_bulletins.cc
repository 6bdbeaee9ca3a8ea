#include "common/limits.h"
#include "common/status.h"
#include "server/domain/bulletin_period.h"
#include "server/domain/decide.h"
#include "server/domain/validate.h"

// Publishing a bulletin: once for each period and filter; then corrected editions beside it. What it says was composed
// before; here is decided whether it may be published.
namespace wuse::domain {
namespace {

constexpr TextRule kCorrectionReason{.max_characters = common::kMaxTextCharacters};

absl::Status Precondition(std::string_view english, std::string_view reason, std::string chinese) {
  return common::MakeError(absl::StatusCode::kFailedPrecondition, english,
                           {.reason = std::string(reason), .chinese = std::move(chinese)});
}

absl::Status BulletinPublished(const v1::BulletinHead& newest) {
  const std::string edition = std::to_string(newest.edition());
  return Precondition(Cat("the bulletin of ", newest.period(), " was published on ", newest.published_on(),
                          ", its newest edition is ", edition, "; a corrected one needs a correction_reason"),
                      "BULLETIN_PUBLISHED",
                      Cat(newest.period(), "的通报已发布（第 ", edition, " 版，", newest.published_on(),
                          "），不能再发；要更正请写明更正原因"));
}

absl::Status BulletinNotPublished(const std::string& period) {
  return Precondition(Cat("the bulletin of ", period, " is not published, so there is nothing to correct"),
                      "BULLETIN_NOT_PUBLISHED", Cat(period, "的通报还没有发布，不用更正；请不写更正原因直接发布"));
}

absl::Status NothingCorrected(const v1::BulletinHead& newest) {
  return Precondition(
      Cat("edition ", std::to_string(newest.edition()), " of the bulletin of ", newest.period(), " would not change"),
      "NOTHING_CORRECTED",
      Cat(newest.period(), "的通报（第 ", std::to_string(newest.edition()),
          " 版）与现在的登记数据一致，没有可更正的内容"));
}

absl::Status PublishedMeanwhile(const v1::BulletinHead& newest) {
  const std::string edition = std::to_string(newest.edition());
  return common::MakeError(
      absl::StatusCode::kAborted,
      Cat("edition ", edition, " of the bulletin of ", newest.period(), " was published meanwhile"),
      {.reason = "BULLETIN_PUBLISHED_MEANWHILE",
       .chinese = Cat(newest.period(), "的通报刚刚由他人发布了第 ", edition, " 版，请查看后重试")});
}

absl::Status BulletinsFull() {
  const std::string most = std::to_string(common::kMaxBulletins);
  return common::MakeError(absl::StatusCode::kResourceExhausted,
                           Cat("there are ", most, " published bulletins already, which is the limit"),
                           {.reason = "BULLETINS_FULL", .chinese = Cat("已发布的通报有 ", most, " 份，不能再增加")});
}

// Its day is over, or is today.
void CheckIsDue(const BulletinPeriod& period, common::Date today, Problems& problems) {
  if (period.due() <= today) return;
  const std::string text = period.ToString();
  problems.Add(
      {"", "period", "时期"}, "PERIOD_NOT_ENDED",
      Cat(InEnglish(text), " can be published from ", period.due().ToString(), " on; today is ", today.ToString()),
      Cat("时期", InChinese(text), "要到 ", period.due().ToString(), " 才能发布，今天是 ", today.ToString()));
}

size_t CountOf(const FigureBook& book) {
  size_t count = 0;
  for (const auto& [key, editions] : book.bulletins()) count += editions.size();
  return count;
}

// Whether these editions, which there are, take one more.
absl::Status CheckCorrection(const ComposedBulletin& composed, const v1::BulletinHead& newest) {
  if (composed.request.correction_reason().empty()) return BulletinPublished(newest);
  if (composed.corrects != newest.edition()) return PublishedMeanwhile(newest);
  return composed.bulletin.corrected().empty() ? NothingCorrected(newest) : absl::OkStatus();
}

}  // namespace

absl::StatusOr<Decision> Decide(const Context& context, const ComposedBulletin& composed) {
  const v1::PublishBulletinRequest& request = composed.request;
  Problems problems;
  // Where none was named it is the one that was composed, also when midnight has come between.
  const std::string& text = request.period().empty() ? composed.bulletin.period() : request.period();
  const std::optional<BulletinPeriod> period = CheckBulletinPeriod(text, context.today, problems);
  if (period) CheckIsDue(*period, context.today, problems);
  CheckText({"", "correction_reason", "更正原因"}, request.correction_reason(), kCorrectionReason, problems);
  if (!problems.empty()) return problems.ToStatus();
  const FigureBook& book = context.register_.figure_book();
  const auto& editions =
      book.EditionsOf(BulletinKey(period->ToString(), request.has_filter() ? &request.filter() : nullptr));
  if (editions.empty()) {
    if (!request.correction_reason().empty()) return BulletinNotPublished(period->ToString());
  } else {
    WUSE_RETURN_IF_ERROR(CheckCorrection(composed, editions.back()));
  }
  if (CountOf(book) >= common::kMaxBulletins) return BulletinsFull();
  Decision decision;
  v1::Bulletin& bulletin = *decision.changes.emplace_back().mutable_bulletin_published()->mutable_bulletin();
  bulletin = composed.bulletin;
  bulletin.set_edition(static_cast<int>(editions.size()) + 1);
  bulletin.set_published_on(context.today.ToString());
  bulletin.set_published_by(std::string(context.actor));
  bulletin.set_correction_reason(request.correction_reason());
  return decision;
}

}  // namespace wuse::domain
