package org.borch.infer.draws;

import java.util.List;
import org.borch.infer.density.Start;
import org.borch.infer.run.Stop;
import org.borch.tensor.NoiseReader;

/**
 * The unconstrained draws of a run's chains, and what the run says of them: what {@link Draws} are
 * computed from.
 */
public interface Positions {

  /** The number of chains. */
  int chains();

  /** The number of draws of each chain: of a run that ended early, those that all chains have. */
  int draws();

  /** The number of unconstrained coordinates. */
  int dimension();

  /** A copy of a draw: its unconstrained coordinates. */
  double[] position(int chain, int draw);

  /** How each draw was made; {@link SampleStats#none()} if nothing is known. */
  SampleStats stats();

  /** What warm-up found for each chain, in the algorithm's own type; empty without one. */
  List<?> tunings();

  /** Why the run ended. */
  Stop stop();

  /** These draws as places where the chains of another run on the same density start. */
  default Start asStart() {
    return (density, chain, key) -> {
      NoiseReader noise = new NoiseReader(key);
      int which = (int) (noise.uniform() * chains());
      return position(which, (int) (noise.uniform() * draws()));
    };
  }
}
