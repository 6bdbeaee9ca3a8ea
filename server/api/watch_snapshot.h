#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "server/api/alert_board.h"
#include "server/api/rope.h"
#include "server/board/board.h"
#include "server/domain/judged_day.h"
#include "server/hub/watch_filter.h"

namespace wuse::api {

// The state that a stream begins with, cut into the fields of WatchResponses. Used by one thread at a time.
class WatchSnapshot {
 public:
  explicit WatchSnapshot(board::View view) : view_(std::move(view)) {}
  virtual ~WatchSnapshot() = default;
  WatchSnapshot(const WatchSnapshot&) = delete;
  WatchSnapshot& operator=(const WatchSnapshot&) = delete;

  // Of the next response: at most kMaxResponseChunkBytes, or one thing that is larger by itself. Empty: much was looked
  // at and nothing found, or it is the end.
  Rope Next();
  bool AtEnd() const { return next_ == Count() && ready_.empty(); }
  common::Sequence sequence() const { return view_.sequence(); }

 protected:
  // How many places there are to look at; and a look at one of them, which puts what is found there.
  virtual size_t Count() const = 0;
  virtual void LookAt(size_t index) = 0;
  void Put(int field, std::string bytes) { ready_.push_back({field, std::move(bytes), {}}); }
  void PutShared(int field, std::string_view bytes) { ready_.push_back({field, {}, bytes}); }  // of the view

  const board::View& view() const { return view_; }

 private:
  struct Thing {
    int field;
    std::string own;
    std::string_view shared;
    std::string_view bytes() const { return own.empty() ? shared : std::string_view(own); }
  };

  const board::View view_;
  size_t next_ = 0;
  std::deque<Thing> ready_;  // of the places before next_
};

// Of Watch: the units and the projects that match, as the board has them encoded.
class RegisterSnapshot : public WatchSnapshot {
 public:
  // The symbols and the filter outlive it.
  RegisterSnapshot(board::View view, const board::Symbols& symbols, const hub::WatchFilter& filter,
                   bool takes_all_projects)
      : WatchSnapshot(std::move(view)), symbols_(symbols), filter_(filter), takes_all_projects_(takes_all_projects) {}

 private:
  size_t Count() const override { return view().units().size() + view().project_count(); }
  void LookAt(size_t index) override;
  bool MatchesNow(const domain::ProjectRow& row) const;

  const board::Symbols& symbols_;
  const hub::WatchFilter& filter_;
  const bool takes_all_projects_;
};

// Of WatchAlerts: the alerts that match now.
class AlertSnapshot : public WatchSnapshot {
 public:
  AlertSnapshot(board::View view, const board::Symbols& symbols, const v1::AlertFilter& filter,
                const domain::JudgedDay& today)
      : WatchSnapshot(std::move(view)), wanted_(filter, common::Date(), symbols), today_(today) {}

 private:
  size_t Count() const override { return view().project_count(); }
  void LookAt(size_t index) override;

  const AlertsWanted wanted_;
  const domain::JudgedDay today_;
};

}  // namespace wuse::api
