package org.borch.infer.vi;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.borch.Model;
import org.borch.RandomVariable;
import org.borch.Trace;
import org.borch.distributions.Distribution;
import org.borch.distributions.transform.Bijector;
import org.borch.distributions.transform.Bijectors;
import org.borch.infer.settings.Settings;
import org.borch.posterior.Choice;
import org.borch.posterior.Latent;
import org.borch.posterior.Posterior;
import org.borch.tensor.BorchArray;
import org.borch.tensor.HostComputation;
import org.borch.tensor.Scope;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;

/**
 * What a model and its data are known by in another process: each variable's family, shape and, if
 * it has data, their bits; and its log density where all latent variables have the same
 * unconstrained coordinate, by which inputs and priors' numbers are told apart.
 *
 * @param variables a line for each, in the order of the model
 * @param logDensities of the same variables, summed over their rows
 */
record Identity(List<String> variables, List<Double> logDensities) {

  /** No special value of any bijector. */
  private static final double COORDINATE = 0.3;

  /** Of a model with minibatches some are looked at. */
  private static final int BATCHES = 4;

  /** Relative: another machine rounds differently. */
  private static final double ROUNDING = 1e-9;

  private static final double SINGLE_ROUNDING = 1e-4;

  Identity {
    variables = List.copyOf(variables);
    logDensities = List.copyOf(logDensities);
  }

  static Identity saved(String text, double[] logDensities) {
    return new Identity(text.lines().toList(), Arrays.stream(logDensities).boxed().toList());
  }

  String text() {
    return String.join("\n", variables);
  }

  static Identity of(Model<?, ?> model) {
    Key key = Seed.of(0).key().at("identity");
    List<String> variables = new ArrayList<>();
    List<Double> logDensities = new ArrayList<>();
    int batches = model.batch(key).isPresent() ? BATCHES : 1;
    for (int i = 0; i < batches; i++) {
      try (HostComputation host = HostComputation.open();
          Scope scope = Scope.open()) {
        Trace trace = model.withBatchOf(key.at(i)).replay(at(model.type()));
        for (RandomVariable each : trace.variables()) {
          variables.add(line(each));
          logDensities.add(BorchArray.wrap(each.counted(each.logPrior()).sum()).values()[0]);
        }
      }
    }
    return new Identity(variables, logDensities);
  }

  private static Posterior at(DataType type) {
    return latents -> latent -> fixed(latent, type);
  }

  private static Choice fixed(Latent latent, DataType type) {
    Distribution prior = latent.prior();
    if (prior.isDiscrete()) {
      return Choice.given(prior.sample(latent.noise()), prior.support());
    }
    Bijector bijector = Bijectors.to(prior.support());
    Shape shape = Shapes.concat(prior.batchShape(), prior.eventShape());
    NDArray u = BorchArray.full(bijector.inverseShape(shape), COORDINATE, type);
    return Choice.given(bijector.forward(u), prior.support());
  }

  private static String line(RandomVariable variable) {
    String family = variable.prior().name();
    NDArray own = variable.counted(variable.value());
    String text = variable.name() + ": " + family + own.getShape();
    return variable.isObserved() ? text + " with the data " + digest(own) : text;
  }

  private static String digest(NDArray data) {
    CRC32C sum = new CRC32C();
    ByteBuffer number = ByteBuffer.allocate(Double.BYTES);
    for (double each : BorchArray.wrap(data).values()) {
      sum.update(number.putDouble(0, each).rewind());
    }
    return Long.toHexString(sum.getValue());
  }

  /**
   * Refuses another model or other data than these, which were saved.
   *
   * @throws IllegalArgumentException if they differ; the message names the first variable
   */
  void require(Identity given, DataType type, Path file) {
    settings().require(given.settings(), file.toString());
    double rounding = type == DataType.FLOAT64 ? ROUNDING : SINGLE_ROUNDING;
    for (int i = 0; i < logDensities.size(); i++) {
      double before = logDensities.get(i);
      double now = given.logDensities.get(i);
      double allowed = rounding * Math.max(1, Math.abs(before));
      if (Double.compare(before, now) != 0 && !(Math.abs(now - before) <= allowed)) {
        throw new IllegalArgumentException(
            file
                + ": checkpoint of a run on another model or with another input: at the same point,"
                + " the log density of "
                + variables.get(i).substring(0, variables.get(i).indexOf(':'))
                + " was "
                + before
                + " and is "
                + now
                + "; resume with those of the interrupted run");
      }
    }
  }

  private Settings settings() {
    Settings settings = Settings.none();
    for (int i = 0; i < variables.size(); i++) {
      settings = settings.with("variable " + i, variables.get(i));
    }
    return settings;
  }
}
