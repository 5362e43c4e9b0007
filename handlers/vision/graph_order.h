#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "handlers/vision/tfjs_graph.h"

namespace shrike::vision {

/// The node that an input comes from: of "name" and "name:0", its first output, the name. Throws
/// Error "Model.Invalid" for a further output, such as "name:1".
[[nodiscard]] std::string source_of(std::string_view input);

/// Whether an input, "^name", carries no value and only orders execution.
[[nodiscard]] bool orders_only(std::string_view input);

/// The nodes that `outputs` depend on, and they themselves, each after its inputs. Throws Error
/// "Model.Invalid" (Reject) where one is not there or depends on itself.
[[nodiscard]] std::vector<const TfjsNode*> dependencies_first(const TfjsGraph& graph,
                                                              std::span<const std::string> outputs);

}  // namespace shrike::vision
