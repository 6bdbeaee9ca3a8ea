#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/integration/small_register.h"
#include "tests/integration/watch_client.h"
#include "wuse/v1/color_service.pb.h"
#include "wuse/v1/update.pb.h"

namespace wuse::testing {

// How many have the color; -1: the answer does not say.
inline int CountOf(const google::protobuf::RepeatedPtrField<v1::ColorCount>& counts, v1::Color color) {
  for (const v1::ColorCount& count : counts) {
    if (count.color() == color) return count.count();
  }
  return -1;
}

// How many moved from `before` to `after`; -1: the matrix does not say.
inline int MovedOf(const google::protobuf::RepeatedPtrField<v1::ColorMoves>& matrix, v1::Color before,
                   v1::Color after) {
  for (const v1::ColorMoves& moves : matrix) {
    if (moves.before() == before) return CountOf(moves.after(), after);
  }
  return -1;
}

// What reasons say to people, one after the other.
inline std::string WordsOf(const google::protobuf::RepeatedPtrField<v1::ColorReason>& reasons) {
  std::string words;
  for (const v1::ColorReason& reason : reasons) words += reason.text() + ";";
  return words;
}

// The small register on 2021-05-08, where p-1 is orange (2 months not started) and p-2 is not rated; at the end of
// April p-1 was yellow (1 month not started, its report of W17 exactly on plan), and p-gone was still listed.
class ColorRegister : public ::testing::Test {
 protected:
  ColorRegister() { register_.Fill(); }

  void Become(common::Date day) {
    register_.server().clock().SetToday(day);
    register_.server().server().Tick();
    ASSERT_TRUE(WaitFor([&] { return register_.server().server().evaluated_on() == day; })) << day.ToString();
  }
  // Sets a policy and waits until all colors are by it.
  v1::SetPolicyResponse SetPolicy(std::string_view request) {
    auto response = register_.Get<v1::SetPolicyResponse>("SetPolicy", request);
    EXPECT_GT(response.sequence(), 0) << request;
    EXPECT_TRUE(WaitFor([&] { return LastEvaluation() > response.sequence(); })) << request;
    return response;
  }
  int64_t LastEvaluation() {
    const auto changes = register_.Get<v1::ListChangesResponse>("ListChanges", "kinds: DAY_EVALUATED page_size: 1");
    return changes.updates().empty() ? 0 : changes.updates(0).sequence();
  }

  v1::GetColorHistoryResponse History(std::string_view request) {
    return register_.Get<v1::GetColorHistoryResponse>("GetColorHistory", request);
  }
  v1::GetRecoloredMonthResponse Month(std::string_view request) {
    return register_.Get<v1::GetRecoloredMonthResponse>("GetRecoloredMonth", request);
  }
  // The color that the register keeps.
  v1::Color ColorOf(const std::string& project) {
    return register_.Get<v1::GetProjectResponse>("GetProject", "id: '" + project + "'").project().status().color();
  }
  v1::Overview OverviewOf(const std::string& day) {
    return register_.Get<v1::Overview>("GetOverview", "filter {} period: '" + day + "'");
  }

  // All changes that there have been.
  std::vector<v1::Change> Ledger() {
    WatchClient client(register_.server().channel(), FromSequence(1));
    EXPECT_TRUE(client.ReadTo(register_.head()));
    return client.changes();
  }

  // Refused for the reason, about the field ("": about none), with text that has `what`; and nothing is changed.
  void ExpectNothingDone(std::string_view method, std::string_view request, std::string_view reason,
                         const std::string& field, const std::string& what, grpc::StatusCode code = kInvalid) {
    SCOPED_TRACE(request);
    const std::string before = EverythingOfColors();
    const RawAnswer answer = register_.Call(method, request);
    ExpectRefusal(answer, code, reason);
    const ErrorOf error(answer.status);
    ASSERT_EQ(error.fields.size(), field.empty() ? 0U : 1U) << answer.status.error_message();
    const std::string text = field.empty() ? answer.status.error_message() : error.fields[0].description();
    if (!field.empty()) {
      EXPECT_EQ(error.fields[0].field(), field);
      EXPECT_EQ(error.fields[0].reason(), reason);
    }
    EXPECT_NE(text.find(what), std::string::npos) << text << "\nis to have: " << what;
    EXPECT_EQ(EverythingOfColors(), before);
  }
  std::string EverythingOfColors() {
    return register_.Everything() + register_.Do("ListPolicyVersions", "") +
           register_.Do("GetColorHistory", "project: 'p-1'");
  }

  SmallRegister register_;
};

}  // namespace wuse::testing
