package org.borch.tensor;

/** What an array holds: a host buffer, a native array or a {@link Lifted} value. */
interface Value {

  Spec spec();
}
