#include "server/domain/check_policy.h"

#include <algorithm>
#include <bitset>
#include <vector>

#include "common/limits.h"
#include "common/money.h"
#include "common/text.h"
#include "server/domain/policy_line.h"

namespace wuse::domain {
namespace {

struct Span {
  Cut begin;
  Cut end;
  int band;  // its index
};

std::string Place(std::string_view list, int index) {
  return Cat(list, "[", std::to_string(index), "]");
}

bool IsBandColor(v1::Color color) {
  return v1::Color_IsValid(color) && color >= v1::BLUE;
}

void CheckColor(std::string_view base, std::string_view path, v1::Color color, Problems& problems) {
  if (IsBandColor(color)) return;
  problems.Add({base, path, "颜色"}, "COLOR_UNKNOWN",
               Cat(std::to_string(color), " is no color of a band: BLUE, GREEN, YELLOW, ORANGE or RED"),
               Cat("“", std::to_string(color),
                   "”不能作颜色，应是 BLUE（蓝）、GREEN（绿）、YELLOW（黄）、ORANGE（橙）或 RED（红）"));
}

template <class Enum>
void CheckKnown(std::string_view base, std::string_view path, std::string_view chinese, Enum value, bool known,
                Problems& problems) {
  if (value != Enum{}) CheckEnum({base, path, chinese}, value, known, problems);
}

// The lines of one dimension.
class BandsCheck {
 public:
  BandsCheck(const PolicyLine& line, std::string_view base, Problems& problems)
      : line_(line), base_(base), problems_(problems) {}

  void Check(const google::protobuf::RepeatedPtrField<v1::Band>& bands) {
    const size_t problems_before = problems_.size();
    for (int i = 0; i < bands.size(); ++i) CheckBand(bands[i], i);
    if (problems_.size() == problems_before) CheckCover();
  }

 private:
  void AddBound(int band, std::string_view end, std::string_view value) {
    const std::string path = Cat(Place("bands", band), ".", end);
    const std::string range = ChineseBetween(line_, BeginOf(line_), EndOf(line_));
    problems_.Add({base_, path, line_.chinese}, "BOUND_INVALID",
                  Cat(InEnglish(value), " is no bound of this line: ",
                      line_.whole ? "a whole number" : "a decimal text", ", ", EnglishRange()),
                  Cat("界限", InChinese(value), "不对，", line_.chinese, "的界限应是",
                      line_.whole ? "整数" : "最多 4 位小数的数", "，", ChineseRange()));
  }
  std::string Least() const {
    return common::FormatTenThousandths(line_.lowest.value_or(-common::kMaxPolicyBound * kTenThousand));
  }
  std::string Most() const {
    return common::FormatTenThousandths(line_.highest.value_or(common::kMaxPolicyBound * kTenThousand));
  }
  std::string EnglishRange() const { return Cat("from ", Least(), " to ", Most()); }
  std::string ChineseRange() const { return Cat("在 ", Least(), " 到 ", Most(), " 之间"); }

  void CheckBand(const v1::Band& band, int index) {
    const std::string path = Place("bands", index);
    CheckColor(base_, path + ".color", band.color(), problems_);
    CheckKnown(base_, path + ".mark", "标记", band.mark(), v1::Mark_IsValid(band.mark()), problems_);
    CheckText({base_, path + ".source", "出处"}, band.source(), {.max_characters = common::kMaxTextCharacters},
              problems_);
    const std::optional<Cut> begin = LowerCut(line_, band);
    const std::optional<Cut> end = UpperCut(line_, band);
    if (!begin) AddBound(index, band.has_from() ? "from" : "above", band.has_from() ? band.from() : band.above());
    if (!end) AddBound(index, band.has_up_to() ? "up_to" : "below", band.has_up_to() ? band.up_to() : band.below());
    if (!begin || !end) return;
    if (*begin >= *end) {
      problems_.Add({base_, path, line_.chinese}, "BAND_EMPTY",
                    Cat("no ", line_.variable, " is within this band: its bounds are reversed, or nothing is between"),
                    Cat("这一档里没有任何", line_.chinese, "：上下限颠倒，或两者之间没有数"));
    }
    spans_.push_back({*begin, *end, index});
  }

  void CheckCover() {
    std::sort(spans_.begin(), spans_.end(), [](const Span& a, const Span& b) { return a.begin < b.begin; });
    Cut covered = BeginOf(line_);
    for (const Span& span : spans_) {
      if (span.begin > covered) AddGap(span.band, covered, span.begin);
      if (span.begin < covered) AddOverlap(span.band, span.begin, std::min(span.end, covered));
      covered = std::max(covered, span.end);
    }
    if (covered < EndOf(line_)) AddGap(spans_.back().band, covered, EndOf(line_));
  }
  void AddGap(int band, Cut from, Cut to) {
    const std::string path = Place("bands", band);
    problems_.Add({base_, path, line_.chinese}, "BANDS_GAP", Cat(EnglishBetween(line_, from, to), " is not covered"),
                  Cat(line_.chinese, " ", ChineseBetween(line_, from, to), " 没有颜色（不在任何一档里）"));
  }
  void AddOverlap(int band, Cut from, Cut to) {
    const std::string path = Place("bands", band);
    problems_.Add({base_, path, line_.chinese}, "BANDS_OVERLAP",
                  Cat(EnglishBetween(line_, from, to), " is covered twice"),
                  Cat(line_.chinese, " ", ChineseBetween(line_, from, to), " 有两种颜色（同时在两档里）"));
  }

