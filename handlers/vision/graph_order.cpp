#include "handlers/vision/graph_order.h"

#include <map>
#include <utility>

#include <fmt/core.h>

#include "handlers/vision/model_error.h"

namespace shrike::vision {

std::string source_of(std::string_view input) {
  const auto colon = input.rfind(':');
  if (colon == std::string_view::npos) return std::string(input);
  if (input.substr(colon) != ":0")
    throw invalid_model(fmt::format("{} is a second output, which is not supported", input));
  return std::string(input.substr(0, colon));
}

bool orders_only(std::string_view input) { return input.starts_with('^'); }

std::vector<const TfjsNode*> dependencies_first(const TfjsGraph& graph,
                                                std::span<const std::string> outputs) {
  enum class State { Entered, Done };
  std::map<std::string, State> states;
  std::vector<const TfjsNode*> ordered;
  std::vector<std::string> open(outputs.begin(), outputs.end());
  // A stack of our own: how deep it goes is the model's choice.
  while (!open.empty()) {
    const std::string name = open.back();
    const auto found = graph.nodes.find(name);
    if (found == graph.nodes.end()) throw invalid_model(fmt::format("it has no node {}", name));

    const auto [state, first_visit] = states.try_emplace(name, State::Entered);
    if (!first_visit) {
      open.pop_back();
      if (std::exchange(state->second, State::Done) == State::Entered)
        ordered.push_back(&found->second);
      continue;
    }
    for (const auto& input : found->second.inputs) {
      if (orders_only(input)) continue;
      auto source = source_of(input);
      const auto known = states.find(source);
      if (known == states.end())
        open.push_back(std::move(source));
      else if (known->second == State::Entered)
        throw invalid_model(fmt::format("{} depends on itself", source));
    }
  }
  return ordered;
}

}  // namespace shrike::vision
