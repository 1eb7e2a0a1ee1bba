package org.borch.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.TestModels.values;
import static org.borch.distributions.Distributions.normal;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.ParameterStore;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.borch.Model;
import org.borch.Params;
import org.borch.RandomVariable;
import org.borch.TestModels;
import org.borch.Trace;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.BorchManager;
import org.borch.tensor.DropoutNoise;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Noise;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BorchifyTest {

  private static final Seed SEED = Seed.of(3);

  private final BorchManager manager = BorchManager.create();

  @AfterEach
  void close() {
    manager.close();
  }

  static Stream<BlockCase> blocks() {
    return BlockCase.all();
  }

  /** Answers with copies of a Block's own arrays, which a scope may watch. */
  private static final class Copies extends ParameterStore {

    private final Map<String, NDArray> values = new HashMap<>();

    Copies(BorchManager manager, Block block, Scope scope) {
      super(manager, false);
      for (Parameter parameter : block.getParameters().values()) {
        NDArray copy = parameter.getArray().duplicate();
        values.put(parameter.getId(), parameter.requiresGradient() ? scope.watch(copy) : copy);
      }
    }

    @Override
    public NDArray getValue(Parameter parameter, Device device, boolean training) {
      return parameter == null ? null : values.get(parameter.getId());
    }
  }

  private static NDArray loss(NDList outputs) {
    NDArray sum = BorchArray.scalar(0, DataType.FLOAT32);
    for (NDArray output : outputs) {
      NDArray weights = BlockCase.input(output.getShape().getShape());
      sum = sum.add(output.mul(weights).sum());
    }
    return sum;
  }

  private static List<double[]> all(NDList arrays) {
    return arrays.stream().map(TestModels::values).toList();
  }

  private static Trace training(Model<?, ?> model, Params params) {
    return model.sample(params, SEED.at(0));
  }

  // ---- the Block itself

  @ParameterizedTest
  @MethodSource("blocks")
  void withNothingRandomItIsTheBlockToTheBit(BlockCase row) {
    Block block = row.initialised(manager);
    Model<NDList, NDList> model =
        Borchify.deterministic().ofLists(block).on(row.arrays()).in(DataType.FLOAT32);
    try (Scope scope = Scope.open();
        Params params = model.init(SEED)) {
      NDList evaluated = block.forward(new Copies(manager, block, scope), row.arrays(), false);
      assertThat(all(model.samplePrior(params, SEED.at(0)).output(NDList.class)))
          .usingRecursiveComparison()
          .isEqualTo(all(evaluated));

      Copies copies = new Copies(manager, block, scope);
      NDList trained;
      Noise noise = Noise.of(SEED.at(0).at("noise"));
      try (DropoutNoise dropouts =
          DropoutNoise.open(
              (call, shape) ->
                  noise.at(call).uniform(shape))) { // DJL's Bert has dropouts of its own
        trained = block.forward(copies, row.arrays(), true);
      }
      Trace draw = training(model, params);
      assertThat(all(draw.output(NDList.class))).usingRecursiveComparison().isEqualTo(all(trained));

      List<Parameter> learned = learned(block);
      List<NDArray> expected =
          scope.gradient(
              loss(trained), learned.stream().map(p -> copies.getValue(p, null, true)).toList());
      NDArray gradient = params.gradient(loss(draw.output(NDList.class)));
      assertThat(params.names()).hasSize(block.getParameters().size());
      List<Weight> weights = Borchify.deterministic().ofLists(block).weights();
      int next = 0;
      for (Weight weight : weights) {
        if (!weight.isBuffer()) {
          long from = params.offset(weight.name());
          NDArray part = gradient.get("{}:{}", from, from + weight.shape().size());
          assertThat(values(part)).as(weight.name()).isEqualTo(values(expected.get(next)));
          next++;
        }
      }
      assertThat(next).isEqualTo(expected.size());
    }
  }

  private static List<Parameter> learned(Block block) {
    return block.getParameters().values().stream().filter(Parameter::requiresGradient).toList();
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void everyWeightIsAVariableWhoseApproximationStartsAtItsValue(
      BlockCase row, @TempDir Path folder) {
    Block block = row.initialised(manager);
    Borchified<NDList> net =
        Borchify.with(Priors.kaiming())
            .where(weight -> true, Treatment.random(Priors.normal(0, 1)))
            .ofLists(block);
    Model<NDList, NDList> model =
        net.on(row.arrays()).in(DataType.FLOAT32).withPosterior(Posteriors.normal());
    List<Weight> random = net.weights().stream().filter(w -> !w.isBuffer()).toList();
    try (Scope scope = Scope.open();
        Params params = model.init(SEED)) {
      Trace draw = training(model, params);
      assertThat(draw.latents().stream().map(RandomVariable::name))
          .containsExactlyInAnyOrderElementsOf(random.stream().map(Weight::name).toList());
      for (Weight weight : random) {
        assertThat(values(params.get(weight.name() + "|loc"))).isEqualTo(weight.value().values());
      }
      NDArray gradient =
          params.gradient(loss(draw.output(NDList.class)).add(TestModels.negativeElbo(draw)));
      assertThat(values(gradient)).doesNotContain(Double.NaN);
      Path file = folder.resolve("net");
      params.save(file);
      try (Params loaded = Params.load(file)) {
        assertThat(all(training(model, loaded).output(NDList.class)))
            .usingRecursiveComparison()
            .isEqualTo(all(draw.output(NDList.class)));
      }
    }
  }

  // ---- sharing

  @Test
  void aWeightAtTwoPlacesIsOneVariable() {
    Block block = BlockCase.shared();
    block.initialize(manager, DataType.FLOAT32, new Shape(2, 4));
    Borchified<NDArray> net = Borchify.defaults().of(block);
    Trace draw = net.on(BlockCase.input(2, 4)).samplePrior(SEED.at(0));
    assertThat(draw.sites().keySet()).containsExactly("01Linear.weight", "01Linear.bias");
    NDArray w = draw.get("01Linear.weight").value();
    NDArray b = draw.get("01Linear.bias").value();
    NDArray hidden = BlockCase.input(2, 4).matMul(w.transpose()).add(b).tanh();
    assertThat(values(draw.output(NDArray.class)))
        .isEqualTo(values(hidden.matMul(w.transpose()).add(b)));
  }

  // ---- rules

  private Block network() {
    Block block = BlockCase.network();
    block.initialize(manager, DataType.FLOAT32, new Shape(4, 6));
    return block;
  }

  private static Trace prior(Borchified<NDArray> net) {
    return net.on(BlockCase.input(4, 6)).samplePrior(SEED.at(0));
  }

  @Test
  void theLastRuleOfAWeightCounts() {
    Borchify rules =
        Borchify.with(Priors.normal(0, 1))
            .at("01Linear", Treatment.learned())
            .at("*.bias", Treatment.fixed())
            .at("03Linear.bias", Treatment.random(w -> normal(w.value(), 0.1)));
    Model<NDArray, NDArray> model = rules.of(network()).on(BlockCase.input(4, 6));
    try (Params params = model.init(SEED)) {
      assertThat(params.names())
          .containsExactly(
              "01Linear.weight",
              "03Linear.weight|loc",
              "03Linear.weight|log_scale",
              "03Linear.bias|loc",
              "03Linear.bias|log_scale");
    }
  }

  @Test
  void fansAreThoseOfTheWeightBesideABias() {
    Trace draw = prior(Borchify.with(Priors.kaiming()).of(network()));
    for (String name : List.of("01Linear.weight", "01Linear.bias")) {
      assertThat(draw.get(name).prior().parameters().get(1).value().number())
          .as(name)
          .isEqualTo(1 / Math.sqrt(6));
    }
    Trace xavier = prior(Borchify.with(Priors.xavier()).of(network()));
    assertThat(xavier.get("03Linear.bias").prior().parameters().get(1).value().number())
        .isEqualTo(Math.sqrt(2.0 / (5 + 2)));
  }

  @Test
  void onlyTheLastLayerMayBeRandom() {
    Borchified<NDArray> net = Borchify.lastLayer(Priors.kaiming()).of(network());
    assertThat(prior(net).sites().keySet()).containsExactly("03Linear.weight", "03Linear.bias");
    try (Params params = net.on(BlockCase.input(4, 6)).init(SEED)) {
      assertThat(params.names()).allMatch(name -> name.startsWith("03Linear"));
    }
  }

  @Test
  void whatDjlHasFrozenStaysWhatItIs() {
    Block block = network();
    block.freezeParameters(true, p -> p.getType() == Parameter.Type.WEIGHT);
    assertThat(prior(Borchify.defaults().of(block)).sites().keySet())
        .containsExactly("01Linear.bias", "03Linear.bias");
  }

  @Test
  void approximationsStartWhereTheyAreTold() {
    Block block = network();
    Map<Borchify.Start, double[]> starts = new HashMap<>();
    for (Borchify.Start start : Borchify.Start.values()) {
      Model<NDArray, NDArray> model =
          Borchify.with(Priors.normal(2, 1)).startingAt(start).of(block).on(BlockCase.input(4, 6));
      try (Params params = model.init(SEED)) {
        starts.put(start, values(params.get("01Linear.weight|loc")));
        assertThat(values(params.get("01Linear.bias|loc"))).hasSize(5);
      }
      try (Params params = model.withPosterior(Posteriors.pointMass()).init(SEED)) {
        if (start == Borchify.Start.BLOCK) {
          assertThat(values(params.get("01Linear.weight|point"))).isEqualTo(starts.get(start));
        }
      }
    }
    assertThat(starts.get(Borchify.Start.BLOCK))
        .isEqualTo(values(block.getParameters().valueAt(0).getArray()));
    assertThat(starts.get(Borchify.Start.PRIOR_MEAN)).containsOnly(2);
    double[] fresh = starts.get(Borchify.Start.FRESH);
    double mean = Arrays.stream(fresh).average().orElseThrow();
    // 30 draws of mean 2 and standard deviation 1
    assertThat(Math.abs(mean - 2)).isLessThan(4 / Math.sqrt(30));
    assertThat(Arrays.stream(fresh).distinct().count()).isEqualTo(30);
  }

  @Test
  void laterChangesOfTheBlockLeaveTheModuleAlone() {
    Block block = network();
    Model<NDArray, NDArray> model = Borchify.deterministic().of(block).on(BlockCase.input(4, 6));
    double[] before = values(model.samplePrior(SEED.at(0)).output(NDArray.class));
    block.getParameters().valueAt(0).getArray().muli(2);
    assertThat(values(model.samplePrior(SEED.at(0)).output(NDArray.class))).isEqualTo(before);
  }

  // ---- training and evaluation

  @Test
  void dropoutDropsInTrainingByTheDrawsKeyAlone() {
    Block block = BlockCase.withDropout();
    block.initialize(manager, DataType.FLOAT32, new Shape(4, 6));
    Model<NDArray, NDArray> model = Borchify.deterministic().of(block).on(BlockCase.input(4, 6));
    try (Params params = model.init(SEED)) {
      double[] first = values(model.sample(params, SEED.at(0)).output(NDArray.class));
      assertThat(values(model.sample(params, SEED.at(0)).output(NDArray.class))).isEqualTo(first);
      double[] other = values(model.sample(params, SEED.at(1)).output(NDArray.class));
      assertThat(other).isNotEqualTo(first);
      double[] evaluated = values(model.predict(params, SEED.at(0)).output(NDArray.class));
      assertThat(values(model.predict(params, SEED.at(1)).output(NDArray.class)))
          .isEqualTo(evaluated)
          .isNotEqualTo(first);
    }
  }

  @Test
  void runningStatisticsAreKeptAndFollowTheData() {
    Block block = BatchNorm.builder().build();
    block.initialize(manager, DataType.FLOAT32, new Shape(4, 6));
    BorchArray x = BlockCase.input(4, 6);
    Model<NDArray, NDArray> model = Borchify.defaults().of(block).on(x);
    try (Params params = model.init(SEED)) {
      assertThat(params.held()).containsExactlyInAnyOrder("runningMean", "runningVar");
      Trace draw = training(model, params);
      double[] mean = values(x.mean(new int[] {0}));
      double[] updated = values(draw.updates().get("runningMean"));
      for (int i = 0; i < mean.length; i++) {
        assertThat(updated[i]).isCloseTo(0.1 * mean[i], within(1e-7));
      }
      assertThat(values(params.get("runningMean"))).containsOnly(0);
      assertThat(model.predict(params, SEED.at(0)).updates()).isEmpty();

      model.refresh(params, SEED.key(), 200);

      double[] kept = values(params.get("runningMean"));
      for (int i = 0; i < mean.length; i++) {
        assertThat(kept[i]).isCloseTo(mean[i], within(1e-6));
      }
      // Rows of the data, by their own statistics: the unbiased variance is 4/3 of the batch's.
      double[] trained = values(draw.output(NDArray.class));
      double[] evaluated = values(model.predict(params, SEED.at(0)).output(NDArray.class));
      for (int i = 0; i < trained.length; i++) {
        assertThat(evaluated[i]).isCloseTo(trained[i] * Math.sqrt(0.75), within(1e-4));
      }
    }
  }

  // ---- errors

  @Test
  void aBlockWithoutValuesAnUnknownPatternAndAHiddenWeightSayWhatToDo() {
    assertThatThrownBy(() -> Borchify.defaults().of(BlockCase.network()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("01Linear.weight")
        .hasMessageContaining("block.initialize");
    assertThatThrownBy(() -> Borchify.defaults().at("02Linear", Priors.xavier()).of(network()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at(\"02Linear\")")
        .hasMessageContaining("03Linear.bias");
  }
}
