#pragma once

#include <map>
#include <string>
#include <vector>

#include "server/api/color_counts.h"
#include "server/api/parts.h"
#include "server/domain/color_day.h"
#include "server/domain/color_policy.h"
#include "server/domain/figures.h"
#include "wuse/v1/color_service.pb.h"

namespace wuse::api {

// One walk over the register under two policies: the one in force, and one that is tried. One thread.
class ColorTrial {
 public:
  struct Policies {
    const domain::ColorDay& now;
    const domain::PolicyDay& tried;
    bool tried_is_of_units;
  };
  struct Page {
    size_t begin;
    size_t size;
  };
  ColorTrial(const Parts& parts, const board::View& view, const Policies& policies)
      : parts_(parts), view_(view), policies_(policies) {}

  void Walk(const domain::RowFilter& filter, common::Date on, bool include_unchanged);
  // The counts, the matrix, and the listed projects or units of the page. True: more of them follow.
  bool Answer(const Page& page, v1::TryPolicyResponse& response) const;

 private:
  struct Listed {
    size_t slot;
    v1::Color now;
    v1::Color tried;
    std::string id;
  };
  struct ListedUnit {
    std::string id;
    v1::Color color;
    const domain::UnitSums* sums;
  };

  void AddProject(const Listed& listed, v1::TryPolicyResponse& response) const;
  void SortProjects();
  void JudgeUnits();

  const Parts& parts_;
  const board::View& view_;
  const Policies policies_;
  int project_count_ = 0;
  int changed_count_ = 0;
  ColorCounts now_{};
  ColorCounts tried_{};
  ColorMoveCounts moves_{};
  std::vector<Listed> listed_;
  std::map<domain::Symbol, domain::UnitSums> sums_;
  std::vector<ListedUnit> units_;
};

}  // namespace wuse::api
