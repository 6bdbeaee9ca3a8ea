#include "client/cli/interrupts.h"

#include <unistd.h>

#include <csignal>
#include <string_view>
#include <thread>
#include <utility>

#include "client/cli/exit_code.h"

namespace wuse::cli {
namespace {

[[noreturn]] void EndProcess() {
  constexpr std::string_view kWord = "\n已中断\n";
  // What can be done if even this fails?
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, kWord.data(), kWord.size());
  _exit(static_cast<int>(Exit::kInterrupted));
}

}  // namespace

Interrupts::Interrupts() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::thread([this] { Wait(); }).detach();
}

void Interrupts::Wait() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  while (true) {
    int signal = 0;
    if (sigwait(&signals, &signal) != 0) continue;
    std::function<void()> action;
    {
      const common::MutexLock lock(mutex_);
      action = std::exchange(action_, nullptr);
      happened_ = action != nullptr;
      running_ = action != nullptr;
    }
    if (action == nullptr) EndProcess();
    action();
    const common::MutexLock lock(mutex_);
    running_ = false;
    ended_.NotifyAll();
  }
}

void Interrupts::SetAction(std::function<void()> action) {
  const common::MutexLock lock(mutex_);
  while (running_) ended_.Wait(mutex_);
  action_ = std::move(action);
}

bool Interrupts::happened() const {
  const common::MutexLock lock(mutex_);
  return happened_;
}

}  // namespace wuse::cli
