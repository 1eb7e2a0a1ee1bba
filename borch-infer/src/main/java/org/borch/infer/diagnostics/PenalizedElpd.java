package org.borch.infer.diagnostics;

import java.util.List;

/**
 * An estimate from one fit to all points: how well it predicts them less a penalty, since it has
 * seen them.
 */
public sealed interface PenalizedElpd extends Elpd permits Loo, Waic {

  /** One observed point. */
  sealed interface Point permits Loo.Point, Waic.Point {

    /** Log predictive density, given all points. */
    double lpd();

    /** Log predictive density, given all other points: {@code lpd - penalty}. */
    double elpd();

    /** How much more is known with the point than without. */
    double penalty();
  }

  /** The terms, in the order of the data. */
  List<? extends Point> points();

  @Override
  default List<Double> pointwise() {
    return points().stream().map(Point::elpd).toList();
  }

  /** The effective number of parameters, p_loo or p_waic: the sum of the points' penalties. */
  default double penalty() {
    return Pointwise.sum(penalties());
  }

  /** The standard error of {@link #penalty}. */
  default double penaltyStandardError() {
    return Pointwise.standardError(penalties());
  }

  private List<Double> penalties() {
    return points().stream().map(Point::penalty).toList();
  }
}
