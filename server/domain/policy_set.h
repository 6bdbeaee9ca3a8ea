#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/calendar.h"
#include "server/domain/color_policy.h"
#include "wuse/v1/color_policy.pb.h"

namespace wuse::domain {

// The color policies of a register, all versions that there have been. Immutable.
class PolicySet {
 public:
  // A policy that is in force; both live as long as a set that has them.
  struct InForce {
    const v1::PolicyVersion* version = nullptr;
    const ColorPolicy* policy = nullptr;  // nullptr: a category goes by the district's, or there is none of the units
  };
  struct Policies {
    InForce district;
    std::array<InForce, v1::Category_ARRAYSIZE> categories;
    InForce units;
  };

  PolicySet();  // `wuse-default` alone, as version 0
  // This set and one more version; `intern` gives the symbols of the waivers' projects.
  std::shared_ptr<const PolicySet> With(v1::PolicyVersion version, const Intern& intern) const;

  // Those in force on a day. A question about a past day goes by what was in force then.
  Policies On(common::Date day) const;
  // What is in force by the newest version.
  Policies Newest() const;
  InForce Find(int version) const;  // nothing: there is no such version, or it ends a policy
  // The newest number; versions are 0 to it.
  int newest_version() const { return static_cast<int>(versions_.size()) - 1; }
  const v1::PolicyVersion& version(int number) const { return versions_[static_cast<size_t>(number)]->message; }

  // The symbol by which the policies know a waived project; 0: none waives it.
  Symbol WaivedSymbol(std::string_view project) const;

 private:
  struct Version {
    v1::PolicyVersion message;
    std::unique_ptr<const ColorPolicy> policy;  // null: it ends one
  };

  std::vector<std::shared_ptr<const Version>> versions_;  // 0, 1, 2 …
  std::vector<std::pair<std::string, Symbol>> waived_;    // by id
};

}  // namespace wuse::domain
