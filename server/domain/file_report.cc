#include "server/domain/file_report.h"

#include <set>

#include "common/limits.h"
#include "common/text.h"
#include "server/domain/apply_change.h"
#include "server/domain/edit_project.h"
#include "server/domain/investment.h"
#include "server/domain/ladder.h"
#include "server/domain/references.h"
#include "server/domain/report_scope.h"

namespace wuse::domain {
namespace {

using common::Date;
using common::Week;
using v1::Milestone;
using v1::MilestoneMark;
using v1::Report;

constexpr int kWholeBasisPoints = 10'000;
constexpr std::string_view kAmountLabel = "今年累计完成投资(万元)";

// The rung that a mark is about and what the mark means to set on it.
struct MarkedRung {
  const Milestone* rung;
  std::string path;  // of its reached_on
  bool sets_reached = false;
  bool sets_done = false;
};

class ReportEditor {
 public:
  ReportEditor(const Context& context, const Register& reg, const v1::ReportEdit& edit, std::string_view base,
               Problems& problems)
      : context_(context), register_(reg), edit_(edit), given_(edit.report()), base_(base), problems_(problems) {}

  absl::StatusOr<FiledReport> Edit(absl::StatusCode missing) {
    scope_ = ReportScopeOf(edit_, base_, problems_);
    FindProjectAndWeek(missing);
    if (absl::Status status = FindEarlier(); !status.ok()) return status;
    if (scope_.masked && filed_.earlier) filed_.report = *filed_.earlier;
    EditReason();
    EditAsOf();
    EditAmounts();
    EditTexts();
    if (filed_.project != nullptr) EditMarks();
    if (week_.IsSet() && filed_.project != nullptr) Settle();
    return std::move(filed_);
  }

 private:
  Field At(std::string_view path, std::string_view chinese) const { return {base_, path, chinese}; }

  void FindProjectAndWeek(absl::StatusCode missing) {
    const Field project = At("report.project", "项目编号");
    filed_.project = ResolveBrief(register_, project, given_.project(), missing, problems_);
    if (filed_.project != nullptr && filed_.project->row().delisted_on.IsSet()) {
      CheckNotDelisted(project, *filed_.project->message(), context_.today, problems_);
    }
    const Field field = At("report.week", "周");
    if (!CheckRequired(field, !given_.week().empty(), problems_)) return;
    const std::optional<Week> week = Week::Parse(given_.week());
    if (!week) {
      problems_.Add(field, "WEEK_MALFORMED", Cat("week ", InEnglish(given_.week()), " is not a week like 2021-W18"),
                    Cat("周", InChinese(given_.week()), "不是周，应如2021-W18"));
      return;
    }
    const Week now = Week::Of(context_.today);
    if (*week > now) {
      problems_.Add(field, "WEEK_IN_FUTURE",
                    Cat("week ", InEnglish(given_.week()), " is after this week, ", now.ToString()),
                    Cat("周", InChinese(given_.week()), "晚于本周", now.ToString()));
      return;
    }
    if (filed_.project != nullptr && week->Sunday() < filed_.project->row().listed_on) {
      const std::string listed_on = filed_.project->row().listed_on.ToString();
      problems_.Add(field, "WEEK_BEFORE_LISTING",
                    Cat("week ", InEnglish(given_.week()), " ends before project ", InEnglish(filed_.project->id()),
                        " is listed, on ", listed_on),
                    Cat("周", InChinese(given_.week()), "早于项目的列入日期", listed_on));
      return;
    }
    week_ = *week;
  }

  absl::Status FindEarlier() {
    if (!week_.IsSet() || filed_.project == nullptr) return absl::OkStatus();
    const std::span<const ReportMark> marks = register_.ReportsOf(filed_.project->id());
    const auto mark = std::lower_bound(marks.begin(), marks.end(), week_,
                                       [](const ReportMark& other, Week week) { return other.week() < week; });
    if (mark == marks.end() || mark->week() != week_) return absl::OkStatus();
    absl::StatusOr<Report> earlier = register_.FindReport(filed_.project->id(), week_);
    if (!earlier.ok()) return earlier.status();
    filed_.earlier = *std::move(earlier);
    return absl::OkStatus();
  }

  void EditReason() {
    const bool beside = !edit_.correction_reason().empty();
    const std::string& reason = beside ? edit_.correction_reason() : given_.correction_reason();
    CheckText(At(beside ? "correction_reason" : "report.correction_reason", "更正原因"), reason,
              {.max_characters = common::kMaxTextCharacters}, problems_);
    filed_.report.set_correction_reason(reason);
    filed_.has_reason = !reason.empty();
  }

