#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "server/domain/apply_change.h"
#include "server/domain/decision_parts.h"
#include "server/domain/overlay.h"
#include "server/domain/references.h"

// What the statistics bureau certified (纳统), month by month.
namespace wuse::domain {
namespace {

using v1::PlannedChange;
using ProjectPointer = std::shared_ptr<const v1::Project>;

constexpr TextRule kCorrectionText{.max_characters = common::kMaxTextCharacters};

const v1::CertifiedMonth* FindMonth(const v1::Project& project, std::string_view month) {
  for (const v1::CertifiedMonth& certified : project.certified()) {
    if (certified.month() == month) return &certified;
  }
  return nullptr;
}

// The month, good and ended by today.
std::optional<common::Month> CheckMonth(const Field& field, std::string_view text, common::Date today,
                                        Problems& problems) {
  const std::optional<common::Month> month = common::Month::Parse(text);
  if (!month) {
    problems.Add(field, "MONTH_MALFORMED", Cat("month ", InEnglish(text), " is not a month like 2021-04"),
                 Cat("月份", InChinese(text), "不是月份，应如2021-04"));
  } else if (month->Last() > today) {
    problems.Add(field, "MONTH_NOT_ENDED", Cat("month ", text, " has not ended: today is ", today.ToString()),
                 Cat(text, "还没有结束（今天是", today.ToString(), "），没有纳统数"));
    return std::nullopt;
  }
  return month;
}

// The rows of a request, one after the other; amounts are compared once all are in.
class CertifiedBatch {
 public:
  CertifiedBatch(const Context& context, bool with_fields)
      : context_(context), with_fields_(with_fields), overlay_(context.register_) {}

  void Add(const v1::CertifiedEdit& edit) {
    const size_t number = plan_rows_++;
    const std::string base = RowBase("edits", number);
    const size_t problems_before = problems_.size();
    const ProjectPointer project = ResolveProject(overlay_, {base, "project", "项目编号"}, edit.project(),
                                                  absl::StatusCode::kInvalidArgument, problems_);
    const Field month_field{base, "month", "月份"};
    const std::optional<common::Month> month = CheckMonth(month_field, edit.month(), context_.today, problems_);
    const Field amount{base, "invested_this_year_yuan", "今年累计纳统投资"};
    if (!edit.has_invested_this_year_yuan()) {
      problems_.Add(amount, "AMOUNT_MISSING", "the certified amount is missing", "要填写今年累计纳统投资");
    } else {
      CheckAmount(amount, edit.invested_this_year_yuan(), problems_);
    }
    CheckText({base, "correction_reason", "更正原因"}, edit.correction_reason(), kCorrectionText, problems_);
    if (project == nullptr || !month) return;
    const auto [first, inserted] = first_rows_.emplace(std::pair(project->id(), *month), number);
    if (!inserted) AddDuplicateRow(month_field, Cat(project->id(), " ", edit.month()), first->second, problems_);
    if (problems_.size() == problems_before) Stage(edit, *project, base);
  }

  absl::StatusOr<Decision> Finish() {
    for (const auto& [key, number] : first_rows_) CheckNotFalling(key.first, key.second, number);
    if (!problems_.empty()) return problems_.ToStatus();
    return Decision{.changes = std::move(changes_), .plan = std::move(plan_)};
  }

