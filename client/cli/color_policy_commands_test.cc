#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "client/cli/fake_colors.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "wuse/v1/color_policy.pb.h"
#include "wuse/v1/kinds.pb.h"

namespace wuse::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kThird[] = R"(version: 3 set_on: "2021-05-08" set_by: "li" reason: "文件"
  policy { name: "yinchuan-2025" title: "银川 2025" })";

class ColorPolicyCommands : public ColorOffice {};

TEST_F(ColorPolicyCommands, ShowTellsWhoSetTheOneInForceAndWhatElseIs) {
  colors_.policy = Parsed<v1::GetPolicyResponse>("policy {" + std::string(kThird) + "} in_force {" + kThird + R"(}
    in_force { version: 2 category: PLOT set_on: "2021-04-01" set_by: "wang" policy { name: "plots" } })");
  ASSERT_EQ(Run({"color", "show"}), 0) << err_.str();
  EXPECT_THAT(out_.str(),
              HasSubstr("第 3 版，用于全区；自 2021-05-08 起，由 li 定：文件\n银川 2025（yinchuan-2025）\n"));
  EXPECT_THAT(out_.str(), HasSubstr("此外现行的：\n版次  用于  办法   自          由    原因\n"
                                    "   2  净地  plots  2021-04-01  wang\n"));
  EXPECT_FALSE(colors_.asked_policy.has_version());
  ASSERT_EQ(Run({"color", "show", "--version", "2", "-o", "json"}), 0) << err_.str();
  EXPECT_EQ(colors_.asked_policy.version(), 2);
  v1::ColorPolicy policy;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(out_.str(), &policy).ok()) << out_.str();
  EXPECT_EQ(policy.name(), "yinchuan-2025");
}

TEST_F(ColorPolicyCommands, ShowAsksForACategoryOrTheUnits) {
  ASSERT_EQ(Run({"color", "show", "--category", "净地"}), 0) << err_.str();
  EXPECT_EQ(colors_.asked_policy.category(), v1::PLOT);
  ASSERT_EQ(Run({"color", "show", "--units"}), 0) << err_.str();
  EXPECT_EQ(colors_.asked_policy.subject(), v1::SUBJECT_UNIT);
  EXPECT_EQ(out_.str(), "没有评责任单位的办法\n");
  EXPECT_NE(Run({"color", "show", "wuhan", "--units"}), 0);
  EXPECT_NE(Run({"color", "show", "--category", "农业"}), 0);
  EXPECT_THAT(err_.str(), HasSubstr("选项 --category 的值“农业”不认识；应是产业发展、"));
}

TEST_F(ColorPolicyCommands, VersionsIsATable) {
  ASSERT_EQ(Run({"color", "versions"}), 0) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("一直用默认办法"));
  colors_.versions = Parsed<v1::ListPolicyVersionsResponse>(
      "versions {" + std::string(kThird) +
      R"(} versions { version: 2 subject: SUBJECT_UNIT set_on: "2021-04-01" set_by: "wang" })");
  ASSERT_EQ(Run({"color", "versions"}), 0) << err_.str();
  EXPECT_EQ(out_.str(),
            "版次  用于      办法                        自          由    原因\n"
            "   3  全区      银川 2025（yinchuan-2025）  2021-05-08  li    文件\n"
            "   2  责任单位  （取消）                    2021-04-01  wang\n");
}

TEST_F(ColorPolicyCommands, SetSendsAPresetAFileOrNone) {
  colors_.set_answer = Parsed<v1::SetPolicyResponse>("sequence: 17 policy {" + std::string(kThird) + "}");
  ASSERT_EQ(Run({"color", "set", "--preset", "yinchuan-2025", "--reason", "文件", "--seen", "2"}), 0) << err_.str();
  EXPECT_EQ(out_.str(),
            "现行评色办法  第 3 版：银川 2025，自 2021-05-08 起（li：文件）（更新序号 17）\n"
            "正在后台重新评定颜色，评完时 wuse watch 会说“每日评价”。\n");
  EXPECT_EQ(colors_.set[0].preset(), "yinchuan-2025");
  EXPECT_EQ(colors_.set[0].seen_version(), 2);
  EXPECT_EQ(colors_.set[0].request_id().size(), 32U);
  ASSERT_EQ(Run({"color", "set", "-f", "-", "--category", "净地", "--reason", "x"}, "{\"name\": \"my\"} // ours"), 0)
      << err_.str();
  EXPECT_EQ(colors_.set[1].policy().name(), "my");
  EXPECT_EQ(colors_.set[1].category(), v1::PLOT);
  EXPECT_FALSE(colors_.set[1].has_seen_version());
  ASSERT_EQ(Run({"color", "set", "--drop", "--units", "--reason", "x"}), 0) << err_.str();
  EXPECT_EQ(colors_.set[2].drop(), v1::SUBJECT_UNIT);
  ASSERT_EQ(Run({"color", "set", "--drop", "--category", "plot", "--reason", "x"}), 0) << err_.str();
  EXPECT_EQ(colors_.set[3].drop(), v1::SUBJECT_PROJECT);
  colors_.set_answer.set_sequence(0);
  ASSERT_EQ(Run({"color", "set", "--preset", "yinchuan-2025", "--reason", "x"}), 0) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("没有写入"));
  EXPECT_THAT(out_.str(), Not(HasSubstr("重新评定")));
}

