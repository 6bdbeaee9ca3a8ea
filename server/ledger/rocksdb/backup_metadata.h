#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "server/ledger/backups.h"

namespace wuse::ledger {

// The text that each backup carries as RocksDB's app_metadata: lines `name value` (see BACKUPS.md). Of `backup` it
// holds made_at, store_id, head and format.
std::string EncodeBackupMetadata(const Backup& backup);
// None: not such a text, or one of another version.
std::optional<Backup> DecodeBackupMetadata(std::string_view text);

}  // namespace wuse::ledger
