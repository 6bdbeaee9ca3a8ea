#include "server/history/history.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>

#include <atomic>
#include <future>
#include <utility>

#include "common/mutex.h"
#include "common/status.h"
#include "server/history/group_batch.h"
#include "server/history/keys.h"
#include "server/history/register_reader.h"
#include "server/history/requests.h"
#include "server/history/store.h"

namespace wuse::history {
namespace {

rocksdb::Options StoreOptions(rocksdb::Env* env) {
  rocksdb::Options options;
  options.create_if_missing = true;
  if (env != nullptr) options.env = env;
  options.write_buffer_size = 32 << 20;  // at most what a crash leaves to be replayed: some 50,000 updates
  options.max_write_buffer_number = 4;
  options.level0_file_num_compaction_trigger =
      8;                                        // twice the usual: half of the rewriting, on the cores of the writers
  options.level0_slowdown_writes_trigger = 40;  // the engine's thread must not wait for a compaction
  options.level0_stop_writes_trigger = 80;
  options.compression = rocksdb::kLZ4Compression;
  options.max_open_files = 1024;
  options.keep_log_file_num = 2;
  options.info_log_level = rocksdb::WARN_LEVEL;
  // A new command asks for its request id, which is nearly always absent: no search in the write buffer for that.
  options.memtable_whole_key_filtering = true;
  options.memtable_prefix_bloom_size_ratio = 0.05;
  rocksdb::BlockBasedTableOptions table;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.block_cache = rocksdb::NewLRUCache(64 << 20);
  table.format_version = 5;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

rocksdb::WriteOptions NoLog() {
  rocksdb::WriteOptions options;
  options.disableWAL = true;
  return options;
}

absl::Status OtherStore(const std::string& found, const std::string& expected) {
  return common::MakeError(absl::StatusCode::kFailedPrecondition,
                           "history belongs to store " + found + ", not to " + expected,
                           {.reason = "HISTORY_OF_ANOTHER_STORE",
                            .chinese = "历史数据属于另一个台账(" + found + "),不是本台账(" + expected +
                                       ")。请删除 history 目录,启动时会自动重建。"});
}

absl::Status OtherFormat(const std::string& found) {
  return common::MakeError(
      absl::StatusCode::kFailedPrecondition,
      "history has format " + found + ", this version reads " + std::string(kFormat),
      {.reason = "HISTORY_OF_ANOTHER_FORMAT",
       .chinese = "历史数据的格式(" + found + ")与本版本不符。请删除 history 目录,启动时会自动重建。"});
}

absl::Status NoReport(std::string_view project, common::Week week, int version) {
  const std::string id(project);
  std::string which = week.ToString();
  if (version > 0) which += " 第" + std::to_string(version) + "版";
  return common::MakeError(absl::StatusCode::kNotFound,
                           "no report of project " + id + " for week " + week.ToString() +
                               (version > 0 ? " with version " + std::to_string(version) : std::string()),
                           {.reason = "REPORT_NOT_FOUND", .chinese = "项目 " + id + " 没有 " + which + " 的周报。"});
}

absl::Status NoEdition(std::string_view bulletin_key, int edition) {
  const std::string period(bulletin_key.substr(0, bulletin_key.find('/')));
  const bool newest = edition == 0;
  return common::MakeError(absl::StatusCode::kNotFound,
                           newest ? "no bulletin of " + period + " is published"
                                  : "the bulletin of " + period + " has no edition " + std::to_string(edition),
                           {.reason = "EDITION_NOT_FOUND",
                            .chinese = newest ? period + " 的通报还没有发布。"
                                              : period + " 的通报没有第 " + std::to_string(edition) + " 版。"});
}

// Writes the identity of a new store, at once durable: from here on the directory belongs to that ledger.
absl::Status Initialize(rocksdb::DB& db, const std::string& store_id) {
  rocksdb::WriteBatch batch;
  batch.Put(kStoreKey, store_id);
  batch.Put(kFormatKey, kFormat);
  batch.Put(kAppliedKey, Encode(common::Sequence{}));
  rocksdb::Status status = db.Write(NoLog(), &batch);
  if (status.ok()) status = db.Flush(rocksdb::FlushOptions());
  return status.ok() ? absl::OkStatus() : StoreError(status, "create");
}

absl::StatusOr<common::Sequence> CheckIdentity(rocksdb::DB& db, const std::string& store_id) {
  const absl::StatusOr<std::optional<std::string>> store = Get(db, kStoreKey);
  if (!store.ok()) return store.status();
  if (!*store) {
    WUSE_RETURN_IF_ERROR(Initialize(db, store_id));
    return common::Sequence{};
  }
  if (**store != store_id) return OtherStore(**store, store_id);
  const absl::StatusOr<std::optional<std::string>> format = Get(db, kFormatKey);
  if (!format.ok()) return format.status();
  if (!*format || **format != kFormat) return OtherFormat(format->value_or(""));
  const absl::StatusOr<std::optional<std::string>> applied = Get(db, kAppliedKey);
  if (!applied.ok()) return applied.status();
  const std::optional<common::Sequence> value = applied->has_value() ? DecodeSequence(**applied) : std::nullopt;
  if (!value) return Malformed(kAppliedKey);
  return *value;
}

// Loads the value of a key where there is one; false from `load`: it is malformed.
absl::Status LoadOne(rocksdb::DB& db, std::string_view key, const std::function<bool(const std::string&)>& load) {
  const absl::StatusOr<std::optional<std::string>> stored = Get(db, key);
  if (!stored.ok()) return stored.status();
  return !*stored || load(**stored) ? absl::OkStatus() : Malformed(key);
}

template <class Message>
absl::Status LoadAll(rocksdb::DB& db, std::string_view prefix, const std::function<void(const Message&)>& load) {
  Scan scan(db, std::string(prefix), AfterPrefix(prefix), false);
  for (scan->SeekToFirst(); scan->Valid(); scan->Next()) {
    Message message;
    const std::string_view value = scan.value();
    if (!message.ParseFromArray(value.data(), static_cast<int>(value.size()))) return Malformed(scan.key());
    load(message);
  }
  return scan.status();
}

absl::Status LoadDays(rocksdb::DB& db, board::Staging& staging) {
  WUSE_RETURN_IF_ERROR(LoadOne(db, kEvaluatedOnKey, [&staging](const std::string& text) {
    const std::optional<common::Date> date = common::Date::Parse(text);
    if (date) staging.LoadEvaluatedOn(*date);
    return date.has_value();
  }));
  WUSE_RETURN_IF_ERROR(LoadOne(db, kRegisterSinceKey, [&staging](const std::string& text) {
    const std::optional<common::Date> date = common::Date::Parse(text);
    if (date) staging.LoadRegisterSince(*date);
    return date.has_value();
  }));
  return LoadOne(db, kEvaluationDueKey, [&staging](const std::string&) {
    staging.LoadEvaluationDue();
    return true;
  });
}

absl::Status LoadRules(rocksdb::DB& db, board::Staging& staging) {
  WUSE_RETURN_IF_ERROR(LoadOne(db, kAlertRulesKey, [&staging](const std::string& bytes) {
    v1::AlertRules rules;
    if (!rules.ParseFromString(bytes)) return false;
    staging.LoadAlertRules(rules);
    return true;
  }));
  return LoadAll<v1::PolicyVersion>(db, kPolicies,
                                    [&staging](const v1::PolicyVersion& version) { staging.LoadPolicy(version); });
}

absl::Status LoadMonths(rocksdb::DB& db, board::Staging& staging) {
  WUSE_RETURN_IF_ERROR(LoadAll<v1::RecoloredMonth>(
      db, kRecoloredMonths, [&staging](const v1::RecoloredMonth& month) { staging.LoadRecoloredMonth(month); }));
  return LoadOne(db, kRecoloringKey, [&staging](const std::string& bytes) {
    v1::RecoloringProgress progress;
    if (!progress.ParseFromString(bytes)) return false;
    staging.LoadRecoloring(std::move(progress));
    return true;
  });
}

absl::Status LoadFigureBook(rocksdb::DB& db, board::Staging& staging) {
  WUSE_RETURN_IF_ERROR(LoadOne(db, kHouseStyleKey, [&staging](const std::string& bytes) {
    v1::HouseStyle style;
    if (!style.ParseFromString(bytes)) return false;
    staging.LoadHouseStyle(style);
    return true;
  }));
  WUSE_RETURN_IF_ERROR(
      LoadAll<v1::ProjectList>(db, kLists, [&staging](const v1::ProjectList& list) { staging.LoadList(list); }));
  WUSE_RETURN_IF_ERROR(LoadAll<v1::ReferenceFigure>(
      db, kReferenceFigures, [&staging](const v1::ReferenceFigure& figure) { staging.LoadReferenceFigure(figure); }));
  return LoadAll<v1::BulletinHead>(db, kBulletinHeads,
                                   [&staging](const v1::BulletinHead& head) { staging.LoadBulletinHead(head); });
}

// A portion is read and unpacked on a thread of its own while the one before is parsed.
absl::Status LoadProjects(rocksdb::DB& db, board::Staging& staging) {
  RegisterReader reader(db);
  const auto read_on = [&reader] { return std::async(std::launch::async, [&reader] { return reader.Next(); }); };
  uint32_t slot = 0;
  for (auto reading = read_on();;) {
    absl::StatusOr<std::vector<StoredProject>> portion = reading.get();
    if (!portion.ok()) return portion.status();
    if (portion->empty()) return absl::OkStatus();
    reading = read_on();
    for (StoredProject& project : *portion) {
      if (!staging.Load(std::move(project.encoded), std::move(project.marks))) return Malformed(ProjectKey(slot));
      ++slot;
    }
  }
}

}  // namespace

class History::Impl {
 public:
  Impl(std::unique_ptr<rocksdb::DB> db, common::Sequence applied, int max_remembered_requests)
      : db_(std::move(db)), applied_(applied.value), requests_(*db_, max_remembered_requests) {}

