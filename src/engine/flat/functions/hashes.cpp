// crypto:* through OpenSSL, and the entropy of texts.
#include <openssl/evp.h>

#include <cmath>
#include <map>

#include "engine/flat/functions/simple.h"
#include "engine/letters.h"

namespace quarry::engine::flat {

namespace {

using ir::Operation;

std::string digest(const std::string& text, const EVP_MD* algorithm) {
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), bytes, &size, algorithm, nullptr);
  static constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  for (unsigned i = 0; i < size; ++i) out += {kHex[bytes[i] >> 4U], kHex[bytes[i] & 15U]};
  return out;
}

// Of several fields the values one after the other; a missing one counts as empty.
template <const EVP_MD* (*Algorithm)()>
RowFunction hash(const Call& call, Compiler&) {
  const std::string name(call.function().substr(call.function().find(':') + 1));
  return [fields = call.list("field"), as = call.as("_" + name)](Row& row) {
    std::string text;
    bool any = false;
    for (const std::string& field : fields)
      if (const std::string* value = row.find(field)) {
        text += *value;
        any = true;
      }
    if (any || fields.size() > 1) row.set(as, digest(text, Algorithm()));
    return true;
  };
}

RowFunction shannonEntropy(const Call& call, Compiler&) {
  return textFunction(call, "_shannonentropy", [](const std::string& text) -> Maybe {
    std::map<char32_t, double> counts;
    double total = 0;
    for (std::size_t at = 0; at < text.size(); ++total) ++counts[letters::decode(text, at)];
    double entropy = 0;
    for (const auto& [character, count] : counts) entropy -= count / total * std::log2(count / total);
    return fromNumber(entropy);
  });
}

}  // namespace

void addHashes(Registry& r) {
  r.row(Operation::cryptoMd5, hash<EVP_md5>);
  r.row(Operation::cryptoSha1, hash<EVP_sha1>);
  r.row(Operation::cryptoSha256, hash<EVP_sha256>);
  r.row(Operation::shannonEntropy, shannonEntropy);
}

}  // namespace quarry::engine::flat
