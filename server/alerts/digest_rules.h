#pragma once

#include <chrono>
#include <string>

#include "common/clock.h"
#include "server/alerts/receiver.h"
#include "wuse/delivery/state.pb.h"
#include "wuse/v1/update.pb.h"

// What a receiver is told of the stream's changes. Pure.
//
// | event                                  | a firing alert that disturbs nobody less is told …                     |
// | -------------------------------------- | ---------------------------------------------------------------------- |
// | FIRED, ESCALATED                       | when this episode, or this severity of it, was not told yet            |
// | UNINHIBITED, SNOOZE_EXPIRED, MOVED     | likewise: it fired or rose in silence, or comes to a unit of the        |
// |                                        | receiver's                                                             |
// | PENDED, WITHDRAWN, EASED, RELAPSED,    | never: bookkeeping, or what people did themselves; within a digest      |
// | ACKNOWLEDGED, ACKNOWLEDGMENT_EXPIRED,  | that already tells of the alert they make its state the latest          |
// | SNOOZED, INHIBITED                     |                                                                        |
//
// An alert that is snoozed or inhibited is not told, and is taken out of a digest that was not closed yet. Whoever was
// told that it fires is told when it resolves, even if it was snoozed meanwhile, and when it leaves the receiver's
// units. Within one digest only an alert's latest state is told, with marks that it fired, escalated or resolved there.
namespace wuse::alerts {

// An AlertChanged with where and when it happened.
struct AlertNews {
  common::SystemTime time;
  std::string date;
  int64_t sequence = 0;
  int32_t change_index = 0;
  std::string unit_before;
  std::string unit_after;
  v1::AlertChanged change;
};

// Kind, project and milestone as one text.
std::string AlertKey(const v1::Alert& alert);

// Puts the news into the open digest of its unit and into `told`, as far as the receiver is to be told of it.
// `now`: when a digest begins.
void Tell(const Receiver& receiver, AlertNews news, common::SystemTime now, delivery::ReceiverState& state);

// Puts `later` (of the same unit) into `earlier`: what both tell of an alert becomes one entry.
void MergeDigests(delivery::Digest later, delivery::Digest& earlier);

int64_t ToMs(common::SystemTime time);
common::SystemTime OfMs(int64_t ms);

}  // namespace wuse::alerts
