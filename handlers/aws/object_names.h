#pragma once

#include <compare>
#include <string>
#include <utility>

namespace shrike {

/// A string that knows what it names, so that a bucket is not passed for a key, nor an encoded key
/// for a decoded one: decoding twice, the commonest bug of this field, does not compile.
template <class Tag>
class Name {
 public:
  Name() = default;
  explicit Name(std::string value) : value_(std::move(value)) {}

  [[nodiscard]] const std::string& str() const noexcept { return value_; }
  [[nodiscard]] bool empty() const noexcept { return value_.empty(); }
  // clang-tidy 14 finds a 0 in place of a pointer in what the compiler makes of it.
  auto operator<=>(const Name&) const = default;  // NOLINT(modernize-use-nullptr)

 private:
  std::string value_;
};

using BucketName = Name<struct BucketNameTag>;
/// The key as S3 stores it: UTF-8 bytes, nothing encoded.
using ObjectKey = Name<struct ObjectKeyTag>;
/// The key as an S3 notification spells it: space as `+`, the rest as `%XX`.
using EncodedKey = Name<struct EncodedKeyTag>;
/// Absent (empty) on an unversioned bucket.
using VersionId = Name<struct VersionIdTag>;

struct ObjectRef {
  BucketName bucket;
  ObjectKey key;
  VersionId version;

  auto operator<=>(const ObjectRef&) const = default;  // NOLINT(modernize-use-nullptr)
};

}  // namespace shrike
