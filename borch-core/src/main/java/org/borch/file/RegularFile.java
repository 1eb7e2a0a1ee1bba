package org.borch.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that are opened to be read. */
public final class RegularFile {

  private RegularFile() {}

  /**
   * The content of a file. Until it is closed it stays what it is now, whatever is moved to its
   * place. An interrupt does not close it.
   *
   * @throws IOException if there is none, or it is a folder or a device, which may never end
   */
  public static InputStream open(Path path) throws IOException {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new FileSystemException(
          path.toString(), null, "it is a folder or a device, expected a file");
    }
    return Files.newInputStream(path);
  }
}
