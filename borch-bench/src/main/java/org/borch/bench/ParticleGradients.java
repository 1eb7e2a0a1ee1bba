package org.borch.bench;

import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.borch.Model;
import org.borch.Module;
import org.borch.Params;
import org.borch.infer.Infer;
import org.borch.nn.Linear;
import org.borch.posterior.Posteriors;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.Spec;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.Graph;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Loss and gradient of 64 draws of a 13-50-1 network with random weights, on 32 rows, by vmap and
 * one after the other; their noise is drawn, too. Float32.
 */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@Reference(benchmark = "vmap.particles_13_50_1", variant = "single")
public class ParticleGradients {

  private static final int PARTICLES = 64;

  /** What runs both. */
  @Param({"chosen", "JVM", "TORCHSCRIPT", "eager"})
  public String backEnd = "chosen";

  private static final class Net extends Module<NDArray, NDArray> {
    private final Linear hidden = child("hidden", new Linear(13, 50));
    private final Linear out = child("out", new Linear(50, 1));

    @Override
    protected NDArray forward(NDArray x) {
      NDArray loc = out.call(ArrayMath.relu(hidden.call(x))).squeeze(1);
      return plate("row").rv("y", normal(loc, 0.5));
    }
  }

  private final NetworkData data = new NetworkData(32, 13, 32, 0);
  private final Model<NDArray, NDArray> model =
      new Net().on(data.inputs()).observe("y", data.labels()).withPosterior(Posteriors.normal());
  private final Params params = model.init(Seed.of(1));
  private final List<Key> keys =
      LongStream.range(0, PARTICLES).mapToObj(Seed.of(2).key()::at).toList();
  private Runnable single = () -> {};
  private Runnable atOnce = () -> {};
  private final List<Prepared> prepared = new ArrayList<>();

  /** Prepares both. */
  @Setup(Level.Trial)
  public void setUp() {
    List<List<Key>> one = keys.stream().map(List::of).toList();
    List<List<Key>> all = List.of(keys);
    single = backEnd.equals("eager") ? () -> one.forEach(this::eagerly) : prepared(one);
    atOnce = backEnd.equals("eager") ? () -> all.forEach(this::eagerly) : prepared(all);
  }

  private Graph graph(int draws) {
    Spec flat = new Spec(new Shape(params.size()), params.type());
    Spec halves = new Spec(new Shape(draws, 2), DataType.INT64);
    return Graph.trace(
        in -> {
          try (Scope scope = Scope.open()) {
            Params view = params.over(in.get(0));
            NDArray loss = loss(view, in.get(1));
            return List.of(scope.keep(loss), scope.keep(view.gradient(loss)));
          }
        },
        List.of(flat, halves));
  }

  private NDArray loss(Params view, NDArray halves) {
    return halves.getShape().get(0) == 1
        ? Infer.viLoss(model.sample(view, Key.of(halves.get(0))))
        : Infer.viLoss(model, view, halves);
  }

  private Runnable prepared(List<List<Key>> runs) {
    List<BorchArray> flat = List.of(BorchArray.wrap(params.flat()));
    List<BorchArray> halves = runs.stream().map(own -> BorchArray.wrap(Key.halves(own))).toList();
    Prepared program = Prepared.of(graph(runs.get(0).size()), backEnd, flat, halves);
    prepared.add(program);
    return program::run;
  }

  private void eagerly(List<Key> own) {
    try (Scope scope = Scope.open()) {
      NDArray loss =
          own.size() == 1
              ? Infer.viLoss(model.sample(params, own.get(0)))
              : Infer.viLoss(model, params, Key.halves(own));
      params.gradient(loss);
    }
  }

  /** Frees the arrays. */
  @TearDown(Level.Trial)
  public void tearDown() {
    prepared.forEach(Prepared::close);
    params.close();
  }

  /** One after the other. */
  @Benchmark
  public void single() {
    single.run();
  }

  /** By vmap. */
  @Benchmark
  public void atOnce() {
    atOnce.run();
  }
}
