package outside;

import java.util.List;
import java.util.Map;
import org.borch.infer.density.LogDensity;
import org.borch.infer.run.Algorithm;
import org.borch.infer.run.Chain;
import org.borch.infer.run.KeptDraws;
import org.borch.infer.run.SavedState;
import org.borch.infer.settings.MayDiffer;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.NoiseReader;

/**
 * The guided walk of Gustafson (1998), one coordinate a step: it goes on in one direction until a
 * move is rejected, then turns. A user's own algorithm: no gradient, no metric, nothing that
 * adapts.
 *
 * @param width standard deviation of the moves
 * @param block steps that are made at once; any number gives the same bits
 */
record GuidedWalk(double width, @MayDiffer int block) {

  static final List<String> COLUMNS = List.of("lp__", "turned__", "accepted_share__");

  Algorithm on(LogDensity density) {
    return new Bound(this, density);
  }

  private record Bound(GuidedWalk settings, LogDensity density) implements Algorithm {

    @Override
    public int dimension() {
      return density.dimension();
    }

    @Override
    public int block() {
      return settings.block;
    }

    @Override
    public Map<String, String> labels() {
      return Map.of(NAME, "guided_walk");
    }

    @Override
    public Chain chain(int number, Key key) {
      return new Walker(settings, density, key);
    }
  }

  private static final class Walker implements Chain {

    private final GuidedWalk settings;
    private final LogDensity.Evaluator density;
    private final Key key;
    private final double[] position;
    private final double[] directions;
    private final float[] accepted = new float[1];
    private double logDensity;

    Walker(GuidedWalk settings, LogDensity density, Key key) {
      this.settings = settings;
      this.density = density.evaluator();
      this.key = key;
      position = new double[density.dimension()];
      directions = new double[position.length];
    }

    @Override
    public List<String> columns() {
      return COLUMNS;
    }

    @Override
    public void start() {
      NoiseReader noise = new NoiseReader(key.at("start"));
      for (int i = 0; i < position.length; i++) {
        position[i] = 4 * noise.uniform() - 2;
        directions[i] = noise.uniform() < 0.5 ? -1 : 1;
      }
      logDensity = density.value(position);
    }

    // region step
    @Override
    public void advance(long from, long to, KeptDraws kept) {
      for (long step = from; step < to; step++) {
        boolean turns = !move((int) (step % position.length), new NoiseReader(key.at(step)));
        if (kept.keeps(step)) {
          kept.add(position, logDensity, turns ? 1 : 0, accepted[0] / (step + 1));
        }
      }
    }

    // endregion

    private boolean move(int coordinate, NoiseReader noise) {
      double[] normal = new double[1];
      noise.normal(normal);
      double before = position[coordinate];
      position[coordinate] += directions[coordinate] * settings.width * Math.abs(normal[0]);
      double proposed = density.value(position);
      if (Math.log(noise.uniform()) < proposed - logDensity) {
        logDensity = proposed;
        accepted[0]++;
        return true;
      }
      position[coordinate] = before;
      directions[coordinate] *= -1;
      return false;
    }

    // region memory
    @Override
    public void save(SavedState memory) {
      memory.put("position", position);
      memory.put("directions", directions);
      memory.put("logDensity", logDensity);
      memory.put("accepted", BorchArray.ofFloats(accepted));
    }

    @Override
    public void restore(SavedState memory, long steps) {
      System.arraycopy(memory.get("position", position.length), 0, position, 0, position.length);
      System.arraycopy(
          memory.get("directions", position.length), 0, directions, 0, position.length);
      logDensity = memory.number("logDensity");
      memory.array("accepted").copyTo(accepted);
    }
    // endregion
  }
}
