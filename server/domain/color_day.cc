#include "server/domain/color_day.h"

#include <utility>

namespace wuse::domain {

ColorDay::ColorDay(std::shared_ptr<const PolicySet> set, common::Date day, const common::WorkingDays& calendar)
    : ColorDay(std::move(set), MonthDays{.last = day, .published_on = day, .now = day}, calendar,
               [](const ColorPolicy& policy, const MonthDays& days, const common::WorkingDays& with) {
                 return PolicyDay(policy, days.last, with);
               }) {}

std::shared_ptr<const ColorDay> ColorDay::OfMonth(std::shared_ptr<const PolicySet> set, const MonthDays& days,
                                                  const common::WorkingDays& calendar) {
  return std::shared_ptr<const ColorDay>(new ColorDay(std::move(set), days, calendar, PolicyDay::OfMonth));
}

ColorDay::ColorDay(std::shared_ptr<const PolicySet> set, const MonthDays& days, const common::WorkingDays& calendar,
                   MakeDay make)
    : set_(std::move(set)), policies_(set_->On(days.last)), day_(JudgedDay::ForMany(days.last, calendar)) {
  const PolicyDay* district = &days_.emplace_back(make(*policies_.district.policy, days, calendar));
  for (size_t category = 0; category < of_category_.size(); ++category) {
    const PolicySet::InForce& own = policies_.categories[category];
    of_category_[category] = own.policy == nullptr ? district : &days_.emplace_back(make(*own.policy, days, calendar));
    version_of_category_[category] = (own.policy == nullptr ? policies_.district : own).version->version();
  }
  if (policies_.units.policy != nullptr) of_units_ = &days_.emplace_back(make(*policies_.units.policy, days, calendar));
}

Verdict ColorDay::ColorOf(const ProjectRow& project, std::span<const ReportMark> reports) const {
  Verdict verdict = PolicyOf(project).ColorOf(project, reports);
  verdict.policy_version = VersionOf(project);
  return verdict;
}

const std::shared_ptr<const ColorDay>& ColorDayCache::Of(const std::shared_ptr<const PolicySet>& set,
                                                         common::Date day) {
  if (day_ == nullptr || day_->set() != set || day_->date() != day) {
    day_ = std::make_shared<const ColorDay>(set, day, calendar_);
  }
  return day_;
}

}  // namespace wuse::domain
