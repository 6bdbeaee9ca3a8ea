#pragma once

#include <string>

#include "server/domain/color_policy.h"
#include "wuse/v1/project.pb.h"

// A policy and what it decides, in words for people.
namespace wuse::domain {

// What one dimension says of a project or unit.
struct Said {
  const PolicyDimension& bands;
  const PolicyDimension::Step& step;
  v1::Color color;  // the step's, or a better one of what was made up for
  const PolicyMeasures& measures;
  const EndedMonth& month;    // of the monthly task
  const v1::Milestone* rung;  // of days late; else nullptr
};
// "落后序时进度 12.4 个百分点，10–30 为橙". The value is rounded to as many places as show on which side of a bound it
// is.
v1::ColorReason ReasonOf(const Said& said);
v1::ColorReason ReasonOfState(v1::Dimension state, v1::Color color);  // paused, out of the list, closed
v1::ColorReason ReasonOfOverride(const v1::ColorOverride& given);     // the color that a person gave
v1::ColorReason ReasonOfNothing();                                    // no dimension has a value
v1::ColorReason ReasonOfWaiver(const v1::Waiver& waiver);
v1::ColorReason ReasonOfEscalation(const v1::Escalation& escalation);

// The policy with what the server alone sets, whatever it had of it.
v1::ColorPolicy WithWords(v1::ColorPolicy policy);

}  // namespace wuse::domain
