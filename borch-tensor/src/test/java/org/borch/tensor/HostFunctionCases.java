package org.borch.tensor;

import static org.borch.tensor.PrimitiveCase.floats;
import static org.borch.tensor.PrimitiveCase.row;
import static org.borch.tensor.PrimitiveCase.step;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.borch.tensor.CountSum.Kind;
import org.borch.tensor.PrimitiveCase.Derivative;
import org.borch.tensor.PrimitiveCase.Input;
import org.borch.tensor.number.CountFamily;

/** Rows of {@link PrimitiveCases} for {@link HostFunction}. */
final class HostFunctionCases {

  private HostFunctionCases() {}

  static List<PrimitiveCase> all() {
    List<PrimitiveCase> rows = new ArrayList<>();
    Input shape = floats(new Shape(2, 3), 0.4, 1.3, 2, 3.5, 0.9, 5);
    Input x = floats(new Shape(3), 0.7, 1.2, 2.9);
    Input share = floats(new Shape(2, 3), 0.3, 0.7, 0.4, 0.55, 0.62, 0.5);
    Input scalar = floats(new Shape(), 2.5);
    for (SpecialFunction function : SpecialFunction.values()) {
      Derivative derivative =
          switch (function) {
            case SKEW_NORMAL_TAIL -> Derivative.SMOOTH;
            case BESSEL_I_BY_ORDER, VON_MISES_BY_CONCENTRATION -> Derivative.REFUSED;
            default -> Derivative.ONCE;
          };
      boolean isQuantile = function == SpecialFunction.VON_MISES_QUANTILE;
      rows.add(row(function.label(), function, derivative, shape, isQuantile ? share : x));
      rows.add(row(function.label(), function, derivative, scalar, isQuantile ? share : x));
    }
    for (CountFamily family : List.of(CountFamily.POISSON, CountFamily.NEGATIVE_BINOMIAL)) {
      Input[] parameters = family == CountFamily.POISSON ? new Input[] {shape} : two(shape, x);
      CountSum entropy = CountSum.of(family, Kind.ENTROPY);
      CountSum rising = CountSum.of(family, Kind.LOG_RISING);
      rows.add(row(entropy.label(), entropy, Derivative.ONCE, parameters));
      rows.add(row(rising.label(), rising, Derivative.ONCE, with(parameters, scalar)));
      CountSum slope = new CountSum(family, Kind.ENTROPY, 0);
      rows.add(row(slope.label(), slope, Derivative.REFUSED, parameters));
    }
    for (ConwayMaxwellSum sum :
        List.of(
            new ConwayMaxwellSum(0, 0), new ConwayMaxwellSum(1, 0), new ConwayMaxwellSum(1, 1))) {
      rows.add(row(sum.label(), sum, Derivative.ONCE, shape, x));
    }
    ConwayMaxwellSum last = new ConwayMaxwellSum(1, 2);
    rows.add(row(last.label(), last, Derivative.REFUSED, shape, x));
    CountSum tail = CountSum.of(CountFamily.CONWAY_MAXWELL_POISSON, Kind.SURVIVAL);
    rows.add(
        row(
            tail.label(),
            tail,
            Derivative.ONCE,
            shape,
            x,
            scalar,
            floats(new Shape(3), 1.5, 4.5, 0.5)));
    for (SineSum sum : List.of(SineSum.LOG, new SineSum(0, -1), new SineSum(2, -1))) {
      rows.add(row(sum.label(), sum, Derivative.ONCE, shape, x, scalar));
    }
    SineSum twice = new SineSum(1, 2);
    rows.add(row(twice.label(), twice, Derivative.REFUSED, shape, x, scalar));
    rows.add(step("sine_von_mises_quantile", SineQuantile.INSTANCE, shape, x, scalar, share));
    CountSum quantile = CountSum.of(CountFamily.BETA_BINOMIAL, Kind.QUANTILE);
    Input trials = floats(new Shape(3), 4, 30, 50);
    rows.add(step(quantile.label(), quantile, trials, shape, scalar, share));
    return rows;
  }

  private static Input[] two(Input a, Input b) {
    return new Input[] {a, b};
  }

  private static Input[] with(Input[] inputs, Input last) {
    List<Input> all = new ArrayList<>(List.of(inputs));
    all.add(last);
    return all.toArray(Input[]::new);
  }
}
