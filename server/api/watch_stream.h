#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "common/clock.h"
#include "common/mutex.h"
#include "server/api/rope.h"
#include "server/api/watch_source.h"

namespace wuse::api {

// Where a stream's responses go: gRPC's reactor, or a test's fake.
class StreamWriter {
 public:
  virtual ~StreamWriter() = default;
  // One at a time: WatchStream::OnWritten follows.
  virtual void Write(Rope response) = 0;
  // The last call ever made to the writer.
  virtual void Finish(const absl::Status& status) = 0;
  // Breaks off a write that makes no progress: OnWritten(false) follows.
  virtual void Abort(const absl::Status& status) = 0;
};

// One Watch: a state machine between the source, the writer, the clock's ticks and the end, with one write in flight.
//
//   kIdle ──ready, tick, close──▶ kTurning ──a response──▶ kWriting ──written──▶ kTurning
//                                    └──nothing──▶ kIdle     └────────────────────▶ kFinished
//
// A written live response leads to kIdle until the pace is over: what is published meanwhile comes in one message.
//
// The thread that moves it to kTurning decides what is next; no other does meanwhile. Thread-safe; calls nobody
// while it holds its lock. Owned by the registry and by whoever drives it; `writer` may go once Finish was called.
class WatchStream {
 public:
  // again: asks for another Poke, after others had their turn. after_pace: asks for one when the stream may have its
  // next live response; null: at once.
  WatchStream(std::unique_ptr<WatchSource> source, StreamWriter& writer, const common::Clock& clock,
              std::function<void()> again, std::function<void()> after_pace = nullptr);

  void Poke();              // there may be something to send
  void OnWritten(bool ok);  // the write in flight has ended
  void Tick();              // bookmarks when idle, closes when stalled
  WatchSource::Position position() const { return source_->position(); }
  // Ends the stream with this status: at once, or after the write in flight.
  void Close(const absl::Status& status);
  // The same, after a last token.
  void CloseWithToken(const absl::Status& status);

 private:
  enum class State { kIdle, kTurning, kWriting, kFinished };

  // All of kTurning: writes, finishes or becomes idle.
  void Turn();
  // What to write next; none: nothing now.
  std::optional<Rope> NextResponse();
  // Whether the turn is over: becomes idle unless something came up meanwhile.
  bool BecomeIdle();
  void End(const absl::Status& status, bool with_token);
  void Finish();
  bool IsClosing();
  bool TakeFlag(bool WatchStream::*flag);

  const std::unique_ptr<WatchSource> source_;  // of the thread that turns
  StreamWriter& writer_;
  const common::Clock& clock_;
  const std::function<void()> again_;
  const std::function<void()> after_pace_;

  common::Mutex mutex_;
  State state_ WUSE_GUARDED_BY(mutex_) = State::kIdle;
  bool poked_ WUSE_GUARDED_BY(mutex_) = false;         // while turning
  bool paced_ WUSE_GUARDED_BY(mutex_) = false;         // the response in flight leaves little behind it
  bool token_due_ WUSE_GUARDED_BY(mutex_) = true;      // the first token tells that the stream is established
  bool farewell_due_ WUSE_GUARDED_BY(mutex_) = false;  // a last token before the end
  std::optional<absl::Status> closing_ WUSE_GUARDED_BY(mutex_);
  bool aborting_ WUSE_GUARDED_BY(mutex_) = false;  // Abort is being called: Finish waits for it
  bool finish_waits_ WUSE_GUARDED_BY(mutex_) = false;
  common::SteadyTime progress_at_ WUSE_GUARDED_BY(mutex_);
};

}  // namespace wuse::api
