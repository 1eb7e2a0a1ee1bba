package org.borch.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Where a save ends.
 *
 * @param path as the user gave it
 * @param folder of the file
 * @param target the file itself: what a symbolic link points at
 */
record Place(Path path, Path folder, Path target) {

  /** As many as Linux follows. */
  private static final int MAX_LINKS = 40;

  /** The bytes of a digest that are enough to tell names apart. */
  private static final int OWNER_BYTES = 8;

  /**
   * The place of a path, whether there is a file or not.
   *
   * @throws IllegalArgumentException if no file can have this path
   */
  static Place of(Path path) throws IOException {
    Path target = path.toAbsolutePath();
    for (int links = 0; Files.isSymbolicLink(target); links++) {
      if (links == MAX_LINKS) {
        throw new FileSystemLoopException(path.toString());
      }
      target = target.resolveSibling(Files.readSymbolicLink(target));
    }
    Path folder = target.getParent();
    if (folder == null || target.getFileName() == null) {
      throw new IllegalArgumentException(path + ": expected the path of a file");
    }
    if (!Files.isDirectory(folder)) {
      throw new NoSuchFileException(folder.toString());
    }
    return new Place(path, folder, target);
  }

  /** Checks that there is nothing, or a regular file that may be written. */
  void requireReplaceable() throws IOException {
    if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileSystemException(
          target.toString(), null, "it is a folder or a device, expected a file");
    }
    if (!Files.isWritable(target)) {
      throw new FileSystemException(target.toString(), null, "it is write-protected");
    }
  }

  /** What the temporary files of this place, and of no other in the folder, are called after. */
  String owner() {
    String name = target.getFileName().toString();
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().toHexDigits(ByteBuffer.wrap(digest, 0, OWNER_BYTES).getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
