package org.borch;

import java.util.List;

/**
 * A plate as one axis of a variable's batch.
 *
 * @param name the plate's, of a nested one {@code outer/inner}
 * @param scale N/B: how many rows of all data each row of the draw stands for
 * @param labels what the rows of all data are called; empty if they only have numbers
 * @param isOpen whether the data say how many rows there are, not the model, so that other data
 *     have other rows
 */
public record PlateAxis(String name, double scale, List<String> labels, boolean isOpen) {

  /** Copies the labels. */
  public PlateAxis {
    labels = List.copyOf(labels);
  }
}
