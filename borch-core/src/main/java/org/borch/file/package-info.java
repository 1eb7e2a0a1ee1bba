/**
 * How files are written whole or not at all, and what is said when they cannot be read or written.
 * Begin with {@link org.borch.file.NewFiles}.
 */
@NullMarked
package org.borch.file;

import org.jspecify.annotations.NullMarked;
