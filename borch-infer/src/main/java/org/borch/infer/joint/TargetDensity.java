package org.borch.infer.joint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.borch.Batch;
import org.borch.infer.density.ArrayGradient;
import org.borch.infer.density.LogDensity;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.density.StepData;
import org.borch.infer.run.Execution;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.trace.BackEnd;
import org.borch.tensor.trace.Graph;
import org.jspecify.annotations.Nullable;

/** What the densities of models and of functions of arrays have in common: a prepared target. */
abstract sealed class TargetDensity implements LogDensity, LogPosterior, ArrayGradient
    permits JointDensity, ArrayDensity {

  final PreparedDensity prepared;

  TargetDensity(PreparedDensity prepared) {
    this.prepared = prepared;
  }

  abstract List<String> faults(Target own, double[] at);

  // ---- the vector

  @Override
  public final int dimension() {
    return prepared.density().dimension();
  }

  @Override
  public final List<Coordinates> coordinates() {
    return prepared.density().coordinates();
  }

  @Override
  public final Map<String, Shape> parameters() {
    Map<String, Shape> parameters = new LinkedHashMap<>();
    coordinates().forEach(each -> parameters.put(each.name(), each.shape()));
    return parameters;
  }

  @Override
  public final DataType type() {
    return DataType.FLOAT64;
  }

  // ---- what runs it

  /** What runs the evaluators, and why. */
  public final Execution execution() {
    return prepared.execution();
  }

  @Override
  public final BackEnd backEnd() {
    return execution().backEnd();
  }

  @Override
  public final @Nullable BackEnd forcedBackEnd() {
    return prepared.forced();
  }

  @Override
  public final Optional<Graph> graph() {
    return prepared.graph();
  }

  // ---- value and gradient

  @Override
  public final boolean isBatched() {
    return prepared.target().isBatched();
  }

  @Override
  public final Evaluator evaluator() {
    return prepared.evaluator();
  }

  @Override
  public final BatchEvaluator batchEvaluator() {
    return prepared.batchEvaluator();
  }

  @Override
  public final Autodiff.ValueAndGradient valueAndGradient(NDArray at) {
    return prepared.onDevice(at);
  }

  // ---- as array operations on the data of a step

  @Override
  public final long rows() {
    return prepared.target().data().batch().map(Batch::size).orElse(1L);
  }

  @Override
  public final StepData data(Key key) {
    return prepared.target().at(key).data();
  }

  @Override
  public final NDArray value(NDArray position, StepData data) {
    return prepared.target().on(data).value(prepared.density().parts(position));
  }

  @Override
  public final Gradient valueAndGradient(NDArray position, StepData data) {
    List<NDArray> results =
        prepared.density().valueThenGradient(prepared.target().on(data), position);
    return new Gradient(results.get(0), results.get(1));
  }

  @Override
  public final String fault(NDArray position, StepData data) {
    List<String> faults = faults(prepared.target().on(data), BorchArray.wrap(position).values());
    return faults.isEmpty()
        ? "the log density is " + BorchArray.wrap(value(position, data)).values()[0]
        : "not finite at the variables " + faults;
  }
}
