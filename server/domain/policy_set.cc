#include "server/domain/policy_set.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "common/text.h"
#include "server/domain/policy_presets.h"

namespace wuse::domain {
namespace {

bool IsOfUnits(const v1::PolicyVersion& version) {
  return version.subject() == v1::SUBJECT_UNIT;
}

}  // namespace

PolicySet::PolicySet() {
  v1::PolicyVersion version;
  *version.mutable_policy() = *FindPreset(kDefaultPolicyName);
  version.set_subject(v1::SUBJECT_PROJECT);
  auto policy = std::make_unique<const ColorPolicy>(version.policy(), [](std::string_view) { return 0; });
  versions_.push_back(std::make_shared<const Version>(Version{std::move(version), std::move(policy)}));
}

std::shared_ptr<const PolicySet> PolicySet::With(v1::PolicyVersion version, const Intern& intern) const {
  auto set = std::make_shared<PolicySet>(*this);
  for (const v1::Waiver& waiver : version.policy().waivers()) {
    std::string id = common::Lower(waiver.project());
    const Symbol symbol = intern(id);
    const auto place = std::lower_bound(set->waived_.begin(), set->waived_.end(), std::pair(id, Symbol{0}));
    if (place != set->waived_.end() && place->first == id) continue;
    set->waived_.emplace(place, std::move(id), symbol);
  }
  std::unique_ptr<const ColorPolicy> policy;
  if (version.has_policy()) policy = std::make_unique<const ColorPolicy>(version.policy(), intern);
  set->versions_.push_back(std::make_shared<const Version>(Version{std::move(version), std::move(policy)}));
  return set;
}

PolicySet::Policies PolicySet::On(common::Date day) const {
  Policies policies;
  for (const auto& version : versions_) {
    // Days never go back from one version to the next.
    if (version->message.version() > 0 && common::Date::OfStored(version->message.set_on()) > day) break;
    const InForce in_force{.version = &version->message, .policy = version->policy.get()};
    if (IsOfUnits(version->message)) {
      policies.units = in_force;
    } else if (version->message.category() == v1::CATEGORY_UNSPECIFIED) {
      policies.district = in_force;
    } else {
      policies.categories[version->message.category()] = in_force;
    }
  }
  return policies;
}

PolicySet::Policies PolicySet::Newest() const {
  return On(common::Date::OfDays(std::numeric_limits<int32_t>::max()));
}

PolicySet::InForce PolicySet::Find(int version) const {
  if (version < 0 || version > newest_version()) return {};
  const Version& found = *versions_[static_cast<size_t>(version)];
  return {.version = &found.message, .policy = found.policy.get()};
}

Symbol PolicySet::WaivedSymbol(std::string_view project) const {
  const auto place = std::lower_bound(waived_.begin(), waived_.end(), project,
                                      [](const auto& waived, std::string_view id) { return waived.first < id; });
  return place != waived_.end() && place->first == project ? place->second : 0;
}

}  // namespace wuse::domain
