package org.borch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A map that costs no copy to grow. */
class GrowingMapTest {

  /** A key that counts how often a map looks at it. */
  private record Counted(int number, AtomicLong looks) {

    @Override
    public int hashCode() {
      looks.incrementAndGet();
      return number;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Counted counted && counted.number == number;
    }
  }

  @Test
  void whatGrewIsSeenByTheNewerMapOnly() {
    GrowingMap<String, Integer> empty = GrowingMap.empty();
    GrowingMap<String, Integer> one = empty.with("a", 1);
    GrowingMap<String, Integer> two = one.with("b", 2);

    assertThat(empty).isEmpty();
    assertThat(empty.get("a")).isNull();
    assertThat(one).containsExactly(Map.entry("a", 1));
    assertThat(one.containsKey("b")).isFalse();
    assertThat(two).containsExactly(Map.entry("a", 1), Map.entry("b", 2));
  }

  @Test
  void twoMapsThatGrowOutOfOneDoNotSeeEachOther() {
    GrowingMap<String, Integer> one = GrowingMap.<String, Integer>empty().with("a", 1);
    GrowingMap<String, Integer> left = one.with("b", 2);
    GrowingMap<String, Integer> right = one.with("c", 3).with("b", 4);

    assertThat(left).containsExactly(Map.entry("a", 1), Map.entry("b", 2));
    assertThat(right).containsExactly(Map.entry("a", 1), Map.entry("c", 3), Map.entry("b", 4));
    assertThat(List.copyOf(one.keySet())).containsExactly("a");
  }

  @Test
  void aSecondEntryOfAKeyIsRefused() {
    GrowingMap<String, Integer> one = GrowingMap.<String, Integer>empty().with("a", 1);
    assertThatThrownBy(() -> one.with("a", 2)).hasMessageContaining("second entry for a");
  }

  /** A copy for each entry would look 4,500,000 times. */
  @Test
  void threeThousandEntriesLookAtEachKeyAFewTimes() {
    AtomicLong looks = new AtomicLong();
    GrowingMap<Counted, Integer> map = GrowingMap.empty();
    for (int i = 0; i < 3_000; i++) {
      map = map.with(new Counted(i, looks), i);
    }
    assertThat(map).hasSize(3_000);
    assertThat(looks.get()).isLessThan(10 * 3_000);
  }
}
