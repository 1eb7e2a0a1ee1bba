package org.borch;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A map that never changes, in the order in which entries were added; one with a further entry
 * costs no copy. A map and what grew out of it share their memory, of which each sees its own first
 * part:
 *
 * <pre>
 *   entries   a  b  c  d  e
 *   older     └──┘
 *   newer     └───────────┘
 * </pre>
 *
 * A second map that grows out of the same one copies it. Any number of threads may use it.
 */
final class GrowingMap<K, V> extends AbstractMap<K, V> {

  private record Placed<V>(int place, V value) {}

  /** What maps that grew out of each other share; {@code size} counts the newest's entries. */
  private record Shared<K, V>(ConcurrentHashMap<K, Placed<V>> index, AtomicInteger size) {

    static <K, V> Shared<K, V> empty() {
      return new Shared<>(new ConcurrentHashMap<>(), new AtomicInteger());
    }
  }

  private final Shared<K, V> shared;
  private final Entry<K, V>[] entries; // this map's, then what newer ones added
  private final int size;

  private GrowingMap(Shared<K, V> shared, Entry<K, V>[] entries, int size) {
    this.shared = shared;
    this.entries = entries;
    this.size = size;
  }

  /** No entries. */
  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  static <K, V> GrowingMap<K, V> empty() {
    return new GrowingMap<>(Shared.empty(), new Entry[8], 0);
  }

  /** A map's entries in its order. */
  static <K, V> GrowingMap<K, V> of(Map<K, V> map) {
    GrowingMap<K, V> result = empty();
    for (Entry<K, V> entry : map.entrySet()) {
      result = result.with(entry.getKey(), entry.getValue());
    }
    return result;
  }

  /** These entries and one whose key is new, the last. */
  GrowingMap<K, V> with(K key, V value) {
    if (containsKey(key)) {
      throw new IllegalArgumentException("a second entry for " + key + ", expected a new key");
    }
    if (!shared.size.compareAndSet(size, size + 1)) {
      return of(this).with(key, value); // another one grew out of this
    }
    Entry<K, V>[] all = size < entries.length ? entries : Arrays.copyOf(entries, 2 * size);
    all[size] = Map.entry(key, value);
    shared.index.put(key, new Placed<>(size, value));
    return new GrowingMap<>(shared, all, size + 1);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public boolean containsKey(Object key) {
    return get(key) != null;
  }

  @Override
  public @Nullable V get(Object key) {
    Placed<V> placed = shared.index.get(key);
    return placed == null || placed.place >= size ? null : placed.value;
  }

  @Override
  public Set<Entry<K, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return size;
      }

      @Override
      public Iterator<Entry<K, V>> iterator() {
        return IntStream.range(0, size).mapToObj(i -> entries[i]).iterator();
      }
    };
  }
}
