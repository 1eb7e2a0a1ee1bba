/**
 * Java code for flat programs: {@link org.borch.tensor.trace.jvm.Term}s are built by {@link
 * org.borch.tensor.trace.jvm.Terms}, ordered by a schedule and compiled to a hidden class by {@link
 * org.borch.tensor.trace.jvm.Compiler}. Nothing here knows arrays with shapes.
 */
@NullMarked
package org.borch.tensor.trace.jvm;

import org.jspecify.annotations.NullMarked;
