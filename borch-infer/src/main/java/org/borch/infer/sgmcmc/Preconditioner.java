package org.borch.infer.sgmcmc;

import ai.djl.ndarray.NDArray;
import org.borch.infer.run.FlatState;

/**
 * A scale for each coordinate from the size of its gradients, as RMSprop and Adam have it:
 *
 * <pre>
 *   V ← a V + (1 - a) g²,    D = λ + √(V / (1 - aᵗ))
 * </pre>
 *
 * The division makes up for the V = 0 of the beginning, as in Adam; t counts updates.
 *
 * @param decay a in [0, 1)
 * @param offset λ {@literal >} 0, in units of the gradient of all data: no step is longer than with
 *     D = λ
 * @param adaptation after how many updates V stays as it is. With it the scales are constants, and
 *     the sampler has no error but that of its steps; before, see {@link PreconditionedSgld}. Take
 *     no more than the burn-in
 */
public record Preconditioner(double decay, double offset, long adaptation) {

  private static final String SQUARE = "square";
  private static final double DECAY = 0.99;
  private static final double OFFSET = 1e-5;

  /** Checks the numbers. */
  public Preconditioner {
    if (!(decay >= 0 && decay < 1)) {
      throw new IllegalArgumentException("decay = " + decay + ", expected a number in [0, 1)");
    }
    if (!(offset > 0) || Double.isInfinite(offset)) {
      throw new IllegalArgumentException("offset = " + offset + ", expected a finite number > 0");
    }
    if (adaptation < 1) {
      throw new IllegalArgumentException("adaptation = " + adaptation + ", expected at least 1");
    }
  }

  /** Li et al.'s numbers: a = 0.99, λ = 1e-5, adapting for ever. */
  public static Preconditioner defaults() {
    return new Preconditioner(DECAY, OFFSET, Long.MAX_VALUE);
  }

  /** With another a. */
  public Preconditioner withDecay(double decay) {
    return new Preconditioner(decay, offset, adaptation);
  }

  /** With another λ. */
  public Preconditioner withOffset(double offset) {
    return new Preconditioner(decay, offset, adaptation);
  }

  /** Adapting in so many updates. */
  public Preconditioner withAdaptation(long adaptation) {
    return new Preconditioner(decay, offset, adaptation);
  }

  /** A state with V = 0. */
  FlatState init(FlatState state) {
    return state.with(SQUARE, state.position().zerosLike());
  }

  /** The state with the next V. */
  FlatState seen(FlatState state, NDArray gradient) {
    NDArray weight = state.number(step -> step < adaptation ? 1 - decay : 0);
    NDArray before = state.array(SQUARE);
    return state.with(SQUARE, before.add(gradient.square().sub(before).mul(weight)));
  }

  /** D of a state that has seen this step's gradient: [dimension]. */
  NDArray scales(FlatState state) {
    NDArray share =
        state.number(step -> 1 / (1 - Math.pow(decay, Math.min(step, adaptation - 1) + 1.0)));
    return state.array(SQUARE).mul(share).sqrt().add(offset);
  }
}
