# Who may include whom. Run as a test: cmake -DROOT=<repository> -P check_includes.cmake
#
# A folder of src (and its half of include/quarry) may include itself and the folders named for it here, nothing else.
cmake_minimum_required(VERSION 3.25)

set(base_may "")
set(ir_may base)
set(rule_may base ir)
set(cql_may base ir)
set(schema_may base ir)
set(target_may base ir schema)
set(target_cql_may base ir schema cql)   # may build its query as a CQL tree
set(engine_may base ir)
set(carry_may base ir schema engine)
set(lint_may base ir rule cql schema)
set(driver_may base ir rule cql schema target engine carry lint)
set(cli_may ${driver_may} driver)
set(lsp_may ${driver_may} driver)
set(tools_may base)
set(modules base ir rule cql schema target engine carry lint driver cli lsp)
set(targets cql kql spl)

# Libraries that one place hides from the rest: header pattern and where it may stand.
set(hidden
  "antlr4-runtime|^src/(cql|rule)/"
  "yaml-cpp/|^src/(base/yaml|tools/)"
  "simdjson|^src/(engine/|driver/attack)"
  "pcre2|^src/(engine/|rule/pipeline_regex)"
  "zlib|^src/engine/"
  "CLI/|^src/cli/"
  "nlohmann/|^(src/(base|driver|cli)/|include/quarry/base/json.h)")

set(errors "")
file(GLOB_RECURSE files RELATIVE ${ROOT} ${ROOT}/src/*.cpp ${ROOT}/src/*.h ${ROOT}/include/*.h)
foreach(file ${files})
  if(NOT file MATCHES "^(src|include/quarry)/([a-z]+)/")
    continue()  # src/main.cpp
  endif()
  set(module ${CMAKE_MATCH_2})
  set(own ${module})
  set(may ${${module}_may})
  if(file MATCHES "^src/target/([a-z]+)/")
    set(language ${CMAKE_MATCH_1})
    set(own target/${language})
    if(DEFINED target_${language}_may)
      set(may ${target_${language}_may})
    endif()
  endif()
  file(STRINGS ${ROOT}/${file} lines REGEX "^#include [\"<]")
  foreach(line ${lines})
    string(REGEX REPLACE "^#include [\"<]([^\">]+)[\">].*" "\\1" header "${line}")
    foreach(rule ${hidden})
      string(REPLACE "|^" ";^" parts "${rule}")
      list(GET parts 0 pattern)
      list(GET parts 1 where)
      if(header MATCHES "^${pattern}" AND NOT file MATCHES "${where}")
        list(APPEND errors "${file}: ${header} may be included below ${where} only")
      endif()
    endforeach()
    string(REGEX REPLACE "^quarry/" "" header "${header}")
    if(NOT header MATCHES "^([a-z]+)/")
      continue()
    endif()
    set(other ${CMAKE_MATCH_1})
    if(NOT other IN_LIST modules)
      continue()
    endif()
    if(header MATCHES "^target/(cql|kql|spl)/")
      if(NOT own STREQUAL "target/${CMAKE_MATCH_1}")
        list(APPEND errors "${file}: targets never know each other: ${header}")
      endif()
    elseif(NOT other STREQUAL module AND NOT other IN_LIST may)
      list(APPEND errors "${file}: ${module} may not include ${header}")
    endif()
  endforeach()
endforeach()

if(errors)
  list(JOIN errors "\n  " text)
  message(FATAL_ERROR "includes that cross a wall:\n  ${text}")
endif()
list(LENGTH files count)
message(STATUS "${count} files include only what they may")
