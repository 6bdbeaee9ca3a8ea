#include <deque>
#include <thread>
#include <utility>

#include "tests/fault/testimony.h"

namespace wuse::fault {
namespace {

constexpr int kCommandsADay = 300;
constexpr int kMostDays = 5;  // of one store: a request id is forgotten after 7

// Puts an answer into the testimony. Whether the stack goes on.
bool Record(Work work, const Result& result, Testimony& testimony) {
  if (result.ok()) {
    if (result->update) {
      testimony.acknowledged.push_back(
          {.work = std::move(work), .sequence = result->sequence.value, .bytes = result->update->SerializeAsString()});
    }
    return true;
  }
  if (!absl::IsUnavailable(result.status())) return true;  // refused by a rule
  testimony.unanswered.push_back(std::move(work));
  return false;
}

struct Sent {
  Work work;
  Answer answer;
};

class Caller {
 public:
  Caller(Stack& stack, RegisterWork& work, common::FakeClock& clock, uint64_t seed)
      : stack_(stack), work_(work), clock_(clock), random_(seed) {}

  void Run(int window) {
    bool goes_on = true;
    while (goes_on) {
      while (static_cast<int>(sent_.size()) < window) Send();
      goes_on = TakeOldest();
    }
    while (!sent_.empty()) TakeOldest();
  }
  Testimony& testimony() { return testimony_; }

 private:
  void Send() {
    Work work = work_.Any(random_);
    Answer answer = stack_.Submit(work.ToCommand());
    sent_.push_back({.work = std::move(work), .answer = std::move(answer)});
    if (random_() % kCommandsADay > 0) return;
    const common::Date tomorrow = clock_.Today().Plus(1);
    if (tomorrow <= common::Date::Parse(kFirstDay)->Plus(kMostDays)) clock_.SetToday(tomorrow);
    stack_.CheckDay();
  }
  bool TakeOldest() {
    Sent sent = std::move(sent_.front());
    sent_.pop_front();
    Result result = absl::DeadlineExceededError("no answer");
    if (sent.answer.wait_for(kAnswerDeadline) == std::future_status::ready) result = sent.answer.get();
    if (absl::IsDeadlineExceeded(result.status())) std::abort();  // a hung engine: nothing more can be learned
    return Record(std::move(sent.work), result, testimony_);
  }

  Stack& stack_;
  RegisterWork& work_;
  common::FakeClock& clock_;
  std::mt19937_64 random_;
  std::deque<Sent> sent_;
  Testimony testimony_;
};

void MoveInto(Testimony& from, Testimony& to) {
  for (Acknowledged& one : from.acknowledged) to.acknowledged.push_back(std::move(one));
  for (Work& work : from.unanswered) to.unanswered.push_back(std::move(work));
}

}  // namespace

void CallUntilFailure(const Callers& callers, Stack& stack, RegisterWork& work, common::FakeClock& clock,
                      std::mt19937_64& random, Testimony& testimony) {
  std::deque<Caller> running;
  std::vector<std::thread> threads;
  for (int i = 0; i < callers.threads; ++i) {
    Caller& caller = running.emplace_back(stack, work, clock, random());
    threads.emplace_back([&caller, &callers] { caller.Run(callers.window); });
  }
  for (std::thread& thread : threads) thread.join();
  for (Caller& caller : running) MoveInto(caller.testimony(), testimony);
}

bool CallOneByOne(const std::vector<Work>& works, Stack& stack, Testimony& testimony) {
  for (const Work& work : works) {
    if (!Record(work, stack.Call(work.ToCommand()), testimony)) return false;
  }
  return true;
}

}  // namespace wuse::fault
