#include "tests/fault/sweep.h"

#include <filesystem>
#include <sstream>
#include <utility>

#include "common/digest.h"
#include "common/mutex.h"
#include "common/status.h"
#include "rocksdb/env.h"
#include "server/ledger/rocksdb/backup_restore.h"
#include "server/ledger/rocksdb/rocksdb_backups.h"
#include "tests/fault/answers.h"
#include "tests/fault/sleepless_env.h"
#include "tests/fault/testimony.h"

namespace wuse::fault {
namespace {

namespace fs = std::filesystem;

constexpr int kUsualWrites = 40;
constexpr int kLargeBatches = 40;  // of some 300 KiB

std::string DigestOf(const std::string& bytes) {
  return common::Hex(common::Sha256({bytes}), 16);
}

Told FailedWith(const absl::Status& status) {
  return {.how = Told::How::kFailed, .words = status.ToString()};
}

// Everything after the first update up to the head, as a stream that begins at the beginning gets it.
class Reader {
 public:
  explicit Reader(hub::Hub& hub)
      : hub_(hub), subscription_(hub.Subscribe(hub::WatchFilter(), {0}, [this] { Wake(); })) {}

  absl::StatusOr<std::vector<std::string>> ReadAll() {
    std::vector<std::string> records;
    while (static_cast<int64_t>(records.size()) < hub_.head().value) {
      hub::Delivery delivery = subscription_->Take(256 << 10);
      if (delivery.state == hub::Delivery::State::kFailed) return delivery.status;
      for (const hub::FilteredUpdate& update : delivery.updates) records.emplace_back(update.block->bytes());
      if (delivery.state == hub::Delivery::State::kNothing && !Wait()) {
        return absl::DeadlineExceededError("the stream stands still");
      }
    }
    return records;
  }

 private:
  void Wake() {
    const common::MutexLock lock(mutex_);
    ready_ = true;
    changed_.NotifyAll();
  }
  bool Wait() {
    const common::MutexLock lock(mutex_);
    while (!ready_) {
      if (!changed_.WaitFor(mutex_, kAnswerDeadline)) return false;
    }
    ready_ = false;
    return true;
  }

