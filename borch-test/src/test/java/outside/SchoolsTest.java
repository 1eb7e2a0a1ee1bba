package outside;

import static ai.djl.ndarray.types.DataType.FLOAT64;
import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.normal;
import static org.borch.tensor.BorchArray.scalar;
import static org.borch.test.BorchAssertions.assertThat;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import org.borch.Model;
import org.borch.Module;
import org.borch.Plate;
import org.borch.infer.Infer;
import org.borch.infer.draws.Draws;
import org.borch.infer.mcmc.Nuts;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.borch.test.BorchTest;
import org.borch.test.Engine;
import org.borch.test.Sbc;

/** Eight schools, as a model that was developed test-first. */
class SchoolsTest {

  // region model
  /** Effects of coaching in schools that resemble each other (Rubin 1981). */
  static final class Schools extends Module<NDArray, NDArray> {
    @Override
    protected NDArray forward(NDArray standardErrors) {
      NDArray mu = rv("mu", normal(0, 10));
      NDArray tau = rv("tau", halfNormal(10));
      Plate schools = plate("school", 8);
      NDArray theta = schools.rv("theta", normal(mu, tau));
      return schools.rv("y", normal(theta, standardErrors));
    }
  }

  static Model<?, ?> schools() {
    return new Schools()
        .on(BorchArray.of(15.0, 10, 16, 11, 9, 11, 10, 18))
        .observe("y", 28, 8, -3, 7, -1, 1, 18, 12)
        .decentred("theta");
  }

  // endregion

  // region three
  static final Engine NUTS =
      Engine.of(
          Nuts.defaults().with(r -> r.withChains(1).withThreads(1).withWarmup(200).withDraws(310)));

  @BorchTest
  void noSchoolGainsMoreThanAHundredPoints(Seed seed) {
    assertThat(schools()).hasPriorRange("y", 0.99, -100, 100, 1000, seed);
  }

  @BorchTest
  void whatMadeTheDataIsFoundAgain(Seed seed) {
    var truth = Map.of("mu", scalar(12, FLOAT64), "tau", scalar(5, FLOAT64));
    assertThat(schools()).recovers(truth, Engine.of(Nuts.defaults()), seed);
  }

  @BorchTest
  void fortySimulatedStudiesAreCalibrated(Seed seed) {
    assertThat(Sbc.run(schools(), NUTS, 40, seed)).isCalibrated(0.001);
  }

  // endregion

  // region more
  @BorchTest
  void decentringChangesTheCoordinatesAlone(Seed seed) {
    Model<?, ?> centred =
        new Schools()
            .on(BorchArray.of(15.0, 10, 16, 11, 9, 11, 10, 18))
            .observe("y", 28, 8, -3, 7, -1, 1, 18, 12);
    assertThat(schools()).isReparameterisationOf(centred, seed).isCompiled();
  }

  @BorchTest(findsLeaks = true)
  void drawsHaveConverged(Seed seed) {
    Draws draws = Infer.sample(schools(), Nuts.defaults(), seed);
    assertThat(draws).hasConverged();
  }

  // endregion
}
