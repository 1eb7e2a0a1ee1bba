package org.borch.infer.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.borch.Minibatches.minibatches;
import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.Infer;
import org.borch.infer.run.Execution;
import org.borch.infer.run.Stop;
import org.borch.infer.vi.Svi;
import org.borch.posterior.Choice;
import org.borch.posterior.Posterior;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedFitTest {

  private static final Seed SEED = Seed.of(8);
  private static final NDArray X = BorchArray.of(1, 2, 3, 4);

  @TempDir private Path folder;

  private static final class Effect extends Module<NDArray, NDArray> {
    @Override
    protected NDArray forward(NDArray x) {
      return x.mul(rv("slope", normal(0, 1)));
    }
  }

  private static final class Other extends Module<NDArray, NDArray> {
    @Override
    protected NDArray forward(NDArray x) {
      return x.mul(rv("slope", normal(0, 1)));
    }
  }

  private static final class Line extends Module<NDArray, NDArray> {

    private static int runs;
    private final Module<NDArray, NDArray> effect;

    Line(Module<NDArray, NDArray> effect) {
      this.effect = child("effect", effect);
    }

    @Override
    protected NDArray forward(NDArray x) {
      runs++;
      NDArray noise = rv("noise", halfNormal(1));
      return plate("row").rv("y", normal(effect.call(x), noise));
    }
  }

  private static Model<NDArray, NDArray> line(NDArray x) {
    return new Line(new Effect()).on(x).withPosterior(Posteriors.normal());
  }

  private static Fit fit(Model<?, ?> model) {
    return Infer.fit(model, Svi.defaults().withSteps(20).withProgress(false), SEED);
  }

  @Test
  void aLoadedFitIsTheFitAndPredictsWithoutTheData() {
    Path file = folder.resolve("whatever i call it.txt");
    try (Fit fit = fit(line(X).observe("y", 1, 2, 3, 5))) {
      fit.save(file);
      int before = Line.runs;
      Model<?, ?> unseen = line(BorchArray.of(0));
      try (Fit loaded = Fit.load(file, unseen)) {
        assertThat(Line.runs).isEqualTo(before);
        assertThat(values(loaded.params().flat())).containsExactly(values(fit.params().flat()));
        assertThat(loaded.params().names()).isEqualTo(fit.params().names());
        assertThat(loaded.params().isSealed()).isTrue();
        assertThat(loaded.losses()).containsExactly(fit.losses());
        assertThat(loaded.stop()).isEqualTo(fit.stop());
        assertThat(loaded.execution()).isEqualTo(fit.execution());
        assertThat(loaded.model().observed()).containsExactly("y");
        NDArray there = BorchArray.of(10, 20);
        assertThat(loaded.predict(there, 5, SEED).values("y"))
            .containsExactly(fit.predict(there, 5, SEED).values("y"));
        assertThatThrownBy(() -> loaded.draws(3, SEED)).hasMessageContaining("y: observed");
      }
      try (Fit again = Fit.load(file, line(X).observe("y", 1, 2, 3, 5))) {
        assertThat(again.summary().rows()).isEqualTo(fit.summary().rows());
      }
    }
  }

  @Test
  void aFitOfMinibatchesInFloat32ComesBackInItsType() {
    Path file = folder.resolve("fit");
    Model<NDArray, NDArray> batches =
        new Line(new Effect())
            .on(minibatches(X, 2).plate("row").observing("y", X))
            .in(DataType.FLOAT32);
    try (Fit fit = fit(batches)) {
      fit.save(file);
      Model<NDArray, NDArray> whole = new Line(new Effect()).on(X).observe("y", 1, 2, 3, 4);
      try (Fit loaded = Fit.load(file, whole)) {
        assertThat(loaded.model().type()).isEqualTo(DataType.FLOAT32);
        assertThat(loaded.predict(X, 3, SEED).values("y"))
            .containsExactly(fit.predict(X, 3, SEED).values("y"));
      }
    }
  }

  @Test
  void anotherModelIsRefusedAndTheMessageSaysInWhatItDiffers() {
    Path file = folder.resolve("fit");
    try (Fit fit = fit(line(X).observe("y", 1, 2, 3, 5))) {
      fit.save(file);
    }
    assertRefused(file, line(X).withPosterior(Posteriors.pointMass()), "posterior normal()");
    assertRefused(file, new Line(new Other()).on(X), "module effect Effect", "Other");
    assertRefused(file, new Effect().on(X), "module Line", "but this model has module Effect");
    assertRefused(file, line(BorchArray.of(1, 2)).observe("y", 1, 2), "data y (4)", "data y (2)");
    assertRefused(file, line(X).observe("noise", 1), "no data noise");
    assertRefused(file, line(X).decentred("effect.slope"), "no decentred effect.slope");
    Posterior own = latents -> latent -> Choice.of(latent.prior(), latent.noise());
    assertRefused(file, line(X).withPosterior(own), "posterior a function");
  }

  private static void assertRefused(Path file, Model<?, ?> model, String... words) {
    Model<?, ?> other =
        model.identity().texts().containsValue("automatic()")
            ? model.withPosterior(Posteriors.normal())
            : model;
    assertThatThrownBy(() -> Fit.load(file, other))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith(file + ": refused, saved from a model with ")
        .hasMessageContainingAll(words);
  }

  @Test
  void everyEndingComesBack() {
    List<Stop> stops =
        List.of(
            new Stop.Completed(3),
            new Stop.Converged(4, 1e-7),
            new Stop.Requested(5),
            new Stop.OutOfTime(6, Duration.ofSeconds(90)),
            new Stop.Interrupted(7));
    Model<NDArray, NDArray> model = line(X).observe("y", 1, 2, 3, 5);
    for (Stop stop : stops) {
      Path file = folder.resolve("fit");
      Execution execution = new Execution(BackEnd.JVM, "asked for");
      double[] losses = {1, Double.NaN};
      try (Fit fit = Fit.of(model, model.init(SEED), losses, stop, execution)) {
        fit.save(file);
      }
      try (Fit loaded = Fit.load(file, model)) {
        assertThat(loaded.stop()).isEqualTo(stop);
        assertThat(loaded.skipped()).isEqualTo(1);
      }
    }
  }

  @Test
  void otherFilesAndParametersThatAreNoNumbersAreRefused() {
    Path file = folder.resolve("params");
    Model<NDArray, NDArray> model = line(X).observe("y", 1, 2, 3, 5);
    try (Fit fit = fit(model)) {
      fit.params().save(file);
      assertThatThrownBy(() -> Fit.load(file, model))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("expected \"fit\"");
      fit.params().update(fit.params().flat().mul(Double.NaN));
      assertThatThrownBy(() -> fit.save(file)).hasMessageContaining("NaN or infinite");
    }
  }

  private static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }
}
