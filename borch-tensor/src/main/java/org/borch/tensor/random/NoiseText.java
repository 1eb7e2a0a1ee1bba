package org.borch.tensor.random;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.tensor.Spec;
import org.borch.tensor.TorchWriter;

/**
 * Noise in TorchScript: the same words as the JVM kernels', and the numbers that they give to
 * rounding. INT64 tensors wrap around like Java's longs; their right shifts keep the sign.
 */
final class NoiseText {

  private static final int POINTS = BlockNoise.BLOCK / 2;

  private final TorchWriter writer;
  private final KeySource source;
  private final String key;
  private final String device;

  /**
   * The text of one draw.
   *
   * @param arguments the last one is the key, if it is an input
   */
  NoiseText(TorchWriter writer, KeySource source, List<String> arguments) {
    this.writer = writer;
    this.source = source;
    this.key = arguments.isEmpty() ? "" : arguments.get(arguments.size() - 1);
    this.device = source.isInput() ? key + ".device" : writer.device();
  }

  /**
   * Independent numbers.
   *
   * @param spec of those of one key
   * @param shape of the result
   */
  String numbers(Draw.Kind kind, Spec spec, Shape shape) {
    int size = spec.size();
    String numbers =
        switch (kind) {
          case NORMAL -> normal(size);
          case UNIFORM -> uniform(NoiseStream.Kind.UNIFORM, size, spec.type());
          case EXPONENTIAL ->
              "torch.neg(torch.log("
                  + uniform(NoiseStream.Kind.EXPONENTIAL, size, DataType.FLOAT64)
                  + "))";
        };
    return "torch.reshape("
        + numbers
        + ", "
        + TorchWriter.shape(shape)
        + ").to(dtype="
        + TorchWriter.type(spec.type())
        + ")";
  }

  private String uniform(NoiseStream.Kind kind, int size, DataType type) {
    String[] stream = stream(kind);
    String words = words(stream, counters(size, 1, 0));
    return writer.let(openUniform(words, type));
  }

  /** Blocks of 128 points of the plane, their abscissae before their ordinates. */
  private String normal(int size) {
    int blocks = (size + BlockNoise.BLOCK - 1) / BlockNoise.BLOCK;
    String[] stream = stream(NoiseStream.Kind.NORMAL);
    String lengths = words(stream, counters(blocks * POINTS, 2, 0));
    String turns = words(stream, counters(blocks * POINTS, 2, 1));
    String radius =
        writer.let("torch.sqrt(-2.0 * torch.log(" + openUniform(lengths, DataType.FLOAT64) + "))");
    String angle =
        writer.let("(" + openUniform(turns, DataType.FLOAT64) + " - 0.5) * " + 2 * Math.PI);
    String split = "), [-1, " + blocks + ", " + POINTS + "])";
    String x = "torch.reshape(" + radius + " * torch.cos(" + angle + split;
    String y = "torch.reshape(" + radius + " * torch.sin(" + angle + split;
    String both = "torch.cat([" + x + ", " + y + "], 2)";
    return "torch.narrow(torch.flatten(" + both + ", 1), 1, 0, " + size + ")";
  }

  private String counters(int size, int factor, int offset) {
    return "(torch.arange(" + size + ", device=" + device + ") * " + factor + " + " + offset + ")";
  }

  private static String openUniform(String words, DataType type) {
    String cells = shifted(words, 12);
    double half = 0x1p-53;
    if (type == DataType.FLOAT32) {
      cells = "torch.bitwise_and(" + cells + ", " + (-1L << 29) + ")";
      half = 0x1p-24;
    }
    return "(" + cells + ".to(dtype=7) * " + 0x1p-52 + " + " + half + ")";
  }

  // ---- words and keys

  /** Start and step of the key's stream: numbers, or tensors of one row a draw. */
  private String[] stream(NoiseStream.Kind kind) {
    KeyPath path = source.path();
    if (path == null) {
      NoiseStream stream = NoiseStream.of(source.bits(), kind);
      return new String[] {Long.toString(stream.start()), Long.toString(stream.step())};
    }
    String halves = writer.let("torch.reshape(" + key + ", [-1, 2])");
    String upper = "torch.bitwise_left_shift(torch.narrow(" + halves + ", 1, 0, 1), 32)";
    String bits =
        writer.let("torch.bitwise_or(" + upper + ", torch.narrow(" + halves + ", 1, 1, 1))");
    for (KeyPath.Step child : path.steps()) {
      bits = folded("torch.bitwise_xor(" + bits + ", " + child.domain() + ")", child.word());
    }
    bits = folded(bits, kind.number());
    String step = murmur(bits + " + " + Mixing.GOLDEN);
    step = writer.let("torch.bitwise_or(" + step + ", 1)");
    String changes = "torch.bitwise_xor(" + step + ", " + shifted(step, 1) + ")";
    String repaired = "torch.bitwise_xor(" + step + ", " + NoiseStream.REPAIR + ")";
    String weak = bitCount(changes) + " < " + NoiseStream.LEAST_CHANGES;
    return new String[] {
      mixed(bits), writer.let("torch.where(" + weak + ", " + repaired + ", " + step + ")")
    };
  }

  private String folded(String a, long b) {
    return mixed(mixed(a + " + " + Mixing.GOLDEN) + " + " + Mixing.murmur(b ^ Mixing.GOLDEN));
  }

  private String words(String[] stream, String counters) {
    return mixed(stream[0] + " + " + counters + " * " + stream[1]);
  }

  private String mixed(String expression) {
    String z = writer.let(expression);
    z = scrambled(z, 30, Mixing.MIX_1);
    z = scrambled(z, 27, Mixing.MIX_2);
    return writer.let("torch.bitwise_xor(" + z + ", " + shifted(z, 31) + ")");
  }

  private String murmur(String expression) {
    String z = writer.let(expression);
    z = scrambled(z, 33, Mixing.MURMUR_1);
    z = scrambled(z, 33, Mixing.MURMUR_2);
    return writer.let("torch.bitwise_xor(" + z + ", " + shifted(z, 33) + ")");
  }

  private String scrambled(String z, int shift, long factor) {
    return writer.let("torch.bitwise_xor(" + z + ", " + shifted(z, shift) + ") * " + factor);
  }

  /** The unsigned shift to the right. */
  private static String shifted(String z, int bits) {
    return "torch.bitwise_and(torch.bitwise_right_shift("
        + z
        + ", "
        + bits
        + "), "
        + (-1L >>> bits)
        + ")";
  }

  /** The number of ones, by adding neighbouring fields of 1, 2, 4 and then 8 bits. */
  private String bitCount(String expression) {
    String x = writer.let(expression);
    x = writer.let(x + " - " + masked(shifted(x, 1), 0x5555555555555555L));
    x =
        writer.let(
            masked(x, 0x3333333333333333L) + " + " + masked(shifted(x, 2), 0x3333333333333333L));
    x = writer.let(masked("(" + x + " + " + shifted(x, 4) + ")", 0x0F0F0F0F0F0F0F0FL));
    return writer.let(shifted("(" + x + " * " + 0x0101010101010101L + ")", 56));
  }

  private static String masked(String x, long mask) {
    return "torch.bitwise_and(" + x + ", " + mask + ")";
  }
}
