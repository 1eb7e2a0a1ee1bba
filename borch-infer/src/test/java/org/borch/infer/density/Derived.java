package org.borch.infer.density;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.borch.tensor.random.Key;
import org.borch.tensor.trace.BackEnd;
import org.jspecify.annotations.Nullable;

/** A density of rows as somebody writes it who implements what has no default. */
record Derived(RowLikelihood other) implements RowLikelihood {

  @Override
  public NDArray rows(NDArray position, StepData data) {
    return other.rows(position, data);
  }

  @Override
  public Map<String, Shape> parameters() {
    return other.parameters();
  }

  @Override
  public DataType type() {
    return other.type();
  }

  @Override
  public long rows() {
    return other.rows();
  }

  @Override
  public StepData data(Key key) {
    return other.data(key);
  }

  @Override
  public NDArray value(NDArray position, StepData data) {
    return other.value(position, data);
  }

  @Override
  public @Nullable BackEnd forcedBackEnd() {
    return other.forcedBackEnd();
  }

  @Override
  public RowLikelihood withBackEnd(@Nullable BackEnd backEnd) {
    return new Derived(other.withBackEnd(backEnd));
  }

  @Override
  public String fault(NDArray position, StepData data) {
    return other.fault(position, data);
  }
}
