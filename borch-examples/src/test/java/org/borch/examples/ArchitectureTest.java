package org.borch.examples;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.conditions.ArchConditions.have;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.borch.Batch;
import org.borch.Batches;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules between the parts of borch; here, because the examples see all of them. */
class ArchitectureTest {
  private static final JavaClasses BORCH =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.borch");

  /** The packages of inference, lowest first; those of one line stand beside each other. */
  private static final List<Set<String>> STAGES =
      List.of(
          Set.of("settings"),
          Set.of("density", "diagnostics", "metrics", "optim"),
          Set.of("run"),
          Set.of("joint"),
          Set.of("loss"),
          Set.of("draws"),
          Set.of("fit"),
          Set.of("gaussian"),
          Set.of("curvature"),
          Set.of("ascent", "laplace"),
          Set.of("ekf", "mcmc", "sgmcmc", "vi"),
          Set.of("evidence"),
          Set.of("files", "plot"),
          Set.of(""));

  private static final String INFER = "org.borch.infer";

  /** Data in rows, which a step's density sees; not a part of a model. */
  private static final DescribedPredicate<JavaClass> ROWS =
      equivalentTo(Batch.class).or(equivalentTo(Batches.class));

  @Test
  void aModuleSeesOnlyThoseBelowIt() {
    ArchRule rule =
        layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("tensor")
            .definedBy("org.borch.tensor..")
            .layer("distributions")
            .definedBy("org.borch.distributions..")
            .layer("core")
            .definedBy("org.borch", "org.borch.file..", "org.borch.posterior..", "org.borch.nn..")
            .layer("infer")
            .definedBy("org.borch.infer..")
            .layer("test")
            .definedBy("org.borch.test..")
            .layer("examples")
            .definedBy("org.borch.examples..")
            .whereLayer("distributions")
            .mayOnlyBeAccessedByLayers("core", "infer", "test", "examples")
            .whereLayer("core")
            .mayOnlyBeAccessedByLayers("infer", "test", "examples")
            .whereLayer("infer")
            .mayOnlyBeAccessedByLayers("test", "examples")
            .whereLayer("test")
            .mayOnlyBeAccessedByLayers("examples")
            .whereLayer("examples")
            .mayNotBeAccessedByAnyLayer();
    rule.check(BORCH);
  }

  @Test
  void noCircleJoinsPackages() {
    slices().assignedFrom(PACKAGES).should().beFreeOfCycles().check(BORCH);
  }

  /** Each package is a slice; models and their posteriors know each other and are one. */
  private static final SliceAssignment PACKAGES =
      new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
          String name = type.getPackageName();
          return SliceIdentifier.of(name.equals("org.borch.posterior") ? "org.borch" : name);
        }

        @Override
        public String getDescription() {
          return "packages";
        }
      };

  @Test
  void theStagesOfInferenceSeeOnlyThoseBelowThem() {
    Set<String> above = new TreeSet<>();
    for (JavaClass type : BORCH) {
      for (Dependency arrow : type.getDirectDependenciesFromSelf()) {
        JavaClass target = arrow.getTargetClass();
        if (isStage(type)
            && isStage(target)
            && !stage(type).equals(stage(target))
            && level(target) >= level(type)) {
          above.add(arrow.getDescription());
        }
      }
    }
    assertThat(above).isEmpty();
  }

  @Test
  void everyPackageOfInferenceHasItsStage() {
    Set<String> named = STAGES.stream().flatMap(Set::stream).collect(toSet());
    Set<String> found =
        BORCH.stream()
            .filter(ArchitectureTest::isStage)
            .map(ArchitectureTest::stage)
            .collect(toSet());
    assertThat(found).isEqualTo(named);
  }

  private static boolean isStage(JavaClass type) {
    String name = type.getPackageName();
    return name.equals(INFER) || name.startsWith(INFER + ".");
  }

  private static String stage(JavaClass type) {
    String name = type.getPackageName();
    return name.equals(INFER) ? "" : name.substring(INFER.length() + 1);
  }

  private static int level(JavaClass type) {
    String stage = stage(type);
    return IntStream.range(0, STAGES.size())
        .filter(i -> STAGES.get(i).contains(stage))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void noTwoPublicTypesShareAName() {
    Map<String, Set<String>> homes =
        BORCH.stream()
            .filter(type -> type.getModifiers().contains(PUBLIC) && type.isTopLevelClass())
            .filter(type -> !type.getPackageName().equals("org.borch.examples"))
            .filter(type -> !type.getSimpleName().equals("Laplace")) // his law and his method
            .collect(groupingBy(JavaClass::getSimpleName, mapping(JavaClass::getName, toSet())));
    assertThat(homes).allSatisfy((name, types) -> assertThat(types).as(name).hasSize(1));
  }

  @Test
  void onlyTensorKnowsTheEngine() {
    check(
        noClasses()
            .that(resideOutsideOfPackage("org.borch.tensor.."))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl.pytorch.."));
  }

  @Test
  void samplersModesAndDiagnosticsKnowNoModel() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                "org.borch.infer.density..",
                "org.borch.infer.curvature..",
                "org.borch.infer.mcmc..",
                "org.borch.infer.sgmcmc..",
                "org.borch.infer.ekf..",
                "org.borch.infer.evidence..",
                "org.borch.infer.gaussian..",
                "org.borch.infer.laplace..",
                "org.borch.infer.diagnostics..")
            .should()
            .dependOnClassesThat(
                resideInAnyPackage("org.borch", "org.borch.posterior..", "org.borch.nn..")
                    .and(not(ROWS))));
  }

  @Test
  void diagnosticsKnowNumbersOnly() {
    check(
        classes()
            .that()
            .resideInAPackage("org.borch.infer.diagnostics..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "org.borch.infer.diagnostics..",
                "org.borch.tensor.number..",
                "java..",
                "org.jspecify.."));
  }

  @Test
  void publicClassesAreFinalOrAbstract() {
    DescribedPredicate<JavaClass> finalOrAbstract =
        DescribedPredicate.describe(
            "a final or abstract modifier",
            type ->
                type.isEnum()
                    || type.getModifiers().contains(FINAL)
                    || type.getModifiers().contains(ABSTRACT));
    check(classes().that().arePublic().should(have(finalOrAbstract)));
  }

  @Test
  void noPackageIsSplitOverTwoModules() {
    Map<String, Set<String>> modules =
        BORCH.stream()
            .collect(
                groupingBy(JavaClass::getPackageName, mapping(ArchitectureTest::module, toSet())));
    assertThat(modules).allSatisfy((name, homes) -> assertThat(homes).as(name).hasSize(1));
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(BORCH.stream().map(JavaClass::getPackage).distinct())
        .allSatisfy(
            each -> assertThat(each.isAnnotatedWith(NullMarked.class)).as(each.getName()).isTrue());
  }

  private static void check(ArchRule rule) {
    rule.check(BORCH);
  }

  /** The jar or folder of classes that holds a type. */
  private static String module(JavaClass type) {
    String file = type.getSource().orElseThrow().getUri().toString();
    return file.substring(0, file.length() - type.getName().length() - ".class".length());
  }
}
