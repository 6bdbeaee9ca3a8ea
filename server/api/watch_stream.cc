#include "server/api/watch_stream.h"

#include <utility>

#include "common/limits.h"
#include "common/status.h"

namespace wuse::api {
namespace {

absl::Status ReaderStalled() {
  return common::MakeError(
      absl::StatusCode::kUnavailable,
      "READER_STALLED: nothing was read from the stream for 10 minutes; its last token stays good",
      {.reason = "READER_STALLED", .chinese = "10 分钟没有读取推送，连接已断开；可用最后的续传标记继续"});
}

}  // namespace

WatchStream::WatchStream(std::unique_ptr<WatchSource> source, StreamWriter& writer, const common::Clock& clock,
                         std::function<void()> again, std::function<void()> after_pace)
    : source_(std::move(source)),
      writer_(writer),
      clock_(clock),
      again_(std::move(again)),
      after_pace_(std::move(after_pace)),
      progress_at_(clock.Steady()) {}

void WatchStream::Poke() {
  {
    const common::MutexLock lock(mutex_);
    poked_ = true;
    if (state_ != State::kIdle) return;
    state_ = State::kTurning;
  }
  Turn();
}

void WatchStream::OnWritten(bool ok) {
  bool waits = false;
  {
    const common::MutexLock lock(mutex_);
    progress_at_ = clock_.Steady();
    if (!ok) {
      farewell_due_ = false;
      if (!closing_) closing_ = absl::CancelledError("the caller has gone");
    }
    waits = after_pace_ && paced_ && !closing_;
    state_ = waits ? State::kIdle : State::kTurning;
  }
  waits ? after_pace_() : Turn();
}

void WatchStream::Tick() {
  const common::SteadyTime now = clock_.Steady();
  bool stalled = false;
  {
    const common::MutexLock lock(mutex_);
    stalled = state_ == State::kWriting && !closing_ && now - progress_at_ >= common::kReaderStalled;
    const bool idle = state_ == State::kIdle && now - progress_at_ >= common::kBookmarkEvery;
    if (!stalled && !idle) return;
    if (stalled) {
      closing_ = ReaderStalled();
      aborting_ = true;
    } else {
      token_due_ = true;
      progress_at_ = now;  // within a snapshot there is no token: not asked again before the next is due
      state_ = State::kTurning;
    }
  }
  if (!stalled) return Turn();
  writer_.Abort(ReaderStalled());
  bool finish = false;
  {
    const common::MutexLock lock(mutex_);
    aborting_ = false;
    finish = std::exchange(finish_waits_, false);
  }
  if (finish) Finish();
}

void WatchStream::Close(const absl::Status& status) {
  End(status, false);
}

void WatchStream::CloseWithToken(const absl::Status& status) {
  End(status, true);
}

void WatchStream::End(const absl::Status& status, bool with_token) {
  {
    const common::MutexLock lock(mutex_);
    if (closing_ || state_ == State::kFinished) return;
    closing_ = status;
    farewell_due_ = with_token;
    if (state_ != State::kIdle) return;
    state_ = State::kTurning;
  }
  Turn();
}

void WatchStream::Turn() {
  while (true) {
    std::optional<Rope> response = NextResponse();
    if (!response && IsClosing()) return Finish();
    if (!response && BecomeIdle()) return;
    if (!response) continue;
    {
      const common::MutexLock lock(mutex_);
      state_ = State::kWriting;
      progress_at_ = clock_.Steady();
      token_due_ = false;
      paced_ = source_->IsLive();
    }
    return writer_.Write(*std::move(response));  // may be followed by the end of this object: touch nothing after
  }
}

std::optional<Rope> WatchStream::NextResponse() {
  if (IsClosing()) return TakeFlag(&WatchStream::farewell_due_) ? source_->Bookmark() : std::nullopt;
  TakeFlag(&WatchStream::poked_);
  WatchSource::Step step = source_->Next();
  switch (step.kind) {
    case WatchSource::Step::Kind::kResponse:
      return std::move(step.response);
    case WatchSource::Step::Kind::kNothing:
      return TakeFlag(&WatchStream::token_due_) ? source_->Bookmark() : std::nullopt;
    case WatchSource::Step::Kind::kMore:
      again_();
      return std::nullopt;
    case WatchSource::Step::Kind::kFailed:
      break;
  }
  const common::MutexLock lock(mutex_);
  if (!closing_) closing_ = step.status;
  return std::nullopt;
}

bool WatchStream::BecomeIdle() {
  const common::MutexLock lock(mutex_);
  if (closing_ || poked_) return false;
  state_ = State::kIdle;
  return true;
}

void WatchStream::Finish() {
  absl::Status status;
  {
    const common::MutexLock lock(mutex_);
    state_ = State::kFinished;
    finish_waits_ = aborting_;
    if (finish_waits_) return;
    status = *closing_;
  }
  writer_.Finish(status);
}

bool WatchStream::IsClosing() {
  const common::MutexLock lock(mutex_);
  return closing_.has_value();
}

bool WatchStream::TakeFlag(bool WatchStream::*flag) {
  const common::MutexLock lock(mutex_);
  return std::exchange(this->*flag, false);
}

}  // namespace wuse::api
