#include "server/api/watch_stream.h"

#include <thread>

#include "common/limits.h"
#include "common/status.h"
#include "gmock/gmock.h"
#include "server/api/errors.h"
#include "server/api/resume_token.h"
#include "server/api/watch_fixture.h"

namespace wuse::api {
namespace {

class WatchStreamTest : public WatchFixture {
 protected:
  // Projects p0, p1, …; a snapshot of the last one alone looks at all of them.
  void PutMany(int count) {
    std::vector<v1::Change> changes;
    for (int i = 0; i < count; ++i) {
      changes.push_back(board::ProjectChange(board::TestProject("p" + std::to_string(i)), true));
      if (changes.size() < 1000) continue;
      Put(std::exchange(changes, {}));
    }
  }
  static v1::WatchRequest SnapshotOf(const std::string& project) {
    v1::WatchRequest request = Snapshot();
    request.mutable_filter()->add_projects(project);
    return request;
  }
};

std::vector<int64_t> SequencesOf(const v1::WatchResponse& response) {
  std::vector<int64_t> sequences;
  for (const v1::Update& update : response.updates()) sequences.push_back(update.sequence());
  return sequences;
}

bool IsBookmark(const v1::WatchResponse& response) {
  return !response.resume_token().empty() && response.updates().empty() && response.projects().empty() &&
         response.units().empty() && response.synced() == 0 && !response.synced_empty();
}

TEST_F(WatchStreamTest, FromNowSendsATokenAtOnceAndThenOnlyWhatComesAfter) {
  PutProject("a");
  FakeWriter& writer = NewWriter();
  const auto stream = Open(writer, {});
  const v1::WatchResponse first = Read(*stream, writer);
  EXPECT_TRUE(IsBookmark(first));
  EXPECT_EQ(OpenResumeToken(kStoreId, first.resume_token())->value, 1);
  PutProject("b");
  EXPECT_EQ(SequencesOf(Read(*stream, writer)), std::vector<int64_t>{2});
}

TEST_F(WatchStreamTest, AnUpdateIsTheLedgersBytes) {
  PutProject("a");
  FakeWriter& writer = NewWriter();
  const auto stream = Open(writer, From(1));
  const v1::WatchResponse response = Read(*stream, writer);
  ASSERT_EQ(response.updates_size(), 1);
  const auto records = ledger_.Read({1}, {.records = 1, .bytes = 1 << 20});
  EXPECT_EQ(response.updates(0).SerializeAsString(), (*records)[0].bytes);
}

TEST_F(WatchStreamTest, EachTokenResumesRightAfterItsResponse) {
  for (const char* id : {"a", "b", "c"}) PutProject(id);
  FakeWriter& writer = NewWriter();
  const auto stream = Open(writer, From(1));
  const v1::WatchResponse all = Read(*stream, writer);
  EXPECT_EQ(SequencesOf(all), (std::vector<int64_t>{1, 2, 3}));
  PutProject("d");
  FakeWriter& resumed_writer = NewWriter();
  const auto resumed = Open(resumed_writer, Resume(all.resume_token()));
  EXPECT_EQ(SequencesOf(Read(*resumed, resumed_writer)), std::vector<int64_t>{4});
}

TEST_F(WatchStreamTest, OneWriteIsInFlightAndWhatComesMeanwhileFollowsTogether) {
  FakeWriter& writer = NewWriter();
  const auto stream = Open(writer, {});
  PutProject("a");
  PutProject("b");
  stream->Poke();
  EXPECT_TRUE(IsBookmark(Read(*stream, writer)));  // FakeWriter checks that nothing was written before this
  EXPECT_EQ(SequencesOf(Read(*stream, writer)), (std::vector<int64_t>{1, 2}));
}

TEST_F(WatchStreamTest, WhatComesWithinThePaceIsOneResponseAndAnIdleStreamIsToldAtOnce) {
  using std::chrono::milliseconds;
  StreamRegistry paced(clock_, {}, {.few = milliseconds(8), .many = milliseconds(80)});
  const auto pass = [&](milliseconds time) {
    clock_.Advance(time);
    paced.Tick();
  };
  FakeWriter& writer = NewWriter();
  const auto stream = Open(writer, {}, paced);
  EXPECT_TRUE(IsBookmark(Read(*stream, writer)));
  PutProject("a");
  EXPECT_EQ(SequencesOf(Read(*stream, writer)), std::vector<int64_t>{1}) << "at once";
  for (const int64_t first : {2, 4}) {
    PutProject("b" + std::to_string(first));
    PutProject("c" + std::to_string(first));
    pass(milliseconds(7));
    EXPECT_FALSE(writer.HasWrite()) << "the pace is not over";
    pass(milliseconds(3));  // rounded up to a quarter of the pace
    EXPECT_EQ(SequencesOf(Read(*stream, writer)), (std::vector<int64_t>{first, first + 1}));
  }
}

TEST_F(WatchStreamTest, AStreamThatCatchesUpIsNotPaced) {
  for (int i = 0; i < 4000; ++i) PutProject("p" + std::to_string(i));
  StreamRegistry paced(clock_, {}, {});
  FakeWriter& writer = NewWriter();
  const auto stream = Open(writer, From(1), paced);
  int64_t last = 0;
  while (last < 3000) {  // then what is left is less than it was just given
    const v1::WatchResponse response = Read(*stream, writer);
    ASSERT_GT(response.updates_size(), 0) << "after " << last;
    last = response.updates().rbegin()->sequence();
  }
}

TEST_F(WatchStreamTest, OnlyTheChangesThatMatchAreSentAndTheyKeepTheirUpdatesHeader) {
  v1::Change one = board::ProjectChange(board::TestProject("a"), true);
  one.mutable_match_after()->set_project("a");
  v1::Change two = board::ProjectChange(board::TestProject("b"), true);
  two.mutable_match_after()->set_project("b");
  v1::Change three = one;
  three.mutable_project_changed()->set_created(false);
  Put({one, two, three});
  v1::WatchRequest request = From(1);
  request.mutable_filter()->add_projects("a");
  FakeWriter& writer = NewWriter();
  const auto stream = Open(writer, request);
  const v1::WatchResponse response = Read(*stream, writer);
  ASSERT_EQ(response.updates_size(), 1);
  EXPECT_EQ(response.updates(0).actor(), "tester");
  ASSERT_EQ(response.updates(0).changes_size(), 2);
  EXPECT_EQ(response.updates(0).changes(0).SerializeAsString(), one.SerializeAsString());
  EXPECT_EQ(response.updates(0).changes(1).SerializeAsString(), three.SerializeAsString());
}

TEST_F(WatchStreamTest, AnIdleStreamGetsATokenEvery15SecondsAndNotBefore) {
  FakeWriter& writer = NewWriter();
  const auto stream = Open(writer, {});
  Read(*stream, writer);
  clock_.Advance(common::kBookmarkEvery - std::chrono::milliseconds(1));
  stream->Tick();
  EXPECT_FALSE(writer.HasWrite());
  clock_.Advance(std::chrono::milliseconds(1));
  stream->Tick();
  EXPECT_TRUE(IsBookmark(Read(*stream, writer)));
  stream->Tick();
  EXPECT_FALSE(writer.HasWrite());
}

TEST_F(WatchStreamTest, ABookmarkMovesPastUpdatesThatDoNotMatch) {
  v1::WatchRequest request;
  request.mutable_filter()->add_projects("nobody");
  FakeWriter& writer = NewWriter();
  const auto stream = Open(writer, request);
  Read(*stream, writer);
  PutProject("a");
  PutProject("b");
  clock_.Advance(common::kBookmarkEvery);
  TickUntilWritten(*stream, writer);
  const v1::WatchResponse bookmark = Read(*stream, writer);
  EXPECT_TRUE(IsBookmark(bookmark));
  EXPECT_EQ(OpenResumeToken(kStoreId, bookmark.resume_token())->value, 2);
}

TEST_F(WatchStreamTest, WithoutProgressFor10MinutesItIsClosed) {
  FakeWriter& writer = NewWriter();
  const auto stream = Open(writer, {});
  clock_.Advance(common::kReaderStalled - std::chrono::milliseconds(1));
  stream->Tick();
  EXPECT_FALSE(writer.aborted());
  clock_.Advance(std::chrono::milliseconds(1));
  stream->Tick();
  ASSERT_TRUE(writer.aborted());
  EXPECT_EQ(common::DetailOf(*writer.aborted())->reason, "READER_STALLED");
  EXPECT_FALSE(writer.finished()) << "the write in flight has not ended yet";
  stream->OnWritten(false);
  EXPECT_EQ(writer.finished()->code(), absl::StatusCode::kUnavailable);
}

TEST_F(WatchStreamTest, AWriteThatEndsDuringTheAbortDoesNotFinishBeforeTheAbortReturned) {
  FakeWriter& writer = NewWriter();
  const auto stream = Open(writer, {});
  clock_.Advance(common::kReaderStalled);
  writer.DuringAbort([&] {
    stream->OnWritten(true);
    EXPECT_FALSE(writer.finished()) << "the writer might be gone while it is being called";
  });
  stream->Tick();
  EXPECT_TRUE(writer.finished());
}

TEST_F(WatchStreamTest, ASlowReaderThatMakesProgressIsKept) {
  for (int i = 0; i < 3; ++i) PutProject("p" + std::to_string(i));
  FakeWriter& writer = NewWriter();
  const auto stream = Open(writer, From(1));
  clock_.Advance(common::kReaderStalled - std::chrono::milliseconds(1));
  Read(*stream, writer);
  clock_.Advance(common::kReaderStalled);
  stream->Tick();
  EXPECT_FALSE(writer.aborted());
}

TEST_F(WatchStreamTest, TheServersEndSendsALastTokenThenTheStatus) {
  FakeWriter& writer = NewWriter();
  const auto stream = Open(writer, {});
  Read(*stream, writer);
  registry_.EndAll();
  EXPECT_TRUE(IsBookmark(Read(*stream, writer)));
  EXPECT_EQ(common::DetailOf(*writer.WaitForFinish())->reason, "SERVER_STOPPING");
}

TEST_F(WatchStreamTest, ACallerWhoHasGoneEndsTheStreamOnceTheWriteIsOver) {
  FakeWriter& writer = NewWriter();
  const auto stream = Open(writer, {});
  stream->Close(absl::CancelledError("gone"));
  EXPECT_FALSE(writer.finished());
  stream->OnWritten(false);
  EXPECT_TRUE(absl::IsCancelled(*writer.finished()));
  stream->Close(absl::CancelledError("again"));
  PutProject("a");
  stream->Poke();  // FakeWriter checks that nothing follows the end
}

TEST_F(WatchStreamTest, ASnapshotBringsUnitsAndProjectsThenSyncedThenWhatComesAfter) {
  Put({board::UnitChange("xiaoshun", "孝顺镇")});
  PutProject("a");
  PutProject("b");
  FakeWriter& writer = NewWriter();
  const auto stream = Open(writer, Snapshot());
  PutProject("c");
  const v1::WatchResponse chunk = Read(*stream, writer);
  EXPECT_EQ(chunk.units_size(), 1);
  ASSERT_EQ(chunk.projects_size(), 2);
  EXPECT_EQ(chunk.projects(0).id(), "a");
  EXPECT_EQ(chunk.resume_token(), "") << "there is nothing to resume yet";
  const v1::WatchResponse synced = Read(*stream, writer);
  EXPECT_EQ(synced.synced(), 3);
  EXPECT_EQ(OpenResumeToken(kStoreId, synced.resume_token())->value, 3);
  EXPECT_EQ(SequencesOf(Read(*stream, writer)), std::vector<int64_t>{4});
}

TEST_F(WatchStreamTest, ASnapshotOfAnEmptyStoreSaysSo) {
  FakeWriter& writer = NewWriter();
  const auto stream = Open(writer, Snapshot());
  const v1::WatchResponse synced = Read(*stream, writer);
  EXPECT_TRUE(synced.synced_empty());
  EXPECT_EQ(OpenResumeToken(kStoreId, synced.resume_token())->value, 0);
}

TEST_F(WatchStreamTest, ASnapshotComesInChunksOfBoundedSizeAndLeavesNothingOut) {
  constexpr int kProjects = 1500;
  std::vector<v1::Change> changes;
  for (int i = 0; i < kProjects; ++i) {
    v1::Project project = board::TestProject("p" + std::to_string(i));
    project.set_note(std::string(400, 'x'));
    changes.push_back(board::ProjectChange(project, true));
    if (changes.size() < 500) continue;
    Put(std::exchange(changes, {}));
  }
  FakeWriter& writer = NewWriter();
  const auto stream = Open(writer, Snapshot());
  std::vector<std::string> ids;
  for (v1::WatchResponse response = Read(*stream, writer); response.synced() == 0; response = Read(*stream, writer)) {
    for (const v1::Project& project : response.projects()) ids.push_back(project.id());
    if (::testing::Test::HasFailure()) return;
  }
  ASSERT_EQ(ids.size(), kProjects);
  for (int i = 0; i < kProjects; ++i) EXPECT_EQ(ids[i], "p" + std::to_string(i));
  EXPECT_GT(writer.sizes().size(), 3U);
  EXPECT_THAT(writer.sizes(), ::testing::Each(::testing::Le(common::kMaxResponseChunkBytes)));
}

TEST_F(WatchStreamTest, ASnapshotLooksAtManyProjectsForFewInSeveralTurns) {
  PutMany(9000);  // more than two turns look at
  FakeWriter& writer = NewWriter();
  const auto stream = Open(writer, SnapshotOf("p8999"));
  const v1::WatchResponse chunk = Read(*stream, writer);
  ASSERT_EQ(chunk.projects_size(), 1);
  EXPECT_EQ(chunk.projects(0).id(), "p8999");
  EXPECT_EQ(Read(*stream, writer).synced(), 9);
}

TEST_F(WatchStreamTest, APokeInTheMidstOfATurnIsAnotherTurn) {
  PutMany(5000);  // more than one turn looks at
  FakeWriter& writer = NewWriter();
  auto source = WatchSource::Of(Parts(), SnapshotOf("p4999"), [] {});
  ASSERT_TRUE(source.ok()) << source.status();
  std::shared_ptr<WatchStream> stream;
  // Asked for while the stream still turns, just before it becomes idle.
  stream = std::make_shared<WatchStream>(*std::move(source), writer, clock_, [&stream] { stream->Poke(); });
  stream->Poke();
  EXPECT_TRUE(writer.HasWrite());
}

struct BadStart {
  std::string name;
  v1::WatchRequest request;
  absl::StatusCode code;
  std::string reason;
};

TEST_F(WatchStreamTest, ABadStartOrFilterIsRefused) {
  Put({board::UnitChange("xiaoshun", "孝顺镇"), board::ProjectChange(board::TestProject("a"), true)});
  v1::WatchRequest unknown_color;
  unknown_color.mutable_filter()->add_colors(static_cast<v1::Color>(77));
  v1::WatchRequest unspecified_kind;
  unspecified_kind.mutable_filter()->add_change_kinds(v1::CHANGE_KIND_UNSPECIFIED);
  v1::WatchRequest not_an_id;
  not_an_id.mutable_filter()->add_units("Not An Id");
  v1::WatchRequest unknown_unit;
  unknown_unit.mutable_filter()->add_units("xiaoshun");
  unknown_unit.mutable_filter()->add_units("xiaosun");
  v1::WatchRequest unknown_department = Resume(MakeResumeToken(kStoreId, {1}));
  unknown_department.mutable_filter()->add_departments("fagai");
  v1::WatchRequest too_many;
  for (int i = 0; i <= common::kMaxFilterValues; ++i) too_many.mutable_filter()->add_projects("p");
  std::string cut = MakeResumeToken(kStoreId, {1});
  cut.pop_back();
  using enum absl::StatusCode;
  const std::vector<BadStart> cases = {
      {"sequence 0", From(0), kInvalidArgument, "SEQUENCE_INVALID"},
      {"negative sequence", From(-3), kInvalidArgument, "SEQUENCE_INVALID"},
      {"sequence in the future", From(3), kOutOfRange, "SEQUENCE_IN_FUTURE"},
      {"token in the future", Resume(MakeResumeToken(kStoreId, {2})), kOutOfRange, "SEQUENCE_IN_FUTURE"},
      {"empty token", Resume(""), kInvalidArgument, "TOKEN_INVALID"},
      {"no token", Resume("hello"), kInvalidArgument, "TOKEN_INVALID"},
      {"cut token", Resume(cut), kInvalidArgument, "TOKEN_INVALID"},
      {"token of another store", Resume(MakeResumeToken("ffffffffffffffffffffffffffffffff", {1})), kFailedPrecondition,
       "TOKEN_OF_ANOTHER_STORE"},
      {"unknown color", unknown_color, kInvalidArgument, "FILTER_INVALID"},
      {"unspecified kind", unspecified_kind, kInvalidArgument, "FILTER_INVALID"},
      {"not an id", not_an_id, kInvalidArgument, "FILTER_INVALID"},
      {"unknown unit", unknown_unit, kInvalidArgument, "UNIT_UNKNOWN"},
      {"unknown department", unknown_department, kInvalidArgument, "UNIT_UNKNOWN"},
      {"too many", too_many, kInvalidArgument, "FILTER_INVALID"},
  };
  for (const BadStart& bad : cases) {
    const auto source = WatchSource::Of(Parts(), bad.request, [] {});
    EXPECT_EQ(source.status().code(), bad.code) << bad.name;
    const auto detail = common::DetailOf(source.status());
    ASSERT_TRUE(detail) << bad.name;
    EXPECT_EQ(detail->reason, bad.reason) << bad.name;
    EXPECT_FALSE(detail->chinese.empty()) << bad.name;
  }
  EXPECT_TRUE(WatchSource::Of(Parts(), From(2), [] {}).ok()) << "right after the head is not the future";
}

TEST_F(WatchStreamTest, TooManyStreamsAreRefusedAndRoomIsMadeByOneThatGoes) {
  FakeWriter& writer = NewWriter();
  std::vector<StreamRegistry::Id> ids;
  const auto add = [&](const std::string& actor) {
    ids.push_back(registry_.NewId());
    auto source = WatchSource::Of(Parts(), v1::WatchRequest(), [] {});
    v1::SubscriptionInfo who;
    who.set_actor(actor);
    return registry_.Add(ids.back(), who, std::make_shared<WatchStream>(*std::move(source), writer, clock_, [] {}));
  };
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(add("wall").ok());
  EXPECT_EQ(common::DetailOf(add("wall"))->reason, "TOO_MANY_STREAMS_OF_CALLER");
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(add("backend").ok());
  EXPECT_EQ(common::DetailOf(add("li"))->reason, "TOO_MANY_STREAMS");
  registry_.Remove(ids[0]);
  EXPECT_TRUE(add("wall").ok());
  registry_.Remove(ids[1]);
  registry_.Remove(ids[2]);
  EXPECT_TRUE(add("li").ok());
}

// Publishing, writing, ticking and closing all at once: for ThreadSanitizer, and that nothing is lost or doubled.
TEST_F(WatchStreamTest, UnderConcurrencyEverythingComesInOrderAndOnce) {
  constexpr int64_t kUpdates = 2000;
  constexpr int kStreams = 4;
  std::vector<FakeWriter*> writers;
  std::vector<std::shared_ptr<WatchStream>> streams;
  for (int i = 0; i < kStreams; ++i) {
    writers.push_back(&NewWriter());
    streams.push_back(Open(*writers.back(), From(1)));
  }
  std::vector<std::thread> readers;
  for (int i = 0; i < kStreams; ++i) {
    readers.emplace_back([this, &stream = *streams[i], &writer = *writers[i]] {
      int64_t expected = 1;
      while (expected <= kUpdates) {
        const v1::WatchResponse response = Read(stream, writer);
        if (HasFailure()) return;
        for (const v1::Update& update : response.updates()) EXPECT_EQ(update.sequence(), expected++);
        EXPECT_EQ(OpenResumeToken(kStoreId, response.resume_token())->value, expected - 1);
      }
      stream.Close(absl::CancelledError("enough"));
    });
  }
  std::thread ticker([this] {
    for (int i = 0; i < 200; ++i) {  // well below kReaderStalled in all: a write may be in flight meanwhile
      clock_.Advance(std::chrono::seconds(1));
      registry_.Tick();
    }
  });
  for (int64_t i = 0; i < kUpdates; ++i) Put({board::UnitChange("unit", "孝顺镇")});
  ticker.join();
  for (std::thread& reader : readers) reader.join();
  for (int i = 0; i < kStreams; ++i) {
    // A bookmark may have been under way when the reader had enough.
    if (!writers[i]->finished()) streams[i]->OnWritten(false);
    EXPECT_TRUE(writers[i]->WaitForFinish());
  }
}

}  // namespace
}  // namespace wuse::api
