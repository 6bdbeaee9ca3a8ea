#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include "common/mutex.h"
#include "server/domain/project_row.h"

namespace wuse::board {

// Texts and their numbers, for ever (a text never loses its number). Thread-safe.
class Symbols {
 public:
  domain::Symbol Intern(std::string_view text);      // "" is 0
  domain::Symbol Find(std::string_view text) const;  // 0: never seen
  std::string TextOf(domain::Symbol symbol) const;

 private:
  mutable common::Mutex mutex_;
  std::deque<std::string> texts_ WUSE_GUARDED_BY(mutex_);  // stable addresses
  std::unordered_map<std::string_view, domain::Symbol> numbers_ WUSE_GUARDED_BY(mutex_);
};

}  // namespace wuse::board
