package org.borch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** A file of {@link ArrayFile} with another header, and the digest that such a file should have. */
final class SealedFile {

  private static final int DIGEST = 8 + 27;
  private static final int HEX = 64;

  private final String header;
  private final byte[] elements;

  private SealedFile(String header, byte[] elements) {
    this.header = header;
    this.elements = elements;
  }

  static SealedFile of(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int end = 8 + ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
    String header = new String(bytes, 8, end - 8, StandardCharsets.UTF_8);
    return new SealedFile(header, Arrays.copyOfRange(bytes, end, bytes.length));
  }

  SealedFile replace(String what, String instead) {
    assertThat(header).contains(what);
    return new SealedFile(header.replace(what, instead), elements);
  }

  void write(Path file) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + text.length + elements.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(text.length).put(text).put(elements);
    Files.write(file, sealed(bytes.array()));
  }

  /** The bytes with the right digest, if there is room for one. */
  static byte[] sealed(byte[] bytes) {
    if (bytes.length < DIGEST + HEX) {
      return bytes;
    }
    try {
      Arrays.fill(bytes, DIGEST, DIGEST + HEX, (byte) '0');
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      String hex = HexFormat.of().formatHex(digest);
      System.arraycopy(hex.getBytes(StandardCharsets.US_ASCII), 0, bytes, DIGEST, HEX);
      return bytes;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
