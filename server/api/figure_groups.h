#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "server/api/parts.h"
#include "wuse/v1/chart.pb.h"

// Projects put together: by unit, list, category and so on.
namespace wuse::api {

// Groups by number. A group's key is a symbol or an enum's value, 0 for the projects without one.
class GroupNumbers {
 public:
  static constexpr int kNone = -1;
  // Makes a group where there is none.
  int Of(uint32_t key) {
    if (key >= numbers_.size()) numbers_.resize(key + 1, kNone);
    if (numbers_[key] == kNone) {
      numbers_[key] = static_cast<int>(keys_.size());
      keys_.push_back(key);
    }
    return numbers_[key];
  }
  int Find(uint32_t key) const { return key < numbers_.size() ? numbers_[key] : kNone; }
  const std::vector<uint32_t>& keys() const { return keys_; }  // by number

 private:
  std::vector<int> numbers_;  // by key
  std::vector<uint32_t> keys_;
};

// Something for each group.
template <typename Value>
class ByGroup {
 public:
  Value& operator[](uint32_t key) {
    const auto number = static_cast<size_t>(numbers_.Of(key));
    if (number == values_.size()) values_.emplace_back();
    return values_[number];
  }
  Value* Find(uint32_t key) {
    const int number = numbers_.Find(key);
    return number == GroupNumbers::kNone ? nullptr : &values_[number];
  }
  const Value* Find(uint32_t key) const {
    const int number = numbers_.Find(key);
    return number == GroupNumbers::kNone ? nullptr : &values_[number];
  }
  const GroupNumbers& numbers() const { return numbers_; }
  const Value& Numbered(int number) const { return values_[number]; }

 private:
  GroupNumbers numbers_;
  std::vector<Value> values_;  // by number
};

// Calls `take(key)` for each group that the project is in; once with 0 where it is in none.
template <typename Take>
void ForEachKey(v1::GroupBy by, const board::DayFacts& facts, size_t slot, const Take& take) {
  const domain::ProjectFacts& project = facts[slot];
  const auto each = [&take](std::span<const domain::Symbol> keys) {
    if (keys.empty()) take(uint32_t{0});
    for (const domain::Symbol key : keys) take(key);
  };
  switch (by) {
    case v1::GROUP_BY_UNIT:
      return take(project.unit);
    case v1::GROUP_BY_DEPARTMENT:
      return take(project.department);
    case v1::GROUP_BY_LIST:
      return each(facts.view().project(slot).row->lists());
    case v1::GROUP_BY_CATEGORY:
      return take(static_cast<uint32_t>(v1::Category{project.category}));
    case v1::GROUP_BY_LEVEL:
      return take(static_cast<uint32_t>(v1::Level{project.level}));
    case v1::GROUP_BY_KIND:
      return take(static_cast<uint32_t>(v1::Kind{project.kind}));
    case v1::GROUP_BY_TEAM:
      return take(project.team);
    case v1::GROUP_BY_TAG:
      return each(facts.view().project(slot).row->tags());
    case v1::GROUP_BY_PARENT:
      return take(project.parent);
    default:
      return;
  }
}

struct NamedGroup {
  int number;
  std::string key;   // text; empty: without one
  std::string name;  // of units, lists and parents
};
// As people read them: units in the order of ListUnits, enums in their own, others by key; those without one last.
std::vector<NamedGroup> InOrder(const Parts& parts, const board::View& view, v1::GroupBy by,
                                const GroupNumbers& groups);

}  // namespace wuse::api
