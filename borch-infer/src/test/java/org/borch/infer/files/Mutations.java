package org.borch.infer.files;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/** Damages of files: by chance, but the same for the same number. */
final class Mutations {

  /** Words that readers of numbers, shapes and names stumble over. */
  private static final List<String> WORDS =
      List.of(
          "-1",
          "0",
          "18446744073709551616",
          "4294967296",
          "2147483647",
          "99999999999999999999",
          "1e999",
          "nan",
          "-inf",
          "0x1p3",
          "..",
          ".1.1.1.1.1.1",
          ",,,,",
          "\n",
          "\r",
          "#",
          "# ",
          "\uFEFF",
          "\0",
          "\"",
          "[[[[[[[[[[",
          "{\"",
          "}",
          "__metadata__",
          "lp__",
          "=",
          "(",
          ")",
          "True",
          "<f8",
          "|b1",
          "<U9",
          "borch_run = 1",
          "borch_variable x = [\"x\",9]",
          "😀");

  private final byte[] intact;
  private final byte[] other;

  /**
   * Damages of a file.
   *
   * @param other of the same kind, whose parts may get into it
   */
  Mutations(byte[] intact, byte[] other) {
    this.intact = intact;
    this.other = other;
  }

  /** One to four damages, with right checksums in two of three files. */
  byte[] get(int number) {
    SplittableRandom random = new SplittableRandom(number);
    byte[] bytes = intact.clone();
    int damages = 1 + random.nextInt(4);
    for (int i = 0; i < damages; i++) {
      bytes = damaged(bytes, random);
    }
    if (random.nextInt(3) > 0) {
      sum(bytes);
      seal(bytes);
    }
    return bytes;
  }

  private byte[] damaged(byte[] bytes, SplittableRandom random) {
    if (bytes.length == 0) {
      return bytes;
    }
    // Most of what has a meaning stands at the beginning.
    int at = random.nextInt(random.nextBoolean() ? bytes.length : Math.min(bytes.length, 1_500));
    int length = Math.min(bytes.length - at, 1 + random.nextInt(40));
    byte[] word = WORDS.get(random.nextInt(WORDS.size())).getBytes(StandardCharsets.UTF_8);
    byte[] copy = bytes.clone();
    return switch (random.nextInt(9)) {
      case 0 -> {
        copy[at] ^= (byte) (1 << random.nextInt(8));
        yield copy;
      }
      case 1 -> Arrays.copyOf(bytes, at);
      case 2 -> joined(bytes, at, new byte[0], at + length);
      case 3 -> joined(bytes, at, Arrays.copyOfRange(bytes, at, at + length), at);
      case 4 -> joined(bytes, at, word, at);
      case 5 -> joined(bytes, at, word, Math.min(bytes.length, at + word.length));
      case 6 -> {
        int from = random.nextInt(other.length);
        int size = Math.min(other.length - from, length);
        yield joined(bytes, at, Arrays.copyOfRange(other, from, from + size), at + length);
      }
      case 7 -> digits(bytes, at, word);
      default -> {
        long number = random.nextBoolean() ? random.nextLong() : -1L >>> random.nextInt(64);
        int size = Math.min(1 << random.nextInt(4), copy.length - at);
        for (int i = 0; i < size; i++) {
          copy[at + i] = (byte) (number >>> (8 * i));
        }
        yield copy;
      }
    };
  }

  private static byte[] joined(byte[] bytes, int to, byte[] between, int from) {
    ByteBuffer all = ByteBuffer.allocate(to + between.length + bytes.length - from);
    return all.put(bytes, 0, to).put(between).put(bytes, from, bytes.length - from).array();
  }

  /** Another word for the next number. */
  private static byte[] digits(byte[] bytes, int at, byte[] word) {
    int from = at;
    while (from < bytes.length && (bytes[from] < '0' || bytes[from] > '9')) {
      from++;
    }
    int to = from;
    while (to < bytes.length && bytes[to] >= '0' && bytes[to] <= '9') {
      to++;
    }
    return joined(bytes, from, word, to);
  }

  /** Makes the digest of an array file right. */
  static void seal(byte[] bytes) {
    int from = 8 + "{\"__metadata__\":{\"sha256\":\"".length();
    if (bytes.length < from + 64 || bytes[8] != '{') {
      return;
    }
    Arrays.fill(bytes, from, from + 64, (byte) '0');
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      byte[] hex = HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(hex, 0, bytes, from, hex.length);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes the checksums of a zip file's stored entries right, where they are found. */
  private static void sum(byte[] bytes) {
    ByteBuffer zip = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at + 46 < bytes.length; at++) {
      if (zip.getInt(at) == 0x02014b50) {
        int local = zip.getInt(at + 42);
        long size = Integer.toUnsignedLong(zip.getInt(at + 24));
        if (local >= 0 && local + 30L < bytes.length && zip.getInt(local) == 0x04034b50) {
          int from =
              local
                  + 30
                  + Short.toUnsignedInt(zip.getShort(local + 26))
                  + Short.toUnsignedInt(zip.getShort(local + 28));
          if (from + size <= bytes.length) {
            CRC32 sum = new CRC32();
            sum.update(bytes, from, (int) size);
            zip.putInt(local + 14, (int) sum.getValue());
            zip.putInt(at + 16, (int) sum.getValue());
          }
        }
      }
    }
  }
}
