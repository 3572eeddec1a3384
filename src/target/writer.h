// The only way text gets into a query: every piece says where it came from.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "quarry/target/target.h"

namespace quarry::target {

class Writer {
 public:
  // Text written from now on stands for `origin`, until the guard goes; an empty origin inherits the one around it.
  class Scope {
   public:
    Scope(Writer& writer, const base::Origin& origin) : writer_(writer), before_(writer.current_) {
      if (!origin.empty()) writer.current_ = origin;
    }
    ~Scope() { writer_.current_ = before_; }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Writer& writer_;
    base::Origin before_;
  };
  [[nodiscard]] Scope at(const base::Origin& origin) { return Scope(*this, origin); }

  Writer& operator<<(std::string_view text);
  // Appends another writer's text with its origins.
  Writer& append(const Query& other);

  std::size_t size() const { return query_.text.size(); }
  // Columns written on the current line.
  std::size_t column() const;
  Query take() && { return std::move(query_); }

 private:
  Query query_;
  base::Origin current_;
};

}  // namespace quarry::target
