package org.borch.infer.draws;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.borch.infer.joint.JointDensity;
import org.borch.infer.run.Interruption;
import org.borch.infer.run.UnconstrainedDraws;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.jspecify.annotations.Nullable;

/** Adds to draws of continuous variables draws of the discrete ones that were summed out. */
public final class DiscreteDraws {

  private final JointDensity density;
  private final Draws draws;
  private final List<String> moved;
  private final @Nullable UnconstrainedDraws run;

  private DiscreteDraws(JointDensity density, Draws draws) {
    this.density = density;
    this.draws = draws;
    this.moved = List.copyOf(density.constrain(new double[density.dimension()]).keySet());
    this.run = isOfThisDensity(draws.run()) ? draws.run() : null;
  }

  /** Another view of the model, such as a decentred one, has other coordinates. */
  private boolean isOfThisDensity(@Nullable UnconstrainedDraws chains) {
    if (chains == null || chains.dimension() != density.dimension()) {
      return false;
    }
    Map<String, NDArray> there = density.constrain(chains.position(0, 0));
    Map<String, NDArray> drawn = draws.at(0, 0, moved);
    return moved.stream().allMatch(name -> isEqual(there.get(name), drawn.get(name)));
  }

  private static boolean isEqual(@Nullable NDArray a, @Nullable NDArray b) {
    return a != null
        && b != null
        && Arrays.equals(BorchArray.wrap(a).values(), BorchArray.wrap(b).values());
  }

  /** The draws with a value of each discrete variable, drawn given the others of the same draw. */
  public static Draws of(JointDensity density, Draws draws, Seed seed) {
    return new DiscreteDraws(density, draws).drawn(seed.key().at("discrete"));
  }

  private Draws drawn(Key key) {
    int perChain = draws.drawCount();
    int count = draws.chainCount() * perChain;
    Map<String, double[]> values = new LinkedHashMap<>();
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      Interruption.check("draws", i, count);
      int chain = i / perChain;
      int draw = i % perChain;
      Map<String, NDArray> one =
          density.drawDiscrete(position(chain, draw), key.at(chain).at(draw));
      for (Map.Entry<String, NDArray> value : one.entrySet()) {
        double[] own = BorchArray.wrap(value.getValue()).values();
        shapes.put(value.getKey(), value.getValue().getShape());
        double[] all =
            values.computeIfAbsent(
                value.getKey(), name -> new double[Math.multiplyExact(count, own.length)]);
        System.arraycopy(own, 0, all, i * own.length, own.length);
      }
    }
    Shape leading = new Shape(draws.chainCount(), perChain);
    Draws more = draws;
    for (Map.Entry<String, double[]> value : values.entrySet()) {
      Shape own = Objects.requireNonNull(shapes.get(value.getKey()));
      String name = value.getKey();
      BorchArray array = BorchArray.of(Shapes.concat(leading, own), value.getValue());
      more = more.with(name, array, offset -> density.element(name, own, offset));
    }
    return more;
  }

  /** Where a draw lies; draws that are not a run's of this density say it by their values. */
  private double[] position(int chain, int draw) {
    return run == null
        ? density.unconstrain(draws.at(chain, draw, moved), new double[density.dimension()])
        : run.position(chain, draw);
  }
}
