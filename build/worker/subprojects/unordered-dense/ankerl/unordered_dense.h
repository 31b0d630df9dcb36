// The part of ankerl::unordered_dense that mediasoup-worker uses, over the standard containers.
// std:: and not absl:: containers, because the worker relies on erase() returning an iterator.
#pragma once

#include <absl/hash/hash.h>

#include <functional>
#include <unordered_map>
#include <unordered_set>

namespace ankerl::unordered_dense
{
	template<typename T>
	using hash = absl::Hash<T>;

	template<typename Key, typename Value, typename Hash = hash<Key>, typename Equal = std::equal_to<Key>>
	using map = std::unordered_map<Key, Value, Hash, Equal>;

	template<typename Key, typename Hash = hash<Key>, typename Equal = std::equal_to<Key>>
	using set = std::unordered_set<Key, Hash, Equal>;
} // namespace ankerl::unordered_dense
