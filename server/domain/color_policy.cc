#include "server/domain/color_policy.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include "common/limits.h"
#include "common/money.h"
#include "common/text.h"
#include "server/domain/figures.h"
#include "server/domain/policy_words.h"

namespace wuse::domain {
namespace {

// Whether the value is behind the cut.
bool Reaches(const Fraction& value, Cut cut) {
  const bool is_after = cut % 2 != 0;
  const Int128 bound = (cut - (is_after ? 1 : 0)) / 2;
  const Int128 scaled = value.numerator * kTenThousand;
  return is_after ? scaled > bound * value.denominator : scaled >= bound * value.denominator;
}

const PolicyDimension::Step* StepOf(const PolicyDimension& dimension, const std::optional<int>& whole) {
  return whole.has_value() ? &dimension.StepOf(*whole) : nullptr;
}

// nullptr: the dimension has no value.
const PolicyDimension::Step* StepOf(const PolicyDimension& dimension, const PolicyMeasures& measures) {
  switch (dimension.dimension) {
    case v1::POINTS_BEHIND:
      return measures.progress ? &dimension.StepOf(measures.progress->PointsBehind()) : nullptr;
    case v1::RATIO_TO_PLAN:
      return measures.progress ? &dimension.StepOf(measures.progress->RatioToPlan()) : nullptr;
    case v1::SHORTFALL_RATIO:
      return measures.progress ? &dimension.StepOf(measures.progress->ShortfallRatio()) : nullptr;
    case v1::MONTHLY_TASK:
      return measures.task ? &dimension.StepOf(measures.task->Ratio()) : nullptr;
    case v1::DAYS_LATE:
      return StepOf(dimension, measures.others.days_late);
    case v1::MONTHS_NOT_STARTED:
      return StepOf(dimension, measures.others.months_not_started);
    case v1::MONTHS_NOT_REGISTERED:
      return StepOf(dimension, measures.months_not_registered);
    case v1::PERCENT_DONE:
      return measures.percent_done_bp ? &dimension.StepOf(Fraction{*measures.percent_done_bp, 100}) : nullptr;
    default:
      return &dimension.StepOf(measures.others.weeks_without_report);
  }
}

template <class T>
void AddSum(std::optional<T>& sum, const std::optional<T>& part) {
  if (!part) return;
  if (!sum) sum.emplace();
  sum->Add(*part);
}

}  // namespace

PolicyDimension::PolicyDimension(const v1::DimensionRule& rule)
    : dimension(rule.dimension()),
      line(LineOf(rule.dimension())),
      only_worsens(rule.only_worsens()),
      made_up(rule.made_up()) {
  for (const v1::Band& band : rule.bands()) {  // none without a line
    steps.push_back({.begin = LowerCut(*line, band).value_or(kNoBegin),
                     .end = UpperCut(*line, band).value_or(kNoEnd),
                     .color = band.color(),
                     .mark = band.mark()});
  }
  std::sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.begin < b.begin; });
}

const PolicyDimension::Step& PolicyDimension::StepOf(const Fraction& value) const {
  size_t i = 0;
  while (i + 1 < steps.size() && Reaches(value, steps[i + 1].begin)) ++i;
  return steps[i];
}

const PolicyDimension::Step& PolicyDimension::StepOf(int whole) const {
  const Cut cut = 2 * kTenThousand * whole;
  size_t i = 0;
  while (i + 1 < steps.size() && cut >= steps[i + 1].begin) ++i;
  return steps[i];
}

ColorPolicy::ColorPolicy(v1::ColorPolicy policy, const Intern& find)
    : message_(std::move(policy)),
      base_(TimeBase::Of(message_.time_base(), message_.target_path())),
      finished_(message_.finished() == v1::COLOR_UNSPECIFIED ? v1::BLUE : message_.finished()) {
  for (const v1::DimensionRule& rule : message_.dimensions()) {
    const PolicyDimension& dimension = dimensions_.emplace_back(rule);
    const v1::Dimension kind = dimension.dimension;
    if (kind == v1::DAYS_LATE || kind == v1::MONTHS_NOT_STARTED) sees_rungs_ = true;
    if (kind == v1::MONTHLY_TASK) sees_task_ = true;
    if (kind == v1::MONTHS_NOT_REGISTERED) sees_registration_ = true;
    if (kind == v1::PERCENT_DONE) sees_percent_done_ = true;
    if (kind == v1::JUDGED_BY_PERSON) sees_judgment_ = true;
    if (kind == v1::POINTS_BEHIND || kind == v1::RATIO_TO_PLAN || kind == v1::SHORTFALL_RATIO) sees_progress_ = true;
    if (kind == v1::WEEKS_WITHOUT_REPORT && dimension.steps.size() > 1) {
      weeks_at_most_ = static_cast<int>(dimension.steps.back().begin / (2 * kTenThousand));
    }
    counts_ahead_ = counts_ahead_ || rule.counts_ahead();
  }
  std::sort(dimensions_.begin(), dimensions_.end(), [](const PolicyDimension& a, const PolicyDimension& b) {
    return std::tie(a.only_worsens, a.dimension) < std::tie(b.only_worsens, b.dimension);
  });
  for (const v1::Waiver& waiver : message_.waivers()) {
    waived_.push_back(
        {find(common::Lower(waiver.project())), waiver.dimension(), common::Date::OfStored(waiver.until()), &waiver});
  }
}

