#include "server/hub/wake_index.h"

#include <algorithm>
#include <utility>

namespace wuse::hub {
namespace {

using Field = WakeKeys::Field;

WakeKeys OfIds(Field field, const google::protobuf::RepeatedPtrField<std::string>& ids) {
  return {.field = field, .ids = {ids.begin(), ids.end()}, .numbers = {}};
}

WakeKeys OfNumbers(Field field, const google::protobuf::RepeatedField<int>& numbers) {
  return {.field = field, .ids = {}, .numbers = {numbers.begin(), numbers.end()}};
}

size_t PlaceOf(Field field) {
  const auto place = static_cast<size_t>(field);
  return field < Field::kColor ? place : place - static_cast<size_t>(Field::kColor);
}

bool MatchesAny(const WatchFilter& filter, const UpdateBlock& block) {
  return std::any_of(block.changes().begin(), block.changes().end(),
                     [&filter](const UpdateBlock::Slice& change) { return filter.Matches(change); });
}

}  // namespace

WakeKeys WakeKeysOf(const WatchFilter& filter) {
  const v1::WatchFilter& fields = filter.fields();
  if (fields.projects_size() > 0) return OfIds(Field::kProject, fields.projects());
  if (fields.units_size() > 0) return OfIds(Field::kUnit, fields.units());
  if (fields.departments_size() > 0) return OfIds(Field::kDepartment, fields.departments());
  if (fields.lists_size() > 0) return OfIds(Field::kList, fields.lists());
  if (fields.colors_size() > 0) return OfNumbers(Field::kColor, fields.colors());
  if (fields.change_kinds_size() > 0) return OfNumbers(Field::kKind, fields.change_kinds());
  if (fields.categories_size() > 0) return OfNumbers(Field::kCategory, fields.categories());
  if (fields.levels_size() > 0) return OfNumbers(Field::kLevel, fields.levels());
  return {};
}

// Calls visit(map, key) for each list that the keys name; `everything_` apart.
template <class Visit>
void WakeIndex::EachList(const WakeKeys& keys, const Visit& visit) {
  for (const std::string& id : keys.ids) visit(by_id_[PlaceOf(keys.field)], id);
  for (const int number : keys.numbers) visit(by_number_[PlaceOf(keys.field)], number);
}

void WakeIndex::Park(Seat& seat, std::shared_ptr<SubscriptionState> state, common::Sequence cursor) {
  if (seat.id == 0) {
    seat.id = ++last_id_;
    seat.keys = WakeKeysOf(*seat.filter);
    all_.emplace(seat.id, &seat);
    if (seat.keys.field == Field::kEverything) everything_.emplace(seat.id, &seat);
    EachList(seat.keys, [&seat](auto& lists, const auto& key) { lists[key].emplace(seat.id, &seat); });
  }
  seat.passed = std::max(seat.passed, cursor);
  if (!seat.waits) ++parked_;
  seat.waits = std::move(state);
}

bool WakeIndex::Unpark(Seat& seat) {
  if (!seat.waits) return false;
  seat.waits.reset();
  --parked_;
  return true;
}

void WakeIndex::Leave(Seat& seat) {
  Unpark(seat);
  if (seat.id == 0) return;
  all_.erase(seat.id);
  everything_.erase(seat.id);
  EachList(seat.keys, [&seat](auto& lists, const auto& key) {
    const auto found = lists.find(key);
    if (found == lists.end()) return;  // a value that the filter names twice
    found->second.erase(seat.id);
    if (found->second.empty()) lists.erase(found);
  });
  seat.id = 0;
}

void WakeIndex::AddId(Field field, std::string_view id, Seats& candidates) const {
  const SeatsById& lists = by_id_[PlaceOf(field)];
  if (lists.empty()) return;
  const auto found = lists.find(id);
  if (found != lists.end()) candidates.insert(found->second.begin(), found->second.end());
}

void WakeIndex::AddNumber(Field field, int number, Seats& candidates) const {
  const SeatsByNumber& lists = by_number_[PlaceOf(field)];
  if (lists.empty()) return;
  const auto found = lists.find(number);
  if (found != lists.end()) candidates.insert(found->second.begin(), found->second.end());
}

void WakeIndex::AddOf(const MatchView& match, Seats& candidates) const {
  AddId(Field::kProject, match.project, candidates);
  AddId(Field::kUnit, match.unit, candidates);
  AddId(Field::kDepartment, match.department, candidates);
  for (const std::string_view list : match.lists) AddId(Field::kList, list, candidates);
  AddNumber(Field::kColor, match.color, candidates);
  AddNumber(Field::kCategory, match.category, candidates);
  AddNumber(Field::kLevel, match.level, candidates);
}

void WakeIndex::Look(const UpdateBlock& block, std::vector<std::shared_ptr<SubscriptionState>>& woken) {
  if (parked_ == 0) return;
  const auto look = [&](Seat& seat) {
    if (!seat.waits || block.sequence() <= seat.passed || !MatchesAny(*seat.filter, block)) return;
    seat.passed = common::Sequence{block.sequence().value - 1};
    woken.push_back(std::move(seat.waits));
    --parked_;
  };
  for (const auto& [id, seat] : everything_) look(*seat);
  Seats candidates;
  for (const UpdateBlock::Slice& change : block.changes()) {
    AddNumber(Field::kKind, static_cast<int>(change.kind), candidates);
    if (change.has_before) AddOf(change.before, candidates);
    if (change.has_after) AddOf(change.after, candidates);
  }
  for (const auto& [id, seat] : candidates) look(*seat);
}

void WakeIndex::UnparkAll(common::Sequence looked_at, std::vector<std::shared_ptr<SubscriptionState>>& woken) {
  for (const auto& [id, seat] : all_) {
    if (!seat->waits) continue;
    seat->passed = std::max(seat->passed, looked_at);
    woken.push_back(std::move(seat->waits));
  }
  parked_ = 0;
}

}  // namespace wuse::hub
