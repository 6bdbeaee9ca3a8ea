#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/hash/hash.h"
#include "common/mutex.h"
#include "server/domain/project_row.h"

namespace wuse::board {

// Texts and their numbers, for ever (a text never loses its number). Thread-safe. Each text is in memory once: there
// are two for every project.
class Symbols {
 public:
  Symbols();
  Symbols(const Symbols&) = delete;
  Symbols& operator=(const Symbols&) = delete;

  domain::Symbol Intern(std::string_view text);      // "" is 0
  domain::Symbol Find(std::string_view text) const;  // 0: never seen
  std::string TextOf(domain::Symbol symbol) const;

 private:
  using Texts = std::deque<std::string_view>;  // of number 1, 2, …; within the blocks
  // The set holds numbers, and compares them by their texts.
  struct ByText {
    using is_transparent = void;
    const Texts* texts;
    std::string_view TextOf(std::string_view text) const { return text; }
    std::string_view TextOf(domain::Symbol symbol) const { return (*texts)[symbol - 1]; }
    template <typename Key>
    size_t operator()(const Key& key) const {
      return absl::HashOf(TextOf(key));
    }
    template <typename A, typename B>
    bool operator()(const A& a, const B& b) const {
      return TextOf(a) == TextOf(b);
    }
  };
  std::string_view Keep(std::string_view text) WUSE_REQUIRES(mutex_);

  mutable common::Mutex mutex_;
  std::vector<std::unique_ptr<char[]>> blocks_ WUSE_GUARDED_BY(mutex_);
  char* free_ WUSE_GUARDED_BY(mutex_) = nullptr;  // in the last block
  size_t free_bytes_ WUSE_GUARDED_BY(mutex_) = 0;
  Texts texts_ WUSE_GUARDED_BY(mutex_);
  absl::flat_hash_set<domain::Symbol, ByText, ByText> numbers_ WUSE_GUARDED_BY(mutex_);
};

}  // namespace wuse::board