// For walks: the color alone.
struct PolicyDay::JustColor {
  v1::Color color = v1::NOT_RATED;
  bool any = false;
  bool is_given = false;  // a person's color stands for the policy's

  void AddState(v1::Dimension, v1::Color its_color) {
    color = its_color;
    any = true;
  }
  void AddJudged(v1::Color its_color) {
    color = std::max(color, its_color);
    any = true;
  }
  void AddStep(const PolicyDimension&, const PolicyDimension::Step&, v1::Color its_color) {
    color = std::max(color, its_color);
    any = true;
  }
  void AddWaived(const ColorPolicy::Waived&) {}
};

// The dimensions and states that reach the worst color, and what was left out.
struct PolicyDay::Judged {
  struct Decided {
    v1::Dimension dimension;
    const PolicyDimension* bands = nullptr;  // nullptr: a state, such as paused
    const PolicyDimension::Step* step = nullptr;
  };
  v1::Color color = v1::NOT_RATED;
  bool any = false;
  bool is_given = false;  // a person's color stands for the policy's
  std::vector<Decided> deciding;
  std::vector<const v1::Waiver*> waived;

  void Add(const Decided& decided, v1::Color its_color) {
    any = true;
    if (its_color < color) return;
    if (its_color > color) deciding.clear();
    color = its_color;
    deciding.push_back(decided);
  }
  void AddState(v1::Dimension dimension, v1::Color its_color) { Add({.dimension = dimension}, its_color); }
  void AddJudged(v1::Color its_color) { Add({.dimension = v1::JUDGED_BY_PERSON}, its_color); }
  void AddStep(const PolicyDimension& bands, const PolicyDimension::Step& step, v1::Color its_color) {
    Add({.dimension = bands.dimension, .bands = &bands, .step = &step}, its_color);
  }
  void AddWaived(const ColorPolicy::Waived& waived_dimension) { waived.push_back(waived_dimension.waiver); }

  Verdict ToVerdict(v1::Color escalated) const {
    Verdict verdict{.color = escalated, .deciding = {}};
    for (const Decided& decided : deciding) verdict.deciding.push_back(decided.dimension);
    std::sort(verdict.deciding.begin(), verdict.deciding.end());
    return verdict;
  }
};

PolicyDay::PolicyDay(const ColorPolicy& policy, common::Date on, const common::WorkingDays& calendar)
    : PolicyDay(policy, JudgedPeriod(policy, on, calendar), on, on, calendar) {}

PolicyDay::PolicyDay(const ColorPolicy& policy, Period judged, common::Date waived_on, common::Date now,
                     const common::WorkingDays& calendar)
    : policy_(policy), waived_on_(waived_on), now_(now) {
  common::Date day = judged.day.date();
  periods_.push_back(std::move(judged));
  const int count = policy.message_.has_escalation() ? policy.message_.escalation().periods() : 1;
  for (int i = 1; i < count; ++i) {
    day = day.Plus(-day.day());
    periods_.push_back(
        {.day = JudgedDay::ForMany(day, calendar), .month = EndedMonth::By(day), .judged_on = day, .known_by = day});
  }
}

PolicyDay::Period PolicyDay::JudgedPeriod(const ColorPolicy& policy, common::Date on,
                                          const common::WorkingDays& calendar) {
  const bool by_month = policy.message_.cut_off() == v1::CUT_OFF_END_OF_LAST_MONTH;
  const common::Date day = by_month ? on.Plus(-on.day()) : on;
  // What a person said of a project is shown from that day on, not from the end of the month.
  return {.day = JudgedDay::ForMany(day, calendar), .month = EndedMonth::By(day), .judged_on = on, .known_by = on};
}

