#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "common/mutex.h"
#include "rocksdb/file_system.h"

namespace wuse::fault {

// What a power cut leaves of that which was not synced. What was synced is always there.
enum class Survival {
  kNothing,     // all of it is lost
  kPrefix,      // torn: the first bytes of each file's end, the first changes of each directory
  kPages,       // out of order: each 4 KiB page is kept or lost by itself; of directories as kPrefix
  kEverything,  // all had reached the disk, though nobody was told
};

inline constexpr size_t kDiskPage = 4096;

// A disk in memory that remembers what was synced, file contents and directory entries apart: a new file's name, a
// rename or a deletion is durable only once its directory was synced, and a file's bytes once the file was.
// As on every journaling file system, a rename is kept or lost as a whole, and the changes of one directory survive in
// their order (RocksDB needs that: its CURRENT is renamed before the MANIFEST that it names is durable by name). Files
// are only appended to, which is all that RocksDB does. RocksDB's own text log (LOG) is not kept. Thread-safe.
class SimulatedDisk : public rocksdb::FileSystem {
 public:
  SimulatedDisk();
  ~SimulatedDisk() override;

  // The power goes. Every call from now on fails.
  void Cut();
  // The power goes during the `calls`-th (1: the next) call that changes something: it may have its effect, but is
  // answered with an error, and so is every later call.
  void CutAfter(int64_t calls);
  bool is_cut() const;
  int64_t change_count() const;  // calls that changed something so far
  int64_t sync_count() const;    // of files and directories

  // Syncs are answered and do nothing: to see that the harness notices.
  void IgnoreSyncs();

  // A new disk with what this one would hold after the power is back. This one has to be cut. Locks are free again.
  std::shared_ptr<SimulatedDisk> Survivor(Survival survival, std::mt19937_64& random) const;

  // rocksdb::FileSystem
  const char* Name() const override { return "SimulatedDisk"; }
  using Options = rocksdb::IOOptions;
  using Debug = rocksdb::IODebugContext;
  rocksdb::IOStatus NewSequentialFile(const std::string& path, const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSSequentialFile>* file, Debug* debug) override;
  rocksdb::IOStatus NewRandomAccessFile(const std::string& path, const rocksdb::FileOptions& options,
                                        std::unique_ptr<rocksdb::FSRandomAccessFile>* file, Debug* debug) override;
  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file, Debug* debug) override;
  rocksdb::IOStatus NewDirectory(const std::string& path, const Options& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* directory, Debug* debug) override;
  rocksdb::IOStatus FileExists(const std::string& path, const Options& options, Debug* debug) override;
  rocksdb::IOStatus GetChildren(const std::string& path, const Options& options, std::vector<std::string>* names,
                                Debug* debug) override;
  rocksdb::IOStatus DeleteFile(const std::string& path, const Options& options, Debug* debug) override;
  rocksdb::IOStatus CreateDir(const std::string& path, const Options& options, Debug* debug) override;
  rocksdb::IOStatus CreateDirIfMissing(const std::string& path, const Options& options, Debug* debug) override;
  rocksdb::IOStatus DeleteDir(const std::string& path, const Options& options, Debug* debug) override;
  rocksdb::IOStatus GetFileSize(const std::string& path, const Options& options, uint64_t* size, Debug* debug) override;
  rocksdb::IOStatus GetFileModificationTime(const std::string& path, const Options& options, uint64_t* time,
                                            Debug* debug) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to, const Options& options,
                               Debug* debug) override;
  rocksdb::IOStatus LinkFile(const std::string& from, const std::string& to, const Options& options,
                             Debug* debug) override;
  rocksdb::IOStatus LockFile(const std::string& path, const Options& options, rocksdb::FileLock** lock,
                             Debug* debug) override;
  rocksdb::IOStatus UnlockFile(rocksdb::FileLock* lock, const Options& options, Debug* debug) override;
  rocksdb::IOStatus GetTestDirectory(const Options& options, std::string* path, Debug* debug) override;
  rocksdb::IOStatus NewLogger(const std::string& path, const Options& options, std::shared_ptr<rocksdb::Logger>* logger,
                              Debug* debug) override;
  rocksdb::IOStatus GetAbsolutePath(const std::string& path, const Options& options, std::string* absolute,
                                    Debug* debug) override;
  rocksdb::IOStatus GetFreeSpace(const std::string& path, const Options& options, uint64_t* bytes,
                                 Debug* debug) override;
  rocksdb::IOStatus IsDirectory(const std::string& path, const Options& options, bool* is_directory,
                                Debug* debug) override;

 private:
  friend class SimulatedSequentialFile;
  friend class SimulatedRandomAccessFile;
  friend class SimulatedWritableFile;
  friend class SimulatedDirectory;

  struct Node;
  using NodePointer = std::shared_ptr<Node>;
  using Entries = std::map<std::string, NodePointer>;
  // One change of a directory. `to` is set to the node (null: nothing); `from`, if not empty, then no longer names it.
  struct EntryChange {
    std::string to;
    NodePointer node;
    std::string from;
  };
  struct Node {
    bool is_directory = false;
    std::string bytes;
    size_t synced_bytes = 0;
    Entries entries;
    Entries synced_entries;
    std::vector<EntryChange> unsynced;  // since synced_entries, in order
  };
  // Where a path leads: its directory, its name there, and what it names (null: nothing).
  struct Place {
    NodePointer directory;
    std::string name;
    NodePointer node;
  };

  static void Apply(const EntryChange& change, Entries& entries);
  static std::string SurvivingBytes(const Node& file, Survival survival, int percent_kept, std::mt19937_64& random);
  static Entries SurvivingEntries(const Node& directory, Survival survival, std::mt19937_64& random);
  static NodePointer SurvivingNode(const Node& node, Survival survival, int percent_kept, std::mt19937_64& random);

  // OK when the call may go on. A call that changes something goes on as well when the power goes during it: then
  // `*answer` is the error to give afterwards.
  rocksdb::IOStatus CheckPower() const WUSE_REQUIRES(mutex_);
  bool BeginChange(rocksdb::IOStatus* answer) WUSE_REQUIRES(mutex_);
  Place Find(const std::string& path) const WUSE_REQUIRES(mutex_);
  rocksdb::IOStatus FindFile(const std::string& path, NodePointer* file) const WUSE_REQUIRES(mutex_);
  rocksdb::IOStatus Change(const Place& place, EntryChange change) WUSE_REQUIRES(mutex_);

  // Of the open files.
  rocksdb::IOStatus Read(const Node& file, uint64_t offset, size_t size, char* into, size_t* read) const;
  rocksdb::IOStatus Append(Node& file, const rocksdb::Slice& data);
  rocksdb::IOStatus SyncFile(Node& file);
  rocksdb::IOStatus SyncDirectory(Node& directory);
  uint64_t SizeOf(const Node& file) const;

  mutable common::Mutex mutex_;
  NodePointer root_ WUSE_GUARDED_BY(mutex_);
  std::map<std::string, bool> locked_ WUSE_GUARDED_BY(mutex_);
  bool cut_ WUSE_GUARDED_BY(mutex_) = false;
  bool ignore_syncs_ WUSE_GUARDED_BY(mutex_) = false;
  int64_t calls_until_cut_ WUSE_GUARDED_BY(mutex_) = 0;  // 0: none ordered
  int64_t change_count_ WUSE_GUARDED_BY(mutex_) = 0;
  int64_t sync_count_ WUSE_GUARDED_BY(mutex_) = 0;
};

}  // namespace wuse::fault
