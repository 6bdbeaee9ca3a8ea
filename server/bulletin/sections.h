#pragma once

#include "server/bulletin/document.h"
#include "wuse/v1/bulletin.pb.h"

// The sections of a bulletin, without their titles.
namespace wuse::bulletin {

std::vector<Block> OverviewBlocks(const v1::Bulletin& bulletin);    // 总体情况
std::vector<Block> UnitBlocks(const v1::Bulletin& bulletin);        // 各单位情况
std::vector<Block> BehindBlocks(const v1::Bulletin& bulletin);      // 红色和橙色项目
std::vector<Block> ChangeBlocks(const v1::Bulletin& bulletin);      // 本周变化
std::vector<Block> ReportBlocks(const v1::Bulletin& bulletin);      // 报送情况
std::vector<Block> MilestoneBlocks(const v1::Bulletin& bulletin);   // 节点
std::vector<Block> CorrectionBlocks(const v1::Bulletin& bulletin);  // 更正内容

}  // namespace wuse::bulletin
