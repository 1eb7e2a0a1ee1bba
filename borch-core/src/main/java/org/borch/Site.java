package org.borch;

import ai.djl.ndarray.NDArray;

/** A named place of a trace, where forward met a variable, a derived quantity or a factor. */
public sealed interface Site permits RandomVariable, Site.Deterministic, Site.Factor {

  /** The path, {@code encoder.fc1.weight}. */
  String name();

  /** The value in this draw, read-only. */
  NDArray value();

  /**
   * A quantity derived from others, or a variable on which the model was intervened.
   *
   * @param name the path
   * @param value in this draw
   */
  record Deterministic(String name, NDArray value) implements Site {}

  /**
   * A term of the log joint density.
   *
   * @param name the path
   * @param value the log weight; an array counts with its sum
   */
  record Factor(String name, NDArray value) implements Site {}
}