  void EditAsOf() {
    if (scope_.as_of) filed_.report.set_as_of(given_.as_of());
    if (!scope_.as_of || given_.as_of().empty()) return;
    const Field field = At("report.as_of", "截至日期");
    const std::optional<Date> as_of = CheckPastDate(field, given_.as_of(), context_.today, problems_);
    if (!as_of || !week_.IsSet() || Week::Of(*as_of) == week_) return;
    problems_.Add(field, "AS_OF_NOT_IN_WEEK",
                  Cat("as_of ", InEnglish(given_.as_of()), " is not in week ", week_.ToString()),
                  Cat("截至日期", InChinese(given_.as_of()), "不在", week_.ToString(), "内"));
  }

  void EditAmounts() {
    Report& report = filed_.report;
    const Field amount = At("report.invested_this_year_yuan", kAmountLabel);
    if (scope_.amount) {
      report.clear_invested_this_year_yuan();
      if (given_.has_invested_this_year_yuan()) report.set_invested_this_year_yuan(given_.invested_this_year_yuan());
    }
    if (scope_.amount || filed_.project != nullptr) {  // of an unknown project an earlier report may have it
      if (CheckRequired(amount, report.has_invested_this_year_yuan(), problems_)) {
        CheckAmount(amount, report.invested_this_year_yuan(), problems_);
      }
    }
    if (!scope_.percent) return;
    report.clear_percent_done_bp();
    if (!given_.has_percent_done_bp()) return;
    const int32_t percent = given_.percent_done_bp();
    report.set_percent_done_bp(percent);
    if (percent >= 0 && percent <= kWholeBasisPoints) return;
    problems_.Add(At("report.percent_done_bp", "形象进度(%)"), "PERCENT_OUT_OF_RANGE",
                  Cat("percent_done_bp ", std::to_string(percent), " is not from 0 to 10000"),
                  Cat("形象进度(%)“", common::FormatBasisPoints(percent), "”不在0到100之间"));
  }

  void EditTexts() {
    constexpr TextRule kParagraph{.max_characters = common::kMaxTextCharacters, .multiline = true};
    if (scope_.progress && CheckText(At("report.progress", "本周进展"), given_.progress(), kParagraph, problems_)) {
      filed_.report.set_progress(given_.progress());
    }
    if (scope_.problems && CheckText(At("report.problems", "存在问题"), given_.problems(), kParagraph, problems_)) {
      filed_.report.set_problems(given_.problems());
    }
    if (scope_.next && CheckText(At("report.next", "下周计划"), given_.next(), kParagraph, problems_)) {
      filed_.report.set_next(given_.next());
    }
  }

  // --- milestones

  // The rung that people may mark; nullptr with a problem.
  const Milestone* RungOf(std::string_view path, std::string_view key) {
    const Milestone* rung = FindRungRef(*filed_.project->message(), key);
    if (rung == nullptr) {
      AddUnknownMilestone(At(path, "里程碑"), *filed_.project->message(), key, problems_);
    } else if (rung->id() == kInvestmentCompleted) {
      problems_.Add(At(path, "完成投资"), "MILESTONE_SERVER_SET",
                    Cat("milestone ", InEnglish(key), " is set by the server only"),
                    Cat("里程碑", InChinese(key), "由系统根据投资额认定，不能填写"));
      return nullptr;
    }
    return rung;
  }

  void EditMarks() {
    const int count = given_.milestones_size();
    if (!CheckCount(At("report.milestones", "里程碑"), count, common::kMaxMilestones, problems_)) return;
    if (scope_.masked) {
      EditMaskedMarks();
    } else {
      EditGivenMarks();
    }
  }

  void EditGivenMarks() {
    std::set<std::string_view> seen;
    for (int i = 0; i < given_.milestones_size(); ++i) {
      const MilestoneMark& given = given_.milestones(i);
      const std::string path = Cat("report.milestones[", std::to_string(i), "]");
      const std::string id_path = Cat(path, ".id");
      if (!CheckRequired(At(id_path, "里程碑"), !given.id().empty(), problems_)) continue;
      const Milestone* rung = RungOf(id_path, given.id());
      if (rung == nullptr) continue;
      if (!seen.insert(rung->id()).second) {
        problems_.Add(At(id_path, "里程碑"), "DUPLICATE_MILESTONE",
                      Cat("milestone ", InEnglish(given.id()), " is marked twice"),
                      Cat("里程碑", InChinese(given.id()), "重复"));
        continue;
      }
      MilestoneMark& mark = *filed_.report.add_milestones();
      mark.set_id(rung->id());
      SetReached(Cat(path, ".reached_on"), *rung, given, mark);
      if (given.has_done()) SetDone(Cat(path, ".done"), *rung, given, mark);
      // With a measure alone the date is not meant.
      rungs_.push_back(
          {rung, Cat(path, ".reached_on"), !given.reached_on().empty() || !given.has_done(), given.has_done()});
    }
  }

