package org.borch.distributions;

import ai.djl.ndarray.NDArray;
import java.util.Set;

/**
 * A family by where it lies and how concentrated it is, which data pin one by one. Its own
 * arguments may share both: while a Gamma concentrates, concentration and rate grow together, and a
 * step of one alone moves the mean (Cox and Reid 1987, Parameter orthogonality and approximate
 * conditional inference).
 *
 * @param centre with its present value; all arguments decide it
 * @param size with its present value
 * @param arguments the places of the family's own arguments that decide the size
 * @param least a size from which on draws keep off the edges of the support, where the derivatives
 *     of log densities overflow: where fits start that know nothing better
 * @param family the distribution for arrays of centre and size
 */
public record Orthogonal(
    Parameter centre, Parameter size, Set<Integer> arguments, double least, Family family) {

  /** The distribution for a centre and a size, arrays whose batch shapes broadcast. */
  @FunctionalInterface
  public interface Family {
    /** See {@link Family}. */
    Distribution of(NDArray centre, NDArray size);
  }

  /** Copies the set. */
  public Orthogonal {
    arguments = Set.copyOf(arguments);
  }
}
