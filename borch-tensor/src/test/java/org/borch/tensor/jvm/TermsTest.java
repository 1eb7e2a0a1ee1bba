package org.borch.tensor.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TermsTest {

  private static final int LENGTH = 100;

  private final Terms terms = new Terms();
  private final Term x = terms.element(terms.input(0, 1), 0);
  private final Term v = terms.input(1, LENGTH);
  private final Term w = terms.data(IntStream.range(0, LENGTH).asDoubleStream().toArray());
  private final int[] groups = IntStream.range(0, LENGTH).map(i -> i / 10).toArray();

  private Term apply(String function, Term... arguments) {
    return terms.apply(function, List.of(arguments));
  }

  private static long longVectors(Term result) {
    return Schedule.of(List.of(List.of(result))).stream()
        .flatMap(step -> step.terms().stream())
        .filter(
            term ->
                term.size() == LENGTH
                    || term.arguments().stream().anyMatch(a -> a.size() == LENGTH))
        .count();
  }

  @Test
  void equalTermsAreOne() {
    assertThat(apply("add", x, v)).isSameAs(apply("add", v, x));
    assertThat(terms.data(new double[] {1, 2})).isSameAs(terms.data(new double[] {1, 2}));
    assertThat(apply("mul", v, v)).isSameAs(apply("square", v));
  }

  @Test
  void functionsUndoEachOther() {
    assertThat(apply("log", apply("exp", v))).isSameAs(v);
    assertThat(apply("neg", apply("neg", v))).isSameAs(v);
    assertThat(apply("add", v, terms.number(0))).isSameAs(v);
    assertThat(apply("div", v, terms.number(1))).isSameAs(v);
  }

  @Test
  void factorsAndSignsLeaveSums() {
    Term sum = terms.total(v, LENGTH);

    assertThat(terms.total(apply("mul", v, x), LENGTH)).isSameAs(apply("mul", x, sum));
    assertThat(terms.total(apply("neg", v), LENGTH)).isSameAs(apply("neg", sum));
    assertThat(terms.total(apply("div", apply("neg", v), x), LENGTH))
        .isSameAs(apply("mul", apply("neg", apply("div", terms.number(1), x)), sum));
  }

  @Test
  void aSumOfABroadcastNumberIsAProduct() {
    assertThat(terms.total(x, LENGTH)).isSameAs(apply("mul", terms.number(LENGTH), x));
    assertThat(terms.total(apply("add", v, x), LENGTH))
        .isSameAs(apply("add", terms.total(v, LENGTH), terms.total(x, LENGTH)));
  }

  @Test
  void sumsOfWhatIsLinearInDataNeedNoLoopOverTheData() {
    Term effects = terms.input(2, 10);
    Term mean = apply("add", apply("mul", x, w), terms.gather(effects, groups));
    Term residual = apply("sub", w, mean);

    assertThat(longVectors(terms.total(residual, LENGTH))).isZero();
    assertThat(longVectors(terms.total(apply("mul", w, residual), LENGTH))).isZero();
    assertThat(longVectors(terms.scatter(residual, groups, 10))).isZero();
    assertThat(longVectors(terms.total(apply("square", residual), LENGTH))).isPositive();
  }

  @Test
  void aSumComesFromTheSumsByGroupIfThoseAreNeededToo() {
    Term sums = terms.scatter(v, groups, 10);
    List<List<Term>> results =
        terms.improved(List.of(List.of(terms.total(v, LENGTH)), List.of(sums)));

    assertThat(results.get(0).get(0)).isSameAs(terms.total(sums, 10));
  }

  @Test
  void loopsHoldNoMoreThanHotSpotVectorises() {
    Term all = v;
    for (int i = 0; i < 40; i++) {
      all = apply("add", apply("square", all), terms.input(3 + i, LENGTH));
    }

    List<Schedule.Step> steps = Schedule.of(List.of(List.of(all)));

    assertThat(steps).allSatisfy(step -> assertThat(step.terms()).hasSizeLessThanOrEqualTo(8));
  }

  @Test
  void methodsHoldNoMoreThanHotSpotCompiles() {
    List<List<Integer>> parts = Cutting.cut(IntStream.range(0, 100).boxed().toList(), i -> 300);

    assertThat(parts).allSatisfy(part -> assertThat(part.size() * 300).isLessThanOrEqualTo(4000));
    assertThat(parts.stream().mapToInt(List::size).sum()).isEqualTo(100);
  }
}
