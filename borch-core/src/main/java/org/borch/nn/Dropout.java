package org.borch.nn;

import ai.djl.ndarray.NDArray;
import org.borch.Module;
import org.borch.tensor.ArrayMath;

/**
 * Leaves out each number with a probability, and scales up the others so that the mean stays
 * (Srivastava et al. 2014): in training, by the draw's key. {@link #always} does so in predictions,
 * too, whose spread over draws is then that of Monte Carlo dropout (Gal and Ghahramani 2016).
 */
public final class Dropout extends Module<NDArray, NDArray> {

  private final double rate;
  private final boolean isAlways;

  /** In training alone. */
  public Dropout(double rate) {
    this(rate, false);
  }

  private Dropout(double rate, boolean isAlways) {
    this.rate = rate;
    this.isAlways = isAlways;
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("Dropout(" + rate + "), expected 0 <= rate < 1");
    }
  }

  /** In every draw. */
  public static Dropout always(double rate) {
    return new Dropout(rate, true);
  }

  /** x of any shape → the same shape. */
  @Override
  protected NDArray forward(NDArray x) {
    if (rate == 0 || !(isAlways || isTraining())) {
      return x;
    }
    NDArray kept = noise("kept").uniform(x.getShape()).gte(rate);
    return ArrayMath.where(kept, x.div(1 - rate), 0);
  }

  @Override
  public String toString() {
    return "Dropout(" + rate + (isAlways ? ", always)" : ")");
  }
}
