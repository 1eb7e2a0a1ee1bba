package org.borch.infer.draws;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.borch.infer.joint.JointDensity;
import org.borch.infer.run.Interruption;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;

/** Adds to draws of continuous variables draws of the discrete ones that were summed out. */
public final class DiscreteDraws {

  private final JointDensity density;
  private final Draws draws;
  private final DrawPositions positions;

  private DiscreteDraws(JointDensity density, Draws draws) {
    this.density = density;
    this.draws = draws;
    this.positions = new DrawPositions(density, draws);
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
          density.drawDiscrete(positions.at(chain, draw), key.at(chain).at(draw));
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
      more = more.with(name, array, density::element);
    }
    return more;
  }
}