  const PolicyLine& line_;
  const std::string_view base_;
  Problems& problems_;
  std::vector<Span> spans_;
};

class PolicyCheck {
 public:
  PolicyCheck(const v1::ColorPolicy& policy, std::string_view base, common::Date day, Problems& problems)
      : policy_(policy), base_(base), day_(day), problems_(problems) {}

  void Check() {
    CheckHead();
    CheckDimensions();
    if (policy_.has_escalation()) CheckEscalation();
    CheckTargetPath(base_, policy_.time_base(), policy_.target_path(), problems_);
    CheckCount(At("waivers", "豁免"), policy_.waivers_size(), common::kMaxWaivers, problems_);
    for (int i = 0; i < std::min(policy_.waivers_size(), common::kMaxWaivers); ++i) CheckWaiver(policy_.waivers(i), i);
  }

 private:
  Field At(std::string_view path, std::string_view chinese) const { return {base_, path, chinese}; }

  void CheckHead() {
    constexpr TextRule kText{.max_characters = common::kMaxTextCharacters, .multiline = true};
    CheckId(At("name", "办法的编号"), policy_.name(), problems_);
    CheckText(At("title", "办法的名称"), policy_.title(), kNameText, problems_);
    CheckText(At("source", "出处"), policy_.source(), kText, problems_);
    CheckText(At("note", "说明"), policy_.note(), kText, problems_);
    CheckText(At("finished_source", "出处"), policy_.finished_source(), kText, problems_);
    CheckKnown(base_, "subject", "评价对象", policy_.subject(), v1::PolicySubject_IsValid(policy_.subject()),
               problems_);
    CheckKnown(base_, "cut_off", "截止", policy_.cut_off(), v1::CutOff_IsValid(policy_.cut_off()), problems_);
    CheckKnown(base_, "time_base", "序时进度的算法", policy_.time_base(), v1::TimeBase_IsValid(policy_.time_base()),
               problems_);
    if (policy_.finished() != v1::COLOR_UNSPECIFIED) CheckColor(base_, "finished", policy_.finished(), problems_);
  }

  void CheckDimensions() {
    const Field dimensions = At("dimensions", "评价方面");
    if (policy_.dimensions().empty()) {
      problems_.Add(dimensions, "DIMENSIONS_MISSING", "a policy needs at least one dimension",
                    "办法至少要有一个评价方面");
    }
    if (!CheckCount(dimensions, policy_.dimensions_size(), common::kMaxPolicyDimensions, problems_)) return;
    std::bitset<v1::Dimension_ARRAYSIZE> seen;
    for (int i = 0; i < policy_.dimensions_size(); ++i) {
      const v1::DimensionRule& rule = policy_.dimensions(i);
      const std::string base = Cat(base_, Place("dimensions", i), ".");
      CheckDimension(rule, base);
      if (!v1::Dimension_IsValid(rule.dimension()) || !seen.test(rule.dimension())) {
        if (v1::Dimension_IsValid(rule.dimension())) seen.set(rule.dimension());
        continue;
      }
      problems_.Add({base, "dimension", "评价方面"}, "DIMENSION_TWICE",
                    Cat(v1::Dimension_Name(rule.dimension()), " has bands already"),
                    Cat("评价方面 ", v1::Dimension_Name(rule.dimension()), " 写了两次"));
    }
    const bool gives_color = std::any_of(policy_.dimensions().begin(), policy_.dimensions().end(),
                                         [](const v1::DimensionRule& rule) { return !rule.only_worsens(); });
    if (!policy_.dimensions().empty() && !gives_color) {
      problems_.Add(dimensions, "DIMENSIONS_MISSING", "all dimensions only make it worse: none gives a color",
                    "所有评价方面都只会加重颜色，没有一个给出颜色");
    }
  }

