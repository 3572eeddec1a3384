// What a test expects, against what came out.
#pragma once

#include <string>
#include <vector>

#include "quarry/base/yaml.h"
#include "quarry/engine/run.h"
#include "quarry/rule/rule.h"

namespace quarry::driver {

class Expectation {
 public:
  explicit Expectation(const rule::Test& test);

  // A row that came out.
  void add(const engine::ResultRow& row);

  // In words.
  std::string expected() const;
  std::string actual() const;
  // What is wrong with the rows. `ordered`: the rule sorts them; else any order will do.
  std::vector<std::string> faults(bool ordered) const;
  bool wantsRows() const { return form_ == Form::match || !rows_.empty() || count_ > 0; }
  std::uint64_t count() const { return seen_.size(); }
  const std::vector<std::string>& shown() const { return shown_; }

 private:
  enum class Form { match, count, rows };
  using Fields = std::vector<std::pair<std::string, engine::Value>>;

  Form form_ = Form::match;
  std::uint64_t count_ = 0;
  std::vector<Fields> rows_;
  std::vector<Fields> seen_;        // of each row the fields that some expected row names
  std::vector<std::string> shown_;  // the first rows as JSON
};

}  // namespace quarry::driver
