package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.cast;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.oneHot;
import static org.borch.tensor.ArrayMath.stack;
import static org.borch.tensor.ArrayMath.takeAlong;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Autodiff;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Noise;
import org.borch.tensor.trace.Scan;

/**
 * HiddenMarkov(initial π, transitions A, emissions p, length T): a chain of hidden states with
 * P(s_1 = k) = π_k and P(s_t = k | s_(t-1) = j) = A_jk, of which values x_t from p_(s_t) are seen:
 * the sum of Π_t A_(s_(t-1) s_t) p_(s_t)(x_t) over all paths, by the forward algorithm.
 *
 * <p>Rabiner 1989, "A tutorial on hidden Markov models and selected applications in speech
 * recognition".
 */
public final class HiddenMarkov extends Distribution {

  private final Categorical initial;
  private final Categorical transitions;
  private final Distribution emissions;
  private final int length;

  private HiddenMarkov(
      Categorical initial, Categorical transitions, Distribution emissions, int length) {
    super(Shapes.dropLast(emissions.batchShape(), 1), parameters(initial, transitions, emissions));
    this.initial = initial;
    this.transitions = transitions;
    this.emissions = emissions;
    this.length = length;
  }

  /**
   * Of K states.
   *
   * @param initial batch, over K classes
   * @param transitions batch + [K], over K classes: from each state
   * @param emissions batch + [K], of single numbers: in each state
   * @param length of the sequence, at least 1
   * @throws IllegalArgumentException if shapes do not fit
   */
  static HiddenMarkov of(
      Categorical initial, Categorical transitions, Distribution emissions, int length) {
    long states = initial.classes();
    boolean fits =
        transitions.classes() == states
            && endsIn(transitions.batchShape(), states)
            && endsIn(emissions.batchShape(), states)
            && emissions.eventShape().dimension() == 0;
    if (!fits || length < 1) {
      throw new IllegalArgumentException(
          "hiddenMarkov(initial, transitions, emissions, length) got "
              + states
              + " initial classes, transitions of batch "
              + transitions.batchShape()
              + " to "
              + transitions.classes()
              + " classes, emissions of batch "
              + emissions.batchShape()
              + " and event "
              + emissions.eventShape()
              + ", length = "
              + length
              + ", expected K classes, K classes of a batch that ends in K, single numbers of a batch"
              + " that ends in K, and a length of at least 1");
    }
    Shape batch =
        Shapes.broadcast(
            initial.batchShape(),
            Shapes.dropLast(transitions.batchShape(), 1),
            Shapes.dropLast(emissions.batchShape(), 1));
    return new HiddenMarkov(
        (Categorical) initial.expand(batch),
        (Categorical) transitions.expand(batch.add(states)),
        emissions.expand(batch.add(states)),
        length);
  }

  private static boolean endsIn(Shape shape, long size) {
    return shape.dimension() > 0 && shape.get(shape.dimension() - 1) == size;
  }

  /** The states' number is an event dimension of the arguments. */
  private static List<Parameter> parameters(
      Categorical initial, Categorical transitions, Distribution emissions) {
    List<Parameter> parameters = new ArrayList<>();
    Parameter first = initial.parameters().get(0);
    parameters.add(new Parameter("initial", first.value(), first.constraint()));
    Parameter next = transitions.parameters().get(0);
    Constraint rows = Constraints.independent(next.constraint(), 1);
    parameters.add(new Parameter("transitions", next.value(), rows));
    for (Parameter each : emissions.parameters()) {
      Operand value = each.value();
      parameters.add(
          new Parameter(each.name(), value, Constraints.independent(each.constraint(), 1)));
    }
    return parameters;
  }

  /** What is seen in each state. */
  public Distribution emissions() {
    return emissions;
  }

  @Override
  public String name() {
    return "HiddenMarkov(" + emissions.name() + ")";
  }

  @Override
  public HiddenMarkov withParameters(List<Operand> values) {
    return of(
        initial.withParameters(values.subList(0, 1)),
        transitions.withParameters(values.subList(1, 2)),
        emissions.withParameters(values.subList(2, values.size())),
        length);
  }

  @Override
  public boolean canConcentrate() {
    return false;
  }

  @Override
  public Constraint support() {
    return Constraints.independent(emissions.support(), 1);
  }

  @Override
  public Shape eventShape() {
    return new Shape(length);
  }

  @Override
  public boolean isReparameterized() {
    return false;
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    return forward(emissions.logProbInside(timeFirst(x).expandDims(-1)));
  }

  @Override
  NDArray checkedLogDensity(NDArray x) {
    return forward(logEmissions(x));
  }

