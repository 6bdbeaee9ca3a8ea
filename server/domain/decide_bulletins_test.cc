#include "server/domain/decide_case.h"

namespace wuse::domain {
namespace {

using ::testing::ElementsAre;

// Composed bulletins, and whether they may be published on Saturday 2021-05-08.
class DecideBulletins : public DecideCase {
 protected:
  static ComposedBulletin Composed(const std::string& period, const std::string& reason = "", int corrects = 0) {
    ComposedBulletin composed;
    composed.request.set_period(period);
    composed.request.set_correction_reason(reason);
    composed.bulletin.set_period(period);
    composed.bulletin.set_as_of("2021-04-30");
    composed.corrects = corrects;
    if (corrects > 0) composed.bulletin.add_corrected()->set_what("全区 开工项目数");
    return composed;
  }
  v1::Bulletin Publish(const ComposedBulletin& composed) {
    const absl::StatusOr<Decision> decision = Try(composed);
    EXPECT_TRUE(decision.ok()) << decision.status();
    if (!decision.ok()) return {};
    EXPECT_EQ(decision->changes.size(), 1U);
    v1::Bulletin bulletin = decision->changes[0].bulletin_published().bulletin();
    register_.PutBulletin(HeadOf(bulletin));
    return bulletin;
  }
  std::string Refused(const ComposedBulletin& composed) { return ReasonOf(Try(composed).status()); }
};

TEST_F(DecideBulletins, TheFirstEditionSaysWhenAndByWhomItWasPublished) {
  const v1::Bulletin bulletin = Publish(Composed("2021-W17"));
  EXPECT_EQ(bulletin.edition(), 1);
  EXPECT_EQ(bulletin.published_on(), "2021-05-08");
  EXPECT_EQ(bulletin.published_by(), "li");
  EXPECT_EQ(bulletin.as_of(), "2021-04-30");
}

TEST_F(DecideBulletins, APublishedOneIsNotPublishedAgainWithoutAReason) {
  Publish(Composed("2021-W17"));
  const absl::Status refused = Try(Composed("2021-W17")).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(refused), "BULLETIN_PUBLISHED");
  EXPECT_EQ(common::DetailOf(refused)->chinese,
            "2021-W17的通报已发布（第 1 版，2021-05-08），不能再发；要更正请写明更正原因");
  EXPECT_EQ(Publish(Composed("2021-W16")).edition(), 1) << "another period";
  ComposedBulletin filtered = Composed("2021-W17");
  filtered.request.mutable_filter()->add_units("duohu");
  EXPECT_EQ(Publish(filtered).edition(), 1) << "another selection";
}

TEST_F(DecideBulletins, ACorrectionIsTheNextEdition) {
  Publish(Composed("2021-W17"));
  const v1::Bulletin second = Publish(Composed("2021-W17", "重复计算", 1));
  EXPECT_EQ(second.edition(), 2);
  EXPECT_EQ(second.correction_reason(), "重复计算");
  EXPECT_EQ(Publish(Composed("2021-W17", "漏报", 2)).edition(), 3);
}

TEST_F(DecideBulletins, ACorrectionHasToCorrectSomethingOfTheNewestEdition) {
  EXPECT_EQ(Refused(Composed("2021-W17", "重复计算")), "BULLETIN_NOT_PUBLISHED");
  Publish(Composed("2021-W17"));
  ComposedBulletin same = Composed("2021-W17", "重复计算", 1);
  same.bulletin.clear_corrected();
  EXPECT_EQ(Refused(same), "NOTHING_CORRECTED");
  Publish(Composed("2021-W17", "重复计算", 1));
  const absl::Status late = Try(Composed("2021-W17", "漏报", 1)).status();
  EXPECT_EQ(late.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(late), "BULLETIN_PUBLISHED_MEANWHILE");
}

TEST_F(DecideBulletins, AWeekIsPublishedFromItsFridayOn) {
  today_ = common::Date::OfYmd(2021, 5, 6);
  EXPECT_THAT(ViolationsOf(Try(Composed("2021-W18")).status()),
              ElementsAre("period PERIOD_NOT_ENDED 时期“2021-W18”要到 2021-05-07 才能发布，今天是 2021-05-06"));
  today_ = common::Date::OfYmd(2021, 5, 7);
  EXPECT_EQ(Publish(Composed("2021-W18")).edition(), 1);
  EXPECT_EQ(Refused(Composed("2021-05-H1")), "PERIOD_NOT_ENDED");
  EXPECT_EQ(Refused(Composed("2021-05")), "PERIOD_NOT_ENDED");
  EXPECT_EQ(Refused(Composed("2021-W19")), "PERIOD_IN_FUTURE");
  EXPECT_EQ(Refused(Composed("2021-Q1")), "PERIOD_MALFORMED");
}

TEST_F(DecideBulletins, TheReasonIsAText) {
  Publish(Composed("2021-W17"));
  EXPECT_EQ(Refused(Composed("2021-W17", Repeat("长", 501), 1)), "TEXT_TOO_LONG");
}

}  // namespace
}  // namespace wuse::domain
