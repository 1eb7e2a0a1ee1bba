package org.borch.infer.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.time.Duration;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class SettingsTest {

  private enum Form {
    ROUND
  }

  private record Inner(double rate, @MayDiffer int threads) {}

  private record Outer(Inner inner, Form form, List<Inner> more, boolean wide, Duration limit) {}

  private record WithFunction(DoubleUnaryOperator schedule) {}

  private record WithFunctionThatMayDiffer(@MayDiffer DoubleUnaryOperator schedule) {}

  private static final class Named implements Stated {
    @Override
    public Settings stated() {
      return Settings.none().with("rate", 0.1);
    }
  }

  @Test
  void thoseOfARecordAreItsComponentsButForWhatMayDiffer() {
    Inner inner = new Inner(0.1, 4);
    Outer outer = new Outer(inner, Form.ROUND, List.of(inner), true, Duration.ofMinutes(2));
    assertThat(Settings.of(outer).values())
        .containsExactly(
            entry("inner", Inner.class.getName()),
            entry("inner.rate", "0.1"),
            entry("form", "ROUND"),
            entry("more", "list of 1"),
            entry("more[0]", Inner.class.getName()),
            entry("more[0].rate", "0.1"),
            entry("wide", "true"),
            entry("limit", "PT2M"));
    assertThat(Settings.of(new Inner(0.1, 8))).isEqualTo(Settings.of(inner));
    assertThat(Settings.of(new Inner(Math.nextUp(0.1), 4))).isNotEqualTo(Settings.of(inner));
  }

  @Test
  void aClassStatesItsOwn() {
    assertThat(Settings.none().with("step", new Named()).values())
        .containsExactly(entry("step", Named.class.getName()), entry("step.rate", "0.1"));
    assertThatThrownBy(() -> Settings.of("text"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.String")
        .hasMessageContaining("Stated.stated()");
  }

  @Test
  void aFunctionHasNoTextAndMustBeDeclared() {
    assertThatThrownBy(() -> Settings.of(new WithFunction(x -> x)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("setting schedule")
        .hasMessageContaining("@MayDiffer");
    assertThat(Settings.of(new WithFunctionThatMayDiffer(x -> x)).values()).isEmpty();
  }

  @Test
  void theFirstThatDiffersIsNamedWithBothValues() {
    Settings saved = Settings.none().with("rate", 0.1).with("steps", 3);
    saved.require(Settings.none().with("steps", 3).with("rate", 0.1), "run.json");
    assertThatThrownBy(() -> saved.require(Settings.none().with("rate", 0.2), "run.json"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("run.json: checkpoint of a run with rate = 0.1, got 0.2");
    assertThatThrownBy(() -> saved.require(Settings.none().with("rate", 0.1), "run.json"))
        .hasMessageContaining("steps = 3, got nothing of this name");
  }

  @Test
  void aNameIsGivenOnce() {
    assertThatThrownBy(() -> Settings.none().with("rate", 1).with("rate", 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rate is given twice, 1 and 2");
  }
}
