#include <optional>
#include <utility>

#include "server/domain/decide.h"
#include "server/domain/figure_book.h"
#include "server/domain/references.h"
#include "server/domain/validate.h"

// Figures that the register cannot give, as people enter them.
namespace wuse::domain {
namespace {

constexpr TextRule kReferenceText{.max_characters = common::kMaxTextCharacters};
constexpr TextRule kWhose{.max_characters = common::kMaxNameCharacters};
constexpr int kMaxRanked = 10'000;  // of a rank: more units than a country has districts

// How many decimals a decimal text has.
int DecimalsOf(std::string_view text) {
  const size_t point = text.find('.');
  return point == std::string_view::npos ? 0 : static_cast<int>(text.size() - point - 1);
}

void CheckMetric(const Context& context, const v1::ReferenceFigure& figure, Problems& problems) {
  const Field metric{"", "figure.metric", "指标"};
  if (figure.metric() == v1::METRIC_UNSPECIFIED || !v1::Metric_IsValid(figure.metric())) {
    problems.Add(metric, "METRIC_UNKNOWN", Cat(std::to_string(figure.metric()), " is no metric"),
                 Cat("指标“", std::to_string(figure.metric()), "”不认识，要写明是哪个指标的数"));
  }
  const Field period{"", "figure.period", "时期"};
  const std::optional<common::Period> parsed = common::Period::Parse(figure.period());
  if (!parsed) {
    problems.Add(
        period, "PERIOD_MALFORMED",
        Cat(InEnglish(figure.period()), " is not like 2021-05-08, 2021-W18, 2021-04, 2021-Q1 or 2021"),
        Cat("时期", InChinese(figure.period()), "不正确，应如 2021-05-08、2021-W18、2021-04、2021-Q1 或 2021"));
  } else if (parsed->first > context.today) {
    problems.Add(period, "PERIOD_IN_FUTURE",
                 Cat(InEnglish(figure.period()), " begins after today, ", context.today.ToString()),
                 Cat("时期", InChinese(figure.period()), "还没有开始，今天是 ", context.today.ToString()));
  }
}

// Its units by id, so that a name and an id mean the same figure.
void CheckFilter(const Context& context, v1::ProjectFilter& filter, Problems& problems) {
  const auto resolve = [&](std::string_view path, std::string_view chinese, auto& values) {
    if (!CheckCount({"", path, chinese}, values.size(), common::kMaxFilterValues, problems)) return;
    for (std::string& value : values) {
      const v1::Unit* unit = ResolveUnit(context.register_, {"", path, chinese}, value, problems);
      if (unit != nullptr) value = unit->id();
    }
  };
  resolve("figure.filter.units", "单位", *filter.mutable_units());
  resolve("figure.filter.departments", "部门", *filter.mutable_departments());
  const auto count = [&problems](std::string_view path, std::string_view chinese, int values) {
    CheckCount({"", path, chinese}, values, common::kMaxFilterValues, problems);
  };
  count("figure.filter.lists", "清单", filter.lists_size());
  count("figure.filter.tags", "标签", filter.tags_size());
  count("figure.filter.teams", "专班", filter.teams_size());
  count("figure.filter.parents", "所属项目", filter.parents_size());
  count("figure.filter.reached_milestones", "节点", filter.reached_milestones_size());
  const auto check = [&](std::string_view path, std::string_view chinese, const auto& values, auto is_valid) {
    if (!CheckCount({"", path, chinese}, values.size(), common::kMaxFilterValues, problems)) return;
    for (const int value : values) CheckEnum({"", path, chinese}, value, is_valid(value), problems);
  };
  check("figure.filter.kinds", "建设性质", filter.kinds(), v1::Kind_IsValid);
  check("figure.filter.levels", "项目级别", filter.levels(), v1::Level_IsValid);
  check("figure.filter.categories", "项目类别", filter.categories(), v1::Category_IsValid);
  check("figure.filter.colors", "颜色", filter.colors(), v1::Color_IsValid);
}

void CheckValue(const v1::ReferenceFigure& figure, Problems& problems) {
  const Field value{"", "figure.value", "数值"};
  if (figure.value().empty() && figure.rank() == 0) {
    problems.Add(value, "VALUE_MISSING", "a value or a rank is needed", "要填写数值，或名次");
  } else if (!figure.value().empty() && !common::ParseTenThousandths(figure.value())) {
    problems.Add(value, "VALUE_MALFORMED",
                 Cat(InEnglish(figure.value()), " is no decimal number with at most 4 decimals"),
                 Cat("数值", InChinese(figure.value()), "不是数字，应如 12.44（最多 4 位小数，不写百分号）"));
  }
  const Field denominator{"", "figure.denominator", "分母"};
  if (figure.has_numerator() != figure.has_denominator()) {
    problems.Add(denominator, "DENOMINATOR_MISSING", "numerator and denominator go together", "分子和分母要一起填写");
  } else if (figure.has_denominator() && (figure.denominator() <= 0 || figure.denominator() > common::kMaxYuan)) {
    problems.Add(denominator, "DENOMINATOR_INVALID",
                 Cat(std::to_string(figure.denominator()), " cannot be divided by: above 0, and at most 10^15"),
                 Cat("分母“", std::to_string(figure.denominator()), "”不正确，应大于 0"));
  }
  if (figure.has_numerator()) CheckAmount({"", "figure.numerator", "分子"}, figure.numerator(), problems);
}

void CheckRank(const v1::ReferenceFigure& figure, Problems& problems) {
  if (figure.rank() != 0 || figure.rank_of() != 0) {
    if (figure.rank() < 1 || figure.rank_of() < figure.rank() || figure.rank_of() > kMaxRanked) {
      const std::string rank = std::to_string(figure.rank());
      const std::string of = std::to_string(figure.rank_of());
      problems.Add({"", "figure.rank", "名次"}, "RANK_INVALID", Cat(rank, " of ", of, " is no rank"),
                   Cat("名次“第 ", rank, " 名，共 ", of, " 个”不正确"));
    }
    CheckRequired({"", "figure.ranked_by", "排名单位"}, !figure.ranked_by().empty(), problems);
  }
  CheckText({"", "figure.ranked_by", "排名单位"}, figure.ranked_by(), kWhose, problems);
  CheckText({"", "figure.note", "备注"}, figure.note(), kReferenceText, problems);
}

void CheckSource(const v1::ReferenceFigure& figure, Problems& problems) {
  const Field source{"", "figure.source", "来源"};
  if (figure.source().empty()) {
    problems.Add(source, "SOURCE_MISSING", "a reference figure needs its source",
                 "要写明来源：参考数不是系统算出的，没有来源不能用");
    return;
  }
  CheckText(source, figure.source(), kReferenceText, problems);
}

// What numerator and denominator give, to as many decimals as were printed. An amount is no rate.
void SetArithmetic(v1::ReferenceFigure& figure) {
  figure.clear_arithmetic();
  figure.clear_contradicts();
  if (!figure.has_denominator() || figure.value().empty() || figure.metric() == v1::METRIC_INVESTED) return;
  const int decimals = DecimalsOf(figure.value());
  figure.set_arithmetic(common::Percent(figure.numerator(), figure.denominator(), decimals));
  figure.set_contradicts(common::ParseTenThousandths(figure.arithmetic()) !=
                         common::ParseTenThousandths(figure.value()));
}

// The same but for who entered it, and when.
bool IsSame(v1::ReferenceFigure a, v1::ReferenceFigure b) {
  for (v1::ReferenceFigure* figure : {&a, &b}) {
    figure->clear_entered_by();
    figure->clear_entered_on();
  }
  return a.SerializeAsString() == b.SerializeAsString();
}

absl::Status NoReference(const v1::ReferenceFigure& figure) {
  return common::MakeError(absl::StatusCode::kNotFound,
                           Cat("there is no reference figure of this metric and filter for ", figure.period()),
                           {.reason = "REFERENCE_NOT_FOUND",
                            .chinese = Cat("没有", InChinese(figure.period()), "这个指标和范围的参考数，不用删除")});
}

absl::Status ReferencesFull() {
  const std::string most = std::to_string(common::kMaxReferenceFigures);
  return common::MakeError(absl::StatusCode::kResourceExhausted,
                           Cat("there are ", most, " reference figures already, which is the limit"),
                           {.reason = "REFERENCES_FULL", .chinese = Cat("参考数已有 ", most, " 个，请先删除不用的")});
}

// Its texts are bounded, so that only its filter can make it this long.
void CheckSize(const v1::ReferenceFigure& figure, Problems& problems) {
  const size_t bytes = figure.ByteSizeLong();
  if (bytes <= common::kMaxReferenceBytes) return;
  const std::string most = std::to_string(common::kMaxReferenceBytes);
  problems.Add({"", "figure.filter", "范围"}, "FILTER_TOO_LONG",
               Cat("the figure takes ", std::to_string(bytes), " bytes with it, at most ", most, " are kept"),
               Cat("范围写得太多：连同范围共 ", std::to_string(bytes), " 字节，最多 ", most,
                   " 字节；请改用清单或标签来说明范围"));
}

Decision Changed(v1::ReferenceFigure figure, bool removed) {
  Decision decision;
  v1::ReferenceFigureChanged& changed = *decision.changes.emplace_back().mutable_reference_figure_changed();
  *changed.mutable_figure() = std::move(figure);
  changed.set_removed(removed);
  return decision;
}

}  // namespace

absl::StatusOr<Decision> Decide(const Context& context, const v1::SetReferenceFigureRequest& request) {
  Problems problems;
  v1::ReferenceFigure figure = request.figure();
  CheckMetric(context, figure, problems);
  if (figure.has_filter()) CheckFilter(context, *figure.mutable_filter(), problems);
  if (!request.remove()) {
    CheckValue(figure, problems);
    CheckRank(figure, problems);
    CheckSource(figure, problems);
  }
  if (!problems.empty()) return problems.ToStatus();
  const FigureBook& book = context.register_.figure_book();
  const v1::ReferenceFigure* const before = book.FindReference(ReferenceKey(figure));
  if (request.remove()) {
    if (before == nullptr) return NoReference(figure);
    return Changed(*before, true);
  }
  figure.set_entered_by(std::string(context.actor));
  figure.set_entered_on(context.today.ToString());
  SetArithmetic(figure);
  CheckSize(figure, problems);
  if (!problems.empty()) return problems.ToStatus();
  if (before != nullptr && IsSame(*before, figure)) return Decision();
  if (before == nullptr && book.references().size() >= common::kMaxReferenceFigures) return ReferencesFull();
  return Changed(std::move(figure), false);
}

}  // namespace wuse::domain
