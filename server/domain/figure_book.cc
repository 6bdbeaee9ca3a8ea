#include "server/domain/figure_book.h"

#include <algorithm>

#include "common/digest.h"

namespace wuse::domain {
namespace {

constexpr int kFilterKeyBytes = 8;

template <typename Values>
void Sort(Values& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

template <typename Map>
const typename Map::mapped_type* FindIn(const Map& map, std::string_view key) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : &found->second;
}

}  // namespace

const v1::ProjectList* FigureBook::FindList(std::string_view id) const {
  return FindIn(lists_, id);
}

const v1::ReferenceFigure* FigureBook::FindReference(std::string_view key) const {
  return FindIn(references_, key);
}

const std::vector<v1::BulletinHead>& FigureBook::EditionsOf(std::string_view key) const {
  static const auto& none = *new std::vector<v1::BulletinHead>();
  const auto* editions = FindIn(bulletins_, key);
  return editions == nullptr ? none : *editions;
}

void FigureBook::Put(v1::ProjectList list) {
  lists_.insert_or_assign(list.id(), std::move(list));
}

void FigureBook::Put(v1::ReferenceFigure figure) {
  references_.insert_or_assign(ReferenceKey(figure), std::move(figure));
}

void FigureBook::Put(v1::BulletinHead head) {
  bulletins_[BulletinKeyOf(head)].push_back(std::move(head));
}

void FigureBook::Apply(const v1::ReferenceFigureChanged& change) {
  if (!change.removed()) return Put(change.figure());
  references_.erase(ReferenceKey(change.figure()));
}

std::string FilterKey(const v1::ProjectFilter* filter) {
  if (filter == nullptr) return "main";
  v1::ProjectFilter sorted = *filter;
  for (auto* texts :
       {sorted.mutable_units(), sorted.mutable_departments(), sorted.mutable_lists(),
        sorted.mutable_reached_milestones(), sorted.mutable_tags(), sorted.mutable_teams(), sorted.mutable_parents()}) {
    Sort(*texts);
  }
  for (auto* numbers :
       {sorted.mutable_kinds(), sorted.mutable_levels(), sorted.mutable_categories(), sorted.mutable_colors()}) {
    Sort(*numbers);
  }
  return common::Hex(common::Sha256({sorted.SerializeAsString()}), kFilterKeyBytes);
}

std::string ReferenceKey(const v1::ReferenceFigure& figure) {
  return figure.period() + "/" + std::to_string(figure.metric()) + "/" +
         FilterKey(figure.has_filter() ? &figure.filter() : nullptr);
}

std::string BulletinKey(std::string_view period, const v1::ProjectFilter* filter) {
  return std::string(period) + "/" + FilterKey(filter);
}

std::string BulletinKeyOf(const v1::BulletinHead& head) {
  return BulletinKey(head.period(), head.has_filter() ? &head.filter() : nullptr);
}

v1::BulletinHead HeadOf(const v1::Bulletin& bulletin) {
  v1::BulletinHead head;
  head.set_period(bulletin.period());
  head.set_edition(bulletin.edition());
  head.set_as_of(bulletin.as_of());
  head.set_published_on(bulletin.published_on());
  head.set_published_by(bulletin.published_by());
  head.set_correction_reason(bulletin.correction_reason());
  *head.mutable_head() = bulletin.head();
  if (bulletin.has_filter()) *head.mutable_filter() = bulletin.filter();
  return head;
}

}  // namespace wuse::domain