  void CheckDimension(const v1::DimensionRule& rule, const std::string& base) {
    const PolicyLine* line = LineOf(rule.dimension());
    const bool judged = rule.dimension() == v1::JUDGED_BY_PERSON;
    const Field dimension{base, "dimension", "评价方面"};
    const std::string name = v1::Dimension_IsValid(rule.dimension()) ? v1::Dimension_Name(rule.dimension())
                                                                     : std::to_string(rule.dimension());
    if (line == nullptr && !judged) {
      problems_.Add(dimension, "DIMENSION_UNKNOWN", Cat(name, " is no dimension of a policy"),
                    Cat("“", name, "”不是可以评价的方面"));
      return;
    }
    if (policy_.subject() == v1::SUBJECT_UNIT && (line == nullptr || !line->of_units)) {
      problems_.Add(dimension, "DIMENSION_UNKNOWN",
                    Cat(name, " is no dimension of units: only those of investment are"),
                    Cat("“", name, "”不能用来评价单位，只有投资方面的可以"));
    }
    if (rule.dimension() != v1::MONTHLY_TASK && (rule.made_up() != v1::COLOR_UNSPECIFIED || rule.counts_ahead())) {
      problems_.Add(dimension, "DIMENSION_UNKNOWN", "made_up and counts_ahead are of MONTHLY_TASK only",
                    "made_up 和 counts_ahead 只用于 MONTHLY_TASK（当月任务）");
    }
    if (rule.made_up() != v1::COLOR_UNSPECIFIED) CheckColor(base, "made_up", rule.made_up(), problems_);
    if (line != nullptr) return CheckBands(rule, *line, base);
    if (!rule.bands().empty()) {
      problems_.Add({base, "bands", "分档"}, "BAND_EMPTY", "a color that a person gives has no bands",
                    "人工评定的颜色没有分档");
    }
  }

  void CheckBands(const v1::DimensionRule& rule, const PolicyLine& line, std::string_view base) {
    const Field bands{base, "bands", "分档"};
    if (rule.bands().empty()) {
      problems_.Add(bands, "BANDS_MISSING", "a dimension needs at least one band", "评价方面至少要有一档");
      return;
    }
    if (CheckCount(bands, rule.bands_size(), common::kMaxPolicyBands, problems_)) {
      BandsCheck(line, base, problems_).Check(rule.bands());
    }
  }

  void CheckEscalation() {
    const v1::Escalation& escalation = policy_.escalation();
    CheckColor(base_, "escalation.color", escalation.color(), problems_);
    CheckColor(base_, "escalation.becomes", escalation.becomes(), problems_);
    CheckRange(At("escalation.periods", "连续期数"), escalation.periods(), 2, common::kMaxEscalationPeriods, problems_);
    if (escalation.becomes() <= escalation.color()) {
      problems_.Add(At("escalation.becomes", "升级后的颜色"), "ESCALATION_INVALID",
                    "what a color becomes must be worse than it", "升级后的颜色应比原来的更差");
    }
    const bool judged =
        std::any_of(policy_.dimensions().begin(), policy_.dimensions().end(),
                    [](const v1::DimensionRule& rule) { return rule.dimension() == v1::JUDGED_BY_PERSON; });
    if (policy_.cut_off() != v1::CUT_OFF_END_OF_LAST_MONTH && !judged) {
      problems_.Add(At("cut_off", "截止"), "ESCALATION_INVALID",
                    "periods running are ended months: cut_off has to be CUT_OFF_END_OF_LAST_MONTH",
                    "连续几期是指已经结束的月份，cut_off 应为 CUT_OFF_END_OF_LAST_MONTH（上月末）");
    }
  }

  void CheckWaiver(const v1::Waiver& waiver, int index) {
    const std::string base = Cat(base_, Place("waivers", index), ".");
    constexpr TextRule kName{.max_characters = common::kMaxNameCharacters, .required = true};
    constexpr TextRule kReason{.max_characters = common::kMaxTextCharacters, .required = true};
    CheckId({base, "project", "项目编号"}, waiver.project(), problems_);
    CheckText({base, "by", "批准人"}, waiver.by(), kName, problems_);
    CheckText({base, "reason", "豁免原因"}, waiver.reason(), kReason, problems_);
    const bool waivable = std::any_of(
        policy_.dimensions().begin(), policy_.dimensions().end(),
        [&](const v1::DimensionRule& rule) { return rule.dimension() == waiver.dimension() && rule.waivable(); });
    if (!waivable) {
      problems_.Add({base, "dimension", "评价方面"}, "WAIVER_INVALID",
                    "the policy has no such dimension that can be waived", "办法里没有这个可以豁免的评价方面");
    }
    const Field until{base, "until", "豁免期限"};
    if (!CheckRequired(until, !waiver.until().empty(), problems_)) return;
    const std::optional<common::Date> last = CheckDate(until, waiver.until(), problems_);
    if (last && *last < day_) {
      problems_.Add(until, "WAIVER_IN_PAST", Cat(waiver.until(), " is before ", day_.ToString()),
                    Cat("豁免到“", waiver.until(), "”为止，早于 ", day_.ToString()));
    }
  }

  const v1::ColorPolicy& policy_;
  const std::string_view base_;
  const common::Date day_;
  Problems& problems_;
};

}  // namespace

void CheckPolicy(const v1::ColorPolicy& policy, std::string_view base, common::Date day,
                 const std::function<bool(std::string_view)>& exists, Problems& problems) {
  PolicyCheck(policy, base, day, problems).Check();
  for (int i = 0; i < std::min(policy.waivers_size(), common::kMaxWaivers); ++i) {
    const std::string id = common::Lower(policy.waivers(i).project());
    if (id.empty() || exists(id)) continue;
    const std::string path = Cat(Place("waivers", i), ".project");
    AddUnknown({base, path, "项目编号"}, "PROJECT_NOT_FOUND", id, "", "", problems);
  }
}

}  // namespace wuse::domain
