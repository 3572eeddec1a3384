// The phrases that correlations in SPL are made of.
#pragma once

#include <string>
#include <vector>

#include "quarry/ir/correlation.h"

namespace quarry::target::spl {

std::string seconds(const ir::Window& window);

// The number of the tumbling window that a time is in, as an expression.
std::string windowStart(const ir::Window& window, const std::string& time);

// The condition that a time is within the window that ends at another.
std::string inWindow(const ir::Window& window, const std::string& from, const std::string& to);

// ` BY a b`; nothing without columns.
std::string by(const std::vector<std::string>& columns);

std::vector<std::string> with(std::vector<std::string> columns, const std::vector<std::string>& more);

// A running value of the rows of one stage only: `max(eval(if(q_stage=1, _time, null()))) AS q_t1`.
std::string ofStage(std::string_view function, const std::string& isStage, const std::string& value,
                    const std::string& as);

// The name that `commandField` has put in quotes.
std::string unquoted(const std::string& name);

}  // namespace quarry::target::spl
