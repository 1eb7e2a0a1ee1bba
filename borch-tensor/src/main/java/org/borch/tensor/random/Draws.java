package org.borch.tensor.random;

import ai.djl.ndarray.types.DataType;
import java.util.function.Supplier;
import org.borch.tensor.jvm.HostKernel;

/**
 * The kernel of a {@link Draw}: it fills one draw after the other, each from a key of its own. What
 * it needs for that is made anew where threads share it.
 */
final class Draws implements HostKernel {

  private final KeySource source;
  private final int draws;
  private final Supplier<? extends Draw.Filling> fillings;

  Draws(KeySource source, int draws, Supplier<? extends Draw.Filling> fillings) {
    this.source = source;
    this.draws = draws;
    this.fillings = fillings;
  }

  @Override
  public void run(double[][] inputs, double[] output) {
    run(fillings.get(), inputs, output);
  }

  private void run(Draw.Filling filling, double[][] inputs, double[] output) {
    int length = output.length / draws;
    double[] argument = inputs.length == 0 ? output : inputs[0];
    for (int d = 0; d < draws; d++) {
      filling.fill(source.key(inputs, d), argument, output, d * length, (d + 1) * length);
    }
  }

  @Override
  public HostKernel own() {
    Draw.Filling filling = fillings.get();
    return filling instanceof OfNoise noise
        ? new OwnNoise(noise)
        : (inputs, output) -> run(filling, inputs, output);
  }

  /** Numbers of a fixed distribution, with the arrays that computing them needs. */
  static final class OfNoise implements Draw.Filling {

    private final BlockNoise noise;
    private final boolean single;

    OfNoise(Draw.Kind kind, DataType type) {
      this.noise = kind.of(type, 0);
      this.single = type == DataType.FLOAT32;
    }

    @Override
    public void fill(long key, double[] argument, double[] out, int from, int to) {
      noise.rekey(key);
      noise.fill(0, out, from, to);
      for (int i = from; single && i < to; i++) {
        out[i] = (float) out[i];
      }
    }

    void fill(long key, float[] out, int from, int to) {
      noise.rekey(key);
      noise.fill(0, out, from, to);
    }
  }

  /** One thread's kernel of such numbers, which also goes to floats directly. */
  private final class OwnNoise implements HostKernel {

    private final OfNoise noise;

    OwnNoise(OfNoise noise) {
      this.noise = noise;
    }

    @Override
    public void run(double[][] inputs, double[] output) {
      Draws.this.run(noise, inputs, output);
    }

    @Override
    public void run(double[][] inputs, float[] output, double[] scratch) {
      int length = output.length / draws;
      for (int d = 0; d < draws; d++) {
        noise.fill(source.key(inputs, d), output, d * length, (d + 1) * length);
      }
    }
  }
}
