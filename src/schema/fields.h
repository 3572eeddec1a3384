// Where the fields of a rule are on a platform.
#pragma once

#include <set>
#include <string>

#include "quarry/base/report.h"
#include "schema/model.h"

namespace quarry::schema {

class FieldMap {
 public:
  FieldMap(const Family& family, const Variant& variant, Platform platform, const Settings& settings, base::Report& report)
      : family_(family), variant_(variant), platform_(platform), settings_(settings), report_(report) {}

  // The entry of an event field; a default one, with a warning, if there is none. Reports unavailable fields.
  FieldEntry find(const std::string& name, const base::Origin& origin);

 private:
  std::string withArrays(const std::string& name) const;
  FieldEntry fallback(const std::string& name, const base::Origin& origin);

  const Family& family_;
  const Variant& variant_;
  Platform platform_;
  const Settings& settings_;
  base::Report& report_;
  std::set<std::string> reported_;
};

}  // namespace quarry::schema
