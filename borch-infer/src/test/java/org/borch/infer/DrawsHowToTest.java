package org.borch.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import java.nio.file.Path;
import java.util.List;
import org.borch.Model;
import org.borch.infer.diagnostics.Diagnosis;
import org.borch.infer.diagnostics.Warning;
import org.borch.infer.files.CmdStanCsv;
import org.borch.infer.files.Npz;
import org.borch.infer.mcmc.Nuts;
import org.borch.infer.plot.Plots;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of docs/how-to/keep-draws.md. */
class DrawsHowToTest {

  @TempDir private Path folder;

  // region sample
  static Draws sample(Model<?, ?> schools) {
    Draws draws = Infer.sample(schools, Nuts.defaults(), Seed.of(20));
    System.out.println(draws.summary());
    for (Warning warning : draws.warnings()) {
      System.out.println(warning);
    }
    return draws;
  }

  // endregion

  static void parts(Draws draws) {
    // region parts
    NDArray z = draws.get("z"); // (chains, draws, 8)
    double[][] first = draws.element("z", 0); // [chains][draws]
    double[][] same = draws.scalar("z[1]");
    Diagnosis tau = draws.summary().row("tau");
    Draws some = draws.select("mu", "t*").thin(2).withoutChains(3);
    // endregion
    assertThat(z.getShape().getShape()).containsExactly(4, 1000, 8);
    assertThat(first).isDeepEqualTo(same);
    assertThat(tau.rHat()).isLessThan(1.01);
    assertThat(some.names()).containsExactly("mu", "tau");
    assertThat(some.chainCount() * some.drawCount()).isEqualTo(3 * 500);
  }

  // region with
  static Draws withEffects(Draws draws) {
    NDArray mu = draws.get("mu").expandDims(2); // (chains, draws, 1)
    NDArray tau = draws.get("tau").expandDims(2);
    return draws.with("theta", mu.add(tau.mul(draws.get("z")))); // (chains, draws, 8)
  }

  // endregion

  static Draws files(Draws draws, Path folder) {
    // region files
    List<Path> chains =
        CmdStanCsv.write(draws, folder.resolve("schools.csv")); // schools_1.csv, ...
    Draws read = CmdStanCsv.read(chains); // the same, bit for bit

    Npz.write(draws, folder.resolve("schools.npz"));
    Draws again = Npz.read(folder.resolve("schools.npz"));
    // endregion
    assertThat(again.names()).isEqualTo(read.names());
    return again;
  }

  static void plots(Draws draws, Path folder) {
    // region plots
    Plots.trace(draws, "mu", "tau").save(folder.resolve("trace.png"));
    Plots.rank(draws, "tau").save(folder.resolve("rank.png"));
    Plots.density(draws, "mu", "tau").save(folder.resolve("density.png"));
    Plots.autocorrelation(draws, "tau").save(folder.resolve("autocorrelation.png"));
    Plots.pairs(draws, "mu", "tau", "theta[1]").save(folder.resolve("pairs.png"));
    Plots.forest(draws, "mu", "theta").save(folder.resolve("forest.png"));
    Plots.energy(draws).save(folder.resolve("energy.png"));
    // endregion
  }

  @Test
  void drawsAreSummarisedKeptAndPlotted() {
    Draws draws = sample(EightSchools.observed());
    parts(draws);
    Draws more = withEffects(draws);
    double[][] theta = more.scalar("theta[8]");
    double[][] z = draws.element("z", 7);
    double expected = draws.element("mu")[3][9] + draws.element("tau")[3][9] * z[3][9];
    assertThat(theta[3][9]).isCloseTo(expected, within(1e-12));
    Draws again = files(more, folder);
    assertThat(BorchArray.wrap(again.get("theta")).values())
        .containsExactly(BorchArray.wrap(more.get("theta")).values());
    assertThat(again.tunings()).isEqualTo(draws.tunings());
    plots(again, folder);
    assertThat(folder.resolve("energy.png")).isNotEmptyFile();
  }
}
