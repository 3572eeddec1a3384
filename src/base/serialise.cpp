// A report as bytes and back, for worker processes.
#include <stdexcept>

#include "quarry/base/pack.h"
#include "quarry/base/report.h"

namespace quarry::base {

namespace {

void pack(Packer& out, const Sources& sources, Span span) {
  const Span outer = sources.outermost(span);
  out.number(static_cast<std::uint32_t>(outer.file));
  out.number(outer.begin);
  out.number(outer.end);
}

Span toSpan(Unpacker& in) {
  const auto file = static_cast<FileId>(static_cast<std::uint32_t>(in.number()));
  const auto begin = static_cast<std::uint32_t>(in.number());
  return {file, begin, static_cast<std::uint32_t>(in.number())};
}

void pack(Packer& out, const Sources& sources, const Label& label) {
  pack(out, sources, label.span);
  out.text(label.text);
}

Label toLabel(Unpacker& in) {
  const Span span = toSpan(in);
  return {span, in.text()};
}

void pack(Packer& out, const Sources& sources, const Fix& fix) {
  out.text(fix.title);
  out.number(fix.safety == Safety::safe ? 1 : 0);
  out.number(fix.edits.size());
  for (const Edit& edit : fix.edits) {
    pack(out, sources, edit.span);
    out.text(edit.replacement);
  }
}

Fix toFix(Unpacker& in) {
  Fix fix;
  fix.title = in.text();
  fix.safety = in.number() == 1 ? Safety::safe : Safety::review;
  for (std::size_t left = in.count(); left > 0; --left) {
    const Span span = toSpan(in);
    fix.edits.push_back({span, in.text()});
  }
  return fix;
}

}  // namespace

std::string Report::serialise(const Sources& sources) const {
  Packer out;
  out.number(findings_.size());
  for (const Diagnostic& d : findings_) {
    out.text(d.def->code);
    out.number(static_cast<std::uint64_t>(d.severity));
    out.text(d.message);
    pack(out, sources, d.primary);
    out.number(d.secondary.size());
    for (const Label& label : d.secondary) pack(out, sources, label);
    out.texts(d.notes);
    out.number(d.fixes.size());
    for (const Fix& fix : d.fixes) pack(out, sources, fix);
  }
  return out.take();
}

Report Report::deserialise(std::string_view bytes, const DefLookup& lookup) {
  Report report;
  Unpacker in(bytes);
  for (std::size_t left = in.count(); left > 0; --left) {
    Diagnostic d;
    d.def = lookup(in.view());
    if (d.def == nullptr) throw std::runtime_error("unknown code in a serialised report");
    d.severity = static_cast<Severity>(in.number());
    d.message = in.text();
    d.primary = toLabel(in);
    for (std::size_t labels = in.count(); labels > 0; --labels) d.secondary.push_back(toLabel(in));
    d.notes = in.texts();
    for (std::size_t fixes = in.count(); fixes > 0; --fixes) d.fixes.push_back(toFix(in));
    report.add(std::move(d));
  }
  if (!in.atEnd()) throw std::runtime_error("a serialised report has bytes left");
  return report;
}

}  // namespace quarry::base
