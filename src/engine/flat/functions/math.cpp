// math:*, round.
#include <cmath>
#include <numbers>

#include "engine/flat/functions/simple.h"

namespace quarry::engine::flat {

namespace {

using ir::Operation;

double toDegrees(double x) { return x * 180 / std::numbers::pi; }
double toRadians(double x) { return x * std::numbers::pi / 180; }

template <double (*Function)(double)>
RowFunction unary(const Call& call, Compiler&) {
  const std::string name(call.function().substr(call.function().find(':') + 1));
  return numberFunction(call, "_" + name, [](double x) { return Function(x); });
}

// Two numbers, each a field's name or a number itself.
template <double (*Function)(double, double)>
RowFunction binary(const Call& call, std::string_view first, std::string_view second, const std::string& fallback) {
  const std::string x(call.text(first)), y(call.text(second)), as = call.as(fallback);
  return [x, y, as](Row& row) {
    const auto read = [&](const std::string& name) {
      const auto value = row.number(name);
      return value || row.has(name) ? value : toNumber(name);
    };
    const auto a = read(x), b = read(y);
    if (a && b)
      if (const double result = Function(*a, *b); result == result) row.set(as, result);
    return true;
  };
}

double power(double x, double y) { return std::pow(x, y); }
// The sign is the dividend's, as Java's `%` has it.
// Of whole numbers, with the sign of the divisor: -7 mod 3 is 2 (math:mod).
double modulo(double x, double y) { return std::floor(x) - y * std::floor(std::floor(x) / y); }
double angle(double y, double x) { return std::atan2(y, x); }

RowFunction mod(const Call& call, Compiler&) { return binary<modulo>(call, "field", "divisor", "_mod"); }
RowFunction pow(const Call& call, Compiler&) { return binary<power>(call, "field", "exponent", "_pow"); }
RowFunction arctan2(const Call& call, Compiler&) { return binary<angle>(call, "y", "x", "_arctan2"); }

// Writes x, y and z below the name.
RowFunction spherical(const Call& call, Compiler&) {
  const std::string azimuth = call.text("azimuth"), polar = call.text("polar"), radius = call.text("radius", "1.0");
  const std::string as = call.as("_spherical2cartesian");
  return [azimuth, polar, radius, as](Row& row) {
    const auto read = [&](const std::string& name) { return row.has(name) ? row.number(name) : toNumber(name); };
    const auto a = read(azimuth), p = read(polar), r = read(radius);
    if (!a || !p || !r) return true;
    // Degrees, and the polar angle is a latitude: 90 is the pole (math:spherical2cartesian).
    constexpr double kDegree = 3.14159265358979323846 / 180.0;
    const double longitude = *a * kDegree, latitude = *p * kDegree;
    row.set(as + ".x", *r * std::cos(latitude) * std::cos(longitude));
    row.set(as + ".y", *r * std::cos(latitude) * std::sin(longitude));
    row.set(as + ".z", *r * std::sin(latitude));
    return true;
  };
}

RowFunction round(const Call& call, Compiler&) {
  const std::string how = call.text("how", "round");
  return numberFunction(call, {}, [how](double x) {
    if (how == "ceil") return std::ceil(x);
    if (how == "floor") return std::floor(x);
    return std::floor(x + 0.5);  // halves go up, as Java's Math.round has it
  });
}

}  // namespace

void addMath(Registry& r) {
  r.row(Operation::mathAbs, unary<std::fabs>);
  r.row(Operation::mathArccos, unary<std::acos>);
  r.row(Operation::mathArcsin, unary<std::asin>);
  r.row(Operation::mathArctan, unary<std::atan>);
  r.row(Operation::mathArctan2, arctan2);
  r.row(Operation::mathCeil, unary<std::ceil>);
  r.row(Operation::mathCos, unary<std::cos>);
  r.row(Operation::mathCosh, unary<std::cosh>);
  r.row(Operation::mathDeg2rad, unary<toRadians>);
  r.row(Operation::mathExp, unary<std::exp>);
  r.row(Operation::mathExpm1, unary<std::expm1>);
  r.row(Operation::mathFloor, unary<std::floor>);
  r.row(Operation::mathLog, unary<std::log>);
  r.row(Operation::mathLog10, unary<std::log10>);
  r.row(Operation::mathLog1p, unary<std::log1p>);
  r.row(Operation::mathLog2, unary<std::log2>);
  r.row(Operation::mathMod, mod);
  r.row(Operation::mathPow, pow);
  r.row(Operation::mathRad2deg, unary<toDegrees>);
  r.row(Operation::mathSin, unary<std::sin>);
  r.row(Operation::mathSinh, unary<std::sinh>);
  r.row(Operation::mathSpherical2cartesian, spherical);
  r.row(Operation::mathSqrt, unary<std::sqrt>);
  r.row(Operation::mathTan, unary<std::tan>);
  r.row(Operation::mathTanh, unary<std::tanh>);
  r.row(Operation::round, round);
}

}  // namespace quarry::engine::flat
