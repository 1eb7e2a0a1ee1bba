package org.borch;

import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * Which rows of a partly observed variable a latent one, {@code NAME.missing}, stands for: its
 * arrays have one leading axis that counts them.
 *
 * @param variable that is partly observed
 * @param batch the shape of all its rows
 * @param rows the row-major numbers of those without data, ascending
 */
public record MissingRows(String variable, Shape batch, List<Long> rows) {

  /** Copies the numbers. */
  public MissingRows {
    rows = List.copyOf(rows);
  }

  /** The latent variable's name, {@code y.missing}. */
  public String name() {
    return variable + ".missing";
  }
}