  ~Impl() {
    // A failure here only means more to replay.
    if (flush_at_end_) (void)db_->Flush(rocksdb::FlushOptions());
    (void)db_->Close();
  }

  void LeaveUnflushed() {
    flush_at_end_ = false;
    (void)db_->SetDBOptions({{"avoid_flush_during_shutdown", "true"}});
  }

  common::Sequence applied() const { return {applied_.load()}; }
  rocksdb::DB& db() const { return *db_; }
  Requests& requests() { return requests_; }

  absl::Status WaitUntilApplied(common::Sequence sequence) const {
    if (applied() >= sequence) return absl::OkStatus();
    const common::MutexLock lock(mutex_);
    while (applied() < sequence && failure_.ok()) changed_.Wait(mutex_);
    return applied() >= sequence ? absl::OkStatus() : failure_;
  }

  absl::Status Apply(std::span<const Group> groups) {
    std::vector<const v1::Update*> updates;  // of all
    for (const Group& group : groups) updates.insert(updates.end(), group.updates.begin(), group.updates.end());
    if (updates.empty()) return absl::OkStatus();
    absl::Status status = Write(groups, updates);
    const common::MutexLock lock(mutex_);
    if (status.ok()) {
      applied_.store(updates.back()->sequence());
    } else {
      failure_ = status;
    }
    changed_.NotifyAll();
    return status;
  }

