#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <sstream>

#include "client/cli/fake_colors.h"
#include "client/cli/width.h"
#include "common/mutex.h"
#include "wuse/v1/color_service.grpc.pb.h"

namespace wuse::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kPolicy[] = R"(
  name: "yinchuan" title: "银川" source: "公布的办法" note: "补了一档"
  dimensions { dimension: POINTS_BEHIND words: "落后百分点"
    bands { up_to: "10" color: GREEN mark: MARK_NOTHING_SAID filled: true words: "不超过 10" }
    bands { above: "10" color: RED source: "gap>10" words: "超过 10" } }
  dimensions { dimension: MONTHS_NOT_REGISTERED waivable: true words: "未入库月数" })";

// Answers with what a test has put into it, two projects a page, and remembers what was asked.
class FakeColors : public v1::ColorService::Service {
 public:
  grpc::Status ListPresets(grpc::ServerContext*, const v1::ListPresetsRequest*,
                           v1::ListPresetsResponse* response) override {
    *response->add_presets() = Parsed<v1::ColorPolicy>(kPolicy);
    *response->add_presets() = Parsed<v1::ColorPolicy>(
        R"(name: "judged" title: "人评" subject: SUBJECT_UNIT
           dimensions { dimension: JUDGED_BY_PERSON words: "人工评定" })");
    return grpc::Status::OK;
  }
  grpc::Status GetPolicy(grpc::ServerContext*, const v1::GetPolicyRequest*, v1::GetPolicyResponse* response) override {
    *response->mutable_policy()->mutable_policy() = Parsed<v1::ColorPolicy>(kPolicy);
    return grpc::Status::OK;
  }
  grpc::Status TryPolicy(grpc::ServerContext*, const v1::TryPolicyRequest* request,
                         v1::TryPolicyResponse* response) override {
    const common::MutexLock lock(mutex_);
    asked.push_back(*request);
    *response = trial;
    const bool first = request->page_token().empty();
    if (first && response->projects_size() > 2) {
      response->mutable_projects()->DeleteSubrange(2, response->projects_size() - 2);
      response->set_next_page_token("second");
    } else if (!first) {
      response->mutable_projects()->DeleteSubrange(0, 2);
    }
    return grpc::Status::OK;
  }

  v1::TryPolicyResponse trial;  // of the test between its commands
  std::vector<v1::TryPolicyRequest> asked;

 private:
  common::Mutex mutex_;
};

class ColorCommands : public ColorCalls<FakeColors> {
 protected:
  void SetUp() override {
    colors_.trial.set_on("2021-05-08");
    colors_.trial.set_cut_off("2021-05-08");
    colors_.trial.set_now_policy("wuse-default");
    *colors_.trial.mutable_policy() = Parsed<v1::ColorPolicy>(kPolicy);
    colors_.trial.set_project_count(110);
    colors_.trial.set_changed_count(3);
    for (int color = v1::NOT_RATED; color <= v1::RED; ++color) {
      AddCount(*colors_.trial.mutable_now(), color, 10 + color);
      AddCount(*colors_.trial.mutable_tried(), color, 9 + color);
      v1::ColorMoves& moves = *colors_.trial.add_matrix();
      moves.set_before(static_cast<v1::Color>(color));
      for (int tried = v1::NOT_RATED; tried <= v1::RED; ++tried) {
        AddCount(*moves.mutable_after(), tried, color == tried ? 7 : 0);
      }
    }
    for (int i = 1; i <= 3; ++i) {
      *colors_.trial.add_projects() = Parsed<v1::TriedProject>(R"(id: "duohu-00)" + std::to_string(i) +
                                                               R"(" unit: "duohu" now: YELLOW tried: RED
             name: "名字很长很长很长很长很长很长很长很长很长很长很长很长的一个示范街道安置小区及配套设施建设工程"
             reasons { text: "落后序时进度 12.4 个百分点，超过 10 为红" }
             now_reasons { text: "落后序时进度 12.4 个百分点，超过 0、低于 30 为黄" })");
    }
  }
  static void AddCount(google::protobuf::RepeatedPtrField<v1::ColorCount>& counts, int color, int count) {
    counts.Add()->set_color(static_cast<v1::Color>(color));
    counts.rbegin()->set_count(count);
  }
};

TEST_F(ColorCommands, PresetsSayWhatTheyJudge) {
  ASSERT_EQ(Run({"color", "presets"}), 0) << err_.str();
  EXPECT_EQ(out_.str(),
            "办法      名称  对象  评价什么\n"
            "yinchuan  银川  项目  落后百分点、未入库月数\n"
            "judged    人评  单位  人工评定\n");
}

