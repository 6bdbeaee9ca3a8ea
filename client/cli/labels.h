#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "wuse/v1/color.pb.h"
#include "wuse/v1/kinds.pb.h"
#include "wuse/v1/plan.pb.h"
#include "wuse/v1/unit.pb.h"
#include "wuse/v1/update.pb.h"

namespace wuse::cli {

// One value of an enum: its name in commands and files, and its Chinese word.
struct Label {
  int value;
  std::string_view name;  // lower case, as the proto's name; - and _ are the same
  std::string_view chinese;
  std::string_view alias;  // another Chinese word for it, or ""
};

// The words of one enum.
class Labels {
 public:
  explicit constexpr Labels(std::span<const Label> labels) : labels_(labels) {}
  // By name (in any case), Chinese word or alias.
  std::optional<int> Find(std::string_view text) const;
  // "" for an unknown value.
  std::string_view Chinese(int value) const;
  // "新建、续建、预备", for error messages and help.
  std::string Choices() const;
  std::span<const Label> all() const { return labels_; }

 private:
  std::span<const Label> labels_;
};

extern const Labels kKinds;        // 建设性质
extern const Labels kLevels;       // 项目级别
extern const Labels kCategories;   // 项目类别
extern const Labels kUnitGroups;   // 分组
extern const Labels kColors;       // 颜色
extern const Labels kChangeKinds;  // 变更种类
extern const Labels kDimensions;   // 评价维度

// The rungs of the default ladders, as ids and Chinese names. A project may have others.
struct MilestoneName {
  std::string_view id;
  std::string_view chinese;
};
std::span<const MilestoneName> DefaultMilestones();
// The id of a default rung given by id or Chinese name; other texts as they are.
std::string MilestoneId(std::string_view id_or_name);
// The Chinese name of a default rung; other ids as they are.
std::string MilestoneChinese(std::string_view id);

// "●绿": always glyph and character; "未评价" has no glyph.
std::string ColorWord(v1::Color color);
// The escape sequence that begins the color on a terminal; "" for not rated.
std::string_view ColorEscape(v1::Color color);

}  // namespace wuse::cli
