#include "tests/fault/child.h"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace wuse::fault {
namespace {

constexpr unsigned kChildSeconds = 120;

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

[[noreturn]] void RunChild(const std::function<std::string()>& work, int pipe_end, std::FILE& complaint) {
  alarm(kChildSeconds);
  if (dup2(fileno(&complaint), STDERR_FILENO) < 0) std::abort();
  const std::string words = work();
  for (size_t sent = 0; sent < words.size();) {
    const ssize_t count = write(pipe_end, words.data() + sent, words.size() - sent);
    if (count <= 0) std::abort();
    sent += static_cast<size_t>(count);
  }
  _exit(0);  // as a process that is gone: nothing is put in order
}

}  // namespace

std::string ChildEnd::ToString() const {
  if (told) return words;
  return (signal != 0 ? std::string("killed: ") + strsignal(signal) : "ended without a word") + " " + complaint;
}

ChildEnd InChild(const std::function<std::string()>& work) {
  std::array<int, 2> ends{};
  std::fflush(nullptr);
  const File complaint(std::tmpfile(), &std::fclose);
  if (!complaint) std::abort();
  if (pipe(ends.data()) != 0) std::abort();
  const pid_t child = fork();
  if (child < 0) std::abort();
  if (child == 0) {
    close(ends[0]);
    RunChild(work, ends[1], *complaint);
  }
  close(ends[1]);
  ChildEnd end;
  std::array<char, 4096> buffer{};
  for (ssize_t count = 0; (count = read(ends[0], buffer.data(), buffer.size())) > 0;) {
    end.words.append(buffer.data(), static_cast<size_t>(count));
  }
  close(ends[0]);
  int status = 0;
  if (waitpid(child, &status, 0) != child) std::abort();
  std::rewind(complaint.get());
  for (int character = 0; (character = std::fgetc(complaint.get())) != EOF;) {
    end.complaint.push_back(static_cast<char>(character));
  }
  end.told = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  if (WIFSIGNALED(status)) end.signal = WTERMSIG(status);
  return end;
}

}  // namespace wuse::fault
