#include "server/alerts/digest_rules.h"

#include "server/alerts/alerts_fixture.h"
#include "server/alerts/digest_text.h"
#include "server/alerts/message.h"

namespace wuse::alerts {
namespace {

// What the open digests tell of the alert p-1: F fired, E escalated, R resolved, L left; "-": nothing.
std::string TellAll(const Receiver& receiver, const std::vector<AlertValues>& news, delivery::ReceiverState& state) {
  int64_t sequence = state.cursor();
  for (const AlertValues& one : news) Tell(receiver, MakeNews(one, ++sequence), OfMs(0), state);
  state.set_cursor(sequence);
  std::string told;
  for (const auto& [unit, digest] : state.open()) {
    for (const auto& [key, entry] : digest.entries()) {
      told += std::string(entry.fired() ? "F" : "") + (entry.escalated() ? "E" : "") + (entry.resolved() ? "R" : "") +
              (entry.left() ? "L" : "") + "@" + unit;
    }
  }
  return told.empty() ? "-" : told;
}

struct RuleCase {
  std::string name;
  std::vector<AlertValues> before;  // sent already
  std::vector<AlertValues> now;
  std::string told;
};

std::vector<RuleCase> RuleCases() {
  const AlertValues fired{};
  const AlertValues escalated{.event = v1::ESCALATED, .severity = v1::CRITICAL};
  const AlertValues resolved{.event = v1::RESOLVED, .state = v1::ALERT_RESOLVED};
  const AlertValues snoozed{.event = v1::SNOOZED, .snoozed = true};
  const AlertValues inhibited{.event = v1::INHIBITED, .inhibited = true};
  return {
      {"fired", {}, {fired}, "F@xiaoshun"},
      {"told once", {fired}, {fired}, "-"},
      {"escalated", {fired}, {escalated}, "E@xiaoshun"},
      {"fired and escalated", {}, {fired, escalated}, "FE@xiaoshun"},
      {"escalated, of what fired before the receiver was there", {}, {escalated}, "E@xiaoshun"},
      {"resolved", {fired}, {resolved}, "R@xiaoshun"},
      {"resolved though snoozed meanwhile", {fired, snoozed}, {resolved}, "R@xiaoshun"},
      {"resolved, never told", {}, {resolved}, "-"},
      {"fired and resolved", {}, {fired, resolved}, "FR@xiaoshun"},
      {"snoozed before it was sent", {}, {fired, snoozed}, "-"},
      {"and then nothing of its end", {}, {fired, snoozed, resolved}, "-"},
      {"inhibited before it was sent", {}, {fired, inhibited}, "-"},
      {"escalated while snoozed",
       {fired, snoozed},
       {{.event = v1::ESCALATED, .severity = v1::CRITICAL, .snoozed = true}},
       "-"},
      {"fired while inhibited", {}, {{.event = v1::FIRED, .inhibited = true}}, "-"},
      {"not inhibited any more", {{.event = v1::FIRED, .inhibited = true}}, {{.event = v1::UNINHIBITED}}, "F@xiaoshun"},
      {"not inhibited any more, but told", {fired, inhibited}, {{.event = v1::UNINHIBITED}}, "-"},
      {"snooze over, risen meanwhile",
       {fired, snoozed},
       {{.event = v1::SNOOZE_EXPIRED, .severity = v1::CRITICAL}},
       "E@xiaoshun"},
      {"bookkeeping",
       {fired},
       {{.event = v1::EASED},
        {.event = v1::RELAPSED},
        {.event = v1::ACKNOWLEDGED},
        {.event = v1::ACKNOWLEDGMENT_EXPIRED}},
       "-"},
      {"pending",
       {},
       {{.event = v1::PENDED, .state = v1::ALERT_PENDING}, {.event = v1::WITHDRAWN, .state = v1::ALERT_RESOLVED}},
       "-"},
      {"acknowledged, of before the receiver was there", {}, {{.event = v1::ACKNOWLEDGED}}, "-"},
      {"next episode", {fired, resolved}, {{.episode = 2}}, "F@xiaoshun"},
      {"below the severity", {}, {{.severity = v1::NOTICE}}, "-"},
      {"another kind", {}, {{.kind = v1::STALLED}}, "-"},
      {"another unit", {}, {{.unit = "fucun", .unit_before = "fucun"}}, "-"},
      {"left", {fired}, {{.event = v1::MOVED, .unit = "fucun"}}, "L@xiaoshun"},
      {"left, never told", {}, {{.event = v1::MOVED, .unit = "fucun"}}, "-"},
      {"came", {}, {{.event = v1::MOVED, .unit_before = "fucun"}}, "F@xiaoshun"},
  };
}

TEST(DigestRules, TellWhatIsNewsToTheReceiver) {
  Receiver receiver = MakeReceiver("duban");
  receiver.units = {"xiaoshun"};
  receiver.kinds = {v1::MILESTONE_OVERDUE};
  receiver.min_severity = v1::WARNING;
  for (const RuleCase& one : RuleCases()) {
    SCOPED_TRACE(one.name);
    delivery::ReceiverState state;
    for (const AlertValues& earlier : one.before) {
      TellAll(receiver, {earlier}, state);
      state.mutable_open()->clear();
    }
    EXPECT_EQ(TellAll(receiver, one.now, state), one.told);
  }
}

TEST(DigestRules, ReturnAnEscalationThatWasQuietedBeforeItWasSent) {
  const Receiver receiver = MakeReceiver("duban");
  delivery::ReceiverState state;
  TellAll(receiver, {{}}, state);
  state.mutable_open()->clear();
  EXPECT_EQ(TellAll(receiver,
                    {{.event = v1::ESCALATED, .severity = v1::CRITICAL},
                     {.event = v1::SNOOZED, .severity = v1::CRITICAL, .snoozed = true}},
                    state),
            "-");
  EXPECT_EQ(TellAll(receiver, {{.event = v1::SNOOZE_EXPIRED, .severity = v1::CRITICAL}}, state), "E@xiaoshun");
}

TEST(DigestText, CountsBySeverityAndTellsTheWorstFirstWithinBounds) {
  const Receiver receiver = MakeReceiver("duban");
  delivery::ReceiverState state;
  for (int i = 0; i < 30; ++i) {
    const auto severity = i % 3 == 0 ? v1::CRITICAL : v1::NOTICE;
    Tell(receiver, MakeNews({.project = "p-" + std::to_string(i), .severity = severity}, i + 1), OfMs(0), state);
  }
  Tell(receiver, MakeNews({.project = "p-1", .event = v1::RESOLVED, .state = v1::ALERT_RESOLVED}, 40), OfMs(0), state);
  delivery::Digest& digest = (*state.mutable_open())["xiaoshun"];
  digest.set_unit_name("小顺[镇](http://x)*");
  const DigestText text = TextOf(digest);
  EXPECT_EQ(text.title, "小顺［镇］(http://x)＊ 项目预警：严重 10、提示 19、解除 1");
  EXPECT_NE(text.text.find("另有 10 条"), std::string::npos) << text.text;
  EXPECT_LT(text.text.find("**严重**"), text.text.find("**提示**")) << text.text;
  EXPECT_NE(text.text.find("- **严重** 项目p-0（p-0）：节点“主体结顶”逾期 8 天，责任领导 张三"), std::string::npos)
      << text.text;
  for (auto& [key, entry] : *digest.mutable_entries()) {
    entry.mutable_change()->set_leader(std::string(common::kMaxNameCharacters * 3, 'x'));
    entry.mutable_change()->set_project_name(std::string(common::kMaxNameCharacters * 3, 'x'));
  }
  EXPECT_LT(TextOf(digest).text.size(), common::kMaxDigestTextBytes + 200);
}

TEST(Signature, IsTheOneThatDingtalkPublished) {
  // openssl dgst -sha256 -hmac SECRET -binary | base64, over the two lines.
  EXPECT_EQ(Signature("SECtestsecret0123456789", "1620446400123\nSECtestsecret0123456789"),
            "d1857OQtgjeOKLHGl+X2SuQ9YDVLxxlO0XKjy0eiwtA=");
  EXPECT_EQ(DingtalkParameters("SECtestsecret0123456789", 1620446400123),
            "timestamp=1620446400123&sign=d1857OQtgjeOKLHGl%2BX2SuQ9YDVLxxlO0XKjy0eiwtA%3D");
}

struct AnswerCase {
  Format format;
  int status;
  std::string body;
  Outcome outcome;
};

TEST(Answers, AreJudged) {
  const std::vector<AnswerCase> cases = {
      {Format::kJson, 200, "", Outcome::kDelivered},
      {Format::kJson, 204, "", Outcome::kDelivered},
      {Format::kJson, 302, "", Outcome::kRefused},
      {Format::kJson, 307, "", Outcome::kRefused},
      {Format::kJson, 400, "", Outcome::kRejected},
      {Format::kJson, 401, "", Outcome::kRefused},
      {Format::kJson, 404, "", Outcome::kRefused},
      {Format::kJson, 413, "", Outcome::kRejected},
      {Format::kJson, 429, "", Outcome::kUnreachable},
      {Format::kJson, 503, "", Outcome::kUnreachable},
      {Format::kDingtalk, 200, R"({"errcode":0,"errmsg":"ok"})", Outcome::kDelivered},
      {Format::kDingtalk, 200, R"({"errcode":310000,"errmsg":"sign not match"})", Outcome::kRefused},
      {Format::kDingtalk, 200, R"({"errcode":130101,"errmsg":"send too fast"})", Outcome::kUnreachable},
      {Format::kDingtalk, 200, "<html>", Outcome::kUnreachable},
      {Format::kDingtalk, 200, "{}", Outcome::kUnreachable},
      {Format::kDingtalk, 204, "", Outcome::kUnreachable},
  };
  for (const AnswerCase& one : cases) {
    SCOPED_TRACE(std::to_string(one.status) + " " + one.body);
    Receiver receiver = MakeReceiver("duban");
    receiver.format = one.format;
    const Judgment judgment = JudgeAnswer(receiver, HttpResponse{.status = one.status, .body = one.body});
    EXPECT_EQ(judgment.outcome, one.outcome) << judgment.error;
    EXPECT_EQ(judgment.chinese.empty(), one.outcome == Outcome::kDelivered);
  }
}

}  // namespace
}  // namespace wuse::alerts
