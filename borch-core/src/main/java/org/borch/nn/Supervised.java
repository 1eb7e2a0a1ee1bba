package org.borch.nn;

import ai.djl.ndarray.NDArray;
import org.borch.Module;

/**
 * A model of observations, a network and a head: variable {@code y} in the rows of the plate {@code
 * row}, with the network's outputs as {@code output}. The network's weights are {@code net....}.
 *
 * <pre>{@code
 * Supervised.of(net, Heads.categorical()).on(images).observe("y", labels)
 * }</pre>
 */
public final class Supervised extends Module<NDArray, NDArray> {

  /** The observations' name. */
  public static final String TARGET = "y";

  /** The name of the network's outputs. */
  public static final String OUTPUT = "output";

  private final Module<NDArray, NDArray> net;
  private final Head head;

  private Supervised(Module<NDArray, NDArray> net, Head head) {
    this.net = child("net", net);
    this.head = head;
  }

  /** Of layers of borch, or of a DJL Block by {@link Borchify}. */
  public static Supervised of(Module<NDArray, NDArray> net, Head head) {
    return new Supervised(net, head);
  }

  /** x: what the network takes, n rows → observations, n rows. */
  @Override
  protected NDArray forward(NDArray x) {
    NDArray outputs = deterministic(OUTPUT, net.call(x));
    return plate("row").rv(TARGET, head.of(this, outputs));
  }

  @Override
  public String toString() {
    return "Supervised(" + net + ")";
  }
}
