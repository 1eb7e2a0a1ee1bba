package org.borch.infer.vi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.borch.Model;
import org.borch.Params;
import org.borch.infer.Fit;
import org.borch.infer.Infer;
import org.borch.infer.optim.Adam;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.Spec;
import org.borch.tensor.TracingException;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.borch.tensor.trace.Choice;
import org.borch.tensor.trace.Executable;
import org.borch.tensor.trace.Graph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every loss of every posterior, and one step on it, on every back-end. */
class CompiledLossTest {

  private static final int DRAWS = 3;

  /** A number to minimise, or to look at, of draws with three keys. */
  enum Loss {
    ONE_DRAW {
      @Override
      NDArray of(Model<?, ?> model, Params params, NDArray keys) {
        NDArray baseline = BorchArray.scalar(0.7, params.type());
        return Infer.viLoss(model.sample(params, Key.of(keys.get(0))), baseline);
      }
    },
    DRAWS_ONE_BY_ONE {
      @Override
      NDArray of(Model<?, ?> model, Params params, NDArray keys) {
        return Infer.viLoss(
            LongStream.range(0, DRAWS)
                .mapToObj(i -> model.sample(params, Key.of(keys.get(i))))
                .toList());
      }
    },
    DRAWS_AT_ONCE {
      @Override
      NDArray of(Model<?, ?> model, Params params, NDArray keys) {
        return Infer.viLoss(model, params, keys);
      }
    },
    MAP {
      @Override
      NDArray of(Model<?, ?> model, Params params, NDArray keys) {
        return Infer.mapLoss(model.sample(params, Key.of(keys.get(0))));
      }
    },
    LOG_WEIGHT {
      @Override
      NDArray of(Model<?, ?> model, Params params, NDArray keys) {
        return Infer.logWeight(model.sample(params, Key.of(keys.get(0))));
      }
    };

    abstract NDArray of(Model<?, ?> model, Params params, NDArray keys);
  }

  private static Stream<Arguments> models() {
    return CompiledCases.all()
        .flatMap(
            model ->
                Stream.of(DataType.FLOAT64, DataType.FLOAT32)
                    .map(type -> Arguments.of(model, type)));
  }

  private static Stream<Arguments> losses() {
    return models()
        .flatMap(
            each ->
                Arrays.stream(Loss.values())
                    .map(loss -> Arguments.of(each.get()[0], each.get()[1], loss)));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void everyLossAndItsGradient(CompiledCases.Case each, DataType type, Loss loss) {
    Model<?, ?> model = each.model().in(type).withBatchOf(Seed.of(3).key());
    try (Params params = model.init(Seed.of(1));
        Scope scope = Scope.open()) {
      params.update(perturbed(params));
      NDArray keys = Key.halves(LongStream.range(0, DRAWS).mapToObj(Seed.of(2)::at).toList());
      NDArray value = loss.of(model, params, keys);
      List<NDArray> expected = List.of(value, params.gradient(value));
      List<NDArray> arguments = List.of(params.flat(), keys);
      Graph graph =
          Graph.trace(
              in -> valueAndGradient(model, params.over(in.get(0)), in.get(1), loss),
              arguments.stream().map(argument -> BorchArray.wrap(argument).spec()).toList());

      requireClose(run(graph, BackEnd.JVM, arguments), expected, type);
      if (each.lacksTorchScript() == null) {
        requireClose(run(graph, BackEnd.TORCHSCRIPT, arguments), expected, type);
      } else {
        assertThatThrownBy(() -> run(graph, BackEnd.TORCHSCRIPT, arguments))
            .isInstanceOf(TracingException.class)
            .hasMessageContaining(each.lacksTorchScript());
      }
    }
  }

  /** Parameters a little away from where they start, some of which is zero. */
  private static NDArray perturbed(Params params) {
    Spec spec = BorchArray.wrap(params.flat()).spec();
    double[] offsets = new Random(5).doubles(spec.size(), -0.3, 0.3).toArray();
    return params.flat().add(BorchArray.of(spec, offsets));
  }

  private static List<NDArray> valueAndGradient(
      Model<?, ?> model, Params params, NDArray keys, Loss loss) {
    try (Scope scope = Scope.open()) {
      NDArray value = loss.of(model, params, keys);
      return List.of(scope.keep(value), scope.keep(params.gradient(value)));
    }
  }

  private static List<NDArray> run(Graph graph, BackEnd backEnd, List<NDArray> arguments) {
    return Executable.of(graph, Choice.forced(graph, backEnd)).run(arguments);
  }

  @ParameterizedTest
  @MethodSource("models")
  void oneStepHasTheSameNewParameters(CompiledCases.Case each, DataType type) {
    Model<?, ?> model = each.model().in(type);
    NDArray expected = afterOneStep(model, BackEnd.EAGER);

    requireClose(List.of(afterOneStep(model, BackEnd.JVM)), List.of(expected), type);
    if (each.lacksTorchScript() == null) {
      requireClose(List.of(afterOneStep(model, BackEnd.TORCHSCRIPT)), List.of(expected), type);
    }
  }

  private static NDArray afterOneStep(Model<?, ?> model, BackEnd backEnd) {
    Svi settings =
        Svi.defaults()
            .withOptimizer(Adam.defaults().withLearningRate(0.01))
            .withProgress(false)
            .withSteps(1)
            .withBackEnd(backEnd);
    try (Fit fit = Infer.fit(model, settings, Seed.of(1))) {
      assertThat(fit.execution().backEnd()).isEqualTo(backEnd);
      return BorchArray.of(BorchArray.wrap(fit.params().flat()).values());
    }
  }

  /** To 1e-9 in float64 and 1e-4 in float32, of the largest number. */
  private static void requireClose(List<NDArray> actual, List<NDArray> expected, DataType type) {
    double tolerance = type == DataType.FLOAT64 ? 1e-9 : 1e-4;
    for (int i = 0; i < expected.size(); i++) {
      double[] want = BorchArray.wrap(expected.get(i)).values();
      double largest = Arrays.stream(want).map(Math::abs).max().orElse(0);
      assertThat(BorchArray.wrap(actual.get(i)).values())
          .containsExactly(want, within(tolerance * Math.max(1, largest)));
    }
  }
}
