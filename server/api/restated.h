#pragma once

#include <map>
#include <memory>

#include "server/api/parts.h"
#include "server/domain/color_policy.h"
#include "wuse/v1/color_service.pb.h"
#include "wuse/v1/official_color.pb.h"

namespace wuse::api {

// A recolored month judged once more with what is known today: by the policies that it was published by. One thread.
class Restated {
 public:
  // The month is one of the view's, which outlives it.
  Restated(const Parts& parts, const board::View& view, const v1::RecoloredMonth& month);

  // `state` is the project of the color, as it is now.
  v1::Color ColorOf(const v1::OfficialColor& published, const board::ProjectState& state);
  // Both, the reasons only where the color is another one than was published.
  void SetOn(const v1::OfficialColor& published, const board::ProjectState& state, v1::MonthColor& answer);

 private:
  const domain::PolicyDay& DayOf(int policy_version);

  const Parts& parts_;
  const std::shared_ptr<const domain::PolicySet> set_;
  const domain::MonthDays days_;
  std::map<int, domain::PolicyDay> by_version_;
};

}  // namespace wuse::api