 private:
  absl::Status Write(std::span<const Group> groups, std::span<const v1::Update* const> updates) {
    common::Sequence last = applied();
    for (const v1::Update* update : updates) {
      if (common::Sequence{update->sequence()} != last.Next()) {
        return absl::FailedPreconditionError("history: update " + std::to_string(update->sequence()) + " after " +
                                             std::to_string(last.value));
      }
      last = last.Next();
    }
    GroupBatch batch(*db_);
    for (const Group& group : groups) WUSE_RETURN_IF_ERROR(batch.Add(group));
    batch.Finish();
    WUSE_RETURN_IF_ERROR(requests_.Put(updates, batch.batch()));
    batch.batch().Put(std::string(kAppliedKey), Encode(last));
    const rocksdb::Status status = batch.batch().Write(*db_, NoLog());
    return status.ok() ? absl::OkStatus() : StoreError(status, "apply");
  }

  const std::unique_ptr<rocksdb::DB> db_;
  mutable common::Mutex mutex_;
  mutable common::CondVar changed_;
  std::atomic<int64_t> applied_;  // stored under the mutex, so that who waits is told
  absl::Status failure_ WUSE_GUARDED_BY(mutex_);
  Requests requests_;
  bool flush_at_end_ = true;
};

History::History(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

History::~History() = default;

absl::StatusOr<std::unique_ptr<History>> History::Open(const Options& options) {
  rocksdb::DB* opened = nullptr;
  const rocksdb::Status status = rocksdb::DB::Open(StoreOptions(options.env), options.dir, &opened);
  if (!status.ok()) return StoreError(status, "open " + options.dir);
  std::unique_ptr<rocksdb::DB> db(opened);
  const absl::StatusOr<common::Sequence> applied = CheckIdentity(*db, options.store_id);
  if (!applied.ok()) return applied.status();
  auto impl = std::make_unique<Impl>(std::move(db), *applied, options.max_remembered_requests);
  WUSE_RETURN_IF_ERROR(impl->requests().Load());
  return std::unique_ptr<History>(new History(std::move(impl)));
}

void History::LeaveUnflushed() {
  impl_->LeaveUnflushed();
}

common::Sequence History::applied() const {
  return impl_->applied();
}

absl::Status History::WaitUntilApplied(common::Sequence sequence) const {
  return impl_->WaitUntilApplied(sequence);
}

absl::Status History::Apply(std::span<const Group> groups) {
  return impl_->Apply(groups);
}

absl::Status History::Load(board::Staging& staging) const {
  WUSE_RETURN_IF_ERROR(
      LoadAll<v1::Unit>(impl_->db(), kUnits, [&staging](const v1::Unit& unit) { staging.LoadUnit(unit); }));
  WUSE_RETURN_IF_ERROR(LoadProjects(impl_->db(), staging));
  WUSE_RETURN_IF_ERROR(LoadRules(impl_->db(), staging));
  WUSE_RETURN_IF_ERROR(LoadMonths(impl_->db(), staging));
  WUSE_RETURN_IF_ERROR(LoadFigureBook(impl_->db(), staging));
  return LoadDays(impl_->db(), staging);
}

absl::StatusOr<v1::Report> History::FindReport(std::string_view project_id, common::Week week, int version) const {
  const std::string key = ReportKey(week.ToString(), project_id);
  const absl::StatusOr<std::optional<std::string>> newest = Get(impl_->db(), key);
  if (!newest.ok()) return newest.status();
  if (!*newest) return NoReport(project_id, week, version);
  v1::Report report;
  if (!report.ParseFromString(**newest)) return Malformed(key);
  if (version == 0 || report.version() == version) return report;
  if (version < 0 || version > report.version()) return NoReport(project_id, week, version);
  const std::string earlier = VersionKey(project_id, week.ToString(), static_cast<uint32_t>(version));
  const absl::StatusOr<std::optional<std::string>> stored = Get(impl_->db(), earlier);
  if (!stored.ok()) return stored.status();
  if (!*stored) return NoReport(project_id, week, version);
  if (!report.ParseFromString(**stored)) return Malformed(earlier);
  return report;
}

absl::Status History::ScanReports(common::Week from, common::Week to, std::string_view after_project,
                                  const std::function<bool(std::string_view project_id)>& wanted,
                                  const std::function<bool(v1::Report)>& take) const {
  std::string begin(kReports);
  if (from.IsSet()) begin = ReportKey(from.ToString(), after_project);
  if (from.IsSet() && !after_project.empty()) begin.push_back('\0');  // the first key after it
  const std::string end = AfterPrefix(to.IsSet() ? ReportKey(to.ToString(), "") : std::string(kReports));
  if (begin >= end) return absl::OkStatus();
  const size_t project_at = ReportKey(common::Week::First(2021).ToString(), "").size();
  Scan scan(impl_->db(), begin, end);
  for (scan->SeekToFirst(); scan->Valid(); scan->Next()) {
    if (scan.key().size() <= project_at) return Malformed(scan.key());
    if (wanted && !wanted(scan.key().substr(project_at))) continue;
    v1::Report report;
    const std::string_view value = scan.value();
    if (!report.ParseFromArray(value.data(), static_cast<int>(value.size()))) return Malformed(scan.key());
    if (!take(std::move(report))) return absl::OkStatus();
  }
  return scan.status();
}

absl::StatusOr<v1::OfficialColor> History::FindOfficialColor(std::string_view month, std::string_view project) const {
  const std::string key = OfficialColorKey(month, project);
  const absl::StatusOr<std::optional<std::string>> stored = Get(impl_->db(), key);
  if (!stored.ok()) return stored.status();
  if (!*stored) return absl::NotFoundError("no official color of " + std::string(project));
  v1::OfficialColor color;
  if (!color.ParseFromString(**stored)) return Malformed(key);
  return color;
}

absl::Status History::ScanOfficialColors(std::string_view month,
                                         const std::function<bool(v1::OfficialColor)>& take) const {
  const std::string prefix = OfficialColorKey(month, "");
  Scan scan(impl_->db(), prefix, AfterPrefix(prefix));
  for (scan->SeekToFirst(); scan->Valid(); scan->Next()) {
    v1::OfficialColor color;
    const std::string_view value = scan.value();
    if (!color.ParseFromArray(value.data(), static_cast<int>(value.size()))) return Malformed(scan.key());
    if (!take(std::move(color))) return absl::OkStatus();
  }
  return scan.status();
}

absl::StatusOr<v1::Bulletin> History::FindBulletin(std::string_view bulletin_key, int edition) const {
  if (edition < 0) return NoEdition(bulletin_key, edition);
  const std::string prefix = BulletinEditionsPrefix(bulletin_key);
  const std::string only = BulletinEditionKey(bulletin_key, static_cast<uint32_t>(edition));
  Scan scan(impl_->db(), edition == 0 ? prefix : only, AfterPrefix(edition == 0 ? prefix : only));
  scan->SeekToLast();
  if (!scan->Valid()) {
    WUSE_RETURN_IF_ERROR(scan.status());
    return NoEdition(bulletin_key, edition);
  }
  v1::Bulletin bulletin;
  const std::string_view value = scan.value();
  if (!bulletin.ParseFromArray(value.data(), static_cast<int>(value.size()))) return Malformed(scan.key());
  return bulletin;
}

std::optional<common::Sequence> History::FindRequest(std::string_view actor, std::string_view request_id,
                                                     common::SystemTime now) const {
  return impl_->requests().Find(actor, request_id, now);
}

absl::Status History::ScanChanges(const ChangeIndex& index, common::Sequence before,
                                  const std::function<bool(common::Sequence)>& take) const {
  const int named = (index.project.empty() ? 0 : 1) + (index.actor.empty() ? 0 : 1) +
                    (index.kind == v1::CHANGE_KIND_UNSPECIFIED ? 0 : 1);
  if (named != 1) return absl::InvalidArgumentError("history: name exactly one of project, actor and kind");
  std::string prefix = ByKind(index.kind);
  if (!index.project.empty()) prefix = ByProject(index.project);
  if (!index.actor.empty()) prefix = ByActor(index.actor);
  const std::string end = before.value > 0 ? IndexKey(prefix, before) : AfterPrefix(prefix);
  Scan scan(impl_->db(), prefix, end);
  for (scan->SeekToLast(); scan->Valid(); scan->Prev()) {
    const std::optional<std::vector<common::Sequence>> group = DecodeIndex(scan.key(), scan.value());
    if (!group) return Malformed(scan.key());
    for (auto sequence = group->rbegin(); sequence != group->rend(); ++sequence) {
      if (before.value > 0 && sequence->value >= before.value) continue;
      if (!take(*sequence)) return absl::OkStatus();
    }
  }
  return scan.status();
}

}  // namespace wuse::history
