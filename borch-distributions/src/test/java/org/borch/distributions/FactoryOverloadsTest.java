package org.borch.distributions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Noise;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

/** A factory takes each argument as a number or an array, and means the same. */
class FactoryOverloadsTest {

  /** Arguments of which some suit every family. */
  private static final double[][] ARGUMENTS = {
    {0.4, 0.6, 0.7, 0.3, 0.5},
    {2, 3, 4, 5, 6},
    {10, 4, 3, 2, 1},
    {1.5, 0.3, 0.4, 0.6, 0.5},
    {5, 0.4, 0.6, 2, 3},
    {-1, 0.5, 2, 3, 4},
    {0.5, 3, 0.4, 0.6, 2}
  };

  @Test
  void numbersAndArraysMakeTheSameDistribution() throws ReflectiveOperationException {
    int compared = 0;
    for (Map.Entry<String, List<Method>> group : overloads().entrySet()) {
      for (Method numbers : group.getValue()) {
        if (!Arrays.stream(numbers.getParameterTypes()).allMatch(double.class::equals)) {
          continue;
        }
        for (double[] arguments : ARGUMENTS) {
          compared += compared(group.getValue(), numbers, arguments);
        }
      }
    }
    assertThat(compared).isGreaterThan(150);
  }

  private static Map<String, List<Method>> overloads() {
    return Arrays.stream(Distributions.class.getMethods())
        .filter(method -> Modifier.isStatic(method.getModifiers()))
        .filter(method -> Distribution.class.isAssignableFrom(method.getReturnType()))
        .filter(method -> method.getParameterCount() > 0 && method.getParameterCount() <= 5)
        .filter(
            method ->
                Arrays.stream(method.getParameterTypes())
                    .allMatch(type -> type == double.class || type == NDArray.class))
        .collect(Collectors.groupingBy(Method::getName, TreeMap::new, Collectors.toList()));
  }

  /** How many overloads agree with the one of numbers; none where these do not suit the family. */
  private static int compared(List<Method> group, Method numbers, double[] values)
      throws ReflectiveOperationException {
    int compared = 0;
    try (Scope scope = Scope.open()) {
      Noise noise = Noise.of(Seed.of(1).key(), DataType.FLOAT64);
      NDArray x;
      double expected;
      try {
        Distribution d = made(numbers, values);
        x = d.sample(noise);
        expected = BorchArray.wrap(d.logProb(x).sum()).values()[0];
      } catch (InvocationTargetException | IllegalArgumentException e) {
        return 0;
      }
      for (Method other : group) {
        if (other.getParameterCount() == numbers.getParameterCount() && !other.equals(numbers)) {
          NDArray logProb = made(other, values).logProb(x).sum();
          assertThat(BorchArray.wrap(logProb).values()[0])
              .as("%s of %s", other, Arrays.toString(values))
              .isCloseTo(expected, within(1e-9 * Math.max(1, Math.abs(expected))));
          compared++;
        }
      }
    }
    return compared;
  }

  private static Distribution made(Method factory, double[] values)
      throws ReflectiveOperationException {
    List<Object> arguments = new ArrayList<>();
    Class<?>[] types = factory.getParameterTypes();
    for (int i = 0; i < types.length; i++) {
      arguments.add(
          types[i] == double.class
              ? (Object) values[i]
              : BorchArray.scalar(values[i], DataType.FLOAT64));
    }
    return (Distribution) factory.invoke(null, arguments.toArray());
  }
}
