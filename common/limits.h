#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

// Every bound of the system, each with its reason.
namespace wuse::common {

// What people enter.
inline constexpr int kMaxNameCharacters = 100;              // a project's full official name fits
inline constexpr int kMaxTextCharacters = 500;              // one paragraph of a weekly report
inline constexpr int kMaxIdLength = 64;                     // keys stay short
inline constexpr int kMaxRequestIdLength = 64;              // a UUID and some
inline constexpr int64_t kMaxYuan = 1'000'000'000'000'000;  // 10^15; 100 × it and a million × it fit in 128 bits
inline constexpr int64_t kMaxMeasure = 1'000'000'000'000;   // thousandths: a billion of whatever is counted
inline constexpr int kFirstYear = 1990;                     // of dates: no project of today is older
inline constexpr int kLastYear = 2149;                      // of dates
inline constexpr int kMaxListsPerProject = 32;
inline constexpr int kMaxTagsPerProject = 20;
inline constexpr int kMaxTagCharacters = 40;
inline constexpr int kMaxMilestones = 40;  // the longest ladder known has 12
inline constexpr int kMaxPlans = 20;       // years
inline constexpr int kMaxPauses = 20;
inline constexpr int kMaxFormer = 50;  // replans kept of one date or plan; more is refused
inline constexpr int kMaxTeamMembers = 20;
inline constexpr int kMaxUnits = 10'000;
inline constexpr int kMaxProjects = 2'000'000;     // twice the largest register of the design
inline constexpr int kMaxFilterValues = 500;       // of one field of a filter
inline constexpr int kMaxLists = 1000;             // that are named
inline constexpr int kMaxReferenceFigures = 1000;  // all are in memory, and in one answer
inline constexpr int kMaxReferenceBytes = 4000;    // of each, so that they fit one
inline constexpr int kMaxBulletins = 5000;         // editions, of which heads are in memory: 50 years of all periods
inline constexpr int kMaxBulletinRows = 200;  // of each list of a bulletin: nobody prints more, and it fits an update
inline constexpr int kMaxMapProjects = 500;   // of a unit on the battle map
inline constexpr int kMapProjects = 20;       // by default: what a tile's card shows
inline constexpr size_t kSelections = 4;  // filters whose projects are kept; each holds a view, which may be an old one
inline constexpr size_t kMarkedBulletins = 2;  // whose marks are kept, 24 bytes a project each, and a view as above
inline constexpr size_t kFactDays = 8;  // days whose facts are kept, 72 bytes a project each: those of a bulletin and a
                                        // comparison

// Alerts.
inline constexpr int kMaxAlertBands = 3;       // as many as there are severities
inline constexpr int kMaxAlertDays = 60;       // of grace and of clearing: two months hide more than they calm
inline constexpr int kMaxQuietDays = 180;      // of an acknowledgment or a snooze: half a year
inline constexpr int kDefaultQuietDays = 14;   // of an acknowledgment without an end
inline constexpr int kMostWeeksMissing = 520;  // ten years: more are not counted

// Color policies.
inline constexpr int64_t kMaxPolicyBound = 10'000;    // days: 27 years; points: a hundred times the plan
inline constexpr int kMaxPolicyDimensions = 16;       // more than there are
inline constexpr int kMaxPolicyBands = 12;            // of one dimension: twice as many as there are colors
inline constexpr int kMaxEscalationPeriods = 12;      // a year of months
inline constexpr int kMaxWaivers = 1000;              // a large register's; who waives more wants another policy
inline constexpr int kMaxPolicyVersions = 200;        // all are in memory; one a month for sixteen years
inline constexpr size_t kMaxPolicyBytes = 128 << 10;  // of one: some 300 waivers with their reasons
inline constexpr int kMaxOverrides = 100;             // of a project: its bytes go with each change of its color
inline constexpr int kMaxOverrideDays = 366;          // a color by hand for longer than a year is another policy
inline constexpr int kMaxRecolorDay = 28;             // of the month after: every month has it

// Messages and batches.
inline constexpr int kMaxBatch = 1000;                              // one screen of Excel rows; one fsync
inline constexpr size_t kMaxUpdateBytes = 1 << 20;                  // a stock gRPC client takes 4 MiB
inline constexpr size_t kMaxRequestBytes = (1 << 20) + (64 << 10);  // a full batch and its envelope
inline constexpr size_t kMaxResponseChunkBytes = 256 << 10;         // one delivery of a stream
inline constexpr int kDefaultPageSize = 100;
inline constexpr int kMaxPageSize = 500;
inline constexpr size_t kMaxPageBytes = 1 << 20;  // a page stays far below a client's 4 MiB

// Engine.
inline constexpr size_t kMaxQueuedCommands = 4096;   // more is RESOURCE_EXHAUSTED: 1000 callers have 4 each
inline constexpr size_t kMaxQueuedBytes = 64 << 20;  // a queue of the largest commands
inline constexpr int kMaxGroupCommands = 64;  // of one fsync: the next group is decided while this one is answered
inline constexpr size_t kMaxGroupBytes = 8 << 20;
inline constexpr size_t kMaxUnfinishedGroups = 8;     // wait to be answered: a few milliseconds
inline constexpr size_t kBytesEntered = 128 << 10;    // enter history together, some 250 reports: more cost hardly less
inline constexpr size_t kMaxBytesBehind = 512 << 10;  // answered, not in history: some milliseconds for who reads it
inline constexpr std::chrono::milliseconds kHistoryBehind{1};  // then what is there enters, however few
inline constexpr int kEvaluatedPerTurn = 2000;  // projects per turn at midnight, so that reports pass between
inline constexpr int kRecoloredPerTurn =
    1000;  // official colors with their reasons: a report waits some 25 ms for them
inline constexpr int kMaxEngineChanges = 1000;  // changes in an update the engine makes itself
inline constexpr int kRememberedRequests = 1'000'000;
inline constexpr int kRememberedRequestDays = 7;

// Readers and streams.
inline constexpr int kReaderThreads = 2;                      // disk reads; the machine has 2 cores
inline constexpr size_t kMaxQueuedReads = 1024;               // more is RESOURCE_EXHAUSTED
inline constexpr std::chrono::milliseconds kReaderRetry{10};  // a full reader queue is asked again after this
inline constexpr int kCatchUpRecords = 256;                   // of one turn of catch-up, then the next stream's turn
inline constexpr size_t kCatchUpBytes = 1 << 20;
inline constexpr int kMaxCatchUpTurns = 8;        // in the readers' queue at once: it is also that of the calls
inline constexpr size_t kLookedAtPerStep = 64;    // updates, under a lock that waiting streams need: some 100 µs
inline constexpr size_t kWindowBytes = 64 << 20;  // recent updates kept for live streams
inline constexpr size_t kWindowUpdates = 65'536;
inline constexpr size_t kUpdatesPerTake = 1024;  // pointers copied under the lock of the publisher: some µs
inline constexpr size_t kSharedBatches = 64;     // as many as there are filters and places of those who are live
inline constexpr size_t kSharedBatchBytes = 4 << 20;
inline constexpr int kMaxStreamsOfCaller =
    1000;                                   // a backend's or a wall's; one that leaks them leaves room for the others
inline constexpr int kMaxStreams = 10'000;  // 64 KiB each at most
inline constexpr size_t kMaxListedFilterBytes = 2 << 20;  // of ListSubscriptions, then filters are left out; see a page
inline constexpr size_t kManyStreams = 200;               // from here on messages are what the machine is short of
inline constexpr std::chrono::milliseconds kPaceOfFew{5};    // a dashboard sees that as at once
inline constexpr std::chrono::milliseconds kPaceOfMany{20};  // 1,000 streams: 50,000 messages a second at most
inline constexpr std::chrono::milliseconds kPaceOfLate{50};  // a third of what 1,000 dashboards may wait
inline constexpr std::chrono::milliseconds kBookmarkEvery{15'000};
inline constexpr std::chrono::milliseconds kReaderStalled{600'000};
inline constexpr std::chrono::milliseconds kMinPingInterval{10'000};  // of a client's keepalive; more is a nuisance

// Alerts as HTTP messages.
inline constexpr int kMaxReceivers = 16;                         // each has a thread of its own
inline constexpr size_t kMaxReceiversFileBytes = 1 << 20;        // of --alert-receivers: every unit named in each
inline constexpr size_t kMaxReceiverUrlBytes = 2048;             // what servers take for granted
inline constexpr size_t kMaxSecretBytes = 1024;                  // a robot's has 67
inline constexpr std::chrono::minutes kDigestInterval{10};       // by default: a meeting is disturbed once
inline constexpr int kMaxDigestIntervalMinutes = 24 * 60;        // a day; who wants less often reads the board
inline constexpr int kMaxMessagesPerMinute = 20;                 // DingTalk silences a robot for ten minutes beyond it
inline constexpr int kMaxDigestChanges = 500;                    // an evening's reports of one unit
inline constexpr size_t kMaxDigestBytes = 512 << 10;             // common web servers take 1 MiB, JSON is twice as long
inline constexpr int kMergeDigestsFrom = 20;                     // waiting ones: a minute's worth of messages
inline constexpr int kMaxWaitingDigests = 1000;                  // an hour's worth; then the rest waits in the ledger
inline constexpr size_t kMaxWaitingBytes = 8 << 20;              // of one receiver's digests, its file is not larger
inline constexpr int kMaxToldAlerts = 100'000;                   // remembered as told; as many may fire in a register
inline constexpr int kMaxDeliveryLog = 100;                      // delivered ones that are listed: some days
inline constexpr size_t kMaxDigestTextBytes = 8000;              // DingTalk refuses markdown above 20,000
inline constexpr int kMaxDigestLines = 20;                       // a telephone's screen or two
inline constexpr std::chrono::seconds kFirstRetry{1};            // a receiver that restarts
inline constexpr std::chrono::minutes kLastRetry{10};            // doubled up to this
inline constexpr std::chrono::seconds kHttpConnectTimeout{5};    // an office's network is slow, not that slow
inline constexpr std::chrono::seconds kHttpExchangeTimeout{15};  // all of one message, connecting included
inline constexpr size_t kMaxHttpResponseBytes = 64 << 10;        // a receiver has little to say
inline constexpr int kMaxErrorCharacters = 200;                  // of what a receiver says, kept for people
inline constexpr int64_t kSaveCursorEvery = 10'000;              // updates that nobody is told of; read again otherwise
inline constexpr std::chrono::seconds kSaveRetry{10};            // after a receiver's file could not be written
inline constexpr std::chrono::seconds kReceiverLooks{1};         // the least often that one looks at the clock

// The disk. Debian's librocksdb aborts when the disk is full, and cannot open the store then.
inline constexpr uint64_t kMinFreeDiskBytes = 512 << 20;  // all that memory tables and compactions may still write
inline constexpr uint64_t kMinFreeDiskPercent = 5;        // what file systems keep for themselves
inline constexpr uint64_t kDiskReserveBytes = 64 << 20;   // given back when others have filled the disk all the same
inline constexpr uint64_t kMinOpenDiskBytes = 48 << 20;   // the ledger's memory tables, replayed at a start
inline constexpr std::chrono::seconds kSlowWrite{5};      // a sync that long: no more callers are sent here
inline constexpr std::chrono::seconds kHungWrite{20};     // a sync that long will not come back: the process ends

// Backups.
inline constexpr size_t kMaxPathBytes = 4096;                          // Linux's own
inline constexpr uint64_t kBackupBytesPerSecond = uint64_t{64} << 20;  // leaves most of an office disk to the writers
inline constexpr int kBackupThreads = 2;                 // one works; the other lists, or tells that one is running
inline constexpr size_t kMaxQueuedBackupCalls = 16;      // more is RESOURCE_EXHAUSTED
inline constexpr std::chrono::minutes kBackupRetry{10};  // after a scheduled one failed: a full disk has been seen to
inline constexpr std::chrono::minutes kMinBackupInterval{1};

}  // namespace wuse::common