 private:
  void Stage(const v1::CertifiedEdit& edit, const v1::Project& project, const std::string& base) {
    const v1::CertifiedMonth* const recorded = FindMonth(project, edit.month());
    PlannedChange& planned = plan_.emplace_back();
    planned.set_id(project.id());
    planned.set_name(project.name());
    const common::Yuan now{edit.invested_this_year_yuan()};
    if (recorded != nullptr && recorded->invested_this_year_yuan() == now.value) {
      planned.set_action(PlannedChange::UNCHANGED);
      return;
    }
    planned.set_action(recorded == nullptr ? PlannedChange::CREATE : PlannedChange::UPDATE);
    if (recorded != nullptr) {
      const common::Yuan before{recorded->invested_this_year_yuan()};
      if (edit.correction_reason().empty()) AddRecordedAlready({base, "month", "月份"}, edit, project, before);
      if (with_fields_) {
        v1::FieldChange& field = *planned.add_fields();
        field.set_path(Cat("certified.", edit.month()));
        field.set_before(std::to_string(before.value));
        field.set_after(std::to_string(now.value));
      }
    }
    v1::Change& change = changes_.emplace_back();
    *change.mutable_match_before() = MatchOf(project);
    *change.mutable_match_after() = MatchOf(project);
    v1::CertifiedRecorded& record = *change.mutable_certified_recorded();
    record.set_project(project.id());
    record.mutable_certified()->set_month(edit.month());
    record.mutable_certified()->set_invested_this_year_yuan(now.value);
    record.set_correction(recorded != nullptr);
    if (recorded != nullptr) record.set_correction_reason(edit.correction_reason());
    overlay_.Stage(change);
  }

  void AddRecordedAlready(const Field& field, const v1::CertifiedEdit& edit, const v1::Project& project,
                          common::Yuan before) {
    problems_.Add(field, "CERTIFIED_ALREADY",
                  Cat(project.id(), " ", edit.month(), " was certified already, with ", std::to_string(before.value),
                      " yuan: another amount needs a correction reason"),
                  Cat("项目", InChinese(project.id()), edit.month(), "的纳统投资已录入，为", WanText(before),
                      "万元；要改成别的数，请写明更正原因"));
  }

  // Against the months beside it in the year, as they are once all rows are in.
  void CheckNotFalling(const std::string& id, common::Month month, size_t number) {
    const ProjectPointer project = overlay_.FindProject(id);
    const v1::CertifiedMonth* const own = FindMonth(*project, month.ToString());
    if (own == nullptr) return;  // a bad row
    const std::string base = RowBase("edits", number);
    for (const v1::CertifiedMonth& other : project->certified()) {
      const common::Month other_month = common::Month::OfStored(other.month());
      if (other_month.First().year() != month.First().year() || other_month == month) continue;
      const bool falls = other_month < month ? other.invested_this_year_yuan() > own->invested_this_year_yuan()
                                             : other.invested_this_year_yuan() < own->invested_this_year_yuan();
      // Of two rows of the request the later one is told.
      if (!falls || (first_rows_.contains({id, other_month}) && other_month > month)) continue;
      const std::string amount = std::to_string(own->invested_this_year_yuan());
      problems_.Add(
          {base, "invested_this_year_yuan", "今年累计纳统投资"}, "AMOUNT_FALLS",
          Cat(amount, " yuan of ", own->month(), " and ", std::to_string(other.invested_this_year_yuan()), " yuan of ",
              other.month(), ": the cumulative amount must not fall within a year"),
          Cat("项目", InChinese(id), own->month(), "的", WanText({own->invested_this_year_yuan()}), "万元与",
              other.month(), "的", WanText({other.invested_this_year_yuan()}), "万元不符：今年累计数不能一月比一月少"));
      return;
    }
  }

  const Context& context_;
  const bool with_fields_;
  Overlay overlay_;
  Problems problems_;
  size_t plan_rows_ = 0;
  std::map<std::pair<std::string, common::Month>, size_t> first_rows_;
  std::vector<v1::Change> changes_;
  std::vector<PlannedChange> plan_;
};

}  // namespace

absl::StatusOr<Decision> Decide(const Context& context, const v1::RecordCertifiedInvestmentRequest& request) {
  WUSE_RETURN_IF_ERROR(CheckBatch(request.edits_size()));
  CertifiedBatch batch(context, request.validate_only());
  for (const v1::CertifiedEdit& edit : request.edits()) batch.Add(edit);
  return batch.Finish();
}

}  // namespace wuse::domain
