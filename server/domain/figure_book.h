#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wuse/v1/bulletin.pb.h"
#include "wuse/v1/figure.pb.h"
#include "wuse/v1/house_style.pb.h"
#include "wuse/v1/update.pb.h"

namespace wuse::domain {

// FigureBook is what figures are shown with: lists with their targets, reference figures, the house style, and which
// bulletins are published. A value; as large as its limits (common/limits.h) allow.
class FigureBook {
 public:
  // The house style as people set it; what they did not set is absent.
  const v1::HouseStyle& style() const { return style_; }
  const v1::ProjectList* FindList(std::string_view id) const;
  const std::map<std::string, v1::ProjectList, std::less<>>& lists() const { return lists_; }
  const v1::ReferenceFigure* FindReference(std::string_view key) const;
  const std::map<std::string, v1::ReferenceFigure, std::less<>>& references() const { return references_; }
  // The editions of a bulletin, ascending; empty: it is not published.
  const std::vector<v1::BulletinHead>& EditionsOf(std::string_view key) const;
  const std::map<std::string, std::vector<v1::BulletinHead>, std::less<>>& bulletins() const { return bulletins_; }

  void Put(const v1::HouseStyle& style) { style_ = style; }
  void Put(v1::ProjectList list);
  void Put(v1::ReferenceFigure figure);
  void Put(v1::BulletinHead head);  // the next edition
  void Apply(const v1::ReferenceFigureChanged& change);

 private:
  v1::HouseStyle style_;
  std::map<std::string, v1::ProjectList, std::less<>> lists_;
  std::map<std::string, v1::ReferenceFigure, std::less<>> references_;
  std::map<std::string, std::vector<v1::BulletinHead>, std::less<>> bulletins_;
};

// Which selection of projects is meant, whatever the order in which a filter names its values: equal texts mean equal
// filters. "main": none was given.
std::string FilterKey(const v1::ProjectFilter* filter);
// One reference figure for each: period, metric and filter. Sorts by period.
std::string ReferenceKey(const v1::ReferenceFigure& figure);
// One bulletin for each: period and filter. Sorts by period.
std::string BulletinKey(std::string_view period, const v1::ProjectFilter* filter);
std::string BulletinKeyOf(const v1::BulletinHead& head);
v1::BulletinHead HeadOf(const v1::Bulletin& bulletin);

}  // namespace wuse::domain
