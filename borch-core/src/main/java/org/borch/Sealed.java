package org.borch;

import ai.djl.ndarray.NDArray;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.borch.file.FileFault;
import org.borch.file.RegularFile;
import org.jspecify.annotations.Nullable;

/**
 * A file in the safetensors format that holds its own digest:
 *
 * <pre>
 *   8 bytes                            64 bytes
 *   length │ {"__metadata__":{"sha256":"0123...", ... notes}, ... arrays } │ elements
 * </pre>
 *
 * The digest is SHA-256 of the whole file with 64 zeros in its place. It is compared before any
 * memory is taken for what the header describes.
 *
 * @param metadata texts by name, without the digest
 * @param arrays by name, in the order of the file
 */
record Sealed(Map<String, String> metadata, Map<String, NDArray> arrays) {

  private static final String DIGEST = "sha256";
  private static final int HEX = 64;
  private static final String NO_DIGEST = "0".repeat(HEX);
  private static final byte[] BEGIN =
      ("{\"" + ArrayHeader.METADATA + "\":{\"" + DIGEST + "\":\"").getBytes(StandardCharsets.UTF_8);
  private static final int FROM = Long.BYTES + BEGIN.length;

  /** A reader beside a writer may meet a new file each time it looks. */
  private static final int TRIES = 100;

  // ---- writing

  void write(OutputStream out) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(DIGEST, NO_DIGEST); // first, so that it lies at a known place
    texts.putAll(metadata);
    byte[] header = ArrayHeader.of(texts, arrays).toBytes();
    MessageDigest digest = newDigest();
    write(header, new DigestOutputStream(OutputStream.nullOutputStream(), digest));
    byte[] hex = HexFormat.of().formatHex(digest.digest()).getBytes(StandardCharsets.UTF_8);
    System.arraycopy(hex, 0, header, BEGIN.length, HEX);
    write(header, out);
  }

  private void write(byte[] header, OutputStream out) throws IOException {
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.write(length.putLong(header.length).array());
    out.write(header);
    for (NDArray array : arrays.values()) {
      ArrayElements.write(array, out);
    }
  }

  // ---- reading

  /**
   * The beginning of a file.
   *
   * @param bytes up to the end of the digest, with zeros in its place
   */
  private record Start(int headerLength, String digest, ByteBuffer bytes) {

    int size() {
      return bytes.limit();
    }
  }

  /** What was found in a whole file. */
  private record Seal(String said, String found, long size) {}

  /**
   * Reads a file.
   *
   * @throws java.io.UncheckedIOException if it cannot be read or is refused
   */
  static Sealed read(Path file) {
    for (int i = 0; i < TRIES; i++) {
      try {
        Seal seal = seal(file);
        if (!seal.found.equals(seal.said)) {
          throw FileFault.refused(
              file,
              "cut off or altered since it was written: SHA-256 "
                  + seal.found
                  + ", expected "
                  + seal.said);
        }
        Sealed content = content(file, seal);
        if (content != null) {
          return content;
        }
      } catch (StreamCorruptedException e) {
        throw FileFault.refused(file, String.valueOf(e.getMessage()));
      } catch (IOException e) {
        throw FileFault.failed(file, "read", e);
      }
    }
    throw FileFault.refused(file, "it changes while it is read");
  }

  private static Seal seal(Path file) throws IOException {
    MessageDigest digest = newDigest();
    try (InputStream in = RegularFile.open(file)) {
      Start start = start(in);
      digest.update(start.bytes.duplicate());
      long size = start.size();
      byte[] block = new byte[1 << 16];
      for (int read = in.read(block); read >= 0; read = in.read(block)) {
        digest.update(block, 0, read);
        size += read;
      }
      return new Seal(start.digest, HexFormat.of().formatHex(digest.digest()), size);
    }
  }

  private static Start start(InputStream in) throws IOException {
    byte[] start = in.readNBytes(FROM + HEX);
    if (start.length < FROM + HEX
        || !Arrays.equals(Arrays.copyOfRange(start, Long.BYTES, FROM), BEGIN)) {
      throw new StreamCorruptedException("not a file of borch, or cut off");
    }
    long length = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < start.length - Long.BYTES || length > ArrayHeader.MAX_BYTES) {
      throw new StreamCorruptedException(
          "its header has %s bytes, expected at most %d"
              .formatted(Long.toUnsignedString(length), ArrayHeader.MAX_BYTES));
    }
    String digest = new String(start, FROM, HEX, StandardCharsets.ISO_8859_1);
    System.arraycopy(NO_DIGEST.getBytes(StandardCharsets.UTF_8), 0, start, FROM, HEX);
    return new Start((int) length, digest, ByteBuffer.wrap(start));
  }

  /** The content of a file whose digest was right; null if it is another one now. */
  private static @Nullable Sealed content(Path file, Seal seal) throws IOException {
    MessageDigest digest = newDigest();
    try (InputStream in =
        new DigestInputStream(new BufferedInputStream(RegularFile.open(file)), digest)) {
      Start start = start(in);
      if (!start.digest.equals(seal.said)) {
        return null;
      }
      digest.reset();
      digest.update(start.bytes.duplicate());
      ArrayHeader header = header(in, start, seal);
      Map<String, NDArray> arrays = new LinkedHashMap<>();
      for (Map.Entry<String, ArrayHeader.Entry> entry : header.entries().entrySet()) {
        arrays.put(entry.getKey(), ArrayElements.read(entry.getValue(), in));
      }
      Map<String, String> texts = new LinkedHashMap<>(header.metadata());
      texts.remove(DIGEST);
      boolean isSame = HexFormat.of().formatHex(digest.digest()).equals(seal.said);
      return isSame ? new Sealed(texts, arrays) : null;
    } catch (EOFException e) {
      return null;
    }
  }

  private static ArrayHeader header(InputStream in, Start start, Seal seal) throws IOException {
    byte[] bytes = new byte[start.headerLength];
    int known = start.size() - Long.BYTES;
    start.bytes.get(Long.BYTES, bytes, 0, known);
    int rest = bytes.length - known;
    if (in.readNBytes(bytes, known, rest) < rest) {
      throw new StreamCorruptedException("cut off in its header");
    }
    try {
      return ArrayHeader.parse(bytes, seal.size - Long.BYTES - bytes.length);
    } catch (IOException e) {
      StreamCorruptedException damaged = new StreamCorruptedException(e.getMessage());
      damaged.initCause(e);
      throw damaged;
    }
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