  /** sample + batch + [T] → [T] + sample + batch + [K]. */
  private NDArray logEmissions(NDArray x) {
    return emissions.logProb(timeFirst(x).expandDims(-1));
  }

  /** any + [T] → [T] + any. */
  private static NDArray timeFirst(NDArray x) {
    NDArray moved = x;
    for (int axis = x.getShape().dimension() - 1; axis > 0; axis--) {
      moved = moved.swapAxes(axis, axis - 1);
    }
    return moved;
  }

  /** [T] + any → any + [T], with a number of axes after it. */
  private static NDArray timeLast(NDArray x, int after) {
    NDArray moved = x;
    for (int axis = 0; axis < x.getShape().dimension() - 1 - after; axis++) {
      moved = moved.swapAxes(axis, axis + 1);
    }
    return moved;
  }

  /** log of the sum over all paths: [T] + any + [K] → any. */
  private NDArray forward(NDArray logEmissions) {
    DataType type = logEmissions.getDataType();
    NDArray start = logEmissions.get(new NDIndex("0")).add(initial.logProbs(type));
    if (length == 1) {
      return LogSpace.logSum(start);
    }
    NDArray logA = transitions.logProbs(type);
    NDArray last =
        Scan.scan(
                length - 1,
                List.of(start),
                List.of(logEmissions.get(new NDIndex("1:"))),
                (carry, row) -> {
                  NDArray paths = carry.get(0).expandDims(-1).add(logA); // any + [K from, K to]
                  return Scan.next(LogSpace.logSum(paths.swapAxes(-1, -2)).add(row.get(0)));
                })
            .carry()
            .get(0);
    return LogSpace.logSum(last);
  }

  /**
   * The probability of each state at each time given the whole sequence, which is the derivative of
   * the log density in the log densities of the emissions: sample + batch + [T] → sample + batch +
   * [T, K].
   */
  public NDArray smoothed(NDArray x) {
    return timeLast(Autodiff.grad(at -> forward(at).sum()).apply(logEmissions(x)), 1);
  }

  /**
   * The most likely path of states (Viterbi), INT64: sample + batch + [T] → sample + batch + [T].
   */
  public NDArray mostLikelyStates(NDArray x) {
    NDArray logEmissions = logEmissions(x);
    NDArray logA = transitions.logProbs(x.getDataType());
    NDArray best = logEmissions.get(new NDIndex("0")).add(initial.logProbs(x.getDataType()));
    List<NDArray> before = new ArrayList<>();
    for (int t = 1; t < length; t++) {
      NDArray paths = best.expandDims(-1).add(logA).swapAxes(-1, -2); // any + [K to, K from]
      before.add(paths.argMax(-1));
      best = paths.max(new int[] {-1}).add(logEmissions.get(new NDIndex("" + t)));
    }
    NDArray[] path = new NDArray[length];
    path[length - 1] = best.argMax(-1);
    for (int t = length - 1; t > 0; t--) {
      NDArray to = path[t].expandDims(-1);
      path[t - 1] = takeAlong(before.get(t - 1), to, -1).squeeze(-1);
    }
    return stack(-1, path);
  }

  /** Every state emits at every time; what the state of the time emits is chosen. */
  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    int states = Math.toIntExact(initial.classes());
    DataType type = noise.type();
    Shape all = Shapes.concat(sampleShape, batchShape()).add(states);
    NDArray rows = transitions.probs(type);
    NDArray logits = broadcastTo(initial.logProbs(type), all);
    NDArray[] chosen = new NDArray[length];
    for (int t = 0; t < length; t++) {
      NDArray e = noise.at("state").at(t).exponential(all);
      NDArray state = logits.sub(log(e)).argMax(all.dimension() - 1);
      chosen[t] = oneHot(state, states, type);
      logits = log(chosen[t].expandDims(-1).mul(rows).sum(new int[] {-2}));
    }
    NDArray isState = stack(0, chosen).gt(0); // [T] + sample + batch + [K]
    Shape times = Shapes.concat(eventShape(), sampleShape);
    NDArray values = cast(emissions.sample(noise.at("value"), times), type);
    return timeLast(sumLast(where(isState, values, values.zerosLike()), 1), 0);
  }

  @Override
  public HiddenMarkov expand(Shape newBatchShape) {
    Shape states = newBatchShape.add(initial.classes());
    return new HiddenMarkov(
        (Categorical) initial.expand(newBatchShape),
        (Categorical) transitions.expand(states),
        emissions.expand(states),
        length);
  }

  @Override
  public String toString() {
    return "HiddenMarkov(" + initial + ", " + transitions + ", " + emissions + ", " + length + ")";
  }
}