PolicyDay PolicyDay::OfMonth(const ColorPolicy& policy, const MonthDays& days, const common::WorkingDays& calendar) {
  Period judged{.day = JudgedDay::ForMany(days.last, calendar),
                .month = EndedMonth::By(days.last),
                .judged_on = days.last,
                .known_by = days.published_on};
  return {policy, std::move(judged), days.last, days.now, calendar};
}

PolicyMeasures PolicyDay::Measure(const Period& period, const ProjectRow& project, std::span<const ReportMark> reports,
                                  int weeks_at_most) const {
  PolicyMeasures measures;
  if (policy_.sees_progress_) measures.progress = ProgressOn(project, reports, period.day, policy_.base_);
  if (policy_.sees_rungs_) MeasureRungs(project, period.day.date(), measures.others);
  if (policy_.sees_task_) {
    const TaskDays days{.day = period.day.date(), .now = now_, .month = period.month};
    measures.task = MonthlyTaskOn(project, reports, days, policy_.counts_ahead_);
  }
  if (policy_.sees_registration_) {
    measures.months_not_registered = MonthsNotRegistered(project, period.day.date());
    measures.is_registered = project.registered_on.IsSet() && project.registered_on <= period.day.date();
  }
  if (policy_.sees_percent_done_) measures.percent_done_bp = PercentDoneBp(reports, period.day.date());
  if (policy_.sees_judgment_) {
    if (const std::optional<size_t> given = OverrideOf(period, project)) {
      measures.judged = static_cast<v1::Color>(project.overrides[*given].color);
    }
  }
  if (weeks_at_most > 0) {
    measures.others.weeks_without_report = WeeksWithoutReport(project, reports, period.day, weeks_at_most);
  }
  return measures;
}

const ColorPolicy::Waived* PolicyDay::WaivedOf(Symbol project, v1::Dimension dimension) const {
  for (const ColorPolicy::Waived& waived : policy_.waived_) {
    if (waived.project == project && waived.dimension == dimension && waived.until >= waived_on_) return &waived;
  }
  return nullptr;
}

template <class Sink>
void PolicyDay::JudgeMeasures(const PolicyMeasures& measures, Symbol project, Sink& sink) const {
  for (const PolicyDimension& dimension : policy_.dimensions_) {
    if (dimension.only_worsens && !sink.any) return;
    const ColorPolicy::Waived* waived = policy_.waived_.empty() ? nullptr : WaivedOf(project, dimension.dimension);
    if (waived != nullptr) {
      sink.AddWaived(*waived);
      continue;
    }
    if (dimension.line == nullptr) {
      if (measures.judged) sink.AddJudged(*measures.judged);
      continue;
    }
    const PolicyDimension::Step* step = StepOf(dimension, measures);
    if (step == nullptr) continue;
    const bool is_made_up = dimension.made_up != v1::COLOR_UNSPECIFIED && step->color > dimension.made_up &&
                            measures.task.has_value() && measures.task->IsMadeUp();
    sink.AddStep(dimension, *step, is_made_up ? dimension.made_up : step->color);
  }
}

template <class Sink>
void PolicyDay::JudgePeriod(const Period& period, const ProjectRow& project, std::span<const ReportMark> reports,
                            Sink& sink) const {
  const common::Date day = period.day.date();
  if (IsPaused(project, day)) sink.AddState(v1::PAUSED, v1::NOT_RATED);
  if (!IsListed(project, day)) sink.AddState(v1::OUT_OF_LIST, v1::NOT_RATED);
  if (sink.any) return;
  if (!project.overrides.empty() && !policy_.sees_judgment_) {
    if (const std::optional<size_t> given = OverrideOf(period, project)) {
      sink.is_given = true;
      return sink.AddState(v1::JUDGED_BY_PERSON, static_cast<v1::Color>(project.overrides[*given].color));
    }
  }
  if (IsClosed(project, day)) return sink.AddState(v1::CLOSED, policy_.finished_);
  JudgeMeasures(Measure(period, project, reports, policy_.weeks_at_most_), project.id, sink);
}

template <class ColorBefore>
v1::Color PolicyDay::Escalated(v1::Color color, const ColorBefore& color_before) const {
  const v1::Escalation& escalation = policy_.message_.escalation();
  if (periods_.size() < 2 || color != escalation.color()) return color;
  for (size_t i = 1; i < periods_.size(); ++i) {
    if (color_before(i) != color) return color;
  }
  return escalation.becomes();
}

