#pragma once

#include <string>
#include <vector>

#include "client/cli/fake_colors.h"
#include "client/cli/width.h"
#include "wuse/v1/board_service.grpc.pb.h"
#include "wuse/v1/figure_service.grpc.pb.h"

namespace wuse::cli {

// Answers with what a test has put into it and remembers what was asked last.
class RecordingBoard : public v1::BoardService::Service {
 public:
  grpc::Status GetStatistics(grpc::ServerContext*, const v1::GetStatisticsRequest* request,
                             v1::Statistics* response) override {
    asked_statistics = *request;
    *response = statistics;
    return grpc::Status::OK;
  }
  grpc::Status GetRanking(grpc::ServerContext*, const v1::GetRankingRequest* request, v1::Ranking* response) override {
    asked_ranking = *request;
    *response = ranking;
    return grpc::Status::OK;
  }
  grpc::Status GetComparison(grpc::ServerContext*, const v1::GetComparisonRequest* request,
                             v1::Comparison* response) override {
    asked_comparison = *request;
    *response = comparison;
    return grpc::Status::OK;
  }
  grpc::Status GetSchedule(grpc::ServerContext*, const v1::GetScheduleRequest* request,
                           v1::Schedule* response) override {
    asked_schedules.push_back(*request);
    *response = schedule;
    const int page = request->page_token().empty() ? 0 : std::stoi(request->page_token());
    response->clear_projects();
    if (page < schedule.projects_size()) *response->add_projects() = schedule.projects(page);
    if (page + 1 < schedule.projects_size()) response->set_next_page_token(std::to_string(page + 1));
    return grpc::Status::OK;
  }
  grpc::Status GetBattleMap(grpc::ServerContext*, const v1::GetBattleMapRequest* request,
                            v1::BattleMap* response) override {
    asked_map = *request;
    *response = map;
    return grpc::Status::OK;
  }

  v1::Statistics statistics;
  v1::Ranking ranking;
  v1::Comparison comparison;
  v1::Schedule schedule;
  v1::BattleMap map;
  v1::GetStatisticsRequest asked_statistics;
  v1::GetRankingRequest asked_ranking;
  v1::GetComparisonRequest asked_comparison;
  std::vector<v1::GetScheduleRequest> asked_schedules;
  v1::GetBattleMapRequest asked_map;
};

class RecordingFigures : public v1::FigureService::Service {
 public:
  grpc::Status RecordCertifiedInvestment(grpc::ServerContext*, const v1::RecordCertifiedInvestmentRequest* request,
                                         v1::RecordCertifiedInvestmentResponse* response) override {
    certified.push_back(*request);
    *response = certified_answer;
    return refusal;
  }
  grpc::Status SetReferenceFigure(grpc::ServerContext*, const v1::SetReferenceFigureRequest* request,
                                  v1::SetReferenceFigureResponse* response) override {
    references_set.push_back(*request);
    *response = reference_answer;
    return refusal;
  }
  grpc::Status ListReferenceFigures(grpc::ServerContext*, const v1::ListReferenceFiguresRequest*,
                                    v1::ListReferenceFiguresResponse* response) override {
    *response = references;
    return grpc::Status::OK;
  }
  grpc::Status ApplyLists(grpc::ServerContext*, const v1::ApplyListsRequest* request,
                          v1::ApplyListsResponse* response) override {
    lists_applied.push_back(*request);
    *response = lists_answer;
    return refusal;
  }
  grpc::Status ListLists(grpc::ServerContext*, const v1::ListListsRequest* request,
                         v1::ListListsResponse* response) override {
    asked_lists = *request;
    *response = lists;
    return grpc::Status::OK;
  }
  grpc::Status SetHouseStyle(grpc::ServerContext*, const v1::SetHouseStyleRequest* request,
                             v1::SetHouseStyleResponse* response) override {
    styles_set.push_back(*request);
    *response->mutable_style() = style;
    response->set_sequence(7);
    return refusal;
  }
  grpc::Status GetHouseStyle(grpc::ServerContext*, const v1::GetHouseStyleRequest*,
                             v1::GetHouseStyleResponse* response) override {
    *response->mutable_style() = style;
    return grpc::Status::OK;
  }

  v1::RecordCertifiedInvestmentResponse certified_answer;
  v1::SetReferenceFigureResponse reference_answer;
  v1::ListReferenceFiguresResponse references;
  v1::ApplyListsResponse lists_answer;
  v1::ListListsResponse lists;
  v1::HouseStyle style;
  grpc::Status refusal;
  std::vector<v1::RecordCertifiedInvestmentRequest> certified;
  std::vector<v1::SetReferenceFigureRequest> references_set;
  std::vector<v1::ApplyListsRequest> lists_applied;
  v1::ListListsRequest asked_lists;
  std::vector<v1::SetHouseStyleRequest> styles_set;
};

// Runs commands against services of figures, in a district of one unit.
class FigureOffice : public ::testing::Test {
 protected:
  int Run(std::vector<std::string> arguments, const std::string& input = "") {
    arguments.insert(arguments.end(), {"--server", server_.address(), "--actor", "li"});
    std::istringstream in(input);
    out_.str("");
    err_.str("");
    Terminal terminal{.in = in, .out = out_, .err = err_};
    return RunCommandLine(arguments, terminal, nullptr);
  }
  // The widest line, in columns of a terminal.
  int Widest() const {
    int widest = 0;
    std::istringstream lines(out_.str());
    for (std::string line; std::getline(lines, line);) widest = std::max(widest, DisplayWidth(line));
    return widest;
  }

  RecordingBoard board_;
  RecordingFigures figures_;
  DuohuOnly units_;
  client::FakeServer server_{{&board_, &figures_, &units_}};
  std::ostringstream out_;
  std::ostringstream err_;
};

}  // namespace wuse::cli
