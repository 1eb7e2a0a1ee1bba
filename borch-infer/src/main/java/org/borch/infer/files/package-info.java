/**
 * Draws in files that other tools read and write: {@link org.borch.infer.files.CmdStanCsv} and
 * {@link org.borch.infer.files.Npz}. A file is written whole or not at all, and read whole or
 * refused.
 */
@NullMarked
package org.borch.infer.files;

import org.jspecify.annotations.NullMarked;
