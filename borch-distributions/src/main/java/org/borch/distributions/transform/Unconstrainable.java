package org.borch.distributions.transform;

import org.borch.distributions.constraint.Constraint;

/** A constraint that brings its own unconstrained coordinates. */
public interface Unconstrainable extends Constraint {

  /** A bijector whose codomain is this set and whose domain are real numbers or vectors. */
  Bijector bijector();
}