  hub::Hub& hub_;
  common::Mutex mutex_;
  common::CondVar changed_;
  bool ready_ WUSE_GUARDED_BY(mutex_) = false;
  std::unique_ptr<hub::Subscription> subscription_;  // last: it calls Wake
};

}  // namespace

std::string Told::ToLine() const {
  return std::to_string(static_cast<int>(how)) + " " + std::to_string(fault_came) + " " + std::to_string(sequence) +
         " " + words;
}

Told Told::FromLine(const std::string& line) {
  std::istringstream stream(line);
  Told told;
  int how = 0;
  stream >> how >> told.fault_came >> told.sequence;
  told.how = static_cast<How>(how);
  std::getline(stream >> std::ws, told.words, '\0');
  return told;
}

Scene::Scene(std::string dir)
    : dir_(std::move(dir)),
      clock_(*common::Date::Parse(kFirstDay)),
      files_(std::make_shared<FaultyFiles>(rocksdb::FileSystem::Default())),
      env_(SleeplessEnv(files_)) {}

absl::StatusOr<std::unique_ptr<Stack>> Scene::Start() {
  return Stack::Start({.env = env_.get(), .dir = dir_, .clock = clock_});
}

std::string Scene::MakeRegister(bool large) {
  const absl::StatusOr<std::unique_ptr<Stack>> stack = Start();
  if (!stack.ok()) return stack.status().ToString();
  RegisterWork work(large ? RegisterWork::Size::kLarge : RegisterWork::Size::kUsual);
  std::mt19937_64 random(1);
  Testimony testimony;
  if (!CallOneByOne(work.Founding(), **stack, testimony)) return "the register cannot be founded";
  for (int i = 0; i < (large ? kLargeBatches : kUsualWrites); ++i) {
    const Work one = large ? work.Batch(random, 200) : work.Any(random);
    if (!CallOneByOne({one}, **stack, testimony)) return "the register cannot be written";
  }
  return "";
}

std::string Scene::MakeCrashed(const std::string& copy_to) {
  const absl::StatusOr<std::unique_ptr<Stack>> stack = Start();
  if (!stack.ok()) return stack.status().ToString();
  RegisterWork work(RegisterWork::Size::kUsual);
  std::mt19937_64 random(2);
  for (int i = 0; i < kUsualWrites; ++i) {
    Work one = work.Report(random);
    one.actor = "li";  // its request ids are not those of the first run
    if (!(*stack)->Call(one.ToCommand()).ok()) return "the register cannot be written";
  }
  fs::copy(dir_, copy_to, fs::copy_options::recursive);
  return "";
}

std::string Scene::Digests() {
  const absl::StatusOr<std::unique_ptr<Stack>> stack = Start();
  if (!stack.ok()) return "";
  const absl::StatusOr<std::vector<std::string>> records = RecordsOf((*stack)->ledger());
  std::string lines;
  if (!records.ok()) return lines;
  for (const std::string& record : *records) lines += DigestOf(record) + "\n";
  return lines;
}

Work Scene::TheReport() {
  RegisterWork work(RegisterWork::Size::kUsual);
  std::mt19937_64 random(3);
  Work report = work.Report(random);
  report.actor = "zhao";
  return report;
}

Work Scene::TheBatch() {
  RegisterWork work(RegisterWork::Size::kUsual);
  std::mt19937_64 random(4);
  Work batch = work.Batch(random, RegisterWork::kProjects);
  batch.actor = "zhao";
  return batch;
}

Told Scene::Write(const Work& work, Fault fault, int64_t nth) {
  const absl::StatusOr<std::unique_ptr<Stack>> stack = Start();
  if (!stack.ok()) return FailedWith(stack.status());
  files_->FailAt(fault, nth);
  const Result result = (*stack)->Call(work.ToCommand());
  Told told = FailedWith(result.status());
  if (result.ok() && result->update) {
    told = {.how = Told::How::kDone,
            .sequence = result->sequence.value,
            .words = DigestOf(result->update->SerializeAsString())};
  }
  told.fault_came = files_->has_failed();
  return told;
}

Told Scene::Report(Fault fault, int64_t nth) {
  return Write(TheReport(), fault, nth);
}

Told Scene::Batch(Fault fault, int64_t nth) {
  return Write(TheBatch(), fault, nth);
}

Told Scene::Create(Fault fault, int64_t nth) {
  files_->FailAt(fault, nth);
  const absl::StatusOr<std::unique_ptr<Stack>> stack = Start();
  Told told = stack.ok() ? Told{.how = Told::How::kDone} : FailedWith(stack.status());
  told.fault_came = files_->has_failed();
  return told;
}

Told Scene::Restart(Fault fault, int64_t nth) {
  files_->FailAt(fault, nth);
  const absl::StatusOr<std::unique_ptr<Stack>> stack = Start();
  Told told = FailedWith(stack.status());
  if (stack.ok()) {
    const absl::StatusOr<Answers> answers = AnswersOf(**stack);
    if (answers.ok()) {
      told = {.how = Told::How::kDone, .sequence = static_cast<int64_t>(answers->records.size())};
    } else {
      told = FailedWith(answers.status());
    }
  }
  told.fault_came = files_->has_failed();
  return told;
}

Told Scene::CatchUp(Fault fault, int64_t nth) {
  const absl::StatusOr<std::unique_ptr<Stack>> stack = Start();
  if (!stack.ok()) return FailedWith(stack.status());
  files_->FailAt(fault, nth);
  Reader reader((*stack)->hub());
  const absl::StatusOr<std::vector<std::string>> read = reader.ReadAll();
  Told told = FailedWith(read.status());
  if (read.ok()) {
    // What came over the stream is what a reader gets who is not disturbed.
    files_->FailAt(fault, 0);
    const absl::StatusOr<std::vector<std::string>> stored = RecordsOf((*stack)->ledger());
    told.how = stored.ok() && *stored == *read ? Told::How::kDone : Told::How::kWrong;
    told.words = told.how == Told::How::kWrong ? "the stream had other updates than the ledger" : "";
  }
  told.fault_came = files_->has_failed();
  return told;
}

Told Scene::Backup(Fault fault, int64_t nth) {
  const absl::StatusOr<std::unique_ptr<Stack>> stack = Start();
  if (!stack.ok()) return FailedWith(stack.status());
  ledger::RocksdbBackups backups(
      {.ledger = (*stack)->rocksdb_ledger(), .data_dir = "", .clock = clock_, .env = env_.get()});
  files_->FailAt(fault, nth);
  const absl::StatusOr<ledger::Backup> made = backups.Create(dir_ + "/backups");
  Told told = FailedWith(made.status());
  if (made.ok()) told = {.how = Told::How::kDone, .sequence = made->head.sequence.value};
  told.fault_came = files_->has_failed();
  return told;
}

std::string Scene::JudgeBackups(Stack& stack, const Told& told) {
  ledger::RocksdbBackups backups(
      {.ledger = stack.rocksdb_ledger(), .data_dir = "", .clock = clock_, .env = env_.get()});
  const std::string dir = dir_ + "/backups";
  std::string wrong;
  const absl::StatusOr<std::vector<ledger::Backup>> listed = backups.List(dir);
  int good = 0;
  if (listed.ok()) {
    for (const ledger::Backup& backup : *listed) {
      if (backup.damaged) continue;
      ++good;
      const absl::StatusOr<ledger::Restored> restored =
          ledger::RestoreBackup({.backups_dir = dir, .id = backup.id, .to = dir_ + "/restored", .env = env_.get()});
      if (!restored.ok()) wrong += "a listed backup is not whole: " + restored.status().ToString() + "\n";
    }
  } else if (told.how == Told::How::kDone) {
    wrong += "the backups cannot be listed: " + listed.status().ToString() + "\n";
  }
  if (told.how == Told::How::kDone && good != 1) wrong += "a backup that was told to be done is not there\n";
  const absl::StatusOr<ledger::Backup> again = backups.Create(dir);
  if (!again.ok()) wrong += "no further backup can be made: " + again.status().ToString() + "\n";
  return wrong;
}

std::string Scene::JudgeOperation(Stack& stack, const Case& of, Testimony& testimony) {
  const Told& told = *of.told;
  const bool is_done = told.how == Told::How::kDone;
  if (of.operation == "backup") return JudgeBackups(stack, told);
  if (of.operation == "create") {
    const bool writes = CallOneByOne(RegisterWork(RegisterWork::Size::kUsual).Founding(), stack, testimony);
    return writes ? "" : "the new store does not write\n";
  }
  if (of.operation == "restart") {
    const bool is_whole = told.sequence == static_cast<int64_t>(of.before->size());
    return is_done && !is_whole ? "the restart had another head\n" : "";
  }
  if (of.operation != "report" && of.operation != "batch") return "";
  const Work work = of.operation == "report" ? TheReport() : TheBatch();
  if (!is_done) {
    testimony.unanswered.push_back(work);  // sent again, it happens once
    return "";
  }
  const bool is_there = of.added.size() == 1 && DigestOf(of.added.front()) == told.words;
  if (!is_there) return "what was told to be done is not there\n";
  testimony.acknowledged.push_back({.work = work, .sequence = told.sequence, .bytes = of.added.front()});
  return "";
}

std::string Scene::Judge(const std::vector<std::string>& before, const std::string& operation, const Told& told) {
  if (told.how == Told::How::kWrong) return told.words + "\n";
  const absl::StatusOr<std::unique_ptr<Stack>> stack = Start();
  if (!stack.ok()) return "the store does not open: " + stack.status().ToString() + "\n";
  absl::StatusOr<std::vector<std::string>> records = RecordsOf((*stack)->ledger());
  if (!records.ok()) return "the ledger cannot be read: " + records.status().ToString() + "\n";
  for (size_t i = 0; i < before.size(); ++i) {
    if (i >= records->size() || DigestOf((*records)[i]) != before[i]) {
      return "update " + std::to_string(i + 1) + " is not there any more, or another one\n";
    }
  }
  Case of{.operation = operation, .before = &before, .told = &told};
  of.added.assign(records->begin() + static_cast<ptrdiff_t>(before.size()), records->end());
  // A new store has evaluated its first day.
  const size_t may_be_added = operation == "report" || operation == "batch" || operation == "create" ? 1 : 0;
  std::string wrong;
  if (of.added.size() > may_be_added) wrong += std::to_string(of.added.size()) + " updates were added\n";
  Testimony testimony;
  wrong += JudgeOperation(**stack, of, testimony);
  std::mt19937_64 random(5);
  for (const std::string& violation : Examine(**stack, clock_, random, testimony).violations) wrong += violation + "\n";
  return wrong;
}

}  // namespace wuse::fault
