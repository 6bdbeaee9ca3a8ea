#include "server/app/log_sink.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "gtest/gtest.h"
#include "server/app/logging.h"
#include "spdlog/logger.h"
#include "spdlog/spdlog.h"

namespace wuse::app {
namespace {

class LogSinkTest : public ::testing::Test {
 protected:
  LogSinkTest() {
    EXPECT_EQ(pipe2(pipe_, O_NONBLOCK), 0);
    sink_ = std::make_shared<LogSink>(pipe_[1]);
    logger_ = std::make_unique<spdlog::logger>("test", sink_);
    logger_->set_pattern("%l %v");
    logger_->flush_on(spdlog::level::warn);
  }
  ~LogSinkTest() override {
    logger_.reset();
    sink_.reset();
    close(pipe_[0]);
    close(pipe_[1]);
  }

  // What has come out since the last time.
  std::string Read() {
    std::string text(65536, '\0');
    const ssize_t size = read(pipe_[0], text.data(), text.size());
    text.resize(size < 0 ? 0 : static_cast<size_t>(size));
    return text;
  }

  int pipe_[2] = {-1, -1};
  std::shared_ptr<LogSink> sink_;
  std::unique_ptr<spdlog::logger> logger_;
};

TEST_F(LogSinkTest, KeepsLinesUntilItIsFlushed) {
  logger_->info("one");
  logger_->info("two");
  EXPECT_EQ(Read(), "");
  logger_->flush();
  EXPECT_EQ(Read(), "info one\ninfo two\n");
  logger_->flush();
  EXPECT_EQ(Read(), "");
}

TEST_F(LogSinkTest, AWarningComesAtOnceAndAfterWhatWasBefore) {
  logger_->info("one");
  logger_->warn("two");
  EXPECT_EQ(Read(), "info one\nwarning two\n");
}

TEST_F(LogSinkTest, ManyLinesAreNotKept) {
  const std::string line(1000, 'x');
  std::string out;
  for (int i = 0; i < 100; ++i) {
    logger_->info("{}", line);
    out += Read();
  }
  EXPECT_GT(out.size(), size_t{64} << 10);
  logger_->flush();
  out += Read();
  EXPECT_EQ(out.size(), 100 * (line.size() + std::string("info \n").size()));
}

TEST_F(LogSinkTest, NothingIsLostWhenItIsDestroyed) {
  logger_->info("last words");
  logger_.reset();
  sink_.reset();
  EXPECT_EQ(Read(), "info last words\n");
}

TEST_F(LogSinkTest, WhatCannotBeWrittenIsDropped) {
  close(pipe_[1]);
  logger_->info("one");
  logger_->flush();
  pipe_[1] = -1;
  logger_->info("two");
  logger_->flush();
  EXPECT_EQ(Read(), "");
}

TEST(LoggingDeathTest, NothingIsLostWhenTheProcessAborts) {
  const auto log_and_abort = [] {
    SetUpLogging("info");
    spdlog::info("last words");
    std::abort();
  };
  EXPECT_DEATH(log_and_abort(), "info last words");
}

TEST(LoggingDeathTest, NothingIsLostWhenTheProcessExits) {
  const auto log_and_exit = [] {
    SetUpLogging("info");
    spdlog::info("last words");
    std::exit(3);
  };
  EXPECT_EXIT(log_and_exit(), ::testing::ExitedWithCode(3), "info last words");
}

}  // namespace
}  // namespace wuse::app
