package org.borch.tensor.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyTest {

  private static final Key ROOT = Seed.of(7).key();

  /** Golden: the derivation is part of the file formats and must never change. */
  @Test
  void derivationIsTheSameForEver() {
    assertThat(ROOT).isEqualTo(Key.of(0x36efbecea170f763L));
    assertThat(ROOT.at(3)).isEqualTo(Key.of(0x1d90b4212e46b6e2L));
    assertThat(ROOT.at(-1)).isEqualTo(Key.of(0x1f38c89f61aaeba5L));
    assertThat(ROOT.at("weight")).isEqualTo(Key.of(0xfa9217c64090bd5eL));
    assertThat(ROOT.at("encoder.fc1").at(2)).isEqualTo(Key.of(0x5354e829d4acf82dL));
    assertThat(Key.of(0).at("")).isEqualTo(Key.of(0x8820829d88f46ea6L));
  }

  @Test
  void stepOfASeedIsTheChildOfItsKey() {
    assertThat(Seed.of(7).at(3)).isEqualTo(ROOT.at(3));
    assertThat(Seed.of(7)).isEqualTo(new Seed(7));
  }

  @Test
  void equalityAndTextAreThoseOfTheBits() {
    Key key = Key.of(0x0123456789abcdefL);
    assertThat(key.bits()).isEqualTo(0x0123456789abcdefL);
    assertThat(key).isEqualTo(Key.of(0x0123456789abcdefL)).hasSameHashCodeAs(Key.of(key.bits()));
    assertThat(key).isNotEqualTo(Key.of(0)).hasToString("Key(0123456789abcdef)");
  }

  @Test
  void numbersNamesOrderAndDepthAllMatter() {
    Set<Key> keys =
        Set.of( // Set.of refuses duplicates
            ROOT,
            ROOT.at(0),
            ROOT.at("0"),
            ROOT.at(0).at(0),
            ROOT.at("00"),
            ROOT.at("0").at("0"),
            ROOT.at("a").at("b"),
            ROOT.at("b").at("a"),
            ROOT.at("ab"),
            ROOT.at("a.b"),
            ROOT.at(""),
            ROOT.at(1).at(2),
            ROOT.at(2).at(1),
            ROOT.at(1).at("a"),
            ROOT.at("a").at(1));
    assertThat(keys).hasSize(15);
  }

  @Test
  void aMillionDescendantsAreDifferent() {
    Set<Long> bits = new HashSet<>();
    for (int seed = 0; seed < 10; seed++) {
      for (int step = 0; step < 100; step++) {
        Key key = Seed.of(seed).at(step);
        for (int site = 0; site < 500; site++) {
          bits.add(key.at(site).bits());
          bits.add(key.at("site" + site).bits());
        }
      }
    }
    assertThat(bits).hasSize(1_000_000);
  }

  @Test
  void oneBitOfNumberOrParentFlipsHalfTheBitsOfTheChild() {
    int flipped = 0;
    int trials = 0;
    for (int n = 0; n < 500; n++) {
      for (int bit = 0; bit < 64; bit++) {
        flipped += Long.bitCount(ROOT.at(n).bits() ^ ROOT.at(n ^ (1L << bit)).bits());
        flipped += Long.bitCount(Key.of(n).at(5).bits() ^ Key.of(n ^ (1L << bit)).at(5).bits());
        trials += 128;
      }
    }
    assertThat((flipped - trials / 2.0) / Math.sqrt(trials / 4.0)).isBetween(-4.0, 4.0);
  }
}
