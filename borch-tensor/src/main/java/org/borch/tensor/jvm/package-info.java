/**
 * Java code for programs on numbers: {@link org.borch.tensor.jvm.Term}s are built by {@link
 * org.borch.tensor.jvm.Terms}, ordered by a schedule and compiled to a hidden class by {@link
 * org.borch.tensor.jvm.Compiler}. Nothing here knows arrays with shapes.
 */
@NullMarked
package org.borch.tensor.jvm;

import org.jspecify.annotations.NullMarked;
