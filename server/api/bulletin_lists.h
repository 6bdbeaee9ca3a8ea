#pragma once

#include <memory>
#include <string>
#include <vector>

#include "server/api/figure_request.h"
#include "server/api/parts.h"
#include "server/domain/bulletin_period.h"
#include "wuse/v1/bulletin.pb.h"

namespace wuse::api {

// The units of a register by symbol.
class UnitPlaces {
 public:
  UnitPlaces(const Parts& parts, const board::View& view);
  const v1::Unit* Find(domain::Symbol unit) const;
  std::string NameOf(domain::Symbol unit) const;  // "" without one
  int PlaceOf(domain::Symbol unit) const;         // as in ListUnits; without one after all others

 private:
  const board::View& view_;
  std::vector<int> places_;  // by symbol
};

// The register on the day of a bulletin, and which of its projects are meant.
struct BulletinDay {
  const Parts& parts;
  const board::View& view;
  const domain::BulletinPeriod& period;
  const Selection selection;
  const UnitPlaces units;
  std::shared_ptr<const board::DayFacts> facts;
  std::shared_ptr<const board::BulletinMarks> marks;
  common::Date day() const { return facts->day(); }
};

// The lists of a bulletin, each cut at common::kMaxBulletinRows, with their true counts.

// Those that need more of a project than its facts: red, then orange ones, the latest
// first; who owes a report of the period's week and has not filed it, also for each unit that the bulletin has;
// milestones reached in the period, and those due after the day up to the end of the next period, with the late ones.
void AddListsOfProjects(const BulletinDay& day, v1::Bulletin& bulletin);
// Colors now against those of the facts of the last one.
void AddMoves(const BulletinDay& day, const board::DayFacts& last, v1::SinceLast& since);

// At most so many rows in each list.
void CutLists(int rows, v1::Bulletin& bulletin);

}  // namespace wuse::api