TEST_F(ColorCommands, ShowTellsTheBoundsTheirSourceAndWhatIsFilled) {
  ASSERT_EQ(Run({"color", "show", "yinchuan"}), 0) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("银川（yinchuan）\n出处：公布的办法\n说明：补了一档\n"));
  EXPECT_THAT(out_.str(), HasSubstr("落后百分点  不超过 10  ●绿   原办法没有说  （补）\n"));
  EXPECT_THAT(out_.str(), HasSubstr("落后百分点  超过 10    ✕红                 gap>10\n"));
  ASSERT_EQ(Run({"color", "show", "-o", "json"}), 0) << err_.str();
  v1::ColorPolicy policy;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(out_.str(), &policy).ok()) << out_.str();
  EXPECT_EQ(policy.dimensions(0).bands(1).above(), "10");
}

TEST_F(ColorCommands, TryShowsCountsMovesAndEachProjectWithin100Columns) {
  ASSERT_EQ(Run({"color", "try", "--preset", "yinchuan"}), 0) << err_.str();
  const std::string out = out_.str();
  EXPECT_THAT(out, HasSubstr("试用：银川（yinchuan），对比现行的 wuse-default\n"));
  EXPECT_THAT(out, HasSubstr("        ✕红  ▲橙  ◆黄  ●绿  ★蓝  未评价  合计\n"
                             "现在     16   15   14   13   12      11    81\n"
                             "试用后   15   14   13   12   11      10    75\n"
                             "变化     -1   -1   -1   -1   -1      -1\n"));
  EXPECT_THAT(out, HasSubstr("✕红               7    ·    ·    ·    ·       ·     7\n"));
  EXPECT_THAT(out, HasSubstr("3 个项目的颜色会变："));
  EXPECT_THAT(out, HasSubstr("◆黄    → ✕红      duohu-003 ")) << "of the second page, too";
  EXPECT_THAT(out, HasSubstr("         现在：落后序时进度 12.4 个百分点，超过 0、低于 30 为黄\n"
                             "         试用：落后序时进度 12.4 个百分点，超过 10 为红\n"));
  std::istringstream lines(out);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(DisplayWidth(line), 100) << line;
  ASSERT_EQ(colors_.asked.size(), 2u);
  EXPECT_EQ(colors_.asked[0].preset(), "yinchuan");
  EXPECT_FALSE(colors_.asked[0].has_filter());
  EXPECT_EQ(colors_.asked[1].page_token(), "second");
}

TEST_F(ColorCommands, TryOfAPolicyAboutUnitsListsTheUnits) {
  colors_.trial.mutable_policy()->set_subject(v1::SUBJECT_UNIT);
  colors_.trial.set_cut_off("2021-04-30");
  colors_.trial.clear_projects();
  *colors_.trial.add_units() = Parsed<v1::TriedUnit>(
      R"(id: "duohu" project_count: 26 tried: YELLOW reasons { text: "4 月完成当月任务的 94.5%" })");
  ASSERT_EQ(Run({"color", "try", "--preset", "sanya"}), 0) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("，试用的办法看 2021-04-30 的数；"));
  EXPECT_THAT(out_.str(), HasSubstr("◆黄     多湖街道 "));
  EXPECT_THAT(out_.str(), HasSubstr(" 26 个项目\n         4 月完成当月任务的 94.5%\n"));
  EXPECT_THAT(out_.str(), Not(HasSubstr("颜色会变")));
}

TEST_F(ColorCommands, TrySendsTheFileTheFilterAndTheDay) {
  ASSERT_EQ(Run({"color", "try", "-f", "-", "--unit", "多湖街道", "--color", "red", "--on", "2021/4/30", "--all"},
                "{\"name\": \"my\"} // ours"),
            0)
      << err_.str();
  const v1::TryPolicyRequest& asked = colors_.asked.at(0);
  EXPECT_EQ(asked.policy().name(), "my");
  EXPECT_EQ(asked.filter().units(0), "duohu");
  EXPECT_EQ(asked.filter().colors(0), v1::RED);
  EXPECT_EQ(asked.on(), "2021-04-30");
  EXPECT_TRUE(asked.include_unchanged());
  ASSERT_EQ(Run({"color", "try", "--preset", "yinchuan", "-o", "csv"}), 0) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("项目编号,项目名称,责任单位,现在,试用后,试用后的原因,现在的原因\r\nduohu-001,"));
}

TEST_F(ColorCommands, TryNeedsOnePolicy) {
  EXPECT_NE(Run({"color", "try"}), 0);
  EXPECT_THAT(err_.str(), HasSubstr("--preset"));
  EXPECT_NE(Run({"color", "try", "--preset", "a", "-f", "-"}), 0);
  EXPECT_NE(Run({"color", "try", "--preset", "a", "--on", "昨天"}), 0);
  EXPECT_THAT(err_.str(), HasSubstr("--on"));
  EXPECT_NE(Run({"color", "try", "-f", "-"}, "{]"), 0);
  EXPECT_THAT(err_.str(), HasSubstr("第 1 行"));
  EXPECT_TRUE(colors_.asked.empty());
}

}  // namespace
}  // namespace wuse::cli
