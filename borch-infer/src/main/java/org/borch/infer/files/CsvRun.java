package org.borch.infer.files;

import ai.djl.ndarray.NDArray;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.borch.infer.draws.Draws;
import org.borch.infer.mcmc.Metric;
import org.borch.infer.mcmc.Tuning;
import org.borch.tensor.BorchArray;

/**
 * Which run a file belongs to, and which of its chains it is; a comment in each file. The same
 * draws have the same identity.
 *
 * @param identity a digest of all chains
 * @param chain from 1
 * @param chains of the run
 */
record CsvRun(String identity, int chain, int chains) {

  private static final Pattern TEXT =
      Pattern.compile("([0-9a-f]{64}) \\(chain ([1-9][0-9]{0,8}) of ([1-9][0-9]{0,8})\\)");

  /** Of draws with their sample stats, settings and tunings. */
  static String identity(Draws draws) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    for (String name : draws.names()) {
      NDArray array = draws.get(name);
      text(digest, name + array.getShape());
      numbers(digest, BorchArray.wrap(array).values());
    }
    for (String name : draws.stats().names()) {
      text(digest, name);
      for (double[] chain : draws.stats().get(name)) {
        numbers(digest, chain);
      }
    }
    new TreeMap<>(draws.stats().settings())
        .forEach((name, value) -> text(digest, name + "=" + value));
    for (Tuning tuning : draws.tunings(Tuning.class)) {
      numbers(digest, tuning.stepSize());
      if (tuning.metric().form() == Metric.Form.DIAGONAL) {
        numbers(digest, tuning.metric().variances());
      } else {
        for (double[] row : tuning.metric().inverseMass()) {
          numbers(digest, row);
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void text(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
    digest.update(bytes);
  }

  private static void numbers(MessageDigest digest, double... numbers) {
    ByteBuffer block = ByteBuffer.allocate(1 << 13);
    for (double number : numbers) {
      block.putDouble(number);
      if (!block.hasRemaining()) {
        digest.update(block.flip());
        block.clear();
      }
    }
    digest.update(block.flip());
  }

  /**
   * Reads {@link #toString}.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static CsvRun parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("\"" + text + "\" is no identity of a run");
    }
    return new CsvRun(
        parts.group(1), Integer.parseInt(parts.group(2)), Integer.parseInt(parts.group(3)));
  }

  /** {@code 0123... (chain 1 of 4)}. */
  @Override
  public String toString() {
    return identity + " (chain " + chain + " of " + chains + ")";
  }
}
