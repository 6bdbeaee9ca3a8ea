#pragma once

#include <map>
#include <memory>
#include <vector>

#include "server/api/parts.h"
#include "server/domain/bulletin_period.h"
#include "server/domain/figures.h"
#include "wuse/v1/bulletin.pb.h"

namespace wuse::api {

// The register on the day of a bulletin, and which of its projects are meant.
struct BulletinDay {
  const Parts& parts;
  const board::View& view;
  const domain::BulletinPeriod& period;
  const domain::RowFilter& filter;
  std::shared_ptr<const board::DayFacts> facts;
  std::map<domain::Symbol, const v1::Unit*> units;
  std::map<domain::Symbol, int> unit_places;  // as in ListUnits
  common::Date day() const { return facts->day(); }
};

// The lists of a bulletin, each cut at common::kMaxBulletinRows, with their true counts.

// Red, then orange ones; the latest first.
void AddBehind(const BulletinDay& day, v1::Bulletin& bulletin);
// Who owes a report of the period's week and has not filed it; also for each unit that the bulletin has.
void AddMissing(const BulletinDay& day, v1::Bulletin& bulletin);
// Milestones reached in the period, and those due after the day up to the end of the next period, with the late ones.
void AddMilestones(const BulletinDay& day, v1::Bulletin& bulletin);
// Colors now against those of the facts of the last one.
void AddMoves(const BulletinDay& day, const board::DayFacts& last, v1::SinceLast& since);

// At most so many rows in each list.
void CutLists(int rows, v1::Bulletin& bulletin);

}  // namespace wuse::api
