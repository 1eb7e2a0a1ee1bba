/**
 * Draws in files that other tools read and write: {@link org.borch.infer.files.CmdStanCsv} and
 * {@link org.borch.infer.files.Npz}. A file is written whole or not at all ({@link
 * org.borch.file.NewFiles}), and read whole or refused by an {@link java.io.UncheckedIOException}
 * that names it.
 */
@NullMarked
package org.borch.infer.files;

import org.jspecify.annotations.NullMarked;
