#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/small_register.h"
#include "tests/integration/watch_client.h"

// What figures are shown with, as a stream brings it.
namespace wuse::testing {
namespace {

using ::testing::ElementsAre;

constexpr const char* kOldReference = R"(figure { metric: METRIC_ANNUAL_COMPLETION period: "2020-04" source: "区统计局"
                                                  value: "12.44" })";

class WatchFigures : public ::testing::Test {
 protected:
  WatchFigures() {
    register_.Fill();
    before_ = register_.head();
    register_.Do("RecordCertifiedInvestment",
                 R"(edits { project: "p-1" month: "2021-04" invested_this_year_yuan: 4000000 })");
    register_.Do("SetReferenceFigure", kOldReference);
    register_.Do("ApplyLists", R"(lists { id: "city" name: "市重点" })");
    register_.Do("SetHouseStyle", "style { decimals: 1 }");
    register_.Do("PublishBulletin", R"(period: "2021-W17")");
    register_.Do("SetReferenceFigure", std::string(kOldReference) + " remove: true");
  }

  // What a stream with this filter brings of it, each by the field of Change; that nothing more comes is shown by a
  // bookmark after it.
  std::vector<std::string> Seen(const v1::WatchFilter& filter) {
    v1::WatchRequest request = FromSequence(before_ + 1);
    *request.mutable_filter() = filter;
    WatchClient client(register_.server().channel(), request);
    std::vector<std::string> seen;
    while (const std::optional<v1::WatchResponse> response = NextAfterTicks(register_.server(), client)) {
      if (IsBookmark(*response)) return seen;
      for (const v1::Update& update : response->updates()) {
        for (const v1::Change& change : update.changes()) {
          const google::protobuf::OneofDescriptor* const kinds = v1::Change::descriptor()->oneof_decl(0);
          seen.push_back(change.GetReflection()->GetOneofFieldDescriptor(change, kinds)->name());
        }
      }
    }
    ADD_FAILURE() << "the stream ended";
    return seen;
  }

  SmallRegister register_;
  int64_t before_ = 0;
};

TEST_F(WatchFigures, EverythingArrivesInItsOrder) {
  EXPECT_THAT(Seen({}), ElementsAre("certified_recorded", "reference_figure_changed", "list_changed",
                                    "house_style_changed", "bulletin_published", "reference_figure_changed"));
}

TEST_F(WatchFigures, EachKindIsTakenAlone) {
  const std::vector<std::pair<v1::ChangeKind, std::string>> kinds = {{v1::CERTIFIED_RECORDED, "certified_recorded"},
                                                                     {v1::LIST_CHANGED, "list_changed"},
                                                                     {v1::HOUSE_STYLE_CHANGED, "house_style_changed"},
                                                                     {v1::BULLETIN_PUBLISHED, "bulletin_published"}};
  for (const auto& [kind, name] : kinds) {
    v1::WatchFilter filter;
    filter.add_change_kinds(kind);
    EXPECT_THAT(Seen(filter), ElementsAre(name));
  }
}

TEST_F(WatchFigures, OfAProjectThereIsWhatIsCertifiedOfIt) {
  v1::WatchFilter filter;
  filter.add_projects("p-1");
  EXPECT_THAT(Seen(filter), ElementsAre("certified_recorded"));
  filter.set_projects(0, "p-2");
  EXPECT_THAT(Seen(filter), ElementsAre());
}

}  // namespace
}  // namespace wuse::testing
