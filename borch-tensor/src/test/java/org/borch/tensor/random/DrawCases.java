package org.borch.tensor.random;

import static ai.djl.ndarray.types.DataType.FLOAT32;
import static ai.djl.ndarray.types.DataType.FLOAT64;
import static ai.djl.ndarray.types.DataType.INT64;
import static org.borch.tensor.PrimitiveCase.floats;
import static org.borch.tensor.PrimitiveCase.row;
import static org.borch.tensor.PrimitiveCase.step;
import static org.borch.tensor.PrimitiveCase.typed;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.borch.tensor.PrimitiveCase;
import org.borch.tensor.PrimitiveCase.Derivative;
import org.borch.tensor.PrimitiveCase.Input;
import org.borch.tensor.Spec;

/** The rows of the table of primitives that draw random numbers. */
public final class DrawCases {

  private DrawCases() {}

  /** All of them. */
  public static List<PrimitiveCase> all() {
    List<PrimitiveCase> rows = new ArrayList<>();
    KeySource known = Key.of(17).source();
    KeySource derived = new KeySource(0, KeyPath.SELF.then(KeyPath.Step.of("child")));
    Input key = typed(INT64, new Shape(2), 4_000_000_000.0, 17);
    Input keys = typed(INT64, new Shape(3, 2), 4_000_000_000.0, 17, 0, 1, 123, 3_456_789_012.0);
    for (RandomPrimitive.Kind kind : RandomPrimitive.Kind.values()) {
      for (DataType type : List.of(FLOAT32, FLOAT64)) {
        Spec spec = new Spec(new Shape(3, 5), type);
        rows.add(step(kind + " " + type, new RandomPrimitive.Standard(kind, known, spec, null)));
        rows.add(
            step(kind + " of a key", new RandomPrimitive.Standard(kind, derived, spec, null), key));
      }
      Spec longer = new Spec(new Shape(300), FLOAT64);
      rows.add(
          step(kind + " of keys", new RandomPrimitive.Standard(kind, derived, longer, null), keys));
      Spec scalar = new Spec(new Shape(), FLOAT64);
      rows.add(step(kind + " scalar", new RandomPrimitive.Standard(kind, known, scalar, null)));
    }
    Input concentration = floats(new Shape(2, 3), 0.2, 0.9, 1, 3.5, 20, 300);
    Input three = floats(new Shape(3), 0.2, 2, 20);
    RandomPrimitive.StandardGamma gamma = new RandomPrimitive.StandardGamma(known);
    rows.add(row("gamma", gamma, Derivative.IMPLICIT, concentration));
    rows.add(row("gamma", gamma, Derivative.IMPLICIT, floats(new Shape(), 2)));
    rows.add(
        row(
            "gamma of a key",
            new RandomPrimitive.StandardGamma(derived),
            Derivative.IMPLICIT,
            concentration,
            key));
    rows.add(
        row(
            "gamma of keys",
            new RandomPrimitive.StandardGamma(derived),
            Derivative.IMPLICIT,
            three,
            keys));
    rows.add(
        row(
            "gamma slope",
            GammaSlope.INSTANCE,
            Derivative.REFUSED,
            concentration,
            floats(new Shape(2, 3), 0.1, 0.7, 1.2, 3.1, 22, 310)));
    Input rates = floats(new Shape(2, 3), 0.2, 1, 3, 9.5, 30, 500);
    rows.add(step("poisson", new RandomPrimitive.Poisson(known), rates));
    rows.add(step("poisson of a key", new RandomPrimitive.Poisson(derived), rates, key));
    rows.add(step("poisson of keys", new RandomPrimitive.Poisson(derived), three, keys));
    rows.add(step("von Mises-Fisher", new RandomPrimitive.VonMisesFisher(4, known), rates));
    rows.add(
        step(
            "von Mises-Fisher of keys",
            new RandomPrimitive.VonMisesFisher(3, derived),
            three,
            keys));
    rows.add(step("subset", new RandomPrimitive.Subset(10, 4, derived), key));
    rows.add(step("subset of keys", new RandomPrimitive.Subset(10, 10, derived), keys));
    return rows;
  }
}
