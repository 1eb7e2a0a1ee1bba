package org.borch.tensor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The file format in which the engine accepts a TorchScript program: a zip of five stored entries
 * that hold the code of one class, an instance of it and no weights.
 */
final class TorchScriptArchive {
  /** Protocol-2 pickle of an object of class {@code __torch__.M} with state {training: False}. */
  private static final byte[] MODULE =
      "\u0080\u0002c__torch__\nM\n)\u0081}(X\u0008\u0000\u0000\u0000training\u0089ub."
          .getBytes(StandardCharsets.ISO_8859_1);

  /** Protocol-2 pickle of an empty tuple. */
  private static final byte[] NO_CONSTANTS = "\u0080\u0002).".getBytes(StandardCharsets.ISO_8859_1);

  /** Written by PyTorch since 1.12; decides which operator semantics old files get. */
  private static final String FORMAT_VERSION = "10\n";

  private TorchScriptArchive() {}

  /**
   * Returns the archive's bytes.
   *
   * @param methods the text of the methods, each beginning with {@code def} in the first column
   */
  static byte[] write(String methods) {
    String code =
        "class M(Module):\n"
            + "  __parameters__ = []\n"
            + "  __buffers__ = []\n"
            + "  training : bool\n"
            + methods.indent(2);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      store(zip, "m/data.pkl", MODULE);
      store(zip, "m/code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
      store(zip, "m/constants.pkl", NO_CONSTANTS);
      store(zip, "m/version", FORMAT_VERSION.getBytes(StandardCharsets.UTF_8));
      store(zip, "m/byteorder", "little".getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED); // the reader maps entries and cannot inflate them
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    entry.setTime(0L); // the same program gives the same bytes
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
