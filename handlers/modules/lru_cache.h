#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

namespace shrike {

/// The values that were used last, up to a total weight: what a warm function remembers between
/// invocations. Thread-safe.
template <class Key, class Value>
class LruCache {
 public:
  explicit LruCache(std::size_t capacity) : capacity_(capacity) {}

  [[nodiscard]] std::optional<Value> find(const Key& key) {
    const std::scoped_lock lock(mutex_);
    const auto found = places_.find(key);
    if (found == places_.end()) return std::nullopt;
    items_.splice(items_.begin(), items_, found->second);
    return found->second->value;
  }

  /// Replaces the key's value. What is heavier than the whole cache is not kept.
  void store(const Key& key, Value value, std::size_t weight = 1) {
    const std::scoped_lock lock(mutex_);
    if (const auto found = places_.find(key); found != places_.end()) drop(found->second);
    if (weight > capacity_) return;
    while (weight > capacity_ - weight_) drop(std::prev(items_.end()));
    items_.push_front({key, std::move(value), weight});
    places_[key] = items_.begin();
    weight_ += weight;
  }

 private:
  struct Item {
    Key key;
    Value value;
    std::size_t weight;
  };
  using Place = typename std::list<Item>::iterator;

  void drop(Place place) {
    weight_ -= place->weight;
    places_.erase(place->key);
    items_.erase(place);
  }

  const std::size_t capacity_;
  std::mutex mutex_;
  std::size_t weight_ = 0;
  std::list<Item> items_;  ///< the last used first
  std::map<Key, Place> places_;
};

}  // namespace shrike