  void EditMaskedMarks() {
    for (const ReportScope::Mark& path : scope_.marks) {
      const Milestone* rung = RungOf(path.path, path.key);
      if (rung == nullptr) continue;
      const MilestoneMark* given = &MilestoneMark::default_instance();
      for (const MilestoneMark& element : given_.milestones()) {
        if (FindRungRef(*filed_.project->message(), element.id()) == rung) given = &element;
      }
      MilestoneMark& mark = MarkOfRung(rung->id());
      if (path.reached) {
        SetReached(path.path, *rung, *given, mark);
      } else {
        SetDone(path.path, *rung, *given, mark);
      }
      rungs_.push_back({rung, path.path, path.reached, !path.reached});
    }
  }

  MilestoneMark& MarkOfRung(const std::string& id) {
    for (MilestoneMark& mark : *filed_.report.mutable_milestones()) {
      if (mark.id() == id) return mark;
    }
    MilestoneMark& mark = *filed_.report.add_milestones();
    mark.set_id(id);
    return mark;
  }

  void SetReached(std::string_view path, const Milestone& rung, const MilestoneMark& given, MilestoneMark& mark) {
    mark.set_reached_on(given.reached_on());
    if (given.reached_on().empty()) return;
    CheckPastDate(At(path, Cat("完成:", rung.name())), given.reached_on(), context_.today, problems_);
  }

  void SetDone(std::string_view path, const Milestone& rung, const MilestoneMark& given, MilestoneMark& mark) {
    mark.clear_done();
    if (!given.has_done()) return;
    mark.set_done(given.done());
    CheckRange(At(path, Cat("里程碑", rung.name(), "已完成量(千分之一)")), given.done(), 0, common::kMaxMeasure,
               problems_);
  }

  // --- what the report has become

  void Settle() {
    Report& report = filed_.report;
    report.set_project(filed_.project->id());
    report.set_week(week_.ToString());
    if (report.as_of().empty()) {
      // Filed again on a later day without as_of, the same report is still the same.
      if (filed_.earlier && !scope_.masked) report.set_as_of(filed_.earlier->as_of());
      if (!SameAsEarlier()) report.set_as_of(common::DefaultAsOf(week_, context_.today).ToString());
    }
    filed_.unchanged = SameAsEarlier();
    filed_.mark = MarkOf(report);
    if (filed_.earlier) {
      const ReportMark was = MarkOf(*filed_.earlier);
      filed_.amount_stands = was.invested == filed_.mark.invested && was.as_of.year() == filed_.mark.as_of.year();
    }
    report.set_version(filed_.earlier ? filed_.earlier->version() + 1 : 1);
    report.set_actor(std::string(context_.actor));
    report.set_filed_on(context_.today.ToString());
    if (!filed_.unchanged) ChangeRungs();
  }

  bool SameAsEarlier() const {
    if (!filed_.earlier) return false;
    const Report& a = *filed_.earlier;
    const Report& b = filed_.report;
    return a.as_of() == b.as_of() && a.has_invested_this_year_yuan() == b.has_invested_this_year_yuan() &&
           a.invested_this_year_yuan() == b.invested_this_year_yuan() &&
           a.has_percent_done_bp() == b.has_percent_done_bp() && a.percent_done_bp() == b.percent_done_bp() &&
           a.progress() == b.progress() && a.problems() == b.problems() && a.next() == b.next() &&
           std::equal(a.milestones().begin(), a.milestones().end(), b.milestones().begin(), b.milestones().end(),
                      [](const MilestoneMark& x, const MilestoneMark& y) {
                        return x.id() == y.id() && x.reached_on() == y.reached_on() && x.has_done() == y.has_done() &&
                               x.done() == y.done();
                      });
  }

  void ChangeRungs() {
    for (const MarkedRung& marked : rungs_) {
      const Milestone& was = *marked.rung;
      const MilestoneMark& mark = MarkOfRung(was.id());
      const bool dated = marked.sets_reached && was.reached_on() != mark.reached_on();
      const bool measured = marked.sets_done && was.done() != mark.done();
      if (dated && !was.reached_on().empty() && !filed_.has_reason) {
        AddCorrectionRequired(At(marked.path, ""), was, mark.reached_on(), problems_);
      }
      if (!dated && !measured) continue;
      Milestone& rung = ChangedRung(was);
      if (dated) rung.set_reached_on(mark.reached_on());
      if (measured) rung.set_done(mark.done());
    }
  }

