package org.borch.infer.mcmc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The criterion that trees compute piece by piece against its definition on all their points. */
class TreeTest {

  private static final int DIMENSION = 5;
  private static final Metric METRIC = Metric.diagonal(0.5, 2, 1, 3, 0.2);
  private static final Choice OLDER = (older, newer, uniform) -> false;

  private final SplittableRandom random = new SplittableRandom(8);
  private final PhasePool pool = new PhasePool(DIMENSION);

  /** Random momenta that point the same way on average, so that trees turn now and then. */
  private List<Phase> points(int count) {
    List<Phase> points = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Phase point = new Phase(DIMENSION);
      for (int j = 0; j < DIMENSION; j++) {
        point.momentum[j] = 0.7 + random.nextGaussian();
      }
      point.setVelocity(METRIC);
      points.add(point);
    }
    return points;
  }

  private Tree tree(List<Phase> points) {
    Tree tree = new Tree(DIMENSION);
    if (points.size() == 1) {
      tree.setLeaf(points.get(0), 1);
      return tree;
    }
    Tree older = tree(points.subList(0, points.size() / 2));
    older.append(tree(points.subList(points.size() / 2, points.size())), OLDER, 0.5, pool);
    return older;
  }

  /** Betancourt 2017, appendix A.4.2: both ends' velocities point along the sum of the momenta. */
  private static boolean turns(List<Phase> points) {
    return !(along(points.get(0), points) > 0 && along(points.get(points.size() - 1), points) > 0);
  }

  private static double along(Phase end, List<Phase> points) {
    double sum = 0;
    for (Phase point : points) {
      for (int j = 0; j < DIMENSION; j++) {
        sum += end.velocity[j] * point.momentum[j];
      }
    }
    return sum;
  }

  private int turning(int older, int newer, boolean reversed) {
    int turning = 0;
    for (int trial = 0; trial < 500; trial++) {
      List<Phase> first = points(older);
      List<Phase> second = points(newer);
      Tree tree = tree(first);
      if (reversed) {
        tree.reverse();
        Collections.reverse(first);
      }
      List<Phase> all = new ArrayList<>(first);
      all.addAll(second);
      boolean expected =
          turns(all)
              || turns(all.subList(0, older + 1))
              || turns(all.subList(older - 1, older + newer));
      boolean goesOn = tree.append(tree(second), OLDER, 0.5, pool);
      assertThat(goesOn).as("trial %d", trial).isEqualTo(!expected);
      turning += expected ? 1 : 0;
    }
    return turning;
  }

  @Test
  void aTreeGoesOnUnlessItOrOneOfItsHalvesWithTheNextPointTurns() {
    for (int size : new int[] {1, 2, 4, 8}) {
      assertThat(turning(size, size, false)).isBetween(20, 480);
      assertThat(turning(size, size, true)).isBetween(20, 480);
    }
  }

  @Test
  void pointsThatNoTreeHoldsAreTakenAgain() {
    PhasePool own = new PhasePool(1);
    Tree first = new Tree(1);
    Tree second = new Tree(1);
    Tree third = new Tree(1);
    Phase a = own.take();
    Phase b = own.take();
    Phase c = own.take();
    first.setLeaf(a, 1);
    second.setLeaf(b, 1);
    third.setLeaf(c, 1);

    first.append(second, OLDER, 0.5, own); // a stands for both, b is the end
    first.append(third, OLDER, 0.5, own); // c is the end: b is in no place any more

    assertThat(own.take()).isSameAs(b);
    assertThat(own.take()).isNotIn(a, b, c);
    assertThat(first.proposal()).isSameAs(a);
    assertThat(first.last()).isSameAs(c);
    own.reset();
    assertThat(List.of(own.take(), own.take(), own.take(), own.take())).contains(a, b, c);
  }
}
