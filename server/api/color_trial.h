#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "server/api/parts.h"
#include "server/domain/color_policy.h"
#include "server/domain/figures.h"
#include "wuse/v1/color_service.pb.h"

namespace wuse::api {

// One walk over the register under two policies: the one in force, and one that is tried. One thread.
class ColorTrial {
 public:
  struct Policies {
    const domain::PolicyDay& now;
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
  using Counts = std::array<int, v1::Color_ARRAYSIZE>;
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

  static void SetCounts(const Counts& counts, google::protobuf::RepeatedPtrField<v1::ColorCount>& answer);
  void AddProject(const Listed& listed, v1::TryPolicyResponse& response) const;
  void SortProjects();
  void JudgeUnits();

  const Parts& parts_;
  const board::View& view_;
  const Policies policies_;
  int project_count_ = 0;
  int changed_count_ = 0;
  Counts now_{};
  Counts tried_{};
  std::array<Counts, v1::Color_ARRAYSIZE> moves_{};
  std::vector<Listed> listed_;
  std::map<domain::Symbol, domain::UnitSums> sums_;
  std::vector<ListedUnit> units_;
};

}  // namespace wuse::api