  Milestone& ChangedRung(const Milestone& was) {
    for (Milestone& rung : filed_.milestones) {
      if (rung.id() == was.id()) return rung;
    }
    return filed_.milestones.emplace_back(was);
  }

  const Context& context_;
  const Register& register_;
  const v1::ReportEdit& edit_;
  const Report& given_;
  const std::string_view base_;
  Problems& problems_;
  ReportScope scope_;
  Week week_;  // not set: bad
  FiledReport filed_;
  std::vector<MarkedRung> rungs_;
};

}  // namespace

absl::StatusOr<FiledReport> EditReport(const Context& context, const Register& reg, const v1::ReportEdit& edit,
                                       std::string_view base, absl::StatusCode missing, Problems& problems) {
  return ReportEditor(context, reg, edit, base, problems).Edit(missing);
}

void SettleInvestment(FiledReport& filed, std::span<const ReportMark> marks, Date today) {
  const Rung* rung = InvestmentRung(filed.project->row());
  if (rung == nullptr) return;
  const Date reached = InvestmentReachedOn(filed.project->row(), marks, today);
  if (reached == rung->reached_on) return;
  const std::string text = reached.IsSet() ? reached.ToString() : "";
  filed.milestones.emplace_back(*InvestmentRung(*filed.project->message())).set_reached_on(text);
}

void CheckCumulative(const FiledReport& filed, std::span<const ReportMark> marks,
                     const std::function<const FiledReport*(Week)>& others, std::string_view base, Problems& problems) {
  if (filed.has_reason || filed.amount_stands || filed.unchanged) return;
  const auto here = std::lower_bound(marks.begin(), marks.end(), filed.mark.week(),
                                     [](const ReportMark& mark, Week week) { return mark.week() < week; });
  const Field field{base, "report.invested_this_year_yuan", kAmountLabel};
  const auto add = [&](std::string_view reason, const ReportMark& other, std::string_view english,
                       std::string_view chinese) {
    problems.Add(field, reason,
                 Cat("invested_this_year_yuan of ", filed.mark.week().ToString(), ", ",
                     std::to_string(filed.mark.invested.value), ", is ", english, " that of ", other.week().ToString(),
                     ", ", std::to_string(other.invested.value), ": correction_reason is required"),
                 Cat(filed.mark.week().ToString(), "的", kAmountLabel, WanText(filed.mark.invested), chinese,
                     other.week().ToString(), "的", WanText(other.invested), "，确属更正的请填写更正原因"));
  };
  const auto other_year = [&](const ReportMark& mark) { return mark.as_of.year() != filed.mark.as_of.year(); };
  if (here != marks.begin()) {
    const ReportMark& before = *(here - 1);
    const FiledReport* row = others(before.week());
    const bool excused = other_year(before) || (row != nullptr && row->has_reason);
    if (!excused && filed.mark.invested < before.invested) add("AMOUNT_FALLS", before, "lower than", "低于");
  }
  if (here + 1 < marks.end()) {
    const ReportMark& after = *(here + 1);
    const FiledReport* row = others(after.week());
    // A row of the same batch that falls is told so itself.
    const bool excused = other_year(after) || (row != nullptr && (row->has_reason || !row->amount_stands));
    if (!excused && filed.mark.invested > after.invested) add("AMOUNT_ABOVE_LATER", after, "higher than", "高于");
  }
}

std::shared_ptr<const ProjectBrief> ProjectAfterReport(const FiledReport& filed) {
  if (filed.milestones.empty()) return filed.project;
  auto after = std::make_shared<v1::Project>(*filed.project->message());
  for (v1::Milestone& rung : *after->mutable_milestones()) {
    for (const v1::Milestone& changed : filed.milestones) {
      if (changed.id() == rung.id()) rung = changed;
    }
  }
  after->set_etag(EtagOf(*after));
  return std::make_shared<const ProjectBrief>(ProjectBrief::Of(std::move(after)));
}

v1::Change ChangeOf(FiledReport&& filed, const ProjectBrief& project_after) {
  v1::Change change;
  *change.mutable_match_before() = filed.project->match();
  *change.mutable_match_after() = filed.project->match();
  v1::ReportFiled& report_filed = *change.mutable_report_filed();
  report_filed.set_correction(filed.earlier.has_value());
  for (v1::Milestone& rung : filed.milestones) *report_filed.add_milestones() = std::move(rung);
  if (!filed.milestones.empty()) report_filed.set_project_etag(project_after.message()->etag());
  *report_filed.mutable_report() = std::move(filed.report);
  return change;
}

}  // namespace wuse::domain
