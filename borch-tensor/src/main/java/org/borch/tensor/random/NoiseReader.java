package org.borch.tensor.random;

import org.borch.tensor.TracingException;

/**
 * The random numbers of a key in Java memory, for loops that want them without arrays, engine or
 * allocation: those of {@link Noise} in FLOAT64. One reader serves one key after the other; do not
 * share it between threads.
 */
public final class NoiseReader {

  private final NormalNoise normals = new NormalNoise(0);
  private NoiseStream uniforms = NoiseStream.of(0, NoiseStream.Kind.UNIFORM);
  private long next;

  /** A reader at the beginning of a key. */
  public NoiseReader(Key key) {
    restart(key);
  }

  /**
   * From now on the numbers are those of a key, from the first one.
   *
   * @throws TracingException if the key is an argument of a function that is traced or batched
   */
  public void restart(Key key) {
    normals.rekey(key.bits());
    uniforms = NoiseStream.of(key.bits(), NoiseStream.Kind.UNIFORM);
    next = 0;
  }

  /** Fills an array with the key's standard normal numbers, always from the first one. */
  public void normal(double[] out) {
    normals.fill(out);
  }

  /** The key's next number that is uniform in the open interval (0, 1). */
  public double uniform() {
    return uniforms.uniform(next++);
  }
}
