/**
 * Functions of arrays recorded as graphs and run as programs: on Java arrays without the engine, or
 * as one call of it. Begin with {@link org.borch.tensor.trace.Graph} and {@link
 * org.borch.tensor.trace.Executable}.
 */
@NullMarked
package org.borch.tensor.trace;

import org.jspecify.annotations.NullMarked;
