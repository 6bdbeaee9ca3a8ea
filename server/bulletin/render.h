#pragma once

#include <string>

#include "server/bulletin/document.h"
#include "wuse/v1/board_service.pb.h"
#include "wuse/v1/bulletin.pb.h"

// A bulletin as people read it. Pure: of the message alone, so a published one looks the same for ever.
namespace wuse::bulletin {

// In the format; "" where none is asked for.
std::string Render(const v1::Bulletin& bulletin, v1::BulletinFormat format);

std::string TextOf(const Document& document);
std::string MarkdownOf(const Document& document);
// One page of its own; prints on A4 after GB/T 9704.
std::string HtmlOf(const Document& document);
// The units' figures: UTF-8 with BOM, CRLF, RFC 4180.
std::string CsvOf(const v1::Bulletin& bulletin);

}  // namespace wuse::bulletin