v1::Color PolicyDay::Escalated(v1::Color color, const ProjectRow& project, std::span<const ReportMark> reports) const {
  return Escalated(color, [&](size_t i) {
    JustColor before;
    JudgePeriod(periods_[i], project, reports, before);
    return before.color;
  });
}

v1::Color PolicyDay::Escalated(v1::Color color, const UnitSums& sums) const {
  return Escalated(color, [&](size_t i) {
    JustColor before;
    JudgeMeasures(sums.periods[i], 0, before);
    return before.color;
  });
}

v1::Color PolicyDay::JustColorOf(const ProjectRow& project, std::span<const ReportMark> reports) const {
  JustColor judged;
  JudgePeriod(periods_.front(), project, reports, judged);
  return periods_.size() < 2 || judged.is_given ? judged.color : Escalated(judged.color, project, reports);
}

Verdict PolicyDay::ColorOf(const ProjectRow& project, std::span<const ReportMark> reports) const {
  Judged judged;
  JudgePeriod(periods_.front(), project, reports, judged);
  return judged.ToVerdict(judged.is_given ? judged.color : Escalated(judged.color, project, reports));
}

std::vector<v1::ColorReason> PolicyDay::ReasonsOf(const ProjectRow& row, std::span<const ReportMark> reports,
                                                  const v1::Project& project) const {
  Judged judged;
  JudgePeriod(periods_.front(), row, reports, judged);
  const PolicyMeasures measures =
      Measure(periods_.front(), row, reports, std::numeric_limits<int>::max());  // all weeks, for the words
  const v1::Color escalated = judged.is_given ? judged.color : Escalated(judged.color, row, reports);
  return Words(judged, escalated, measures, {.row = &row, .project = &project});
}

void PolicyDay::AddTo(UnitSums& sums, const ProjectRow& project, std::span<const ReportMark> reports) const {
  sums.periods.resize(periods_.size());
  if (IsListed(project, cut_off()) && !IsPaused(project, cut_off())) ++sums.project_count;
  for (size_t i = 0; i < periods_.size(); ++i) {
    const common::Date day = periods_[i].day.date();
    if (!IsListed(project, day) || IsPaused(project, day)) continue;
    const PolicyMeasures measures = Measure(periods_[i], project, reports, 0);
    AddSum(sums.periods[i].progress, measures.progress);
    AddSum(sums.periods[i].task, measures.task);
  }
}

Verdict PolicyDay::ColorOf(const UnitSums& sums) const {
  Judged judged;
  JudgeMeasures(sums.periods.front(), 0, judged);
  return judged.ToVerdict(Escalated(judged.color, sums));
}

std::vector<v1::ColorReason> PolicyDay::ReasonsOf(const UnitSums& sums) const {
  Judged judged;
  JudgeMeasures(sums.periods.front(), 0, judged);
  return Words(judged, Escalated(judged.color, sums), sums.periods.front(), {});
}

const v1::Milestone* PolicyDay::LateRung(const Named& named, const PolicyMeasures& measures) {
  const auto& rungs = named.row->rungs;
  const auto late =
      std::find_if(rungs.begin(), rungs.end(), [&](const Rung& rung) { return rung.id == measures.others.late_rung; });
  return &named.project->milestones(static_cast<int>(late - rungs.begin()));
}

std::vector<v1::ColorReason> PolicyDay::Words(const Judged& judged, v1::Color escalated, const PolicyMeasures& measures,
                                              const Named& named) const {
  std::vector<v1::ColorReason> reasons;
  for (const Judged::Decided& decided : judged.deciding) {
    if (decided.dimension == v1::JUDGED_BY_PERSON) {
      const auto given = static_cast<int>(OverrideOf(*named.row).value());
      reasons.push_back(ReasonOfOverride(named.project->overrides(given)));
      continue;
    }
    if (decided.bands == nullptr) {
      reasons.push_back(ReasonOfState(decided.dimension, judged.color));
      continue;
    }
    reasons.push_back(ReasonOf({.bands = *decided.bands,
                                .step = *decided.step,
                                .color = judged.color,
                                .measures = measures,
                                .month = periods_.front().month,
                                .rung = decided.dimension == v1::DAYS_LATE ? LateRung(named, measures) : nullptr}));
  }
  if (reasons.empty()) reasons.push_back(ReasonOfNothing());
  for (const v1::Waiver* waiver : judged.waived) reasons.push_back(ReasonOfWaiver(*waiver));
  if (escalated != judged.color) reasons.push_back(ReasonOfEscalation(policy_.message_.escalation()));
  return reasons;
}

}  // namespace wuse::domain