TEST_F(ColorPolicyCommands, SetRefusesWhatIsNotMeantBeforeItAsks) {
  const std::vector<std::vector<std::string>> kBad = {
      {"--reason", "x"},
      {"--preset", "a", "-f", "-", "--reason", "x"},
      {"--preset", "a", "--drop", "--reason", "x"},
      {"--preset", "a"},
      {"--preset", "a", "--reason", " "},
      {"--preset", "a", "--units", "--reason", "x"},
      {"--drop", "--reason", "x"},
      {"--drop", "--units", "--category", "净地", "--reason", "x"},
  };
  for (std::vector<std::string> arguments : kBad) {
    arguments.insert(arguments.begin(), {"color", "set"});
    EXPECT_NE(Run(arguments, "{\"name\": \"my\"}"), 0) << ::testing::PrintToString(arguments);
  }
  EXPECT_NE(Run({"color", "set", "-f", "-", "--reason", "x"}, "{\n]"), 0);
  EXPECT_THAT(err_.str(), HasSubstr("第 2 行"));
  EXPECT_TRUE(colors_.set.empty());
}

TEST_F(ColorPolicyCommands, SetTellsWhatTheServerSaysOfAFileWithItsLine) {
  google::rpc::BadRequest wrong;
  auto& violation = *wrong.add_field_violations();
  violation.set_field("policy.title");
  violation.mutable_localized_message()->set_message("太长");
  google::rpc::Status rich;
  rich.add_details()->PackFrom(wrong);
  colors_.refusal = grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "refused", rich.SerializeAsString());
  EXPECT_NE(Run({"color", "set", "-f", "-", "--reason", "x"}, "{\"name\": \"my\",\n\"title\": \"long\"}"), 0);
  EXPECT_THAT(err_.str(), HasSubstr("第 2 行（title）：太长"));
}

TEST_F(ColorPolicyCommands, OverrideGivesAColorAndTakesItBack) {
  colors_.override_answer = Parsed<v1::OverrideColorResponse>(
      R"(sequence: 9 status { color: YELLOW }
         override { color: YELLOW by: "li" reason: "专题会" on: "2021-05-08" until: "2021-05-31" })");
  ASSERT_EQ(Run({"color", "override", "jd-001", "黄", "--until", "2021/5/31", "--reason", "专题会"}), 0) << err_.str();
  EXPECT_EQ(out_.str(),
            "人工评定  jd-001  ◆黄，2021-05-08 至 2021-05-31（li：专题会）（更新序号 9）\n现在的颜色  ◆黄\n");
  EXPECT_EQ(colors_.overrides[0].color(), v1::YELLOW);
  EXPECT_EQ(colors_.overrides[0].until(), "2021-05-31");
  EXPECT_FALSE(colors_.overrides[0].lift());
  ASSERT_EQ(Run({"color", "override", "jd-001", "--lift", "--reason", "解决了"}), 0) << err_.str();
  EXPECT_TRUE(colors_.overrides[1].lift());
  EXPECT_EQ(colors_.overrides[1].color(), v1::COLOR_UNSPECIFIED);
  EXPECT_THAT(out_.str(), HasSubstr("已取消人工评定  jd-001"));
}

TEST_F(ColorPolicyCommands, OverrideNeedsAColorAnEndAndAReason) {
  const std::vector<std::vector<std::string>> kBad = {
      {"jd-001", "--reason", "x", "--until", "2021-05-31"},
      {"jd-001", "黄", "--reason", "x"},
      {"jd-001", "黄", "--until", "2021-05-31"},
      {"jd-001", "紫", "--until", "2021-05-31", "--reason", "x"},
      {"jd-001", "黄", "--until", "明天", "--reason", "x"},
      {"jd-001", "黄", "--lift", "--reason", "x"},
  };
  for (std::vector<std::string> arguments : kBad) {
    arguments.insert(arguments.begin(), {"color", "override"});
    EXPECT_NE(Run(arguments), 0) << ::testing::PrintToString(arguments);
  }
  EXPECT_TRUE(colors_.overrides.empty());
}

}  // namespace
}  // namespace wuse::cli
